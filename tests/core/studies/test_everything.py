"""The final fit: a network that learns from every row, is judged by none, and is taken home all the same."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.evaluation.evaluate import evaluate
from core.evaluation.predicting import predict
from core.experiment import TrainingSpec
from core.export.card import card
from core.export.network import nodes_of
from core.export.script import script
from core.jobs.evaluate import network
from core.studies.backtest import everything, with_parts
from core.training.kept import read_kept
from tests.core.export.builders import csv_file, experiment_on, prepared_of, table_of

QUICK = TrainingSpec(epochs=3, batch=32, learning_rate=0.01, seed=11)


def test_it_learns_and_its_script_learns_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.training.trainer import train

    monkeypatch.chdir(tmp_path)
    path = csv_file(tmp_path)
    table = table_of(path)
    asked = everything(experiment_on(table, training=QUICK), 2)
    prepared = prepared_of(table, asked)
    assert (prepared.counts["validation"], prepared.counts["test"]) == (0, 0)
    events: list[dict[str, object]] = []
    outcome = train(prepared, asked, tmp_path / "run", events.append, lambda: None)
    assert (outcome.epochs, outcome.best_epoch) == (2, 2)
    epochs = [event for event in events if event["kind"] == "epoch"]
    assert [event["val_loss"] for event in epochs] == [None, None]
    answer = network(prepared, asked, read_kept(tmp_path / "run").weights)
    every = np.ones(len(prepared.placement.now), bool)
    answers = predict(prepared, answer, every)
    judged = evaluate(prepared, answers)
    assert (judged["verdict"], judged["verdicts"], set(judged["metrics"])) == (None, {}, {"train"})
    assert "a backtest of the same settings is its measure" in card(asked, judged)
    (tmp_path / "script.py").write_text(script(asked, prepared.fitted), "utf-8")
    capsys.readouterr()
    runpy.run_path(str(tmp_path / "script.py"))["main"](path, tmp_path / "out.csv")
    printed = re.findall(r"epoch \d+: loss (\S+)\n", capsys.readouterr().out)
    np.testing.assert_allclose([float(loss) for loss in printed], [event["loss"] for event in epochs], rtol=1e-6)
    said = pd.read_csv(tmp_path / "out.csv")["predicted"].to_numpy()
    np.testing.assert_allclose(said, answers.values.ravel(), rtol=1e-4, atol=1e-5)
    assert nodes_of(asked, prepared.dataset)


def test_on_the_screen_it_has_parts_again(tmp_path: Path) -> None:
    asked = experiment_on(table_of(csv_file(tmp_path)), training=QUICK)
    again = with_parts(everything(asked, 2))
    assert (again.split.by, again.training.watched, again.training.keep) == ("fraction", "val_loss", "best")
    assert with_parts(asked) is asked
