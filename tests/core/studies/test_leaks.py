"""The leak X-ray: copies of a run that differ in one thing, before newest rows that none of them has seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import SettingsError
from core.evaluation.predicting import at_once
from core.evaluation.predictions import Predictions
from core.evaluation.promised import promised_and_kept
from core.examples.fitting import in_own_units
from core.examples.gather import materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.experiment import Experiment
from core.models.presets import PRESETS
from core.models.spec import Head
from core.studies.leaks import HELD_BACK, honest, leaking, possible, why_not
from tests.core.examples.builders import dataset
from tests.core.export.builders import csv_file, experiment_on, table_of

ROWS = 400
SPLITS = {
    "fraction": SplitSpec(),
    "some rows of no part": SplitSpec(cuts=(0.5, 0.2, 0.1)),
    "rows": SplitSpec(by="rows", cuts=(240, 80, 80)),
    "date": SplitSpec(by="date", cuts=("2020-01-11", "2020-01-14")),
    "with distance": SplitSpec(gap=5, border="purge"),
}


@pytest.fixture(scope="module")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return experiment_on(table_of(csv_file(tmp_path_factory.mktemp("file"))))


def examples(split: SplitSpec, windows: Windows | None = None, rows: int = ROWS, **more: object) -> Prepared:
    values = np.cumsum(np.random.default_rng(2).normal(0, 1, (rows, 2)), axis=0)
    return prepare(dataset(values, **more), windows or Windows(lookback=8, horizon=3), split, FittingSpec())


@pytest.mark.parametrize("name", SPLITS)
def test_the_newest_rows_are_in_no_part_and_the_others_keep_their_proportions(experiment, name) -> None:
    before = examples(SPLITS[name])
    copy = honest(experiment.but(split=SPLITS[name]), before)
    after = examples(copy.split)
    parts = after.placement.part_of_row
    newest = parts[-int(ROWS * HELD_BACK) + 1 :]
    assert (newest == -2).all()
    old = np.array([np.count_nonzero(before.placement.part_of_row == part) for part in range(3)])
    new = np.array([np.count_nonzero(parts == part) for part in range(3)])
    np.testing.assert_allclose(new, old * (1 - HELD_BACK), atol=3)
    assert (copy.split.gap, copy.split.border) == (SPLITS[name].gap, SPLITS[name].border)


@pytest.mark.parametrize("leak", ["scaler", "shuffled", "target"])
def test_a_leaking_copy_differs_in_the_leak_alone(experiment, leak) -> None:
    plain = honest(experiment, examples(experiment.split))
    assert leaking(plain, leak).but(split=plain.split) == plain
    assert leaking(plain, leak).split.but(leak=None) == plain.split


def test_a_network_that_reads_its_own_answers_has_no_room_for_the_target_leak(experiment) -> None:
    own = PRESETS["lstm"].make(units=4).but(head=Head(ahead="recursive"))
    assert possible(experiment) == ("scaler", "shuffled", "target")
    assert possible(experiment.but(model=own)) == ("scaler", "shuffled")


def test_whole_examples_and_drawn_parts_have_no_newest_stretch() -> None:
    series = np.repeat(np.arange(40), 10)
    whole = examples(SplitSpec(by="random"), Windows(lookback=10, delay=0, whole=True), series=series, inputs=(1,))
    assert why_not(whole, SplitSpec(by="random")) == "examples"
    assert why_not(examples(SplitSpec()), SplitSpec(by="column")) == "drawn"
    assert why_not(examples(SplitSpec()), SplitSpec()) is None


def test_too_few_rows_to_hold_back_are_told_before_anything_is_trained(experiment) -> None:
    with pytest.raises(SettingsError, match="Too few rows to hold back"):
        honest(experiment, examples(SplitSpec(), rows=60))


def last_value(x: np.ndarray) -> np.ndarray:
    """A network that repeats what it reads last of the first column."""
    return np.repeat(x[:, -1:, :1], 3, axis=1)


def test_promised_and_kept_are_the_errors_of_plain_loops_on_test_and_on_held_back_rows(experiment) -> None:
    plain = honest(experiment, examples(SplitSpec()))
    given = examples(plain.split, inputs=(0, 1), targets=(0,))
    now = given.placement.of(2)
    values = given.dataset.values[:, 0]
    wrong = Predictions(
        part=np.full(len(now), 2, np.int8), row=now, values=np.repeat(values[now, None, None], 3, axis=1) + 7,
        future_row=now[:0], future=np.zeros((0, 3, 1)),
    )  # fmt: skip
    told = promised_and_kept(given, plain.split, (last_value, at_once), wrong, lambda done, of: None)
    first = int(np.argmax(given.placement.part_of_row == -2))
    later = [t for t in range(ROWS - 3) if t + 1 >= first and t >= 7]
    kept = np.mean([abs(values[t] - values[t + h]) for t in later for h in (1, 2, 3)])
    promised = np.mean([abs(values[t] + 7 - values[t + h]) for t in now for h in (1, 2, 3)])
    assert (told["promised"]["windows"], told["kept"]["windows"]) == (len(now), len(later))
    assert told["kept"]["model"] == pytest.approx([kept], rel=1e-5)
    assert told["kept"]["nothing"] == pytest.approx([kept], rel=1e-12)
    assert told["promised"]["model"] == pytest.approx([promised], rel=1e-12)


@pytest.mark.parametrize("inputs", [(0, 1), (1,)])
def test_what_is_kept_is_asked_without_the_answers(experiment, inputs) -> None:
    """A network that copies the column of answers is perfect on test; of the future it knows the newest value."""
    plain = leaking(honest(experiment, examples(SplitSpec())), "target")
    given = examples(plain.split, Windows(lookback=8, horizon=3), inputs=inputs, targets=(0,))
    place = 0 if 0 in inputs else 1

    def cheat(x: np.ndarray) -> np.ndarray:
        return x[:, -3:, place : place + 1]

    now = given.placement.of(2)
    answers = given.dataset.values[:, 0][now[:, None] + [1, 2, 3]][..., None]
    seen = Predictions(part=np.full(len(now), 2, np.int8), row=now, values=answers, future_row=now[:0],
                       future=np.zeros((0, 3, 1)))  # fmt: skip
    told = promised_and_kept(given, plain.split, (cheat, at_once), seen, lambda done, of: None)
    asked = given.examples.inputs.of(given.placement.part == 2)
    np.testing.assert_allclose(in_own_units(given.fitted, given.dataset, cheat(materialise(asked)).astype(float)),
                               answers, atol=1e-4)  # fmt: skip
    assert told["promised"]["model"] == [0.0]
    assert told["kept"]["model"] == pytest.approx(told["kept"]["nothing"], rel=1e-5)


def test_of_classes_the_share_that_is_wrong_is_told(experiment) -> None:
    plain = honest(experiment, examples(SplitSpec()))
    values = np.column_stack([np.arange(ROWS) // 3 % 2, np.random.default_rng(1).normal(size=ROWS)]).astype(float)
    data = replace(dataset(values), classes=("no", "yes"))
    given = prepare(data, Windows(lookback=4), plain.split, FittingSpec())
    now = given.placement.now[given.placement.part == 2]
    said = np.repeat([[[0.1, 0.9]]], len(now), axis=0)
    answers = Predictions(part=np.full(len(now), 2, np.int8), row=now, values=said, future_row=now[:0],
                          future=said[:0])  # fmt: skip

    def always_yes(x: np.ndarray) -> np.ndarray:
        return np.full((len(x), 1, 1), 0.9, np.float32)

    told = promised_and_kept(given, plain.split, (always_yes, at_once), answers, lambda done, of: None)
    later = np.arange(int(np.argmax(given.placement.part_of_row == -2)), ROWS)
    assert told["promised"]["model"] == pytest.approx([np.mean(values[now + 1, 0] == 0)])
    assert told["kept"]["model"] == pytest.approx([np.mean(values[later, 0] == 0)])
    assert told["kept"]["nothing"] == pytest.approx([np.mean(values[later, 0] != values[later - 1, 0])])
