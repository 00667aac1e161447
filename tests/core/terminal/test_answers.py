"""Whole examples, classes and drawn parts, as they are typed, trained and used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.data.spec import Column
from core.errors import DataError, SettingsError
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment
from core.terminal.arguments import parse
from core.terminal.files import table_of, unread_examples
from core.terminal.settings import experiment_of, split_of

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty rises and falls of eight timesteps: wide, long and as a plain table; and hours with a word each."""
    rng, folder = np.random.default_rng(6), tmp_path_factory.mktemp("files")
    up = rng.permutation(np.repeat([0, 1], 20))
    values = (np.where(up, 1, -1)[:, None] * np.arange(8) / 4 + rng.normal(0, 0.2, (40, 8))).round(3)
    words = np.array(["falls", "rises"])[up]
    wide = pd.DataFrame(values, columns=[f"t{t}" for t in range(8)])
    wide.assign(label=words).to_csv(folder / "wide.csv", index=False)
    parts = np.array(["train", "train", "val", "test"])[np.arange(40) % 4]
    steps = np.repeat(values, 3, axis=1)
    long = {"sample_id": np.repeat(np.arange(40), 24), "step": np.tile(np.arange(24), 40), "x": steps.ravel()}
    told = {"label": np.repeat(words, 24), "set": np.repeat(parts, 24)}
    pd.DataFrame(long | told).to_csv(folder / "long.csv", index=False)
    plain = pd.DataFrame({"start": values[:, 0], "end": values[:, -1], "colour": rng.choice(["red", "blue"], 40)})
    plain.assign(label=words).to_csv(folder / "plain.csv", index=False)
    hours = pd.DataFrame({"time": pd.date_range("2024-01-01", periods=300, freq="h"), "load": rng.normal(size=300)})
    hours = hours.assign(state=np.arange(300) // 7 % 2)
    hours.assign(sky=np.array(["clear", "fog", "rain"])[np.arange(300) % 3]).to_csv(folder / "hours.csv", index=False)
    return folder


def typed(path: Path, *arguments: str) -> Experiment:
    given = parse(["train", str(path), *arguments])
    return experiment_of(given, table_of(given))


LABEL = Column(name="label", roles=("target",), classes=("falls", "rises"))


@pytest.mark.course("A2")
def test_a_wide_file_is_read_as_examples_when_it_is_asked_for(folder: Path) -> None:
    experiment = typed(folder / "wide.csv", "--layout", "examples")
    assert experiment.data.columns == (LABEL, Column(name="value"), Column(name="example", roles=("series",)))
    assert experiment.examples == Windows(lookback=8, delay=0, whole=True)
    assert (experiment.task.kind, experiment.training.loss) == ("binary", "cross_entropy")
    assert experiment.split == SplitSpec(by="random")
    assert experiment.training.batch == 8
    assert not typed(folder / "wide.csv").examples.whole


@pytest.mark.course("A2")
def test_ids_and_plain_rows_are_recognised_unless_rows_are_asked_for(folder: Path) -> None:
    long, plain = typed(folder / "long.csv"), typed(folder / "plain.csv")
    assert (long.data.inputs, long.data.series, long.examples.lookback) == (("x",), ("sample_id",), 24)
    assert long.data.split == "set"
    assert long.split.by == "column"
    assert (plain.data.inputs, plain.data.categories) == (("start", "end"), ("colour",))
    assert plain.examples == Windows(lookback=1, delay=0, whole=True)
    rows = typed(folder / "long.csv", "--layout", "rows")
    assert not rows.examples.whole
    assert rows.data.targets == ("x",)


def test_the_order_of_classes_can_be_typed_or_the_target_taken_as_a_number(folder: Path) -> None:
    other = typed(
        folder / "wide.csv", "--layout", "examples", "--classes", "rises,falls", "--class-weights", "balanced"
    )
    assert other.data.classes == ("rises", "falls")
    assert other.task.weights == "balanced"
    assert typed(folder / "long.csv", "--target", "step", "--as-number").data.inputs == ("step",)
    told_apart = typed(folder / "hours.csv", "--target", "state", "--classes", "all", "--lookback", "4")
    assert told_apart.data.columns[0] == Column(name="state", roles=("target",), classes=("0", "1"))
    assert told_apart.data.inputs == ("load",)


def test_words_in_time_are_predicted_by_the_other_columns(folder: Path) -> None:
    experiment = typed(folder / "hours.csv", "--target", "sky", "--lookback", "6", "--horizon", "2")
    assert experiment.data.classes == ("clear", "fog", "rain")
    assert experiment.data.inputs == ("load",)
    assert experiment.task.kind == "multiclass"
    assert experiment.examples == Windows(lookback=6, horizon=2)
    assert experiment.split == SplitSpec()


def test_parts_are_drawn_or_named(folder: Path) -> None:
    drawn = typed(folder / "long.csv", "--split", "random:0.6/0.2/0.2", "--split-seed", "7")
    assert drawn.split == SplitSpec(by="random", cuts=(0.6, 0.2, 0.2), seed=7)
    named = typed(folder / "long.csv", "--split-column", "set")
    assert named.split.by == "column"
    assert split_of("random") == {"by": "random", "cuts": (0.7, 0.15, 0.15)}


def test_an_experiment_file_of_whole_examples_is_read_so_again(folder: Path, tmp_path: Path) -> None:
    base = typed(folder / "wide.csv", "--layout", "examples", "--set", "filters=4")
    file = tmp_path / "experiment.json"
    file.write_text(base.model_dump_json(), "utf-8")
    assert typed(folder / "wide.csv", "--experiment", str(file)) == base
    other = typed(folder / "wide.csv", "--experiment", str(file), "--classes", "rises,falls")
    assert other.data.classes == ("rises", "falls")
    assert other.data.inputs == base.data.inputs
    assert other.model == base.model


@pytest.mark.parametrize(
    ("file", "arguments", "told"),
    [
        ("hours.csv", ("--layout", "examples"), "No whole examples were found in hours.csv"),
        ("wide.csv", ("--layout", "examples", "--classes", "falls,stays"), "stays does not stand in label"),
        ("wide.csv", ("--layout", "examples", "--classes", "falls"), "Classes are two different words or more"),
        ("wide.csv", ("--layout", "examples", "--as-number"), "label is not a column of numbers"),
        ("wide.csv", ("--layout", "examples", "--loss", "mae"), "Classes learn by cross_entropy"),
        ("wide.csv", ("--layout", "examples", "--horizon", "2"), "its answer stands in its last row"),
        ("wide.csv", ("--split", "column"), "No column says which part a row belongs to"),
        ("wide.csv", ("--split", "random:8/1/1"), "random:0.7/0.15/0.15, or column."),
        ("wide.csv", ("--split-column", "set"), "There is no column set"),
        ("hours.csv", ("--target", "load", "--class-weights", "balanced"), "Weights of balanced need classes"),
        ("hours.csv", ("--target", "sky", "--classes", "fog,rain", "--as-number"), "not allowed with"),
    ],
)
def test_what_does_not_fit_says_rule_received_and_remedy(
    folder: Path, file: str, arguments: tuple[str, ...], told: str
) -> None:
    with pytest.raises((SettingsError, DataError)) as problem:
        typed(folder / file, *arguments)
    assert told in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.fixture(scope="module")
def trained(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    given = ("train", folder / "wide.csv", "--layout", "examples", "--epochs", 8, "--learning-rate", "0.01")
    given = (*given, "--home", tmp_path_factory.mktemp("home"), "--json")
    environment = {**os.environ, "LOOKBACK_SUPERVISOR": "--no-spare --idle 2", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "core", *map(str, given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "right " in done.stderr
    return json.loads(done.stdout)


@pytest.mark.course("D9")
def test_training_tells_the_share_that_is_right_and_who_was_taken_for_whom(trained: dict) -> None:
    figures = trained["metrics"]["test"]["original"]["label"]
    assert set(figures) == {"accuracy", "balanced_accuracy", "f1", "precision", "recall", "roc_auc", "log_loss"}
    assert figures["accuracy"] == 1.0
    assert trained["metrics"]["test"]["scaled"] == {}
    assert trained["classes"]["words"] == ["falls", "rises"]
    assert trained["classes"]["parts"]["test"]["confusion"] == [[3, 0], [0, 3]]
    assert set(trained["baselines"]) == {"majority", "logistic"}
    assert trained["baselines"]["majority"]["test"]["original"]["label"]["accuracy"] == 0.5


def test_its_bundle_predicts_a_file_without_answers_and_is_judged_on_one_with_them(
    trained: dict, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.read_csv(folder / "wide.csv")
    frame.drop(columns="label").to_csv(tmp_path / "new.csv", index=False)
    assert main(["predict", trained["bundle"], str(tmp_path / "new.csv"), "--out", str(tmp_path / "out.csv")]) == 0
    out = pd.read_csv(tmp_path / "out.csv")
    assert out["example"].tolist() == list(range(1, 41))
    assert (out["predicted"] == frame["label"]).mean() > 0.9
    assert out["actual"].isna().all()
    capsys.readouterr()
    assert main(["evaluate", trained["bundle"], str(folder / "wide.csv"), "--json"]) == 0
    judged = json.loads(capsys.readouterr().out)
    assert set(judged["metrics"]) == {"validation", "test"}, "the examples not used to train"
    assert judged["metrics"]["test"]["original"]["label"]["accuracy"] == 1.0
    assert main(["evaluate", trained["bundle"], str(folder / "wide.csv")]) == 0
    assert "taken for rises" in capsys.readouterr().out


def test_a_file_that_looks_like_whole_examples_says_how_to_read_it_so(folder: Path) -> None:
    def offered(*arguments: str) -> bool:
        given = parse(["train", str(folder / arguments[0]), *arguments[1:]])
        return unread_examples(given, table_of(given)) is not None

    assert offered("wide.csv")
    assert not offered("wide.csv", "--layout", "rows")
    assert not offered("wide.csv", "--layout", "examples")
    assert not offered("hours.csv")


def test_inspect_shows_a_file_as_examples(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(folder / "wide.csv"), "--layout", "examples", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [column["name"] for column in told["columns"]] == ["example", "timestep", "value", "label"]
    assert "read_across" in [finding["key"] for finding in told["findings"]]
