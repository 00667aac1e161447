"""Steps that learn: what each does, that training rows alone decide it, and that no line crosses a border."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.spacing import MONTH
from core.errors import SettingsError
from core.examples.fitting import Fitted, fit, load, save, scale, unscale
from core.examples.learned import learn, transform
from core.examples.mending import linear_fill, place_in_season, runs_of
from core.examples.prepare import prepare
from core.examples.spec import Clip, Encode, FittingSpec, LinearFill, SplitSpec, UsualFill, Windows
from core.examples.split import part_of_row
from core.examples.words import words_of
from tests.core.examples.builders import dataset

NAN = float("nan")
CELLS = st.lists(st.one_of(st.just(NAN), st.integers(-9, 9).map(float)), min_size=1, max_size=40)
BREAKS = st.lists(st.sampled_from([0, 0, 0, 0, 1]), min_size=40, max_size=40)
SPLIT = SplitSpec(cuts=(0.5, 0.25, 0.25))


def labels(breaks: list[int], rows: int) -> np.ndarray:
    return np.cumsum([0, *breaks[1:rows]]).astype(np.int32)


def fitting(*steps, **others) -> FittingSpec:
    return FittingSpec(learned=steps, **others)


def done(data, *steps, part=None):
    """The dataset with the steps learned on part 0 and applied."""
    part = np.zeros(len(data), np.int8) if part is None else np.asarray(part, np.int8)
    spec = fitting(*steps)
    learned, left = learn(data, part, spec)
    found = transform(data, spec, learned, part)
    np.testing.assert_array_equal(left.values, found.values)
    return found


def texts(data, **columns):
    return replace(data, texts={name: np.array(cells, dtype=object) for name, cells in columns.items()})


@settings(max_examples=300, deadline=None)
@given(CELLS, BREAKS, st.integers(1, 8))
def test_linear_fill_equals_a_plain_loop(values, breaks, limit) -> None:
    label = labels(breaks, len(values))
    expected = list(values)
    for row, value in enumerate(values):
        mine = [r for r in range(len(values)) if label[r] == label[row] and not math.isnan(values[r])]
        left, right = [r for r in mine if r < row], [r for r in mine if r > row]
        if math.isnan(value) and left and right and right[0] - left[-1] - 1 <= limit:
            a, b = left[-1], right[0]
            expected[row] = values[a] + (values[b] - values[a]) * (row - a) / (b - a)
    np.testing.assert_allclose(linear_fill(np.array(values), label, limit), expected, rtol=1e-12, atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(CELLS, BREAKS, st.integers(1, 8), st.data())
def test_linear_fill_never_lets_a_later_part_change_an_earlier_one(values, breaks, limit, data) -> None:
    """Poison: other values in validation and test leave every training row as it was, in test every one before."""
    segment = labels(breaks, len(values))
    part = np.sort(data.draw(st.lists(st.sampled_from([0, 1, 2]), min_size=len(values), max_size=len(values))))
    spec, fitted = fitting(LinearFill(columns=("a",), limit=limit)), Fitted(columns=(), scalers=(), arrays={})
    before = transform(dataset(np.array(values), segment=segment), spec, fitted, part.astype(np.int8))
    for first in (1, 2):
        poisoned = np.where(part >= first, data.draw(st.sampled_from([NAN, 1e6])), values)
        after = transform(dataset(poisoned, segment=segment), spec, fitted, part.astype(np.int8))
        np.testing.assert_array_equal(before.values[part < first], after.values[part < first])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, 3600.0]))
def test_training_rows_alone_decide_everything_that_is_learned(seed, spacing) -> None:
    """Poison: noise, holes and new words after the training cut move no array and no word."""
    draw = np.random.default_rng(seed)
    values = draw.normal(0, 3, (120, 3))
    values[draw.random((120, 3)) < 0.2] = NAN
    wind = draw.choice(np.array(["N", "E", None], dtype=object), 120)
    data = texts(dataset(values, spacing=spacing), wind=wind)
    part = part_of_row(data, SPLIT)
    noise, gale = values.copy(), wind.copy()
    noise[60:], gale[60:] = draw.normal(0, 1e6, (60, 3)), "S"
    noise[60:70] = NAN
    spec = fitting(
        Clip(columns=("a", "b"), reach=1.0),
        LinearFill(columns=("a", "b", "c"), limit=2),
        UsualFill(columns=("a",), how="season", season=7),
        UsualFill(columns=("b",), how="mean"),
        UsualFill(columns=("c",)),
        scaler="robust",
        log=("a",),
    )
    clean, poisoned = (fit(d, part, spec) for d in (data, texts(dataset(noise, spacing=spacing), wind=gale)))
    assert clean.arrays.keys() == poisoned.arrays.keys()
    assert all(np.array_equal(clean.arrays[key], poisoned.arrays[key]) for key in clean.arrays)
    assert clean.words == poisoned.words == {"wind": ("E", "N")}
    assert all(np.isfinite(array).all() for array in clean.arrays.values())


def test_clip_cuts_off_at_the_limits_of_training_or_leaves_a_hole() -> None:
    values = np.array([*range(9), 100.0, -100.0])
    part = [0] * 9 + [1, 2]
    low, high = np.percentile(np.arange(9.0), (25, 75))
    reach = high - low
    cut = done(dataset(values), Clip(columns=("a",), reach=1.0), part=part)
    assert cut.values[:, 0].tolist() == [*range(9), high + reach, low - reach]
    assert np.flatnonzero(cut.clipped).tolist() == [9, 10]
    assert cut.filled is None
    holed = done(dataset(values), Clip(columns=("a",), how="missing", reach=1.0), part=part)
    assert np.isnan(holed.values[9:, 0]).all()
    assert holed.clipped is None


def test_a_part_that_is_cut_off_everywhere_is_still_measured() -> None:
    """Cut off cells were marked as filled: a test part on another level was taken for the future."""
    values = np.sin(np.arange(100.0))
    values[85:] += 100
    prepared = prepare(dataset(values), Windows(lookback=3), SplitSpec(), fitting(Clip(columns=("a",), reach=0.5)))
    assert prepared.counts["test"] == 15
    assert prepared.dataset.clipped[85:].all()
    assert prepared.placement.future.tolist() == [99]


def test_usual_values_are_those_of_training_rows() -> None:
    values = np.array([[1.0, NAN], [NAN, 2.0], [2.0, 4.0], [6.0, 9.0], [NAN, NAN], [80.0, 90.0]])
    part = [0, 0, 0, 0, 1, 2]
    data = dataset(values, targets=(1,))
    assert done(data, UsualFill(columns=("a", "b"), how="mean"), part=part).values[:, 0].tolist() == [1, 3, 2, 6, 3, 80]
    median = done(data, UsualFill(columns=("a", "b")), part=part)
    assert median.values[:, 0].tolist() == [1, 2, 2, 6, 2, 80]
    assert np.flatnonzero(median.filled).tolist() == [0, 4]


@settings(max_examples=150, deadline=None)
@given(CELLS, st.integers(2, 5), st.integers(0, 60), st.data())
def test_the_seasonal_usual_value_is_the_mean_at_the_same_hour(values, season, shift, data) -> None:
    """Against a loop over the clock, and again for a file that begins `shift` hours later."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return
    known = [*known, *known[:1] * season]
    whole = [*values, *known[:1] * season]
    ours = done(dataset(np.array(whole)), UsualFill(columns=("a",), how="season", season=season)).values[:, 0]
    for hour, value in enumerate(whole):
        alike = [v for h, v in enumerate(whole) if h % season == hour % season and not math.isnan(v)]
        mean = sum(alike or [v for v in whole if not math.isnan(v)]) / len(alike or known)
        assert ours[hour] == pytest.approx(mean if math.isnan(value) else value, rel=1e-12, abs=1e-12)
    spec = fitting(UsualFill(columns=("a",), how="season", season=season))
    learned, _ = learn(dataset(np.array(whole)), np.zeros(len(whole), np.int8), spec)
    new = dataset(np.full(7, NAN))
    new = replace(new, time=new.time + np.timedelta64(shift, "h"), spacing=data.draw(st.sampled_from([3600.0, 60.0])))
    found = transform(new, spec, learned).values[:, 0]
    np.testing.assert_array_equal(found, learned.arrays["learned/0/profile"][0][(shift + np.arange(7)) % season])


