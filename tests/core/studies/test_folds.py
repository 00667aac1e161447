"""What a backtest says: its average and spread in words, and one model judged stretch by stretch."""

from __future__ import annotations

import math
from statistics import fmean, stdev

import numpy as np
import pytest

from core.evaluation.baselines import baselines_for
from core.evaluation.past import actual
from core.examples.windows import target_offsets
from core.runs.records import Event
from core.studies.backtest import edges, folds
from core.studies.folds import FoldErrors, best_epochs, found, of_evaluation
from core.studies.once import errors_by_fold
from core.studies.spec import BacktestSpec
from tests.core.evaluation.builders import predictions_of, prepared, wavy
from tests.core.studies.test_backtest import experiment

PHRASES = {"last_value": "the last value", "ridge": "a straight line"}


def fold(number: int, model: float, last: float, ridge: float = 9.0, windows: int = 10) -> FoldErrors:
    return FoldErrors(number=number, windows=windows, errors={"model": model, "last_value": last, "ridge": ridge})


def test_average_and_spread_are_those_of_a_plain_loop_and_all_folds_count_alike() -> None:
    errors = [1.0, 1.5, 0.8, 1.1]
    told = found([fold(i, e, 1.2, windows=10 ** (i + 1)) for i, e in enumerate(errors)], "numbers_over_time", "kW")
    assert told.mean("model") == pytest.approx(fmean(errors))
    assert told.spread("model") == pytest.approx(stdev(errors))
    assert (told.beaten("last_value"), told.verdict, told.best_rule) == (3, "mostly", "last_value")
    words = told.sentence(PHRASES)
    assert words.startswith("On average off by ±1.10 kW over 4 stretches, give or take 0.29 kW. Better than the last")
    assert "in 3 of 4" in words


@pytest.mark.parametrize(
    ("model", "verdict"), [((1, 1, 1), "always"), ((1, 1, 3), "mostly"), ((1, 3, 3), "sometimes"), ((3, 2, 3), "never")]
)
def test_how_often_it_beat_doing_nothing_is_said(model: tuple[float, ...], verdict: str) -> None:
    told = found([fold(i, e, 2.0, ridge=0.5) for i, e in enumerate(model)], "numbers_over_time", "")
    assert told.verdict == verdict
    assert "The best simple rule, a straight line (±0.500), was beaten in 0 of 3" in told.sentence(PHRASES)


def test_what_cannot_be_computed_is_no_number_and_an_empty_fold_is_left_out() -> None:
    told = found([fold(2, math.nan, 1.0), fold(0, 1.0, 1.0), fold(1, 0.0, 0.0, windows=0)], "numbers_over_time", "")
    assert [one.number for one in told.folds] == [0, 2]
    assert math.isnan(told.mean("model"))
    assert math.isnan(told.spread("model"))
    assert math.isnan(found([fold(0, 1.0, 1.0)], "numbers_over_time", "").spread("model"))


def test_classes_are_told_of_a_hundred() -> None:
    one = FoldErrors(number=0, windows=9, errors={"model": 0.125, "last_class": 0.25, "majority": 0.5})
    words = found([one, one], "classes_over_time", "").sentence({"last_class": "the last class"})
    assert "12.5 of 100" in words or "12 of 100" in words


def test_a_fold_is_read_from_its_evaluation() -> None:
    verdict = {"errors": {"model": 0.5, "ridge": None}}
    read = of_evaluation(3, {"verdicts": {"test": verdict}, "windows": {"test": 7}})
    assert (read.number, read.windows, read.errors["model"]) == (3, 7, 0.5)
    assert math.isnan(read.errors["ridge"])


def test_one_model_is_judged_fold_by_fold_on_the_rows_of_each() -> None:
    """Against a loop over windows; a window whose answers lie in two folds counts in neither."""
    asked = experiment()
    base = prepared(wavy(300, 1), asked.examples, targets=(0,))
    planned = folds(asked, base, BacktestSpec(folds=3, refit=False))
    one = prepared(wavy(300, 1), asked.examples, targets=(0,), split=planned[0].split.but(cuts=(124, 26, 150)))
    answers = predictions_of(one, noise=0.3)
    steps: list[tuple[int, int]] = []
    told = errors_by_fold(one, answers, edges(base, planned), lambda done, of: steps.append((done, of)))
    rule = baselines_for(one)["last_value"](one).predict
    now, values = answers.of(2)
    for number, said in enumerate(told):
        own, nothing = [], []
        for place, row in enumerate(now):
            rows = row + target_offsets(asked.examples)
            if planned[number].first <= rows[0] and rows[-1] < planned[number].end:
                truth = actual(one, now[place : place + 1])[0]
                own.append(np.abs(values[place] - truth).mean())
                nothing.append(np.abs(rule(now[place : place + 1])[0] - truth).mean())
        assert said["windows"] == len(own)
        assert said["errors"]["model"] == pytest.approx(np.mean(own))
        assert said["errors"]["last_value"] == pytest.approx(np.mean(nothing))
    assert steps[-1] == (4, 4)


def test_the_best_epochs_are_counted_for_each_network() -> None:
    def epoch(seq: int, loss: float | None, **more: int) -> Event:
        return Event(seq=seq, kind="epoch", values={"epoch": seq, "val_loss": loss, **more})

    alone = [epoch(1, 3.0), epoch(2, 1.0), epoch(3, 2.0), Event(seq=4, kind="end", values={})]
    assert best_epochs(alone, "val_loss", last=False) == [2]
    assert best_epochs(alone, "val_loss", last=True) == [3]
    two = [epoch(1, 3.0, member=1), epoch(2, 1.0, member=1), epoch(3, 1.0, member=2), epoch(4, None, member=2)]
    assert best_epochs(two, "val_loss", last=False) == [2, 1]
