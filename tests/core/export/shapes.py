"""Networks of every shape on a small file: several inputs, an answer for every timestep, ensembles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from core.data.spec import Column, DataSpec, Source
from core.data.steps import Gaps, Sort
from core.data.table import Table
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.models.layers import GRU, LSTM, Bidirectional, Dense, Flatten, RepeatVector
from core.models.spec import Branch, Head, ModelSpec, TaskSpec
from core.spec import record
from tests.core.export.builders import experiment_on, frame

WEATHER = ("wind", "hour (sine)", "hour (cosine)")

TWO_LSTM = ModelSpec(
    branches=(
        Branch(input="input_load", columns=("load [kW]",), layers=(LSTM(units=4),)),
        Branch(input="input_weather", columns=WEATHER, layers=(LSTM(units=3, dropout=0.2),)),
    ),
    head=Head(anchor="last_value"),
)

FLAT_DENSE = ModelSpec(
    branches=(
        Branch(layers=(Flatten(), Dense(units=10, activation="relu"))),
        Branch(input="input_weather", columns=WEATHER, layers=(Flatten(), Dense(units=20, activation="relu"))),
    ),
    trunk=(Dense(units=8, activation="relu"),),
)

AVERAGED = ModelSpec(
    branches=(
        Branch(input="input_wind", columns=("wind", "load [kW]"), layers=(Flatten(), Dense(units=6))),
        Branch(layers=(Flatten(), Dense(units=6))),
    ),
    merge="average",
)

EVERY_TIMESTEP = ModelSpec(
    branches=(Branch(layers=(LSTM(units=4, sequences=True),)),), head=Head(kind="each_timestep", anchor="last_value")
)

DECODER = ModelSpec(
    branches=(Branch(layers=(LSTM(units=4), RepeatVector(), LSTM(units=3, sequences=True))),),
    head=Head(kind="each_step"),
)

RECURSIVE = ModelSpec(branches=(Branch(layers=(LSTM(units=4),)),), head=Head(ahead="recursive"))

LAST_STATE = ModelSpec(branches=(Branch(layers=(LSTM(units=4),)),))

BOTH_WAYS = ModelSpec(branches=(Branch(layers=(Bidirectional(inner=GRU(units=3)),)),))

PADDED_APART = ModelSpec(
    branches=(
        Branch(input="input_a", columns=("a",), layers=(LSTM(units=3),)),
        Branch(layers=(GRU(units=2),)),
    ),
)


@record
class Shaped:
    """A network, the file it is trained on, and the experiment with both."""

    model: ModelSpec
    write: Callable[[int, int], pd.DataFrame] = frame
    windows: Windows = Windows(lookback=12, step=2, horizon=3)
    members: int = 1
    both_targets: bool = False
    quantiles: tuple[float, ...] = ()

    def experiment(self, table: Table) -> Experiment:
        """Few epochs of the network on the table."""
        training = TrainingSpec(epochs=3, batch=16, learning_rate=0.01, seed=5, members=self.members)
        if self.write is uneven:
            return _of_examples(table).but(model=self.model, training=training.but(loss="cross_entropy"))
        whole = experiment_on(table, model=self.model, examples=self.windows, training=training)
        if self.quantiles:
            task = TaskSpec(kind="quantile", quantiles=self.quantiles)
            whole = whole.but(task=task, training=training.but(loss="pinball"))
        if not self.both_targets:
            return whole
        columns = tuple(Column(name=name, roles=("input", "target")) for name in ("load [kW]", "wind"))
        return whole.but(data=whole.data.but(columns=columns, steps=(Sort(), Gaps())))


def uneven(examples: int = 60, seed: int = 3) -> pd.DataFrame:
    """Whole examples of 3 to 9 rows, one behind the other; whether they rise is what is asked."""
    rng = np.random.default_rng(seed)
    parts = []
    for at in range(examples):
        rises, rows = bool(at % 2), int(rng.integers(3, 10))
        a = (1 if rises else -1) * np.arange(rows) + rng.normal(0, 1, rows)
        word = "rises" if rises else "falls"
        parts.append(pd.DataFrame({"id": f"e{at:03}", "a": a.round(3), "b": rng.normal(size=rows), "what": word}))
    return pd.concat(parts, ignore_index=True)


def _of_examples(table: Table) -> Experiment:
    return Experiment(
        data=DataSpec(
            sources=(Source(name="examples.csv", sha256=table.sha256, reading=table.reading),),
            columns=(
                *(Column(name=name) for name in ("a", "b")),
                Column(name="what", roles=("target",), classes=("falls", "rises")),
                Column(name="id", roles=("series",)),
            ),
        ),
        task=TaskSpec(kind="binary", weights="balanced"),
        examples=Windows(lookback=7, delay=0, whole=True, padded=True),
        split=SplitSpec(by="random", cuts=(0.6, 0.2, 0.2)),
        model=LAST_STATE,
        training=TrainingSpec(loss="cross_entropy"),
    )


SHAPES = {
    "an LSTM in two branches": Shaped(model=TWO_LSTM),
    "ten and twenty": Shaped(model=FLAT_DENSE),
    "averaged": Shaped(model=AVERAGED),
    "every timestep": Shaped(model=EVERY_TIMESTEP, windows=Windows(lookback=12, step=2)),
    "a decoder": Shaped(model=DECODER),
    "recursive": Shaped(model=RECURSIVE, both_targets=True),
    "a straight line, recursive": Shaped(
        model=ModelSpec(head=Head(kind="shared_over_targets", anchor="last_value", ahead="recursive")),
        both_targets=True,
    ),
    "quantiles of both targets by two straight lines": Shaped(
        model=ModelSpec(head=Head(kind="shared_over_targets", anchor="last_value")),
        quantiles=(0.05, 0.25, 0.5, 0.75, 0.95),
        both_targets=True,
        members=2,
    ),
    "padded": Shaped(model=LAST_STATE, write=uneven),
    "padded, both ways": Shaped(model=BOTH_WAYS, write=uneven),
    "padded, apart": Shaped(model=PADDED_APART, write=uneven),
    "two networks of two branches": Shaped(model=TWO_LSTM, members=2),
    "two networks, recursive": Shaped(model=RECURSIVE, members=2, both_targets=True),
}
COURSE = {
    "an LSTM in two branches": "C12",
    "ten and twenty": "C13",
    "every timestep": "A8",
    "a decoder": "C10",
    "recursive": "C10",
    "padded": "C14",
    "two networks of two branches": "C13",
}

every_shape = pytest.mark.parametrize(
    "shape", [pytest.param(name, marks=[pytest.mark.course(COURSE[name])] if name in COURSE else []) for name in SHAPES]
)
