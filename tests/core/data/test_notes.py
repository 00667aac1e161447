"""What reading notices: nothing is changed without being told."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.names import column_names, unit_of, visible
from core.data.table import load, save


def keys(table) -> set[str]:
    return {note.key for note in table.notes}


def test_one_extra_field_per_row_is_told_and_shifts_no_name(table_of):
    # Cause: pandas makes the first column the index without a word.
    table = table_of("a,b\n" + "".join(f"{i},{i * 2},{i * 3}\n" for i in range(50)))
    assert list(table.kinds) == ["column 1", "a", "b"]
    assert "extra_field" in keys(table)
    assert table.column("b")[2] == 6


def test_separators_at_the_end_of_each_line_add_no_column(table_of):
    for text in ("a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", "a;b;;\n1;2;;\n;;;\n;;;\n"):
        table = table_of(text)
        assert list(table.kinds) == ["a", "b"], text
        assert "stray_columns" in keys(table)
    assert len(table) == 1
    assert "empty_rows" in keys(table)


def test_repeated_and_blank_names_are_told_apart(table_of):
    table = table_of("ISE,,ISE,SP\n1,2,3,4\n5,6,7,8\n")
    assert list(table.kinds) == ["ISE", "column 2", "ISE (2)", "SP"]
    assert keys(table) == {"names_repeated", "names_blank"}
    assert table.column("ISE (2)").tolist() == [3, 7]


def test_a_header_that_stands_again_further_down_is_no_row(table_of):
    part = "a,b\n" + "1,2\n3,4\n" * 5
    table = table_of(part + part)
    assert len(table) == 20
    assert table.kinds == {"a": "number", "b": "number"}
    note = next(note for note in table.notes if note.key == "repeated_header")
    assert "line 12" in note.text


def test_a_word_among_numbers_counts_as_missing_and_names_its_line(table_of):
    table = table_of("a,b\n" + "1,2\n3,4\n" * 10 + "ERR,9\n")
    note = next(note for note in table.notes if note.key == "not_numbers")
    assert np.isnan(table.column("a")[-1])
    assert note.columns == ("a",)
    assert note.rows == (20,)
    assert "ERR" in note.text and "line 22" in note.text  # noqa: PT018


def test_a_column_with_many_words_is_a_column_of_words(table_of):
    table = table_of("a,b\n" + "1,2\nx,4\n" * 10)
    assert table.kinds["a"] == "text"
    assert table.frame["a"].tolist()[:2] == ["1", "x"]


@pytest.mark.parametrize("cell", ["inf", "-inf", "1e400", "-2e30"])
def test_infinite_cells_are_missing_and_told(table_of, cell):
    table = table_of(f"a,b\n1,2\n{cell},3\n4,5\n")
    assert np.isnan(table.column("a")).tolist() == [False, True, False]
    assert "infinite" in keys(table)


@pytest.mark.parametrize("cell", ["9007199254740993", "1180591620717411303424"])
def test_numbers_that_lose_digits_are_told(table_of, cell):
    assert "precision" in keys(table_of(f"b,a\n2,{cell}\n3,\n5,4\n"))


def test_kinds_of_columns(table_of):
    table = table_of(
        "t,n,same,void,flag,word\n2020-01-01,1,5,,true,a\n2020-01-02,2,5,,false,b\n2020-01-03,3,5,,true,b\n"
    )
    assert dict(table.kinds) == {
        "t": "time", "n": "number", "same": "constant", "void": "empty", "flag": "number", "word": "text",
    }  # fmt: skip
    assert table.numbers == ("n", "same", "flag")
    assert table.column("flag").tolist() == [1, 0, 1]


def test_first_lines_and_fingerprint_are_of_the_file_as_it_stands(write, table_of):
    import hashlib

    text = "a,b\n1,2\n  3,4\n"
    table = table_of(text)
    assert table.raw == ("a,b", "1,2", "  3,4")
    assert table.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert table.bytes == len(text)


def test_saved_and_loaded_tables_are_equal(table_of, tmp_path):
    text = "Date;Zeit;Größe;Wort;leer\n01.02.2020;10:00;1,5;a;\n01.02.2020;11:00;;;\n02.02.2020;x;3,25;<b>;\n"
    table = table_of(text)
    save(table, tmp_path / "saved")
    again = load(tmp_path / "saved")
    assert again.frame.equals(table.frame)
    assert (again.time is None) == (table.time is None)
    np.testing.assert_array_equal(again.time, table.time)
    for field in ("kinds", "reading", "raw", "sha256", "bytes", "notes"):
        assert getattr(again, field) == getattr(table, field), field
    assert (tmp_path / "saved" / "table.parquet").exists()


def test_one_letter_written_in_two_ways_is_one_name():
    # Cause: a Mac writes é as e and an accent; the names look the same and were not.
    assert column_names(["cafe\u0301", "café"], 2, "column") == ("café", "café (2)")


def test_rows_that_were_left_away_do_not_shift_the_lines_that_are_named(table_of):
    # Cause: after a repeated header every further line was told one too low.
    part = "a,b\n" + "1,2\n" * 8
    table = table_of(part + part + "\n1,oops\n" + part)
    assert "line 20" in next(note.text for note in table.notes if note.key == "not_numbers")


def test_thousands_by_letter_are_worked_in_and_told(table_of):
    table = table_of("day,Vol.\n2020-01-01,57.32K\n2020-01-02,1.1M\n2020-01-03,0.5B\n")
    assert table.column("Vol.").tolist() == [57_320, 1.1e6, 5e8]
    note = next(note for note in table.notes if note.key == "sizes")
    assert (note.columns, note.values["signs"]) == (("Vol.",), "B, K, M")


def test_a_column_of_hexadecimals_is_read_and_told(table_of):
    # Cause: Arrow takes 0x1F for 31 without a word.
    table = table_of("code,n\n" + "".join(f"0x{i:02X},{i}\n" for i in range(20)))
    assert table.column("code").tolist() == list(range(20))
    assert "hexadecimal" in keys(table)


def test_names_are_unique_visible_and_of_bearable_length():
    assert column_names(["a", "a (2)", "a", ""], 5, "column") == ("a", "a (2)", "a (3)", "column 4", "column 5")
    assert visible("a\u200b\u202e b\n c") == "a b c"
    assert len(visible("x" * 1_000_000)) == 120
    assert column_names(["a\u200b", "a"], 2, "column") == ("a", "a (2)")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("T (degC)", "°C"), ("p (mbar)", "mbar"), ("rh (%)", "%"), ("rho (g/m**3)", "g/m³"), ("vel[km/h]", "km/h"),
        ("SWDR (W/m\ufffd)", "W/m²"), ("유온(℃)", "°C"), ("CO(GT)", ""), ("PT08.S1(CO)", ""), ("Load", ""),
        ("a (b)", ""),
    ],
)  # fmt: skip
def test_units_come_from_the_header_and_only_units(name, unit):
    assert unit_of(name) == unit