def test_the_place_in_a_season_follows_months_whatever_their_days() -> None:
    months = pd.date_range("2019-03-31", periods=30, freq="ME").to_numpy()
    place = place_in_season(months, np.zeros(30, np.int32), 12, MONTH, 0.0)
    assert place.tolist() == [(2 + k) % 12 for k in range(30)]


def test_without_a_time_the_season_counts_from_the_first_row_of_each_series() -> None:
    place = place_in_season(None, np.array([0, 0, 0, 0, 1, 1], np.int32), 3, 0.0, 0.0)
    assert place.tolist() == [0, 1, 2, 0, 0, 1]


def test_steps_are_applied_in_their_order_and_each_learns_from_what_the_one_before_left() -> None:
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, 1000, NAN])
    clip, fill = Clip(columns=("a",), reach=1.0), UsualFill(columns=("a",), how="mean")
    assert done(dataset(values), clip, fill).values[8, 0] < 10
    assert done(dataset(values), fill, clip).values[8, 0] > 10
    off = done(dataset(values), clip.but(on=False), fill).values[8, 0]
    assert off == np.nanmean(values)


def test_steps_for_columns_that_are_not_in_use_do_nothing() -> None:
    data = dataset(np.array([1.0, NAN, 3.0]))
    steps = (Clip(columns=("z",)), LinearFill(columns=("z",)), UsualFill(columns=("z",)), Encode(columns=("z",)))
    assert done(data, *steps) is data
    assert done(data) is data


