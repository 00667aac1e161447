"""A second file is typed behind the first: joined, read by a branch of its own, and asked for again when predicting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.errors import DataError, SettingsError
from core.experiment import Experiment
from core.terminal.arguments import parse
from core.terminal.files import paths_of, table_of
from core.terminal.settings import experiment_of


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """300 hours of a load, and of a wind that begins 10 hours later."""
    hours = np.datetime64("2020-01-01T00") + np.arange(310)
    load = [f"{hour},{20 + np.sin(at / 4):.3f}" for at, hour in enumerate(hours[:300])]
    wind = [f"{hour},{at % 13},{at % 5}" for at, hour in enumerate(hours[10:])]
    for name, head, lines in (("load", "when,load (kW)", load), ("wind", "when,wind (m/s),gusts", wind)):
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n")
    return [str(tmp_path / "load.csv"), str(tmp_path / "wind.csv")]


def typed(files: list[str], *arguments: str) -> Experiment:
    given = parse(["train", files[0], "--second", files[1], *arguments])
    return experiment_of(given, table_of(given))


def test_a_second_file_is_joined_by_time_and_read_by_its_own_branch(files: list[str]) -> None:
    experiment = typed(files, "--architecture", "lstm")
    data = experiment.data
    assert (data.file, data.join.how, data.targets) == ("load.csv + wind.csv", "time", ("load (kW)",))
    assert data.inputs == ("load (kW)", "wind (m/s)", "gusts")
    assert {column.name: column.unit for column in data.columns}["wind (m/s)"] == "m/s"
    assert [branch.columns for branch in experiment.model.branches] == [(), ("wind (m/s)", "gusts")]
    assert len(typed(files, "--architecture", "lstm", "--together").model.branches) == 1
    assert len(typed(files).model.branches) == 1, "a head shared over the targets reads everything together"


def test_typed_features_and_branches_count_more(files: list[str]) -> None:
    chosen = typed(files, "--target", "load (kW)", "--features", "load (kW),gusts", "--architecture", "lstm")
    assert [branch.columns for branch in chosen.model.branches] == [(), ("gusts",)]
    branches = ("--branch", "rest=", "--branch", "air=wind (m/s)")
    own = typed(files, "--architecture", "lstm", *branches)
    assert [branch.columns for branch in own.model.branches] == [(), ("wind (m/s)",)]


def test_the_settings_of_two_files_are_used_on_two_files_again(files: list[str], tmp_path: Path) -> None:
    before = typed(files, "--architecture", "lstm", "--join", "last", "--together")
    path = tmp_path / "experiment.json"
    path.write_text(before.model_dump_json())
    assert typed(files, "--experiment", str(path)) == before
    with pytest.raises(SettingsError, match=r"load\.csv \+ wind\.csv"):
        table_of(parse(["train", files[0], "--experiment", str(path)]))


def test_what_cannot_be_joined_is_refused_with_the_remedy(files: list[str], tmp_path: Path) -> None:
    short = tmp_path / "short.csv"
    short.write_text("rain\n" + "\n".join(str(row % 3) for row in range(290)))
    with pytest.raises(DataError, match=r"load\.csv: 300, short\.csv: 290"):
        table_of(parse(["train", files[0], "--second", str(short)]))
    assert len(table_of(parse(["inspect", files[0], "--second", str(short), "--join", "first"]))) == 290
    with pytest.raises(SettingsError, match="no second file"):
        table_of(parse(["train", files[0], "--join", "row"]))


def test_inspect_tells_how_the_files_were_joined(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", files[0], "--second", files[1]]) == 0
    told = capsys.readouterr().out
    assert "load.csv + wind.csv" in told
    assert "2 files, joined by time: 290 of 300 rows match" in told
    given = parse(["inspect", *files[:1], "--second", files[1]])
    assert [path.name for path in paths_of(given)] == ["load.csv", "wind.csv"]
