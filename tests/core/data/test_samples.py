"""The series that come with the app, and the words on a file."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from core.data.advice import advice, correlations
from core.data.arrange import arrange
from core.data.describe import describe, reading_in_words, summary
from core.data.dial import DialSpec, dial, write_dial
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.samples import FOLDER, SAMPLES, sample_path, with_units
from core.data.spec import Reading
from core.data.steps import Calendar, Gaps
from core.findings import Severity
from tests.core.data.made import hours, made


@pytest.fixture(scope="module", params=list(SAMPLES))
def sample(request, tmp_path_factory):
    """(sample, table, profile)."""
    path = sample_path(request.param, tmp_path_factory.mktemp("samples"))
    table = read(path, recognise(path))
    return SAMPLES[request.param], table, profile(table)


def test_every_sample_opens_and_its_target_is_the_recommended_one(sample):
    entry, table, figures = sample
    data = with_units(recommended(table, figures, name=entry.file_name), entry)
    assert data.targets == (entry.target,)
    arranged = arrange(table, data)
    assert np.isfinite(arranged.values).all()
    assert figures.season is not None
    assert entry.label
    assert entry.text


def test_every_sample_has_its_licence_and_source_written_down():
    told = (FOLDER / "ATTRIBUTION.md").read_text("utf-8")
    for entry in SAMPLES.values():
        assert entry.licence in told
        assert entry.file is None or entry.file in told
    shipped = {path.name for path in FOLDER.iterdir()} - {"ATTRIBUTION.md"}
    assert shipped == {entry.file for entry in SAMPLES.values() if entry.file}


def test_etth1_is_unmodified_as_its_licence_asks():
    digest = hashlib.sha256((FOLDER / "ETTh1.csv").read_bytes()).hexdigest()
    assert digest == "f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066"


def test_etth1_is_told_as_it_is():
    table = read(FOLDER / "ETTh1.csv", recognise(FOLDER / "ETTh1.csv"))
    figures = profile(table)
    found = {finding.key: finding for finding in findings(table, figures)}
    data = with_units(recommended(table, figures), SAMPLES["etth1"])
    assert (figures.rows, figures.spacing, figures.season, figures.regular) == (17_420, 3_600, 24, True)
    assert data.inputs == data.targets == ("OT",)
    assert data.columns[0].unit == "°C"
    assert data.steps == (Gaps(), Calendar(parts=("hour",)))
    assert found["complete"].text.startswith("17,420 rows, one every hour: nothing missing")
    assert found["frozen_days"].title == "14 days look copied"
    assert found["frozen_days"].values["rows"] == "336 rows"
    assert found["zero_columns_while_others_move"].title == "Six columns read exactly 0 for 58 hours"
    assert "HUFL, HULL, MUFL, MULL, LUFL and LULL, from 5 December 2016, 09:00" in (
        found["zero_columns_while_others_move"].text
    )
    assert summary(table, figures, "ETTh1.csv") == (
        "ETTh1.csv holds one reading every hour from 1 July 2016 to 26 June 2018: 17,420 rows, nothing missing."
    )
    assert "OT repeats every 24 hours" in advice(table, figures, "OT")
    assert "The other six columns barely follow OT (correlation 0.05 to 0.22)" in advice(table, figures, "OT")


def test_the_sample_with_gaps_has_gaps_and_missing_weeks():
    path = sample_path("co2", FOLDER)
    table = read(path, recognise(path))
    found = {finding.key: finding for finding in findings(table, profile(table))}
    assert found["gaps"].title == "6 gaps in time"
    assert "41 rows are missing" in found["gaps"].text
    assert found["missing"].title.startswith("18 cells missing")
    data = recommended(table, profile(table))
    assert arrange(table, data).segment.max() == 6


def test_dial_a_series_says_how_good_a_perfect_forecaster_is():
    frame, best = dial(rows=60_000, trend=3, season=4, noise=2, change=5, seed=9)
    at = np.arange(60_000)
    known = 20 + 3 * at / 59_999 + 4 * np.sin(2 * np.pi * at / 24) + 5 * (at >= 36_000)
    assert np.abs(frame["value"] - known).mean() == pytest.approx(best, rel=0.01)
    assert dial(noise=0)[1] == 0
    assert dial(seed=1)[0].equals(dial(seed=1)[0])
    assert not dial(seed=1)[0].equals(dial(seed=2)[0])


def test_dialled_series_is_a_file_like_any_other(tmp_path):
    best = write_dial(tmp_path / "d.csv", DialSpec(rows=500, noise=0.5))
    table = read(tmp_path / "d.csv", recognise(tmp_path / "d.csv"))
    assert len(table) == 500
    assert best == pytest.approx(0.3989, abs=1e-4)
    assert profile(table).spacing == 3_600


def test_description_is_json_and_names_what_the_issue_asks(sample):
    _, table, figures = sample
    payload = json.loads(json.dumps(describe(table, figures, findings(table, figures)), allow_nan=False))
    assert set(payload) == {"rows", "columns", "time", "encoding", "separator", "findings"}
    assert {"name", "kind", "missing"} == set(payload["columns"][0])
    assert {"column", "spacing_seconds", "start", "end"} == set(payload["time"])
    assert all(set(f) == {"key", "severity", "text"} and f["severity"] in list(Severity) for f in payload["findings"])


def test_description_of_a_file_without_a_time_says_none():
    table = made(y=[1, 2, 3])
    assert describe(table, profile(table), ())["time"] is None
    assert summary(table, profile(table), "f") == (
        "f holds 3 rows without a time, in the order of the file; nothing missing."
    )


def test_what_lasts_less_than_a_day_is_told_by_the_clock():
    table = made(y=[1, 2, 3], time=np.arange("2016-07-01T00", "2016-07-01T03", dtype="datetime64[h]"))
    assert "every hour from 1 July 2016, 00:00 to 1 July 2016, 02:00: 3 rows" in summary(table, profile(table), "f")


def test_reading_is_told_in_words():
    assert reading_in_words(Reading(time=("date",))) == (
        "UTF-8", "comma between values", "point as decimal mark", "names in line 1", "time in “date”",
    )  # fmt: skip
    odd = Reading(
        encoding="iso8859-5", separator="~", decimal=",", thousands=".", skip=2, header=False, time=("D", "T")
    )
    assert reading_in_words(odd) == (
        "iso8859-5", "“~” between values", "comma as decimal mark", "point between thousands",
        "no names, rows from line 3", "time in “D” and “T”",
    )  # fmt: skip


def test_everything_recognised_is_told_in_words():
    packed = Reading(member="a/b.csv", separator=" ", quote="", comment="#", header=2, skip=3, turned=True,
                     time=("D", "T"), zone="Europe/Berlin")  # fmt: skip
    assert reading_in_words(packed) == (
        "“a/b.csv” out of the zip file", "UTF-8", "blanks between values", "quotes count as letters",
        "point as decimal mark", "lines that start with # left out", "names in lines 4 and 5",
        "columns of times turned into rows", "time in “D” and “T”", "clock of Europe/Berlin, winter time all year",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("15min", "rows from 1 January 2020, 00:00 on, one every 15 minutes"),
        ("D", "rows from 1 January 2020 on, one every day"),
        ("B", "rows from 1 January 2020 on, one every working day"),
        ("MS", "rows from January 2020 on, one every month"),
        ("QS", "rows from January 2020 on, one every 3 months"),
    ],
)
def test_a_time_that_is_counted_is_told_by_its_start_and_step(every, words):
    assert reading_in_words(Reading(start="2020-01-01", every=every))[-1] == words


def test_advice_names_the_columns_that_move_with_the_target():
    rng = np.random.default_rng(2)
    y = rng.standard_normal(300)
    table = made(hours(*range(300)), a=y + rng.standard_normal(300), b=rng.standard_normal(300), y=y)
    assert "a moves with y" in advice(table, profile(table), "y")
    assert correlations(table, "y")["a"] == pytest.approx(abs(np.corrcoef(table.column("a"), y)[0, 1]))


def test_columns_that_fail_together_do_not_go_together_for_that():
    rng = np.random.default_rng(3)
    a, y = rng.normal(50, 5, (2, 400))
    alone = correlations(made(a=a, y=y), "y")["a"]
    assert alone < 0.2
    a[100:140] = y[100:140] = -999
    assert correlations(made(a=a, y=y), "y")["a"] < 0.2
    assert advice(made(y=y), profile(made(y=y)), "y") == "The column’s own past is a good start."
