"""Every finding appears when it should, stays away when not, and its remedies do what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.recommend import recommended
from core.data.remedies import apply_remedy, remedy_label
from core.data.sentinels import sentinels
from core.data.steps import Calendar, ForwardFill, Gaps, Resample, Sentinels, Sort
from core.data.stretches import runs
from core.errors import DataError, SettingsError
from core.examples.remedies import Preparation, chosen_remedy
from core.examples.remedies import apply_remedy as apply_to
from core.examples.spec import FittingSpec
from core.findings import Severity
from tests.core.data.made import hours, made, spec

RNG = np.random.default_rng(7)
N = 400
AT = hours(*range(N))


def noise(rows=N):
    return RNG.standard_normal(rows).round(4)


def found(table):
    return {finding.key: finding for finding in findings(table, profile(table))}


UNASKED = (
    "constant",
    "few_rows",
    "long_holes",
    "mostly_missing",
    "categories",
    "text_columns",
    "codes",
    "ids",
    "plans",
)
"""Without a remedy, or with one that picks columns: nobody is asked to use these."""


def trouble():
    """name → (table, the finding it must show)."""
    holes, marks, frozen = noise(), 20 + noise(), [noise() for _ in range(3)]
    holes[50:60] = np.nan
    marks[[3, 70]] = -9999
    for values in frozen:
        values[100:124] = values[100]
    lost = [noise() for _ in range(3)]
    for values in lost[:2]:
        values[200:258] = 0
    still = noise()
    still[300:360] = 0.1234
    both = dict(zip("abc", frozen, strict=True))
    days = pd.date_range("2020-01-01", periods=N, freq="B").to_numpy()
    uneven = hours(*np.cumsum(np.random.default_rng(1).uniform(0.2, 5, N)))
    spiky, sparse, ahead = noise(), noise(), noise()
    spiky[[90, 222]] = 25, -31
    sparse[: N - 50] = np.nan
    long = noise()
    long[200:260] = np.nan
    wind = RNG.uniform(0, 360, N).round()
    kinds = RNG.choice(["sun", "rain", "snow"], N)
    return {
        "spikes": made(AT, y=spiky),
        "mostly_missing": made(AT, x=sparse, y=noise()),
        "long_holes": made(AT, y=long),
        "categories": made(AT, sky=kinds, y=noise()),
        "text_columns": made(AT, note=[f"note {at}" for at in range(N)], y=noise()),
        "codes": made(AT, weather_code=RNG.integers(1, 9, N), y=noise()),
        "ids": made(AT, station_id=RNG.integers(10_000, 99_999, N), y=noise()),
        "plans": made(AT, load_forecast=ahead, y=noise()),
        "circular": made(AT, wind_dir=wind, y=noise()),
        "skewed": made(AT, rain=np.exp(2 * noise()), y=noise()),
        "missing": made(AT, y=holes),
        "missing_in_columns": made(AT, y=holes, x=holes[::-1]),
        "gaps": made(np.concatenate([AT[:100], AT[140:]]), y=noise(N - 40)),
        "irregular": made(uneven, y=noise()),
        "weekends": made(days, y=noise()),
        "descending": made(AT[::-1], y=noise()),
        "unordered": made(np.concatenate([AT[200:], AT[:200]]), y=noise()),
        "duplicate_times": made(np.sort(np.concatenate([AT[:-5], AT[:5]])), y=noise()),
        "shared_times": made(np.repeat(AT[: N // 4], 4), y=noise()),
        "sentinel": made(AT, y=marks),
        "constant": made(AT, y=noise(), c=np.ones(N)),
        "frozen_once": made(AT, **both),
        "zero_columns_while_others_move": made(AT, a=lost[0], b=lost[1], c=lost[2]),
        "zero_columns": made(AT, a=lost[0], b=lost[1]),
        "stuck_once": made(AT, a=still, b=noise()),
        "few_rows": made(AT[:20], y=noise(20)),
    }


@pytest.mark.parametrize("key", list(trouble()))
def test_trouble_is_found_in_words_and_every_remedy_can_be_chosen(key):
    table = trouble()[key]
    finding = found(table)[key]
    assert finding.title
    assert "{" not in finding.text
    data = recommended(table, profile(table), target="y" if "y" in table.numbers else table.numbers[0])
    for remedy in finding.remedies:
        assert remedy_label(finding, remedy)
        chosen = apply_to(Preparation(data=data, fitting=FittingSpec()), finding, remedy)
        assert chosen_remedy(chosen, finding) == remedy
        assert len(arrange(table, chosen.data)) > 0


@pytest.mark.parametrize("key", [k for k in trouble() if k not in UNASKED])
def test_the_recommended_data_holds_the_first_remedy_of_each_finding(key):
    table = trouble()[key]
    finding = found(table)[key]
    prep = Preparation(data=recommended(table, profile(table)), fitting=FittingSpec())
    assert chosen_remedy(prep, finding) == finding.remedies[0]


def test_a_clean_table_is_called_complete_and_nothing_else():
    table = made(AT, a=noise(), y=noise())
    assert list(found(table)) == ["complete"]
    assert found(table)["complete"].severity is Severity.OK
    assert "one every hour" in found(table)["complete"].text
    assert list(found(made(a=noise(), y=noise()))) == ["complete_untimed"]


def test_rain_sun_and_saturation_are_nature_and_not_a_fault():
    rain = np.where(RNG.random(2_000) < 0.03, RNG.random(2_000), 0.0)
    sun = np.maximum(0, np.sin(2 * np.pi * np.arange(2_000) / 24)) * (1 + 0.1 * RNG.random(2_000))
    damp = np.minimum(100, 95 + 8 * RNG.standard_normal(2_000).cumsum() / 20)
    counts = RNG.integers(0, 3, 2_000).astype(float)
    table = made(hours(*range(2_000)), rain=rain, sun=sun, damp=damp, counts=counts)
    assert list(found(table)) == ["complete"]


def test_frozen_whole_days_are_called_days():
    time = pd.date_range("2020-01-01", "2020-12-31 23:00", freq="h").to_numpy()
    a, b = noise(len(time)), noise(len(time))
    last = np.flatnonzero(pd.DatetimeIndex(time).day == 31)
    for values in (a, b):
        values[last] = np.repeat(values[last[::24]], 24)
    finding = found(made(time, a=a, b=b))["frozen_days"]
    assert finding.title == "7 days look copied"
    assert "On the 31st of 7 months, all two columns repeat one value for" in finding.text
    assert finding.values["rows"] == "168 rows"
    assert len(finding.values["spans"]) == 7


def test_blanking_a_frozen_stretch_loses_exactly_its_cells():
    table = trouble()["frozen_once"]
    finding = found(table)["frozen_once"]
    data = recommended(table, profile(table), target="b")
    blanked = arrange(table, apply_remedy(data, finding, "blank_rows"))
    assert np.flatnonzero(np.isnan(blanked.values[:, 0])).tolist() == list(range(100, 124))
    assert apply_remedy(apply_remedy(data, finding, "blank_rows"), finding, "keep_rows") == data


def test_gap_counts_its_rows_and_says_when():
    finding = found(trouble()["gaps"])["gaps"]
    assert finding.title == "1 gap in time"
    assert "40 rows are missing" in finding.text
    assert "5 January 2020, 03:00 to 6 January 2020, 20:00" in finding.text
    assert finding.rows == (100,)


def test_steps_stand_in_their_order_whatever_is_chosen_first():
    table = trouble()["sentinel"]
    data = spec(Calendar(parts=("hour",)))
    finding = found(table)["sentinel"]
    data = apply_remedy(data, finding, "mark_and_fill")
    assert [type(step) for step in data.steps] == [Sentinels, ForwardFill, Calendar]
    unordered = found(trouble()["unordered"])["unordered"]
    assert isinstance(apply_remedy(data, unordered, "sort_rows").steps[0], Sort)
    assert [type(s) for s in apply_remedy(data, finding, "mark_missing").steps] == [Sentinels, Calendar]
    assert [type(s) for s in apply_remedy(data, finding, "keep_values").steps] == [Calendar]


def test_leaving_out_what_is_predicted_is_refused():
    table = made(AT, c=np.ones(N))
    finding = found(table)["constant"]
    with pytest.raises(SettingsError, match="Nothing would be left to predict"):
        apply_remedy(spec(columns=("c",)), finding, "leave_out")
    with pytest.raises(ValueError, match="Received"):
        apply_remedy(spec(columns=("c",)), finding, "sort_rows")


@pytest.mark.parametrize(
    ("others", "mark", "seen"),
    [
        ([1.0, 5.0, 9.0], -9999, True),
        ([0.5, 1.5], -200, True),
        ([2.0, 1479.0], -200, True),
        ([-30.0, 40.0], 999.9, True),
        ([-5_000.0, 5_000.0], -9999, False),
        ([900.0, 1_100.0], 999, False),
        ([-150.0, 30.0], -200, False),
        ([1.0, 2.0], 7, False),
    ],
)
def test_a_mark_is_judged_by_its_distance_from_everything_else(others, mark, seen):
    values = np.array([*np.linspace(others[0], others[-1], 50), mark, np.nan, mark])
    assert sentinels(values) == ((mark,) if seen else ())


def test_a_dead_sensor_fills_nearly_all_of_its_column_with_the_mark():
    alive = np.arange(N) % 11 == 3
    assert sentinels(np.where(alive, RNG.uniform(7, 1_189, N), -200)) == (-200,)
    assert sentinels(np.where(alive, RNG.uniform(-190, 1_189, N), -200)) == ()
    assert sentinels(np.where(alive, RNG.uniform(7, 1_189, N), 9_999)) == ()


def test_runs_equal_a_plain_loop():
    values = RNG.integers(0, 2, 200)
    first, length = runs(values[1:] != values[:-1])
    rebuilt = np.concatenate([np.full(n, values[at]) for at, n in zip(first, length, strict=True)])
    assert rebuilt.tolist() == values.tolist()
    assert (values[first[1:]] != values[first[1:] - 1]).all()


def test_recommended_predicts_the_target_from_its_past_and_its_calendar():
    day = np.sin(2 * np.pi * np.arange(N) / 24) + 0.1 * noise()
    table = made(AT, x=noise(), y=day)
    data = recommended(table, profile(table), name="mine.csv")
    assert data.inputs == data.targets == ("y",)
    assert data.season == 24
    assert data.steps == (Gaps(), Calendar(parts=("hour",)))
    assert data.sources[0].name == "mine.csv"
    assert arrange(table, data).input_names == ("y", "hour (sine)", "hour (cosine)")


def test_a_file_without_numbers_has_nothing_to_predict(table_of):
    table = table_of("name,colour\nanna,red\nbo,blue\n")
    with pytest.raises(DataError) as refused:
        recommended(table, profile(table))
    assert refused.value.key == "no_numbers"


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        (np.where(np.arange(N) % 97 == 5, 0, 1_013 + RNG.standard_normal(N)), (0.0,)),  # air pressure
        (np.where(np.arange(N) % 7 == 6, 0, 1_013 + RNG.standard_normal(N)), ()),  # closed on Sundays
        (np.where(np.arange(N) % 97 == 5, 0, RNG.uniform(0, 50, N)), ()),  # rain
        (np.where(np.arange(N) % 97 == 5, 0, 5.0), ()),  # on and off
        (np.where(np.arange(N) % 97 == 5, 0, RNG.uniform(200, 900, N)), ()),  # a machine that stood still
    ],
)
def test_zero_is_a_failed_reading_only_where_it_is_impossible(values, seen):
    assert sentinels(values) == seen


def test_long_holes_are_told_where_they_are_and_short_ones_are_not():
    values = noise()
    values[10:20] = values[100:190] = np.nan
    by_key = found(made(AT, y=values))
    assert by_key["long_holes"].rows == (100,)
    assert "90 hours, from 5 January 2020, 04:00" in by_key["long_holes"].text
    values[100:190] = 0.5 * noise()[100:190]
    assert "long_holes" not in found(made(AT, y=values))


def test_the_worst_comes_first():
    columns = {"No": np.arange(N), "wind_dir": RNG.uniform(0, 360, N), "y": trouble()["missing"].column("y")}
    order = [finding.severity for finding in found(made(AT, **columns)).values()]
    assert order == sorted(order, key=[Severity.OK, Severity.ERROR, Severity.WARNING, Severity.INFO].index)
    assert len(set(order)) == 2


def test_columns_of_one_kind_are_told_together():
    words = {name: RNG.choice(["a", "b"], N) for name in ("one", "two", "three")}
    finding = found(made(AT, **words, y=noise()))["categories"]
    assert finding.columns == ("one", "two", "three")
    assert finding.title == "3 columns of words"


def test_uneven_rows_may_become_even_at_a_length_that_leaves_few_holes():
    finding = found(trouble()["irregular"])["irregular"]
    table = trouble()["irregular"]
    chosen = apply_remedy(spec(), finding, "resample_mean")
    (step,) = [one for one in chosen.steps if isinstance(one, Resample)]
    even = arrange(table, chosen)
    assert step.every == finding.values["seconds"]
    assert np.isfinite(even.values).mean() > 0.7
    assert apply_remedy(chosen, finding, "ignore_gaps").steps == (Gaps(how="ignore"),)


def test_rows_of_a_file_are_named_whatever_its_order():
    """Holes, spikes and stretches are those of neighbours in time, and are told by the rows of the file."""
    values = noise()
    values[300:360], values[50:90], values[200] = 0.1234, np.nan, 40
    there, back = found(made(AT, y=values)), found(made(AT[::-1], y=values[::-1]))
    for key in ("stuck_once", "long_holes", "spikes"):
        assert there[key].text == back[key].text
    assert (there["spikes"].rows, back["spikes"].rows) == ((200,), (N - 1 - 200,))
    assert (there["stuck_once"].rows, back["stuck_once"].rows) == ((300, 359), (N - 1 - 300, N - 1 - 359))
    assert back["long_holes"].rows == (N - 1 - 50,)


def test_holes_end_with_their_series_and_a_span_of_time_blanks_none_of_the_others():
    rows = N // 2
    values = np.concatenate([noise(rows), noise(rows)])
    values[rows - 20 : rows + 20] = np.nan
    values[20:80] = 0.1234
    table = made(np.tile(AT[:rows], 2), id=["a"] * rows + ["b"] * rows, y=values)
    by_key = found(table)
    assert "long_holes" not in by_key  # twenty hours at the end of one, twenty at the start of the other
    assert "at most 20 hours in a row" in by_key["missing"].text
    assert by_key["stuck_once"].remedies == ("keep_rows",)


def test_rows_that_share_their_times_last_no_hours():
    values = noise()
    values[10:50] = np.nan
    by_key = found(made(np.repeat(AT[: N // 4], 4), y=values))
    assert "at most 40 rows in a row" in by_key["missing"].text
