"""Several series in one table, words, plans and columns that go round: what arranging makes of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.arrange import arrange
from core.data.spacing import DAY, MONTH
from core.data.spec import Column, DataSpec, Source
from core.data.steps import (
    Blank,
    Calendar,
    Circular,
    Duplicates,
    ForwardFill,
    Gaps,
    Resample,
    SeasonalFill,
    Sentinels,
    Sort,
)
from core.data.table import Table
from core.errors import DataError
from tests.core.data.made import hours, made, spec

Y = Column(name="y", roles=("input", "target"))
NAN = float("nan")
CELLS = st.one_of(st.just(NAN), st.integers(-5, 5).map(float))
LINES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40), CELLS), min_size=1, max_size=40)


def with_words(table: Table, **columns) -> Table:
    """The table with columns of words."""
    frame = table.frame.assign(**{name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    return replace(table, frame=frame, kinds={**table.kinds, **dict.fromkeys(columns, "text")})


def of(*columns: Column, steps=()) -> DataSpec:
    return DataSpec(sources=(Source(name="made.csv"),), columns=columns, steps=tuple(steps))


def shops(lines) -> Table:
    """Lines (shop, hour, value); two neighbouring hours for every shop first, so that an hour is usual."""
    lines = [(shop, hour, 0.5) for shop in "abc" for hour in range(100, 130)] + list(lines)
    shop, at, value = zip(*lines, strict=True)
    return with_words(made(hours(*at), y=value), shop=shop)


STEPS = st.tuples(
    st.just(Sort()),
    st.sampled_from([Duplicates(keep="first"), Duplicates(keep="last"), Duplicates(keep="mean")]),
    st.builds(Resample, every=st.just(2 * 3600.0), how=st.sampled_from(["mean", "sum", "last"]), on=st.booleans()),
    st.sampled_from([Gaps(), Gaps(how="ignore")]),
    st.sampled_from([Sentinels(columns=("y",), values=(-5.0,))]),
    st.sampled_from([ForwardFill(columns=("y",), limit=2), SeasonalFill(columns=("y",), season=3, limit=2)]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(LINES, STEPS)
def test_a_series_among_others_is_arranged_as_it_would_be_alone(lines, steps) -> None:
    table = shops(lines)
    shop = table.frame["shop"].to_numpy()
    whole = arrange(table, of(Y, Column(name="shop", roles=("series",)), steps=steps))
    assert whole.series_names == ("a", "b", "c")
    assert whole.input_names == ("y",)
    first = 0
    for place, name in enumerate(whole.series_names):
        where = np.flatnonzero(shop == name)
        alone = arrange(made(table.time[where], y=table.column("y")[where]), of(Y, steps=steps))
        mine = whole.series == place
        assert whole.row[mine].tolist() == where[alone.row].tolist()
        assert whole.time[mine].tolist() == alone.time.tolist()
        np.testing.assert_array_equal(whole.values[mine], alone.values)
        assert (whole.segment[mine] - whole.segment[mine][0]).tolist() == alone.segment.tolist()
        assert whole.segment[mine][0] == first
        first = whole.segment[mine][-1] + 1
    assert whole.spacing == alone.spacing


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(["mean", "sum", "last"]), st.sampled_from([3 * 3600, DAY]))
def test_resampling_equals_pandas_and_leaves_empty_periods_missing(lines, how, every) -> None:
    table = shops(lines)
    where = table.frame["shop"] == "a"
    series = pd.Series(table.column("y")[where], index=pd.DatetimeIndex(table.time[where])).sort_index(kind="stable")
    periods = series.resample(pd.Timedelta(seconds=every), origin=pd.Timestamp("1969-12-29"))
    expected = {"mean": periods.mean, "last": periods.last, "sum": lambda: periods.sum(min_count=1)}[how]()
    found = arrange(
        table, of(Y, Column(name="shop", roles=("series",)), steps=(Sort(), Resample(every=every, how=how)))
    )
    mine = found.series == found.series_names.index("a")
    assert found.time[mine].tolist() == expected.index.to_numpy().astype("datetime64[ns]").tolist()
    np.testing.assert_allclose(found.values[mine, 0], expected.to_numpy(), rtol=1e-12)
    assert found.spacing == every


def test_a_resampled_row_has_the_number_of_its_first_row() -> None:
    found = arrange(made(hours(0, 1, 2, 9, 8), y=[1, 2, 3, 5, 4]), spec(Resample(every=2 * 3600)))
    assert found.row.tolist() == [0, 2, 2, 2, 4]
    np.testing.assert_array_equal(found.values[:, 0], [1.5, 3, NAN, NAN, 4.5])


def test_a_period_never_joins_two_segments() -> None:
    steps = (Gaps(), Resample(every=DAY, how="sum"))
    found = arrange(made(hours(0, 1, 2, 20, 21), y=[1, 2, 3, 4, 5]), spec(*steps))
    assert found.values[:, 0].tolist() == [6, 9]
    assert found.segment.tolist() == [0, 1]


def test_months_become_quarters() -> None:
    months = pd.date_range("2019-11-01", periods=7, freq="MS").to_numpy()
    found = arrange(made(months, y=range(1, 8)), spec(Resample(every=3 * MONTH, how="sum")))
    assert found.time.astype("datetime64[D]").astype(str).tolist() == ["2019-10-01", "2020-01-01", "2020-04-01"]
    assert found.values[:, 0].tolist() == [3, 12, 13]
    assert found.spacing == 3 * MONTH


def test_a_spacing_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(DataError, match="rows") as refused:
        arrange(made(hours(0, 1, 1e6), y=[1, 2, 3]), spec(Resample(every=0.001)))
    assert refused.value.key == "resampled_too_long"


@pytest.mark.parametrize("every", [0, 1e-9, 1e18, float("nan")])
def test_a_spacing_that_no_clock_counts_cannot_be_asked_for(every) -> None:
    with pytest.raises(ValueError, match="every"):
        Resample(every=every)


@pytest.mark.parametrize("span", [("2020", "soon"), ("2021", "2020"), ("2020", "9999-01-01")])
def test_a_span_that_is_no_time_cannot_be_asked_for(span) -> None:
    """It was found out by NumPy, in the middle of arranging."""
    with pytest.raises(ValueError, match="Received"):
        Blank(columns=("y",), spans=(span,))


@settings(max_examples=100, deadline=None)
@given(LINES, STEPS)
def test_a_step_that_is_switched_off_changes_nothing(lines, steps) -> None:
    columns = (Y, Column(name="shop", roles=("series",)))
    off = tuple(step.but(on=False) for step in steps)
    plain, without = arrange(shops(lines), of(*columns)), arrange(shops(lines), of(*columns, steps=off))
    np.testing.assert_array_equal(plain.values, without.values)
    assert plain.row.tolist() == without.row.tolist()
    assert plain.segment.tolist() == without.segment.tolist()


def test_rows_of_a_series_stand_together_even_when_nobody_sorts() -> None:
    table = with_words(made(hours(5, 1, 4, 0), y=[1, 2, 3, 4]), shop=["n", "s", "n", "s"])
    found = arrange(table, of(Y, Column(name="shop", roles=("series",))))
    assert found.row.tolist() == [0, 2, 1, 3]
    assert found.segment.tolist() == [0, 0, 1, 1]
    assert found.series_names == ("n", "s")


def test_a_series_without_a_readable_time_is_gone() -> None:
    time = hours(0, 0, 1, 1)
    time[[0, 2]] = np.datetime64("NaT")
    table = with_words(made(time, y=[1, 2, 3, 4]), shop=["n", "s", "n", "s"])
    found = arrange(table, of(Y, Column(name="shop", roles=("series",))))
    assert found.series_names == ("s",)
    assert found.series.tolist() == [0, 0]


def test_an_id_may_be_a_number_and_an_input_too() -> None:
    table = made(y=[1, 2, 3], id=[7, 8, 7])
    found = arrange(table, of(Y, Column(name="id", roles=("series",))))
    assert (found.names, found.series_names) == (("y",), ("7", "8"))
    found = arrange(table, of(Y, Column(name="id", roles=("series", "input"))))
    assert found.input_names == ("y", "id")
    words = with_words(made(y=[1, 2]), id=["p", "q"])
    with pytest.raises(DataError, match="id"):
        arrange(words, of(Y, Column(name="id", roles=("series", "input"))))


def test_words_follow_their_rows_through_every_step() -> None:
    time = hours(3, 1, 1, 2, 9, 9)
    table = with_words(made(time, y=[1, 2, 3, 4, 5, 6]), wind=["N", "E", "S", None, None, "W"])
    data = of(Y, Column(name="wind", category=True), steps=(Sort(), Duplicates(keep="mean")))
    assert arrange(table, data).texts["wind"].tolist() == ["S", None, "N", "W"]
    assert arrange(table, data).values[:, 0].tolist() == [2.5, 4, 1, 5.5]
    filled = data.but(steps=(*data.steps, Gaps(), ForwardFill(columns=("wind",), limit=5)))
    assert arrange(table, filled).texts["wind"].tolist() == ["S", "S", "N", "W"]
    blanked = data.but(steps=(Sort(), Blank(columns=("wind",), spans=(("2020-01-01T03:00", "2020-01-02"),))))
    assert arrange(table, blanked).texts["wind"].tolist() == ["E", "S", None, None, None, None]
    daily = data.but(steps=(Sort(), Resample(every=DAY)))
    assert arrange(table, daily).texts["wind"].tolist() == ["W"]


def test_a_mark_for_missing_is_no_place_among_words() -> None:
    table = with_words(made(y=[1, 2, 3]), wind=["N", "E", "S"])
    data = of(Y, Column(name="wind", category=True), steps=(Sentinels(columns=("wind", "y"), values=(1.0,)),))
    found = arrange(table, data)
    assert found.texts["wind"].tolist() == ["N", "E", "S"]
    assert np.isnan(found.values[0, 0])


def test_numbers_that_only_name_something_are_words() -> None:
    found = arrange(made(y=[1, 2, 3], code=[10, NAN, 2.5]), of(Y, Column(name="code", category=True)))
    assert found.names == ("y",)
    assert found.texts["code"].tolist() == ["10", None, "2.5"]


def test_a_circular_column_becomes_sine_and_cosine_and_midnight_meets_itself() -> None:
    table = made(hours(0, 1, 2), y=[1, 2, 3], wind=[0, 90, 360], x=[4, 5, 6])
    data = of(Y, Column(name="wind"), Column(name="x"), steps=(Circular(columns=("wind", "gone"), period=360),))
    found = arrange(table, data)
    assert found.names == ("y", "x", "wind (sine)", "wind (cosine)")
    assert found.input_names == found.names
    np.testing.assert_allclose(found.values[:, 2:], [[0, 1], [1, 0], [0, 1]], atol=1e-12)


def test_a_circular_target_stays_a_number_as_well() -> None:
    found = arrange(made(y=[0, 90, 180]), spec(Circular(columns=("y",), period=360)))
    assert found.input_names == ("y", "y (sine)", "y (cosine)")
    assert found.anchored


def test_plans_are_inputs_known_ahead_and_so_is_what_they_become() -> None:
    table = with_words(made(hours(0, 1), y=[1, 2], plan=[3, 4], turn=[5, 6]), day=["on", "off"])
    data = of(
        Y,
        Column(name="turn", roles=("input", "known_future")),
        Column(name="plan", roles=("known_future",)),
        Column(name="day", roles=("known_future",), category=True),
        steps=(
            Circular(columns=("turn",), period=24),
            Calendar(parts=("hour",)),
            Calendar(parts=("year",), ahead=True),
        ),
    )
    found = arrange(table, data)
    assert [found.names[i] for i in found.ahead] == [
        "plan",
        "turn (sine)",
        "turn (cosine)",
        "year (sine)",
        "year (cosine)",
    ]
    assert set(found.ahead) <= set(found.inputs)
    assert found.texts_ahead == ("day",)
    assert [(part, found.names[at]) for part, at in found.calendar] == [("year", "year (sine)")]


def test_what_is_predicted_cannot_be_a_plan() -> None:
    with pytest.raises(ValueError, match="not known beforehand"):
        of(Column(name="y", roles=("input", "target", "known_future")))


def test_names_stay_apart() -> None:
    """A file with a column called `hour (sine)` had two of that name: what one learned was applied to both."""
    table = made(hours(0, 6), **{"y": [1, 2], "hour (sine)": [3, 4]})
    steps = (Calendar(parts=("hour",)), Calendar(parts=("hour",), ahead=True))
    found = arrange(table, of(Y, Column(name="hour (sine)"), steps=steps))
    assert len(set(found.names)) == len(found.names) == 6
    assert found.names[1:4] == ("hour (sine)", "hour (sine) 2", "hour (cosine)")
    assert found.names[found.calendar[0][1]] == "hour (sine) 3"


def test_targets_that_were_filled_are_marked() -> None:
    table = made(hours(0, 1, 2, 3, 4), y=[1, NAN, NAN, 4, NAN], x=[NAN] * 4 + [1])
    filled = arrange(table, spec(ForwardFill(columns=("y", "x"), limit=1), columns=("y", "x"))).filled
    assert filled.tolist() == [[False], [True], [False], [False], [True]]
    assert arrange(table, spec(ForwardFill(columns=("x",)), columns=("y", "x"))).filled is None
    late = spec(ForwardFill(columns=("y",)), Resample(every=7200, how="last"))
    assert arrange(table, late).filled.tolist() == [[True], [True], [True]]


def test_no_row_is_left_when_none_has_a_time() -> None:
    table = with_words(made([np.datetime64("NaT")] * 2, y=[1, 2]), shop=["a", "b"])
    data = of(Y, Column(name="shop", roles=("series",)), steps=(Sort(), Duplicates(), Resample(every=60), Gaps()))
    with pytest.raises(DataError) as refused:
        arrange(table, data)
    assert refused.value.key == "no_rows_left"
