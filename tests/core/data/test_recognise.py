"""How files are written: encoding, separator, marks, header, time."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.reading import read, recognise

ROWS = "".join(f"{i},{i * 2},{i * 3}.5\n" for i in range(1, 40))
PLAIN = "a,b,c\n" + ROWS


@pytest.mark.parametrize(
    ("encoding", "recognised"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp949", "cp949"), ("cp1252", "cp1252")],
)
def test_encoding_is_recognised_and_names_survive(write, encoding, recognised):
    name = {"cp949": "온도(℃)", "cp1252": "Größe"}.get(encoding, "기온 Größe")
    path = write(f"{name},b\n" + "1,2\n3,4\n" * 30, encoding)
    reading = recognise(path)
    assert reading.encoding == recognised
    assert list(read(path, reading).kinds) == [name, "b"]


def test_degree_sign_of_windows_is_not_taken_for_korean(write):
    # Cause: 0xB0 0x43 is "°C" in cp1252 and the rare syllable 캜 in cp949.
    path = write("T (°C),b\n1,2\n3,4\n", "cp1252")
    assert recognise(path).encoding == "cp1252"
    assert list(read(path, recognise(path)).kinds) == ["T (°C)", "b"]


def test_utf16_of_the_other_byte_order_is_read(table_of):
    table = table_of(b"\xfe\xff" + PLAIN.encode("utf-16-be"))
    assert len(table) == 39
    assert table.column("c")[-1] == 39 * 3 + 0.5


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_is_recognised(write, separator):
    path = write(PLAIN.replace(",", separator))
    assert recognise(path).separator == separator
    assert read(path, recognise(path)).column("c")[0] == 3.5


def test_decimal_commas_behind_semicolons_are_numbers_not_columns(table_of):
    table = table_of("a;b\n1,5;2,25\n-3,5;4,75\n" * 1 + "7,0;8,0\n" * 20)
    assert table.reading.decimal == ","
    assert table.column("a")[:2].tolist() == [1.5, -3.5]
    assert table.column("b")[:2].tolist() == [2.25, 4.75]


def test_german_dates_thousands_and_decimals(table_of):
    table = table_of("Datum;Kurs;Menge\n17.02.2015;127,83;63.152.400\n18.02.2015;1.128,72;44.891.700\n")
    assert (table.reading.decimal, table.reading.thousands) == (",", ".")
    assert table.column("Kurs").tolist() == [127.83, 1128.72]
    assert table.column("Menge").tolist() == [63_152_400, 44_891_700]
    assert table.time is not None
    assert table.time[1] == np.datetime64("2015-02-18")


def test_one_column_with_decimal_commas_is_one_column(table_of):
    table = table_of("value\n22,5\n23,25\n" + "21,0\n" * 10)
    assert table.column("value")[:2].tolist() == [22.5, 23.25]


def test_quoted_thousands_are_numbers(table_of):
    table = table_of('day,price\n1,"28,420.3"\n2,"1,000"\n3,"999"\n')
    assert table.reading.thousands == ","
    assert table.column("price").tolist() == [28_420.3, 1_000, 999]


def test_thousands_far_down_the_file_are_seen(table_of):
    rows = "".join(f'{i},"{i}.5"\n' for i in range(990))
    far = "".join(f'{i},"1,{i - 990:03d}.5"\n' for i in range(990, 1_990))
    table = table_of("n,v\n" + rows + far)
    assert table.column("v")[-1] == 1_999.5
    assert not np.isnan(table.column("v")).any()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("5%", 5), ("−5", -5), ("1\u00a0000", 1_000), ("€12.5", 12.5), ("+7", 7), (" 8 ", 8), ("1e3", 1000)],
)
def test_numbers_as_people_write_them(table_of, cell, value):
    table = table_of(f"a;b\n{cell};1\n2;2\n3;3\n")
    assert table.kinds["a"] == "number"
    assert table.column("a").tolist() == [value, 2, 3]


@pytest.mark.parametrize("mark", ["", "NA", "NaN", "null", "-", "?", "n/a", "None"])
def test_words_for_nothing_are_missing_among_numbers(table_of, mark):
    table = table_of(f"a,b\n1,2\n{mark},3\n5,6\n")
    assert np.isnan(table.column("a")).tolist() == [False, True, False]


def test_na_stays_a_word_among_words(table_of):
    # Cause: pandas reads the country code of Namibia as a missing value.
    table = table_of("country,x\nNA,1\nDE,2\nNA,3\n")
    assert table.frame["country"].tolist() == ["NA", "DE", "NA"]


@pytest.mark.parametrize(
    ("top", "skip"),
    [
        ("", 0),
        ("# by a logger\n# v2\n", 2),
        ("\n\n", 2),
        ("Report of 2020\n\n", 2),
        ("sep=,\n", 1),
        ("Title,,\n,,\n", 2),
    ],
)
def test_lines_above_the_names_are_skipped(write, top, skip):
    path = write(top + PLAIN)
    reading = recognise(path)
    assert reading.skip == skip
    assert reading.header
    assert len(read(path, reading)) == 39
    assert list(read(path, reading).kinds) == ["a", "b", "c"]


def test_names_in_a_comment_directly_above_the_rows_are_used(table_of):
    table = table_of("# made in 2020\n# energy (MeV), n\n0.0, 1.0\n0.1, 2.0\n0.2, 3.0\n")
    assert list(table.kinds) == ["energy (MeV)", "n"]
    assert len(table) == 3


def test_a_name_that_begins_with_a_hash_keeps_it(table_of):
    assert list(table_of("#Passengers,b\n1,2\n3,4\n").kinds) == ["#Passengers", "b"]


def test_columns_without_a_header_are_counted(table_of):
    table = table_of("1,2.5\n2,3.5\n3,4.5\n")
    assert not table.reading.header
    assert list(table.kinds) == ["column 1", "column 2"]
    assert len(table) == 3
    assert [note.key for note in table.notes] == ["no_header"]


def test_line_ends_of_three_systems_mix(table_of):
    assert table_of(b"a,b\r\n1,2\n3,4\r5,6\r\n").column("b").tolist() == [2, 4, 6]


def test_line_break_inside_quotes_belongs_to_the_cell(table_of):
    table = table_of('a,b\n"x\ny",2\n"z",3\n')
    assert table.frame["a"].tolist() == ["x\ny", "z"]


def test_reading_can_be_corrected_by_hand(write):
    path = write("a;b\n1,000;2\n3,500;4\n")
    reading = recognise(path)
    assert reading.decimal == ","
    corrected = reading.but(decimal=".", thousands=",")
    assert read(path, reading).column("a").tolist() == [1, 3.5]
    assert read(path, corrected).column("a").tolist() == [1000, 3500]
