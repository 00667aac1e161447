"""Every network the notes build, typed as in the terminal, trained, and computed again with NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.table import Table
from core.examples.prepare import Prepared, prepare
from core.experiment import Experiment
from core.export.network import nodes_of
from core.models.forward import forward
from core.models.layers import AnyLayer
from core.terminal.arguments import parse
from core.terminal.settings import experiment_of
from core.training.kept import read_kept

HABITS = ("--epochs", "2", "--batch-size", "16", "--learning-rate", "0.01", "--patience", "0", "--seed", "4")
SERIES = ("--target", "load", "--features", "load,wind", "--lookback", "30", "--delay", "1", "--split", "60/20/20")


def built(*options: str) -> tuple[str, ...]:
    """`--set` for each option after the architecture."""
    return ("--architecture", options[0], *(part for option in options[1:] for part in ("--set", option)))


CONVOLUTIONS = "conv1d 32×5 relu, max_pool 3, conv1d 32×5 relu"
CASES = [
    (pytest.mark.course("C1"), built("dense", "units=32"), "flatten, dense 32 relu"),
    (pytest.mark.course("C2"), built("simple_rnn", "units=32"), "simple_rnn 32 tanh"),
    (
        pytest.mark.course("C2"),
        built("stacked", "kind=simple_rnn", "units=8"),
        "simple_rnn 8 tanh every, simple_rnn 8 tanh",
    ),
    (pytest.mark.course("C3"), built("lstm", "units=32"), "lstm 32 tanh"),
    (pytest.mark.course("C3"), built("lstm", "units=10", "activation=relu"), "lstm 10 relu"),
    (pytest.mark.course("C4"), built("stacked", "kind=gru", "units=256"), "gru 256 tanh every, gru 256 tanh"),
    (
        pytest.mark.course("C5"),
        built("lstm", "units=32", "dropout=0.2", "recurrent_dropout=0.2"),
        "lstm 32 tanh hidden 0.2 and 0.2",
    ),
    (pytest.mark.course("C6"), built("stacked", "kind=lstm", "units=32"), "lstm 32 tanh every, lstm 32 tanh"),
    (pytest.mark.course("C6"), built("bottleneck"), "lstm 10 tanh every, lstm 2 tanh every, lstm 10 tanh"),
    (pytest.mark.course("C7"), built("bidirectional", "kind=lstm", "units=32"), "bidirectional lstm 32 tanh"),
    (pytest.mark.course("C8"), built("conv"), f"{CONVOLUTIONS}, max_pool 3, conv1d 32×5 relu, global_max_pool"),
    (
        pytest.mark.course("C9"),
        built("conv_recurrent", "kind=lstm", "dropout=0.2"),
        f"{CONVOLUTIONS}, lstm 32 tanh hidden 0.2 and 0.0",
    ),
    (pytest.mark.course("C10"), built("every_timestep", "units=8"), "lstm 8 tanh every, flatten"),
    (pytest.mark.course("C11"), built("reshaped"), "lstm 10 tanh, reshape 10×1, lstm 10 tanh"),
    *(
        (pytest.mark.course("C15"), built("dense", "units=4", f"activation={name}"), f"flatten, dense 4 {name}")
        for name in ("relu", "sigmoid", "elu", "tanh")
    ),
]
"""The item, what is typed, and the layers the notes name before the last Dense."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """100 hours of a wave and its companion."""
    t = np.arange(100)
    values = np.stack([5 + np.sin(t / 4) + t / 200, np.cos(t / 4)], axis=1)
    lines = [f"2020-01-{1 + n // 24:02d} {n % 24:02d}:00,{a:.3f},{b:.3f}" for n, (a, b) in enumerate(values)]
    path = tmp_path_factory.mktemp("files") / "hours.csv"
    path.write_text("\n".join(["when,load,wind", *lines]), "utf-8")
    return read(path, recognise(path))


def told(layer: AnyLayer) -> str:
    """`lstm 32 tanh every hidden 0.2 and 0.2`: what the notes say of a layer."""
    if layer.kind == "bidirectional":
        return f"bidirectional {told(layer.inner)}"
    if layer.kind == "reshape":
        return f"reshape {layer.time}×{layer.features}"
    words = [layer.kind]
    if layer.kind == "conv1d":
        words.append(f"{layer.filters}×{layer.size}")
    words += [str(getattr(layer, name)) for name in ("units", "activation") if hasattr(layer, name)]
    words += [str(layer.size)] if layer.kind == "max_pool" else []
    words += ["every"] if getattr(layer, "sequences", False) else []
    hidden = getattr(layer, "dropout", 0.0), getattr(layer, "recurrent_dropout", 0.0)
    return " ".join([*words, *([f"hidden {hidden[0]} and {hidden[1]}"] if any(hidden) else [])])


def numpy_loss(experiment: Experiment, prepared: Prepared, folder: Path) -> float:
    """The mean absolute error of the kept weights on the validation part, without TensorFlow."""
    examples = prepared.examples.of(1)
    x, y = (g.matrix[g.rows[:, None] + g.offsets] for g in (examples.inputs, examples.targets))
    nodes = nodes_of(experiment, prepared.dataset)
    return float(np.abs(forward(nodes, read_kept(folder).weights, x) - y).mean())


def trained(typed: tuple[str, ...], table: Table, folder: Path) -> tuple[Experiment, Prepared, Any]:
    from core.training.trainer import train

    experiment = experiment_of(parse(["train", "hours.csv", *typed, *HABITS]), table)
    data = arrange(table, experiment.data)
    prepared = prepare(data, experiment.examples, experiment.split, experiment.fitting)
    return experiment, prepared, train(prepared, experiment, folder, lambda event: None, lambda: None, False)


@pytest.mark.parametrize(
    ("typed", "layers"), [pytest.param(typed, layers, marks=item, id=layers) for item, typed, layers in CASES]
)
def test_a_network_of_the_notes_is_built_as_they_say_and_learns(
    typed: tuple[str, ...], layers: str, table: Table, tmp_path: Path
) -> None:
    experiment, prepared, outcome = trained((*SERIES, *typed), table, tmp_path)
    assert ", ".join(told(layer) for layer in experiment.model.layers) == layers
    assert experiment.model.head.kind == "dense"
    assert outcome.epochs == 2
    assert outcome.best == pytest.approx(numpy_loss(experiment, prepared, tmp_path), rel=1e-4)


@pytest.mark.course("D7")
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_dropout_hides_while_learning_and_never_when_predicting(share: float, table: Table, tmp_path: Path) -> None:
    typed = built("dense", "units=16", f"dropout={share}")
    experiment, prepared, outcome = trained((*SERIES, *typed), table, tmp_path)
    assert experiment.model.layers[-1].rate == share
    assert outcome.best == pytest.approx(numpy_loss(experiment, prepared, tmp_path), rel=1e-4)
