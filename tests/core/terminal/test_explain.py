"""`explain` in the terminal: a table for a person, the same numbers as JSON, one line where it cannot be done."""

from __future__ import annotations

import json

import pytest

from core.__main__ import main
from core.runs.records import Run
from tests.pages.fabricate import House


@pytest.mark.parametrize(
    ("what", "lines"), [("columns", 1 + 2), ("timesteps", 1 + 24), ("response", 1 + 15)]
)  # fmt: skip
def test_each_analysis_is_a_table_and_json(
    what: str, lines: int, house: House, judged: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["explain", judged.id, "--what", what, "--home", str(house.home)]
    assert main(asked) == 0
    assert len(capsys.readouterr().out.splitlines()) <= lines
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run_id"], told["what"], told["part"]) == (judged.id, what, "test")
    assert told["windows"] > 0
    assert house.library.queue() == []


def test_what_cannot_be_explained_is_one_line_and_code_2(
    house: House, judged: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting, home = house.submit("Waits"), ["--home", str(house.home)]
    assert main(["explain", waiting.id, "--what", "columns", *home]) == 2
    assert main(["explain", judged.id, "--what", "response", "--column", "sky", *home]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "has not been judged" in lines[0]
    assert "sky" in lines[1]
