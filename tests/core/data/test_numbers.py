"""Numbers in people's writing, cell by cell and as whole columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.dialect import MISSING
from core.data.marks import marks
from core.data.numbers import cells_to_numbers, words_to_truth


def numbers(*cells: str | None, decimal: str = ".", thousands: str = "") -> list[float]:
    return cells_to_numbers(pa.chunked_array([pa.array(cells)]), decimal, thousands, tuple(MISSING))[0].tolist()


def signs(*cells: str) -> set[str]:
    return set(cells_to_numbers(pa.chunked_array([pa.array(cells)]), ".", ",", tuple(MISSING))[3])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("7", 7), (" 7.5 ", 7.5), ("+7", 7), (".5", 0.5), ("5.", 5), ("1e3", 1_000), ("−5", -5), ("–5", -5),
        ("- 5", -5), ("5%", 5), ("-1.07 %", -1.07), ("€12.5", 12.5), ("12.5 €", 12.5), ("-$3", -3), ("$-3", -3),
        ("USD 5", 5), ("(5)", -5), ("($1,234.50)", -1_234.5), ("5-", -5), ("57.32K", 57_320), ("1.1M", 1.1e6),
        ("2B", 2e9), ("3 Mio.", 3e6), ("1.5bn", 1.5e9), ("1,234,567.5", 1_234_567.5), ("12,34,567", 1_234_567),
        ("1'234.5", 1_234.5), ("1\u00a0234", 1_234), ("1\u202f234.5", 1_234.5), ("1.2D+03", 1_200), ("\u200b8", 8),
    ],
)  # fmt: skip
def test_one_cell_among_plain_numbers_is_read_as_it_is_meant(cell, value):
    assert numbers("1", cell, "3", thousands=",") == [1, pytest.approx(value, rel=1e-15), 3]


@pytest.mark.parametrize(
    "cell", ["x", "1,5", "12,34", "1.2.3", "1_000", "0x1F", "5 kr", "12:30", "1e", "K", "--5", "5K5", "1 2"]
)
def test_what_is_not_quite_a_number_is_none(cell):
    assert np.isnan(numbers("1", cell, "3", thousands=",")).tolist() == [False, True, False]


def test_missing_words_are_missing_and_other_words_are_neither():
    _, blank, neither, _ = cells_to_numbers(pa.chunked_array([pa.array(["1", "NA", None, "#DIV/0!", "x"])]), ".", "",
                                            tuple(MISSING))  # fmt: skip
    assert blank.tolist() == [False, True, True, True, False]
    assert neither.tolist() == [False, False, False, False, True]


def test_decimal_commas_leave_no_room_for_points():
    assert numbers("1,5", "1.234,5", "7", decimal=",", thousands=".")[:3] == [1.5, 1_234.5, 7]
    assert np.isnan(numbers("1,5", "1.5", decimal=",")).tolist() == [False, True]


def test_a_unit_in_nearly_every_cell_is_taken_off_but_not_one_in_a_few():
    assert numbers("12 kg", "13 kg", "14kg", "15 kg", "16") == [12, 13, 14, 15, 16]
    assert numbers("300 K", "301 K", "−2 K") == [300, 301, -2]
    assert np.isnan(numbers("1", "2", "3", "4 kg")).tolist() == [False, False, False, True]


def test_hexadecimals_are_numbers_only_among_their_like():
    assert numbers("0x1F", "0xff", "0x00") == [31, 255, 0]
    assert np.isnan(numbers("31", "0x1F", "7")).tolist() == [False, True, False]


def test_signs_that_were_taken_off_are_named():
    assert signs("5%", "€3", "57K", "8") == {"%", "€", "K"}
    assert signs("1,000", "−5", "3") == set()


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8),
    convention=st.sampled_from([(".", ","), (",", "."), (".", "'"), (",", " "), (",", "\u00a0"), (".", "")]),
)
def test_however_thousands_are_written_the_numbers_come_back(values, convention):
    decimal, thousands = convention
    cells = [f"{value / 100:,.2f}".translate(str.maketrans({",": thousands, ".": decimal})) for value in values]
    read = numbers(*cells, decimal=decimal, thousands="" if thousands == "\u00a0" else thousands)
    assert read == [float(f"{value / 100:.2f}") for value in values]


@pytest.mark.parametrize(
    ("cells", "separator", "found", "doubtful"),
    [
        (["1.5", "2"], ",", (".", ""), False),
        (["1,5", "2"], ";", (",", ""), False),
        (["1.234,5"], ";", (",", "."), False),
        (["63.152.400", "7"], ";", (",", "."), False),
        (["1,234.5"], ",", (".", ","), False),
        (["1,234", "5"], "\t", (".", ","), True),
        (["1,234", "5"], ";", (",", ""), True),
        (["1,234", "1,2"], ";", (",", ""), False),
        (["1.234", "2.345"], ";", (".", ""), True),
        (["0.234", "2.345"], ";", (".", ""), False),
        (["1'234.5"], ";", (".", "'"), False),
        (["1 234,5"], ";", (",", " "), False),
        (["17.02.2015", "2020-01-01", "18.00.00", "10.0.0.1"], ";", (".", ""), False),
    ],
)
def test_marks_are_told_by_all_numbers_together(cells, separator, found, doubtful):
    read = marks(cells, separator)
    assert (read.decimal, read.thousands) == found
    assert bool(read.doubtful) == doubtful


@pytest.mark.parametrize("pair", [("true", "false"), ("Yes", "no"), ("JA", "Nein"), ("예", "아니오"), ("on", "OFF")])
def test_words_for_true_and_false_are_one_and_nought(pair):
    read = words_to_truth(pa.chunked_array([pa.array([*pair, None, "NA", pair[0]])]), tuple(MISSING))
    np.testing.assert_array_equal(read, [1, 0, np.nan, np.nan, 1])


@pytest.mark.parametrize("words", [("yes", "no", "maybe"), ("NE", "SE"), (None, "")])
def test_other_words_are_no_truth(words):
    assert words_to_truth(pa.chunked_array([pa.array(words, pa.string())]), tuple(MISSING)) is None


def test_a_third_word_far_down_is_seen():
    assert words_to_truth(pa.chunked_array([pa.array(["yes", "no"] * 2_000 + ["often"])]), tuple(MISSING)) is None
