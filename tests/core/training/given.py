"""A small series, experiments on it, and a training that is quick enough for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.spec import Column, DataSpec, Source
from core.examples.prepare import Prepared, prepare
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.models.layers import LSTM, AnyLayer, Dense, Dropout, Flatten
from core.models.spec import Branch, ModelSpec
from core.training.outcome import Outcome

ROWS = 300
CUTS = (200, 50, 50)
DENSE: tuple[AnyLayer, ...] = (Flatten(), Dense(units=6), Dropout(rate=0.3))
RECURRENT: tuple[AnyLayer, ...] = (LSTM(units=4, dropout=0.2, recurrent_dropout=0.3), Dropout(rate=0.2))


def series(rows: int = ROWS) -> NDArray[np.float64]:
    """(N, 2) a wave that rises, with noise, and its lagging companion."""
    noise = np.random.default_rng(5).normal(size=(rows, 2))
    t = np.arange(rows)
    return np.stack([np.sin(t / 4) + t / 100, np.cos(t / 4) * 3 - t / 50], axis=1) + 0.1 * noise


def dataset(values: NDArray[np.float64], names: tuple[str, ...] = ("load", "wind")) -> Dataset:
    """Every column is an input, the first one is predicted."""
    zeros = np.zeros(len(values), dtype=np.int32)
    return Dataset(
        names=names,
        units=("",) * len(names),
        values=values,
        time=None,
        series=zeros,
        segment=zeros,
        row=np.arange(len(values)),
        inputs=tuple(range(len(names))),
        targets=(0,),
        spacing=None,
        season=None,
    )


def experiment(layers: tuple[AnyLayer, ...] = DENSE, **training: Any) -> Experiment:
    settings: dict[str, Any] = {"epochs": 3, "batch": 20, "seed": 7, "stopping": None, "learning_rate": 0.01}
    return Experiment(
        data=DataSpec(
            sources=(Source(name="series.csv"),),
            columns=(Column(name="load", roles=("input", "target")), Column(name="wind")),
        ),
        examples=Windows(lookback=8, step=2, delay=1, horizon=2),
        split=SplitSpec(by="rows", cuts=CUTS),
        model=ModelSpec(branches=(Branch(layers=layers),)),
        training=TrainingSpec(**(settings | training)),
    )


def prepared(given: Experiment, values: NDArray[np.float64] | None = None) -> Prepared:
    return prepared_columns(given, series() if values is None else values)


def prepared_columns(given: Experiment, values: NDArray[np.float64]) -> Prepared:
    names = tuple(column.name for column in given.data.columns)
    return prepare(dataset(values, names), given.examples, given.split, given.fitting)


def trained(
    given: Experiment,
    folder: Path,
    values: NDArray[np.float64] | None = None,
    wanted: Callable[[], str | None] = lambda: None,
    resume: bool = False,
) -> tuple[Outcome, list[dict[str, Any]]]:
    from core.training.trainer import train

    events: list[dict[str, Any]] = []
    return train(prepared(given, values), given, folder, events.append, wanted, resume), events


def of_kind(events: Iterable[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [event for event in events if event["kind"] == kind]


def last_weights(folder: Path) -> dict[str, bytes]:
    """Every variable after the last whole epoch, seed generators and optimiser included, bit for bit."""
    from core.training.checkpoint import read_newest

    state, damaged = read_newest(folder)
    assert state is not None
    assert not damaged
    return {name: array.tobytes() for name, array in state.arrays.items()}


def kept_weights(folder: Path) -> dict[str, bytes]:
    from core.training.kept import read_kept

    return {name: array.tobytes() for name, array in read_kept(folder).weights.items()}


class After:
    """Wants a stop once it has been asked this many times."""

    def __init__(self, asked: int) -> None:
        self.left = asked

    def __call__(self) -> str | None:
        self.left -= 1
        return "stop" if self.left <= 0 else None


def batches_of(epochs: int) -> int:
    """How often `wanted` is asked in that many epochs: 10 batches of training, 3 of validation."""
    return epochs * (10 + 3)
