"""A backtest in a library: begun once, gone on with, read while it comes in, and the model from everything after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.runs.library import Library
from core.runs.status import Status
from core.studies.backtest import Fold, folds
from core.studies.results import result
from core.studies.running import asked, backtests_of, final_fit, final_of, go_on, progress, start, study_of
from core.studies.spec import BacktestSpec
from tests.pages.fabricate import House

SPEC = BacktestSpec(folds=3)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    home = tmp_path_factory.mktemp("house")
    return House(Path(home))


def begun(house: House) -> tuple[Library, str, tuple[Fold, ...]]:
    run = house.finished("Base")
    start(house.library, run, house.prepared, SPEC)
    study = start(house.library, run, house.prepared, SPEC)
    return house.library, study, folds(run.experiment, house.prepared, SPEC)


def test_it_is_begun_once_found_again_and_read_as_it_comes_in(house: House) -> None:
    library, study, planned = begun(house)
    run = library.runs()[0]
    assert (backtests_of(library, run.id), asked(study), study) == ([study], SPEC, study_of(run.id, SPEC))
    runs = library.study(study)
    assert [each.experiment.split for each in runs] == [fold.split for fold in planned]
    assert result(library, house.prepared, study, planned) is None
    before = progress(library, run, house.prepared, study, planned)
    assert (before.done, before.of) == (0, 3)
    for number, off in enumerate((0.5, 1.2)):
        with house.at_work(runs[number]) as work:
            house.learn(work)
        house.judge(runs[number], off)
    library.stop(runs[2].id)
    read = result(library, house.prepared, study, planned)
    assert read is not None
    assert [round(fold.errors["model"] / fold.errors["last_value"], 3) for fold in read.folds] == [0.5, 1.2]
    assert read.beaten("last_value") == 1
    after = progress(library, run, house.prepared, study, planned)
    assert (after.done, after.left) == (3, 0.0)
    go_on(library, study)
    assert [each.status for each in library.study(study)] == [Status.FINISHED, Status.FINISHED, Status.QUEUED]
    last = final_fit(library, run, study)
    assert (last.experiment.training.epochs, last.experiment.split.by, last.study) == (3, "all", None)
    assert final_fit(library, run, study) == final_of(library, study) == last
