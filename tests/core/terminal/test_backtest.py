"""`backtest` from a terminal: of a run that is there, with everything it needs done already; and what is refused."""

from __future__ import annotations

import json

import pytest

from core.__main__ import main
from core.runs.records import Run
from core.studies.running import start, study_of
from core.studies.spec import BacktestSpec
from tests.pages.fabricate import House

SPEC = BacktestSpec(folds=3, kind="sliding", gap=2, share=0.4)


@pytest.fixture(scope="module")
def run(house: House) -> Run:
    """A run whose backtest is over, so that nothing is trained here."""
    run = house.finished("Base")
    study = start(house.library, run, house.prepared, SPEC)
    for each, off in zip(house.library.study(study), (0.5, 0.6, 1.2), strict=True):
        with house.at_work(each) as work:
            house.learn(work)
        house.judge(each, off)
    return run


ASKED = ("--folds", "3", "--kind", "sliding", "--gap", "2", "--share", "0.4")


def test_a_backtest_that_is_there_is_told_and_not_done_again(
    house: House, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.terminal.backtest.wake", lambda home: None)
    assert main(["backtest", run.id, *ASKED, "--home", str(house.home), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run_id"], told["study"], told["final"]) == (run.id, study_of(run.id, SPEC), None)
    assert [set(fold) for fold in told["folds"]] == [{"first", "last", "examples", "errors"}] * 3
    shares = [round(fold["errors"]["model"] / fold["errors"]["last_value"], 3) for fold in told["folds"]]
    assert shares == [0.5, 0.6, 1.2]
    assert told["beaten"]["last_value"] == 2
    assert main(["backtest", run.id, *ASKED, "--home", str(house.home)]) == 0
    assert "in 2 of 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "reason"), [(("--folds", "2"), "folds is not allowed"), (("--gap", "9999"), "too few rows")]
)
def test_what_does_not_fit_is_one_line(
    house: House, run: Run, typed: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backtest", run.id, *typed, "--home", str(house.home)]) == 2
    assert reason in capsys.readouterr().err
