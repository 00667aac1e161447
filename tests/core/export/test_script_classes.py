"""The script of classes, and of whole examples, gives the app's losses and probabilities."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.spec import Across, Column, DataSpec, Reading, Source
from core.examples.prepare import prepare
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.export.script import script
from core.models.presets import PRESETS
from core.models.spec import TaskSpec
from tests.core.export.preparing import CASES, ROWS
from tests.core.export.test_preparation import experiment_of, table_of
from tests.core.export.test_script import NASTY, kinds_of, losses_in, nodes_in, script_of, trained_by_the_app

TRAINED = {
    "a row for each example, of two classes": ("conv", {"filters": 4, "blocks": 1}, "balanced"),
    "an id for each example, its part in a column, of three classes": ("gru", {"units": 3}, "none"),
    "words to come": ("dense", {"units": 4}, "balanced"),
    "every row an example": ("dense", {"units": 4}, "none"),
}


def trained(case: str, folder: Path) -> tuple[Path, Experiment, list[tuple[float, float]], object, np.ndarray]:
    preset, settings, weights = TRAINED[case]
    path = folder / "file.csv"
    path.write_bytes(CASES[case].write(ROWS, 1))
    table = table_of(path, CASES[case])
    whole = experiment_of(CASES[case], table)
    training = TrainingSpec(epochs=3, batch=8, learning_rate=0.02, seed=4, loss=whole.training.loss)
    whole = whole.but(model=PRESETS[preset].make(**settings), training=training, task=whole.task.but(weights=weights))
    return path, whole, *trained_by_the_app(whole, table, folder / "run")


@pytest.mark.course("D2")
@pytest.mark.parametrize("case", TRAINED)
def test_losses_and_answers_are_those_of_the_app(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path, experiment, losses, prepared, values = trained(case, tmp_path)
    (tmp_path / "script.py").write_text(script(experiment, prepared.fitted, case), "utf-8")
    capsys.readouterr()
    runpy.run_path(str(tmp_path / "script.py"))["main"](path, tmp_path / "out.csv")
    printed = capsys.readouterr().out
    np.testing.assert_allclose(losses_in(printed), losses, rtol=1e-6)
    out = pd.read_csv(tmp_path / "out.csv")
    classes = experiment.data.classes
    if not classes:
        np.testing.assert_allclose(out["predicted"], values.ravel(), rtol=1e-6)
        return
    shares = out[[f"probability of {word}" for word in classes]].to_numpy()
    expected = values.reshape(len(out), -1)
    np.testing.assert_allclose(shares[:, -expected.shape[1] :], expected, rtol=1e-6)
    right = np.count_nonzero(out["predicted"] == out["actual"])
    assert f"right: {right} of {len(out)}" in printed
    assert printed.count("    right: ") == len(losses)


def test_the_script_of_a_number_holds_nothing_of_classes(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(CASES["the usual"].write(ROWS, 1))
    table = table_of(path, CASES["the usual"])
    whole = experiment_of(CASES["the usual"], table)
    prepared = prepare(arrange(table, whole.data), whole.examples, whole.split, whole.fitting)
    program = script(whole, prepared.fitted)
    for word in ("probability", "example_of", "drawn_parts", "stand_up", "parts_named", "places_in", "class_weights"):
        assert word not in program, word


def named(text: str) -> Experiment:
    """Whole examples with this text wherever a user's may stand."""
    across = (Across(name=text, columns=(f"{text}0", f"{text}1")),)
    return Experiment(
        data=DataSpec(
            sources=(Source(name=text, reading=Reading(across=across)),),
            columns=(
                Column(name=text),
                Column(name=f"{text} told", roles=("target",), classes=(text, f"not {text}")),
                Column(name="example", roles=("series",)),
                Column(name=f"{text} part", roles=("split",)),
            ),
        ),
        task=TaskSpec(kind="binary", weights="balanced"),
        examples=Windows(lookback=2, delay=0, whole=True),
        split=SplitSpec(by="column"),
        model=PRESETS["dense"].make(),
        training=TrainingSpec(loss="cross_entropy"),
    )


def test_words_of_classes_and_names_of_timesteps_stay_texts() -> None:
    """A script with hostile texts is, node by node, the program that one with harmless texts is."""
    ordinary = kinds_of(nodes_in(script_of(named("word"), "word")))
    for nasty in NASTY:
        nodes = nodes_in(script_of(named(nasty), nasty))
        assert f"not {nasty}" in [node.value for node in nodes if isinstance(node, ast.Constant)]
        assert kinds_of(nodes) == ordinary
