"""Every architecture of the notes is typed in a terminal, trained by a worker, and computed again with NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.examples.prepare import Prepared
from core.models.layers import AnyLayer, Dense, Flatten
from core.models.spec import Branch, ModelSpec
from core.runs.records import Run
from tests.course.again import answered
from tests.course.conftest import Typed

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
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 hours of a wave and its companion."""
    t = np.arange(100)
    values = np.stack([5 + np.sin(t / 4) + t / 200, np.cos(t / 4)], axis=1)
    lines = [f"2020-01-{1 + n // 24:02d} {n % 24:02d}:00,{a:.3f},{b:.3f}" for n, (a, b) in enumerate(values)]
    path = tmp_path_factory.mktemp("files") / "hours.csv"
    path.write_text("\n".join(["when,load,wind", *lines]), "utf-8")
    return path


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


def numpy_loss(run: Run, prepared: Prepared, folder: Path) -> float:
    """The mean absolute error of the kept weights on the validation part, without TensorFlow."""
    answers, truth = answered(run.experiment, prepared, folder, 1)
    return float(np.abs(answers - truth).mean())


@pytest.mark.parametrize(
    ("arguments", "layers"), [pytest.param(given, layers, marks=item, id=layers) for item, given, layers in CASES]
)
def test_a_network_of_the_notes_is_built_as_they_say_and_learns(
    arguments: tuple[str, ...], layers: str, hours: Path, typed: Typed
) -> None:
    run, prepared, folder = typed(hours, *SERIES, *arguments, *HABITS)
    assert ", ".join(told(layer) for layer in run.experiment.model.layers) == layers
    assert run.experiment.model.head.kind == "dense"
    assert run.epochs_done == 2
    assert run.best == pytest.approx(numpy_loss(run, prepared, folder), rel=1e-4)


@pytest.mark.course("C13")
def test_two_inputs_of_ten_and_twenty_units_are_put_side_by_side(hours: Path, typed: Typed, tmp_path: Path) -> None:
    """Layers of its own for each branch are a file's to say."""
    run, *_ = typed(hours, *SERIES, *built("dense"), *HABITS)
    branches = tuple(
        Branch(input=f"input_{name}", columns=(name,), layers=(Flatten(), Dense(units=units)))
        for name, units in (("load", 10), ("wind", 20))
    )
    asked = run.experiment.but(model=ModelSpec(branches=branches, merge="concatenate"))
    file = tmp_path / "two.json"
    file.write_text(asked.model_dump_json(), "utf-8")
    run, prepared, folder = typed(hours, "--experiment", file)
    assert run.experiment.model == asked.model
    assert run.best == pytest.approx(numpy_loss(run, prepared, folder), rel=1e-4)


@pytest.mark.course("D7")
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_dropout_hides_while_learning_and_never_when_predicting(share: float, hours: Path, typed: Typed) -> None:
    arguments = built("dense", "units=16", f"dropout={share}")
    run, prepared, folder = typed(hours, *SERIES, *arguments, *HABITS)
    assert run.experiment.model.layers[-1].rate == share
    assert run.best == pytest.approx(numpy_loss(run, prepared, folder), rel=1e-4)
