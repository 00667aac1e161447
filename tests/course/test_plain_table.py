"""A plain table, a row for each example: Dense 128–64–32 with the ending that the answer asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.table import Table
from core.examples.prepare import prepare
from core.export.network import nodes_of
from core.models.forward import forward
from core.terminal.arguments import parse
from core.terminal.settings import experiment_of
from core.training.kept import read_kept

TYPED = ("--features", "length,width", "--layout", "examples", "--architecture", "tapering")
HABITS = ("--epochs", "30", "--batch-size", "16", "--learning-rate", "0.01", "--patience", "0", "--seed", "4")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """120 flowers of three kinds that lie apart; two kinds of soil; an age that grows with both features."""
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 3, 120)
    length, width = kind * 4 + rng.normal(size=120), -kind * 3 + rng.normal(size=120)
    names, soils = np.array(["iris", "rose", "tulip"])[kind], np.array(["clay", "sand"])[(kind == 2).astype(int)]
    cells = zip(length, width, names, soils, strict=True)
    lines = [f"{a:.3f},{b:.3f},{name},{soil},{2 * a - b + 10:.3f}" for a, b, name, soil in cells]
    path = tmp_path_factory.mktemp("files") / "flowers.csv"
    path.write_text("\n".join(["length,width,kind,soil,age", *lines]), "utf-8")
    return read(path, recognise(path))


@pytest.mark.course("C14")
@pytest.mark.parametrize(
    ("target", "task", "ending"),
    [("soil", "binary", "sigmoid"), ("kind", "multiclass", "softmax"), ("age", "regression", "linear")],
)
def test_the_answer_decides_how_a_plain_table_ends(
    target: str, task: str, ending: str, table: Table, tmp_path: Path
) -> None:
    from core.training.trainer import train

    experiment = experiment_of(parse(["train", "flowers.csv", "--target", target, *TYPED, *HABITS]), table)
    assert [layer.units for layer in experiment.model.layers if layer.kind == "dense"] == [128, 64, 32]
    assert (experiment.task.kind, experiment.task.activation) == (task, ending)
    data = arrange(table, experiment.data)
    prepared = prepare(data, experiment.examples, experiment.split, experiment.fitting)
    train(prepared, experiment, tmp_path, lambda event: None, lambda: None, False)
    examples = prepared.examples.of(2)
    x, y = (g.matrix[g.rows[:, None] + g.offsets] for g in (examples.inputs, examples.targets))
    answer = forward(nodes_of(experiment, prepared.dataset), read_kept(tmp_path).weights, x)[:, 0]
    if task == "regression":
        assert np.abs(answer - y[:, 0]).mean() < np.abs(y).mean() / 2
    else:
        chosen = answer[:, 0] > 0.5 if task == "binary" else answer.argmax(axis=-1)
        assert np.mean(chosen == y[:, 0, 0]) > 0.9
