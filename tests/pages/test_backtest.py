"""Again and again, on Inspect: folds are seen before they are begun, watched, stopped, and found again."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Stopping
from core.models.presets import PRESETS
from core.runs.records import Run
from core.runs.status import Status
from core.studies.backtest import everything
from core.studies.running import final_of, study_of
from core.studies.spec import BacktestSpec
from tests.pages.fabricate import House, closer, opened, words

SPEC = BacktestSpec(folds=3)


@pytest.fixture
def run(house: House) -> Run:
    return house.finished("One", model=PRESETS["linear"].make())


def begun(run: Run) -> AppTest:
    """Three stretches, begun with a click."""
    app = closer(run, "backtest")
    app.number_input(key=f"backtest_folds_{run.id}").set_value(3).run()
    app.button(key="backtest_start").click().run()
    assert not app.exception
    assert not app.error
    return app


def judge_all(house: House, study: str, offs: tuple[float, ...] = (0.5, 0.9, 1.2)) -> None:
    for each, off in zip(house.library.study(study), offs, strict=True):
        with house.at_work(each) as work:
            house.learn(work)
        house.judge(each, off)


def test_it_is_begun_watched_and_found_again_with_its_result(house: House, run: Run) -> None:
    app = begun(run)
    study = study_of(run.id, SPEC)
    assert [each.name for each in house.library.study(study)] == [f"Stretch {n} of 3" for n in (1, 2, 3)]
    assert house.library.runs() == [run], "the folds are no runs of the shelf"
    assert "the result stays here" in words(app)
    judge_all(house, study)
    again = closer(run, "backtest")
    assert again.number_input(key=f"backtest_folds_{run.id}").value == 3
    assert "over 3 stretches, give or take" in words(again)
    assert "in 2 of 3" in words(again)
    drawn = [one.proto.id for one in again.get("plotly_chart")]
    assert all(any(key in id for id in drawn) for key in ("backtest_stretches", "backtest_by_fold"))
    again.button(key="backtest_final").click().run()
    last = final_of(house.library, study)
    assert last is not None
    assert last.experiment.split.by == "all"
    assert "Nothing is left to judge it by" in words(again)


def test_it_is_stopped_gone_on_with_and_deleted_as_one(house: House, run: Run) -> None:
    app, study = begun(run), study_of(run.id, SPEC)
    app.button(key="backtest_stop").click().run()
    assert {each.status for each in house.library.study(study)} == {Status.STOPPED}
    app = closer(run, "backtest")
    assert "No stretch was judged" in words(app)
    app.button(key="backtest_go_on").click().run()
    assert {each.status for each in house.library.study(study)} == {Status.QUEUED}
    house.library.stop_study(study)
    app = closer(run, "backtest")
    app.button(key="backtest_forget").click().run()
    assert house.library.study(study) == []
    assert "backtest_start" in {one.key for one in app.button}


def test_what_does_not_fit_is_told_where_it_is_chosen(house: House, run: Run) -> None:
    app = closer(run, "backtest")
    gap = app.number_input(key=f"backtest_gap_{run.id}")
    gap.set_value(gap.max).run()
    app.select_slider(key=f"backtest_share_{run.id}").set_value(80).run()
    assert not app.exception
    assert "too few rows" in words(app)


def test_a_model_that_learned_from_everything_is_shown_without_a_verdict(house: House) -> None:
    asked = everything(house.experiment, 3)
    assert asked.training.stopping == Stopping(monitor="loss", patience=3, start_from=3)
    last = house.finished("Last", split=asked.split, training=asked.training)
    app = opened("inspect", last.id)
    assert not app.exception
    assert not app.error
    assert "nothing is left to judge it" in words(app)
    train = opened("train", last.id)
    assert not train.exception
    assert "no validation to compare with" in words(train)
