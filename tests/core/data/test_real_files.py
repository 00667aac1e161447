"""Real files against what stands in them; skipped where the folder is absent."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.recommend import recommended
from core.terminal import showing
from tests.core.data.conftest import REAL
from tests.core.data.expected import check, expectations, opened

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is absent")

EXPECTED = expectations(Path(__file__).with_name("real_files.toml"))
FOLDERS = (
    "ett", "weather_ltsf", "jena_first4000", "classic", "darts", "illness", "household_power", "m4", "stock", "nab",
    "nasty", "nasty_derived",
)  # fmt: skip


@pytest.mark.parametrize("name", list(EXPECTED))
def test_a_real_file_opens_as_it_stands_without_any_setting(name, monkeypatch, capsys):
    if not (REAL / name).exists():
        pytest.skip("this file is absent")
    table, described = check(REAL / name, EXPECTED[name])
    monkeypatch.setattr(showing, "table_of", lambda *_: table)  # read once: the files are large
    assert main(["inspect", str(REAL / name), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {key: printed[key] for key in described} == json.loads(json.dumps(described))
    if table.reading.time and "every" in EXPECTED[name]:
        assert len(arrange(table, recommended(table, profile(table)))) > 0.15 * len(table)


def test_every_file_of_the_folders_has_its_expectation():
    there = {f"{folder}/{path.name}" for folder in FOLDERS for path in (REAL / folder).glob("*")}
    assert {name for name in there if not name.endswith("SOURCE.txt")} <= set(EXPECTED)


@pytest.mark.parametrize("name", ["classic/airline-passengers.csv", "nasty_derived/apple_german_thousands.csv"])
def test_inspect_reads_the_file_itself(name, capsys):
    assert main(["inspect", str(REAL / name), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["rows"] == EXPECTED[name]["rows"]
    assert printed["time"]["start"] == EXPECTED[name]["start"]
    assert printed["separator"] == EXPECTED[name].get("separator", ",")


def test_the_same_series_written_in_four_ways_is_the_same_table():
    plain = opened(REAL / "ett/ETTh1.csv")
    for name in ("etth1_korean_cp949.csv", "etth1_korean_utf8sig.csv", "etth1_utf16le_bom_tab.csv"):
        table = opened(REAL / "nasty_derived" / name)
        assert (table.time == plain.time[:3_000]).all()
        for mine, original in zip(table.numbers, plain.numbers, strict=True):
            assert (table.column(mine) == plain.column(original)[:3_000]).all()


def test_commas_and_points_for_decimals_give_the_same_air():
    comma = opened(REAL / "nasty_derived/airquality_semicolon_decimalcomma.csv")
    point = opened(REAL / "nasty/AirQualityUCI_comma.csv")
    assert (comma.time == point.time).all()
    for name in point.numbers:
        values = comma.column(name)
        np.testing.assert_array_equal(np.where(values == -200, np.nan, values), point.column(name))


def test_weather_is_told_with_its_quirks():
    table = opened(REAL / "weather_ltsf/weather.csv")
    found = {finding.key: finding for finding in findings(table, profile(table))}
    assert found["sentinel"].values["cells"] == "81 cells"
    assert "90 minutes" in found["gaps"].text
