"""A plain table, a row for each example: Dense 128–64–32 with the ending that the answer asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.course.again import answered
from tests.course.conftest import Typed

TYPED = ("--features", "length,width", "--layout", "examples", "--architecture", "tapering")
HABITS = ("--epochs", "30", "--batch-size", "16", "--learning-rate", "0.01", "--patience", "0", "--seed", "4")


@pytest.fixture(scope="module")
def flowers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 flowers of three kinds that lie apart; two kinds of soil; an age that grows with both features."""
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 3, 120)
    length, width = kind * 4 + rng.normal(size=120), -kind * 3 + rng.normal(size=120)
    names, soils = np.array(["iris", "rose", "tulip"])[kind], np.array(["clay", "sand"])[(kind == 2).astype(int)]
    cells = zip(length, width, names, soils, strict=True)
    lines = [f"{a:.3f},{b:.3f},{name},{soil},{2 * a - b + 10:.3f}" for a, b, name, soil in cells]
    path = tmp_path_factory.mktemp("files") / "flowers.csv"
    path.write_text("\n".join(["length,width,kind,soil,age", *lines]), "utf-8")
    return path


@pytest.mark.course("C14")
@pytest.mark.parametrize(
    ("target", "task", "ending"),
    [("soil", "binary", "sigmoid"), ("kind", "multiclass", "softmax"), ("age", "regression", "linear")],
)
def test_the_answer_decides_how_a_plain_table_ends(
    target: str, task: str, ending: str, flowers: Path, typed: Typed
) -> None:
    run, prepared, folder = typed(flowers, "--target", target, *TYPED, *HABITS)
    assert [layer.units for layer in run.experiment.model.layers if layer.kind == "dense"] == [128, 64, 32]
    assert (run.experiment.task.kind, run.experiment.task.activation) == (task, ending)
    answers, truth = answered(run.experiment, prepared, folder, 2)
    answer = answers[:, 0]
    if task == "regression":
        assert np.abs(answer - truth[:, 0]).mean() < np.abs(truth).mean() / 2
    else:
        chosen = answer[:, 0] > 0.5 if task == "binary" else answer.argmax(axis=-1)
        assert np.mean(chosen == truth[:, 0, 0]) > 0.9
