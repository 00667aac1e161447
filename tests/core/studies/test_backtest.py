"""The folds of a backtest: where they lie, that nothing of a later one reaches an earlier one, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.model_selection import TimeSeriesSplit

from core.data.dataset import Dataset
from core.data.spec import Column, DataSpec, Source
from core.errors import SettingsError
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.split import part_of_row
from core.experiment import Experiment, TrainingSpec
from core.models.spec import ModelSpec
from core.studies.backtest import everything, experiments, folds
from core.studies.spec import BacktestSpec
from tests.core.examples.builders import dataset

WINDOWS = Windows(lookback=4, horizon=2)


def experiment(**changes: object) -> Experiment:
    column = Column(name="a", roles=("input", "target"))
    data = DataSpec(sources=(Source(name="load.csv"),), columns=(column,))
    return Experiment(data=data, examples=WINDOWS, model=ModelSpec(), **changes)


def ramp(rows: int) -> np.ndarray:
    """Asymmetric, so that a reversed order shows."""
    return np.arange(float(rows)) ** 1.5


def located(data: Dataset, asked: Experiment) -> Prepared:
    return prepare(data, asked.examples, asked.split, asked.fitting)


def parts_of(data: Dataset, asked: Experiment, spec: BacktestSpec) -> list[np.ndarray]:
    return [part_of_row(data, fold.split) for fold in folds(asked, located(data, asked), spec)]


@pytest.mark.parametrize("kind", ["expanding", "sliding"])
@pytest.mark.parametrize(("count", "gap", "share"), [(3, 0, 0.5), (5, 4, 0.6), (10, 1, 0.4)])
def test_the_folds_are_those_of_scikit_learn(kind: str, count: int, gap: int, share: float) -> None:
    data, asked = dataset(ramp(231)), experiment()
    spec = BacktestSpec(folds=count, kind=kind, gap=gap, share=share)
    size = int(231 * share) // count
    past = 231 - count * size - gap
    theirs = TimeSeriesSplit(count, gap=gap, test_size=size, max_train_size=past if kind == "sliding" else None)
    for parts, (before, judged) in zip(parts_of(data, asked, spec), theirs.split(ramp(231)), strict=True):
        assert np.flatnonzero(parts == 2).tolist() == judged.tolist()
        learned = np.flatnonzero((parts == 0) | (parts == 1))
        assert (learned[0], learned[-1]) == (before[0], before[-1])
        assert len(before) - len(learned) == gap, "as many rows lie between training and validation"


def test_the_folds_are_those_of_a_plain_loop() -> None:
    """Series of 100 rows, three folds over the last 45, gap 2, a fifth of the past for validation."""
    asked = experiment(split=SplitSpec(cuts=(0.4, 0.1, 0.5)))
    spec = BacktestSpec(folds=3, gap=2, share=0.45)
    for number, parts in enumerate(parts_of(dataset(ramp(100)), asked, spec)):
        expected = np.full(100, -2)
        first = 55 + 15 * number
        past = first - 2
        learned = past - round(past / 5)
        for row in range(first + 15):
            expected[row] = 0 if row < learned else -1 if row < learned + 2 else 1
            if row >= past:
                expected[row] = -1 if row < first else 2
        assert parts.tolist() == expected.tolist()


@pytest.mark.parametrize("kind", ["expanding", "sliding"])
def test_several_series_are_cut_at_the_same_times(kind: str) -> None:
    """One began later and has other rows: no answer of a fold is older than what any series has learned from."""
    lengths = (240, 130)
    time = [np.arange(240), np.arange(110, 240)]
    values, series = np.concatenate([ramp(n) for n in lengths]), np.repeat([0, 1], lengths)
    stamps = np.datetime64("2020-01-01", "ns") + np.concatenate(time).astype("timedelta64[h]")
    data = replace(dataset(values, series=series), time=stamps)
    asked = experiment()
    for number, parts in enumerate(parts_of(data, asked, BacktestSpec(folds=4, kind=kind, gap=3))):
        hours = np.concatenate(time)
        assert hours[(parts == 0) | (parts == 1)].max() == 120 + 30 * number - 3 - 1
        judged = np.unique(hours[parts == 2])
        assert (judged[0], judged[-1]) == (120 + 30 * number, 120 + 30 * number + 29)
        assert set(series[parts == 2]) == {0, 1}


@pytest.mark.parametrize("kind", ["expanding", "sliding"])
def test_every_answer_lies_behind_everything_that_was_learned_from(kind: str) -> None:
    data, asked = dataset(ramp(300)), experiment()
    spec = BacktestSpec(folds=6, kind=kind, gap=5)
    for fold in folds(asked, located(data, asked), spec):
        made = prepare(data, WINDOWS, fold.split, FittingSpec())
        newest = max(int((made.placement.of(part) + WINDOWS.horizon).max()) for part in (0, 1))
        assert int(made.placement.of(2).min()) + WINDOWS.delay > newest + 5
        assert tuple(made.counts.values()) == fold.examples


@pytest.mark.parametrize("kind", ["expanding", "sliding"])
def test_no_later_row_and_in_a_sliding_fold_no_row_before_it_touches_a_scaler(kind: str) -> None:
    """Poison: whatever lies outside the training rows of a fold is another, and what was learned stays bit for bit."""
    data, asked = dataset(ramp(200)), experiment()
    for fold in folds(asked, located(data, asked), BacktestSpec(folds=3, kind=kind)):
        clean = prepare(data, WINDOWS, fold.split, FittingSpec())
        poisoned = np.where(part_of_row(data, fold.split)[:, None] == 0, data.values, 1e9)
        other = prepare(replace(data, values=poisoned), WINDOWS, fold.split, FittingSpec())
        for key, array in clean.fitted.arrays.items():
            assert np.array_equal(array, other.fitted.arrays[key]), key
        assert (kind == "sliding" and fold.split.since is not None) or poisoned[0, 0] == 0


def test_without_a_refit_one_model_of_the_first_past_answers_in_all_folds() -> None:
    data, asked = dataset(ramp(231)), experiment()
    for spec in (BacktestSpec(refit=False, gap=2), BacktestSpec(refit=False, kind="sliding")):
        planned = folds(asked, located(data, asked), spec)
        (one,) = experiments(asked, planned, spec)
        parts, first = part_of_row(data, one.split), part_of_row(data, planned[0].split)
        for part in (0, 1):
            assert np.array_equal(parts == part, first == part)
        together = np.any([part_of_row(data, fold.split) == 2 for fold in planned], axis=0)
        assert np.array_equal(parts == 2, together)


def test_rows_whose_answer_nobody_has_measured_are_in_no_fold() -> None:
    values = ramp(200)
    values[170:] = np.nan
    data, asked = dataset(values), experiment()
    last = folds(asked, located(data, asked), BacktestSpec(folds=3))[-1]
    assert last.end == 170


def test_the_final_fit_learns_from_every_row_for_the_epochs_it_was_given() -> None:
    last = everything(experiment(training=TrainingSpec(epochs=60)), 7)
    made = prepare(dataset(ramp(50)), WINDOWS, last.split, FittingSpec())
    assert made.counts == {"train": 50 - 3 - 2, "validation": 0, "test": 0}
    assert made.fitted.arrays["mean"][0] == pytest.approx(ramp(50).mean())
    assert (last.training.epochs, last.training.keep, last.training.watched) == (7, "last", "loss")
    with pytest.raises(ValidationError, match="only the training loss can be watched"):
        last.but(training=TrainingSpec())


def test_what_cannot_be_done_is_refused_with_a_reason() -> None:
    data = dataset(ramp(120))
    asked = experiment()
    for spec, reason in (
        (BacktestSpec(gap=80), "too few rows"),
        (BacktestSpec(folds=10, share=0.1), "has no complete example"),
    ):
        with pytest.raises(SettingsError, match=reason):
            folds(asked, located(data, asked), spec)
    drawn = experiment(split=SplitSpec(by="random"))
    with pytest.raises(SettingsError, match="drawn"):
        folds(drawn, located(data, asked), BacktestSpec())
    with pytest.raises(ValidationError):
        BacktestSpec(folds=2)


def test_a_backtest_is_found_again_by_its_name() -> None:
    for spec in (BacktestSpec(), BacktestSpec(folds=7, kind="sliding", gap=24, refit=False, share=0.35)):
        assert BacktestSpec.of(spec.key) == spec
    with pytest.raises(ValueError, match="is named like"):
        BacktestSpec.of("leak-5")


def test_a_stretch_is_refused_where_it_does_not_fit_its_split() -> None:
    for wrong in (
        {"by": "rows", "cuts": (5, 2, 2), "since": "2020-01-01"},
        {"by": "rows", "cuts": (5, 2, 2), "until": "2020-01-01"},
        {"by": "rows", "cuts": (5, 2, 2), "since": -1},
        {"by": "date", "cuts": ("2020-01-02", "2020-01-03"), "until": "2020-01-03"},
        {"by": "date", "cuts": ("2020-01-02", "2020-01-03"), "since": "2020-01-02"},
        {"since": 4},
    ):
        with pytest.raises(ValidationError):
            SplitSpec.model_validate(wrong)
