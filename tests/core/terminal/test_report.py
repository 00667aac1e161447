"""`report` in the terminal: a page in a file, or one line that says why there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.__main__ import main
from tests.pages.fabricate import House, bumps


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("home"), bumps())


def test_a_judged_run_becomes_a_page(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, path = house.finished("Conv1D"), tmp_path / "report.html"
    assert main(["report", run.id, "-o", str(path), "--home", str(house.home), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"run_id": run.id, "out": str(path), "bytes": path.stat().st_size}
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_what_cannot_be_reported_is_one_line_and_code_2(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting, home = house.submit("Waits"), ["--home", str(house.home)]
    assert main(["report", waiting.id, "-o", str(tmp_path / "a.html"), *home]) == 2
    assert main(["report", "0123456789ab", "-o", str(tmp_path / "b.html"), *home]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(".")[0] for line in lines] == ["“Waits” has not been judged", "There is no such run"]
    assert not list(tmp_path.iterdir())