def test_a_column_without_a_training_value_is_refused_by_name() -> None:
    data = dataset(np.array([NAN, NAN, 3.0]))
    for step in (Clip(columns=("a",)), UsualFill(columns=("a",)), UsualFill(columns=("a",), how="season", season=2)):
        with pytest.raises(SettingsError, match="a") as refused:
            done(data, step, part=[0, 0, 1])
        assert refused.value.key == "column_empty_in_training"
    with pytest.raises(SettingsError) as refused:
        done(texts(data, wind=[None, None, "N"]), part=[0, 0, 1])
    assert refused.value.key == "column_empty_in_training"


def test_a_season_longer_than_the_training_part_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(SettingsError, match="1,000,000,000,000"):
        done(dataset(np.array([1.0, NAN])), UsualFill(columns=("a",), how="season", season=10**12))


def test_words_become_columns_of_0_and_1_behind_all_others() -> None:
    data = texts(dataset(np.arange(5.0)), wind=["NE", "N", None, "S", "NE"], sky=["x"] * 5)
    found = done(data, part=[0, 0, 0, 1, 2])
    assert found.names == ("a", "wind = N", "wind = NE", "sky = x")
    assert found.input_names == found.names
    assert found.values[:, 1:3].tolist() == [[0, 1], [1, 0], [0, 0], [0, 0], [0, 1]]  # S came after the training rows
    assert found.flags == (1, 2, 3)
    assert found.units == ("",) * 4
    assert not found.texts


def test_words_become_places_in_their_order() -> None:
    data = texts(dataset(np.arange(5.0)), size=["10", "9", None, "7", "9"], wind=["N"] * 5)
    found = done(data, Encode(columns=("size",), how="ordinal"), part=[0, 0, 0, 1, 2])
    assert found.names == ("a", "size", "wind = N")
    np.testing.assert_array_equal(found.values[:, 1], [1, 0, NAN, 2, 0])
    assert done(data, Encode(columns=("size",), how="ordinal", on=False)).names[1] == "size = 7"


def test_numbers_are_ordered_by_size_and_words_by_the_alphabet() -> None:
    assert words_of(np.array(["10", "9", "-1", None, "9"], object)) == ("-1", "9", "10")
    assert words_of(np.array(["10", "9", "b"], object)) == ("10", "9", "b")


def test_a_column_of_names_is_refused_before_it_fills_the_memory() -> None:
    data = texts(dataset(np.arange(300.0)), name=[f"n{i}" for i in range(300)])
    with pytest.raises(SettingsError, match="300 different words"):
        done(data)
    assert done(data, Encode(columns=("name",), how="ordinal")).names == ("a", "name")


def test_a_word_that_would_give_a_column_the_name_of_another_gets_a_number() -> None:
    found = done(texts(replace(dataset(np.arange(2.0)), names=("w = x",)), w=["x", "x"]))
    assert found.names == ("w = x", "w = x 2")


