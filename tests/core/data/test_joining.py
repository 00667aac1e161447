"""Two files become one table: by time as pandas merges them, or row by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.joined import fingerprint, likely, one_table, remedies, with_joined, without_joined
from core.data.joining import join, matched
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.spec import Column, DataSpec, Join, Reading, Source
from core.data.table import Table, load, save
from core.errors import DataError

BOTH = (Source(name="a.csv"), Source(name="b.csv", columns=(("b", "b"),)))


def table_of(frame: pd.DataFrame, time: str | None = None) -> Table:
    """A table as if it had been read: numbers, words, and a time where there is one."""
    times = None if time is None else frame[time].to_numpy("datetime64[ns]")
    kinds = {
        name: "time" if name == time else "number" if pd.api.types.is_numeric_dtype(column) else "text"
        for name, column in frame.items()
    }
    reading = Reading(time=() if time is None else (time,))
    return Table(frame=frame, time=times, kinds=kinds, reading=reading, raw=(), sha256=str(len(frame)) * 3, bytes=1)


def hours(first: str, rows: int, **columns: object) -> Table:
    frame = pd.DataFrame({"time": pd.date_range(first, periods=rows, freq="h"), **columns})
    return table_of(frame, "time")


def numbered(rows: int, *names: str) -> Table:
    return table_of(pd.DataFrame({name: np.arange(rows, dtype=float) + 100 * at for at, name in enumerate(names)}))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=15), st.lists(st.integers(0, 12), min_size=1, max_size=15))
def test_joined_by_time_is_an_inner_merge_of_pandas(first: list[int], second: list[int]) -> None:
    """In any order, with repeated times; of those in the second file the first row counts."""
    tables = []
    for name, minutes in (("a", first), ("b", second)):
        times = np.datetime64("2024-01-01", "ns") + np.array(minutes, "timedelta64[h]").astype("timedelta64[ns]")
        tables.append(table_of(pd.DataFrame({"time": times, name: np.arange(len(minutes), dtype=float)}), "time"))
    wanted = tables[0].frame.merge(tables[1].frame.drop_duplicates("time"), on="time", how="inner")
    if refused := refusal_of(tables, Join()):
        assert refused == "join_spacing" or (refused == "join_no_common_time" and wanted.empty)
        return
    got = join(tables, BOTH, Join())
    pd.testing.assert_frame_equal(got.frame, wanted, check_dtype=False)
    np.testing.assert_array_equal(got.time, wanted["time"].to_numpy("datetime64[ns]"))


def refusal_of(tables: list[Table], how: Join) -> str | None:
    """The key of the error, None where the files can be joined."""
    try:
        matched(tables, BOTH, how)
    except DataError as problem:
        return problem.key
    return None


NAMED_ROWS = st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 4)), min_size=1, max_size=12, unique=True)


@settings(max_examples=40, deadline=None)
@given(NAMED_ROWS, NAMED_ROWS)
def test_series_are_joined_on_id_and_time(first: list[tuple[str, int]], second: list[tuple[str, int]]) -> None:
    tables = []
    for name, rows in (("a", first), ("b", second)):
        times = np.datetime64("2024-01-01", "ns") + np.array([row[1] for row in rows], "timedelta64[h]")
        frame = pd.DataFrame({"id": [row[0] for row in rows], "time": times.astype("datetime64[ns]")})
        tables.append(table_of(frame.assign(**{name: np.arange(len(rows), dtype=float)}), "time"))
    wanted = tables[0].frame.merge(tables[1].frame, on=["id", "time"], how="inner")
    if refused := refusal_of(tables, Join(ids=("id",))):
        assert refused == "join_spacing" or (refused == "join_no_common_time" and wanted.empty)
        return
    rows = matched(tables, BOTH, Join(ids=("id",)))
    assert tables[0].frame["a"].to_numpy()[rows[0]].tolist() == wanted["a"].tolist()
    assert tables[1].frame["b"].to_numpy()[rows[1]].tolist() == wanted["b"].tolist()


def test_rows_whose_time_is_unknown_go_with_none() -> None:
    first, second = hours("2024-01-01", 4, a=[1.0, 2, 3, 4]), hours("2024-01-01", 4, b=[1.0, 2, 3, 4])
    for table in (first, second):
        table.time[1] = np.datetime64("NaT")
    assert one_table((first, second), ("a.csv", "b.csv"), "time").column("b").tolist() == [1, 3, 4]


def test_the_second_file_adds_its_columns_behind_those_of_the_first_and_no_second_time() -> None:
    first = hours("2024-01-01", 30, load=np.arange(30.0), kind=["x"] * 30)
    second = hours("2024-01-01 04:00", 30, **{"load": np.arange(30.0) * 2, "T (degC)": np.arange(30.0)})
    table = one_table((first, second), ("a.csv", "b.csv"), "time")
    assert list(table.kinds) == ["time", "load", "kind", "load (2)", "T (degC)"]
    assert table.kinds["kind"] == "text"
    assert table.kinds["load (2)"] == "number"
    assert len(table) == 26
    assert table.column("load")[0] == 4
    assert table.column("load (2)")[0] == 0
    assert table.notes[0].title == "2 files, joined by time: 26 of 30 rows match"
    assert "a.csv: 4, b.csv: 4" in table.notes[0].text


def test_equally_many_rows_are_joined_one_beside_the_other() -> None:
    table = one_table((numbered(5, "a"), numbered(5, "a", "b")), ("x", "y"), "row")
    assert table.frame.columns.tolist() == ["a", "a (2)", "b"]
    assert table.column("b").tolist() == [100, 101, 102, 103, 104]
    assert table.time is None


@pytest.mark.course("C12")
def test_13_rows_against_11_are_refused_with_both_counts_and_can_be_cut_to_11() -> None:
    tables = numbered(13, "a"), numbered(11, "b")
    with pytest.raises(DataError, match=r"first.csv: 13, second.csv: 11"):
        one_table(tables, ("first.csv", "second.csv"), "row")
    assert remedies(tables, "row") == ("first", "last")
    top = one_table(tables, ("first.csv", "second.csv"), "first")
    bottom = one_table(tables, ("first.csv", "second.csv"), "last")
    assert top.column("a").tolist() == list(range(11))
    assert top.column("b").tolist() == list(range(11))
    assert bottom.column("a").tolist() == list(range(2, 13))
    assert bottom.column("b").tolist() == list(range(11))
    assert top.sha256 != bottom.sha256


def test_files_without_a_common_time_are_refused_with_their_spans() -> None:
    tables = hours("2024-01-01", 5, a=np.arange(5.0)), hours("2025-01-01", 5, b=np.arange(5.0))
    with pytest.raises(DataError, match=r"2025-01-01T00:00 – 2025-01-01T04:00"):
        one_table(tables, ("a.csv", "b.csv"), "time")
    assert remedies(tables, "time") == ("row",)


def test_hourly_rows_against_daily_ones_are_refused_and_it_says_so() -> None:
    daily = table_of(pd.DataFrame({"time": pd.date_range("2024-01-01", periods=5), "b": np.arange(5.0)}), "time")
    with pytest.raises(DataError, match=r"a.csv: 1 hour, b.csv: 1 day"):
        one_table((hours("2024-01-01", 100, a=np.arange(100.0)), daily), ("a.csv", "b.csv"), "time")


def test_only_files_that_tell_a_time_are_joined_by_time() -> None:
    tables = hours("2024-01-01", 5, a=np.arange(5.0)), numbered(5, "b")
    assert likely(tables) == "row"
    with pytest.raises(DataError, match=r"b\.csv"):
        one_table(tables, ("a.csv", "b.csv"), "time")
    assert one_table(tables, ("a.csv", "b.csv"), "row").time is not None


def test_a_file_of_times_alone_adds_nothing() -> None:
    with pytest.raises(DataError, match="adds nothing"):
        one_table((hours("2024-01-01", 5, a=np.arange(5.0)), hours("2024-01-01", 5)), ("a.csv", "b.csv"), "time")


def test_a_joined_table_is_kept_with_what_it_came_from(tmp_path: Path) -> None:
    table = one_table((numbered(13, "a"), numbered(11, "b")), ("x", "y"), "last")
    save(table, tmp_path)
    kept = load(tmp_path)
    assert (kept.sources, kept.join, kept.notes, kept.sha256) == (table.sources, table.join, table.notes, table.sha256)
    assert fingerprint(kept.sources, kept.join) == table.sha256
    assert fingerprint(kept.sources, kept.join.but(apart=False)) == table.sha256


def test_numbers_of_the_second_file_become_inputs_with_their_units_and_go_again(tmp_path: Path) -> None:
    for name, column in (("a.csv", "load (kW)"), ("b.csv", "load (kW)")):
        rows = [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{(i * 7) % 11 + 0.5}" for i in range(200)]
        (tmp_path / name).write_text(f"time,{column}\n" + "\n".join(rows))
    first, second = (read(tmp_path / name, recognise(tmp_path / name)) for name in ("a.csv", "b.csv"))
    data = recommended(first, profile(first), name="a.csv")
    table = one_table((first, second), ("a.csv", "b.csv"), "time")
    both = with_joined(data, table, ())
    assert both.inputs == ("load (kW)", "load (kW) (2)")
    assert both.columns[-1].unit == "kW"
    assert both.file == "a.csv + b.csv"
    assert both.joined_columns == (("load (kW) (2)",),)
    assert without_joined(both, first) == data
    elsewhere = both.but(columns=(Column(name="load (kW) (2)", roles=("input", "target")),))
    assert without_joined(elsewhere, first) is None


def test_several_sources_and_only_they_are_joined() -> None:
    target = Column(name="a", roles=("target",))
    for sources, how in (((Source(name="a"),), Join()), ((Source(name="a"), Source(name="b")), None)):
        with pytest.raises(ValueError, match="joined"):
            DataSpec(sources=sources, columns=(target,), join=how)
