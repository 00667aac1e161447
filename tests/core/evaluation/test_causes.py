"""Likely causes: each is found where it was planted, and is not found where it was not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.causes import causes
from core.evaluation.scene import Scene, seen_in_training
from core.examples.prepare import Prepared
from core.examples.spec import SplitSpec, Windows
from tests.core.evaluation.builders import prepared

ROWS, NOW = 2_400, 2_200
WINDOWS = Windows(lookback=24, delay=1, horizon=6)


def calm(seed: int = 0) -> np.ndarray:
    """(ROWS, 2): a daily wave with noise, hourly from 1 January 2020, and an input beside it."""
    rng = np.random.default_rng(seed)
    t = np.arange(ROWS)
    return np.column_stack([10 + np.sin(2 * np.pi * t / 24) + rng.normal(0, 0.3, ROWS), rng.uniform(0, 1, ROWS)])


def given(values: np.ndarray, **columns: object) -> Prepared:
    return prepared(values, WINDOWS, SplitSpec(per="series"), **{"targets": (0,), **columns})


def keys(located: Prepared, now: int = NOW, off: float = 1.0) -> list[str]:
    own = located.dataset.rows_of(int(located.dataset.series[now]))
    truth = located.dataset.values[:, 0]
    said = truth[now + 1 : now + 7] + off
    scene = Scene(located=located, c=0, own=own, now=now, predicted=said, seen=seen_in_training(located, 0, own))
    return [cause.key for cause in causes(scene)]


def test_where_nothing_is_unusual_nothing_is_blamed() -> None:
    calm_ones = [given(calm(seed)) for seed in range(3)]
    blamed = [bool(keys(located, now, off=0.0)) for located in calm_ones for now in range(1_900, 2_300, 9)]
    assert np.mean(blamed) < 0.08


def test_a_jump_larger_than_any_in_training_is_a_spike() -> None:
    values = calm()
    values[NOW + 3, 0] += 5
    assert keys(given(values))[0] == "spike_never"
    assert not any(key.startswith("spike") for key in keys(given(values), NOW + 10))


def test_a_jump_of_which_training_knew_one_is_rare_and_of_which_it_knew_many_is_none() -> None:
    values = calm()
    values[:300, 0] += 8.0
    values[NOW + 3, 0] += 5.0
    assert keys(given(values))[0] == "spike"
    values[400:1_600:40, 0] += 8.0
    assert not any(key.startswith("spike") for key in keys(given(values)))


@pytest.mark.parametrize(("by", "key"), [(12.0, "unseen_high"), (-12.0, "unseen_low")])
def test_a_level_beyond_all_training_rows_was_never_seen(by: float, key: str) -> None:
    values = calm()
    values[NOW - 100 :, 0] += by
    assert key in keys(given(values))
    values[500:600, 0] += 1.1 * by
    assert key not in keys(given(values))


def test_a_prediction_beyond_everything_learned_from_is_wild_and_one_within_is_not() -> None:
    assert keys(given(calm()), off=-9.0) == ["beyond_reason"]
    assert keys(given(calm()), off=1.0) == []


def test_an_input_outside_its_training_range_is_named_and_the_target_itself_is_not() -> None:
    values = calm()
    values[NOW - 5, 1] = 1.4
    located = given(values)
    assert keys(located) == ["unlike_input"]
    own = located.dataset.rows_of(0)
    scene = Scene(located=located, c=0, own=own, now=NOW, predicted=np.zeros(6), seen=seen_in_training(located, 0, own))
    told = next(cause for cause in causes(scene) if cause.key == "unlike_input").values
    assert (told["column"], told["value"]) == ("b", "1.40")
    assert "unlike_input" not in keys(located, NOW + 19)


def test_answers_and_windows_that_were_filled_in_are_told_and_old_fillings_are_not() -> None:
    located = given(calm())
    marks = np.zeros((ROWS, 1), bool)
    for row, wanted in ((NOW + 4, ["filled_answers"]), (NOW, ["filled_window"]), (NOW - 20, [])):
        marked = marks.copy()
        marked[row] = True
        assert keys(replace(located, dataset=replace(located.dataset, filled=marked))) == wanted
    marks[NOW + 2] = True
    assert keys(replace(located, dataset=replace(located.dataset, clipped=marks))) == ["clipped_answers"]


def test_a_gap_right_before_or_after_is_told_but_neither_end_of_the_file_nor_one_far_away() -> None:
    for border, wanted in ((NOW - 24, "gap_before"), (NOW + 8, "gap_after"), (NOW - 60, None), (NOW + 60, None)):
        located = given(calm(), segment=(np.arange(ROWS) >= border).astype(np.int32))
        assert [key for key in keys(located) if key.startswith("gap")] == ([wanted] if wanted else [])
    assert keys(given(calm()), ROWS - 7) == []


def test_a_day_unlike_the_same_weekdays_around_is_told_and_a_holiday_by_name() -> None:
    values = calm()
    values[NOW - 2 : NOW + 12, 0] -= 2.5
    assert "unusual_day" in keys(given(values))
    located = given(values)
    christmas = np.datetime64("2020-12-25T03", "ns") - located.dataset.time[NOW]
    moved = replace(located.dataset, time=located.dataset.time + christmas)
    assert "holiday" in keys(replace(located, dataset=moved))
    still = replace(given(calm()).dataset, time=moved.time)
    assert "holiday" not in keys(replace(located, dataset=still))


def test_an_hour_early_on_a_night_of_changing_clocks_is_told_and_on_another_night_is_not() -> None:
    """29 March 2020 is row 2,112 of a file that begins with the year."""
    values = calm()
    values[:, 0] = 10 + 3 * np.sin(2 * np.pi * np.arange(ROWS) / 24)
    for now, early, wanted in ((2_113, 1, True), (2_113, 0, False), (2_113 + 60, 1, False)):
        located = given(values)
        said = values[now + 1 + early : now + 7 + early, 0]
        scene = Scene(
            located=located,
            c=0,
            own=slice(0, ROWS),
            now=now,
            predicted=said,
            seen=seen_in_training(located, 0, slice(0, ROWS)),
        )
        assert ("clock_forward" in [cause.key for cause in causes(scene)]) is wanted


def test_standing_still_for_longer_than_ever_is_told() -> None:
    values = calm()
    values[NOW - 10 : NOW + 2, 0] = values[NOW - 10, 0]
    assert "frozen" in keys(given(values))
    values[700:730, 0] = 10.0
    assert "frozen" not in keys(given(values))


def test_without_times_a_row_is_called_by_its_number() -> None:
    values = calm()
    values[NOW + 3, 0] += 5
    located = given(values, spacing=None)
    own = located.dataset.rows_of(0)
    scene = Scene(located=located, c=0, own=own, now=NOW, predicted=np.zeros(6), seen=seen_in_training(located, 0, own))
    assert causes(scene)[0].values["when"] in (f"row {NOW + 4:,}", f"row {NOW + 5:,}")


def test_a_series_is_compared_with_its_own_training_rows() -> None:
    values = np.concatenate([calm(1), 50 + calm(2)])
    series = np.repeat([0, 1], ROWS)
    values[NOW - 100 : NOW + 20, 0] = values[ROWS + 500 : ROWS + 620, 0]
    assert "unseen_high" in keys(given(values, series=series, segment=series))