def test_columns_of_0_and_1_are_left_as_they_are_unless_asked() -> None:
    """Standardised, a word in one row of ten thousand became a hundred there."""
    data = texts(dataset(np.arange(50.0)), w=["x", *["y"] * 49])
    part = np.zeros(50, np.int8)
    fitted = fit(data, part, FittingSpec())
    assert fitted.scalers == ("standard", "none", "none")
    own = fit(data, part, FittingSpec(per_column=(("w = x", "standard"),)))
    assert own.scalers == ("standard", "standard", "none")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=30), st.sampled_from(["standard", "minmax", "none"]))
def test_a_logarithm_comes_back(values, scaler) -> None:
    column = np.array(values)
    fitted = fit(dataset(column), np.zeros(len(column), np.int8), FittingSpec(scaler=scaler, log=("a", "z")))
    assert fitted.log == ("a",)
    assert fitted.arrays["mean"][0] == column.mean()
    seen = scale(fitted, column[:, None], "a")
    bent = np.sign(column) * np.log1p(np.abs(column))
    plain = fit(dataset(bent), np.zeros(len(column), np.int8), FittingSpec(scaler=scaler))
    np.testing.assert_array_equal(seen, scale(plain, bent[:, None], "a"))
    back = unscale(fitted, seen, "a")[:, 0]
    size = max(1.0, float(np.abs(fitted.arrays["0/center"])), float(np.abs(bent).max()))
    np.testing.assert_allclose(back, column, rtol=40 * np.finfo(float).eps * size, atol=40 * np.finfo(float).eps * size)


def test_a_prediction_too_large_for_its_inverse_is_the_largest_number_not_infinite() -> None:
    fitted = fit(dataset(np.arange(9.0)), np.zeros(9, np.int8), FittingSpec(scaler="none", log=("a",)))
    back = unscale(fitted, np.array([[5000.0], [-5000.0], [NAN]]), "a")[:, 0]
    np.testing.assert_array_equal(back, [np.finfo(float).max, -np.finfo(float).max, NAN])


def test_everything_learned_is_bit_equal_after_saving(tmp_path) -> None:
    values = np.random.default_rng(5).lognormal(size=(300, 2))
    data = texts(dataset(values), wind=["Nordost/ü", None, "N"] * 100)
    steps = (Clip(columns=("a", "b")), UsualFill(columns=("b",), how="season", season=24), Encode(columns=("wind",)))
    fitted = fit(data, part_of_row(data, SplitSpec()), fitting(*steps, log=("b",)))
    save(fitted, tmp_path)
    again = load(tmp_path)
    assert (again.columns, again.scalers, again.words, again.log) == (
        fitted.columns,
        fitted.scalers,
        fitted.words,
        fitted.log,
    )
    assert again.arrays.keys() == fitted.arrays.keys()
    assert all(np.array_equal(again.arrays[k], fitted.arrays[k]) for k in fitted.arrays)


def test_a_run_of_the_first_version_still_loads(tmp_path) -> None:
    """It kept neither words nor logarithms."""
    fitted = fit(dataset(np.arange(9.0)), np.zeros(9, np.int8), FittingSpec())
    save(fitted, tmp_path)
    (tmp_path / "fitted.json").write_text('{"columns": ["a"], "scalers": ["standard"]}')
    assert load(tmp_path).log == ()
    assert load(tmp_path).words == {}


def test_prepared_rows_are_those_the_windows_read() -> None:
    values = np.arange(80.0)
    values[[20, 30]] = NAN, 1e6
    data = texts(dataset(values), wind=["N", "E"] * 40)
    spec = fitting(Clip(columns=("a",), how="missing"), LinearFill(columns=("a",)), log=("a",))
    prepared = prepare(data, Windows(lookback=4), SPLIT, spec)
    assert prepared.dataset.input_names == ("a", "wind = E", "wind = N")
    assert prepared.dataset.values[[20, 30], 0].tolist() == [20, 30]
    assert prepared.examples.inputs.matrix.shape == (80, 3)
    assert not prepared.placement.lost.get("missing")
    again = prepare(data, Windows(lookback=4), SPLIT, spec, fitted=prepared.fitted)
    np.testing.assert_array_equal(again.dataset.values, prepared.dataset.values)


def test_runs_end_wherever_any_label_changes() -> None:
    assert runs_of(np.array([0, 0, 0, 1]), np.array([5, 5, 4, 4])).tolist() == [0, 0, 1, 2]
