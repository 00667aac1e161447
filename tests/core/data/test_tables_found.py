"""A table is found among titles, comments, units, totals, sources and stray separators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.heading import has_header, header_lines
from core.data.names import joined_names
from core.data.quoting import comment_of, quote_of
from core.data.reading import read, recognise
from core.data.spec import Reading
from core.errors import DataError

DAYS = [f"2020-01-{day:02d}" for day in range(1, 31)]
ROWS = "".join(f"{day},{i}.5,{i * 3}\n" for i, day in enumerate(DAYS))
GAPS = (" ", "\t", "  ")
MIXED = "".join(f"  {line.replace(',', GAPS[at % 3])} \n" for at, line in enumerate(ROWS.splitlines()))
PLAIN = "date,a,b\n" + ROWS


def note(table, key):
    return next(note for note in table.notes if note.key == key)


# ---- blanks ----


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("date a b\n" + ROWS.replace(",", "   "), ["date", "a", "b"]),
        ("  date\ta \tb \n" + MIXED, ["date", "a", "b"]),
        ("Date        Air temp   Wind speed\n" + ROWS.replace(",", "    "), ["Date", "Air temp", "Wind speed"]),
        ("date a b\n" + "".join(f"{day}  {i},5   {i * 3}\n" for i, day in enumerate(DAYS)), ["date", "a", "b"]),
    ],
)  # fmt: skip
def test_runs_of_blanks_separate(table_of, text, names):
    table = table_of(text)
    assert table.reading.separator == " "
    assert list(table.kinds) == names
    assert table.column(names[1]).tolist() == [i + 0.5 for i in range(30)]
    assert table.column(names[2])[-1] == 87


def test_blanks_inside_quotes_do_not_separate(table_of):
    table = table_of("place  v\n" + '"New  York"   1\n"Rome"  2\n' * 9)
    assert table.frame["place"].tolist()[:2] == ["New  York", "Rome"]


@pytest.mark.parametrize(
    "text",
    [
        "t\n2020-01-01 00:00:00\n2020-01-01 01:00:00\n2020-01-01 02:00:00\n",
        "text\nhello world foo\nthis is a line\nanother one here we go\n",
        "weight\n12 kg\n13 kg\n15 kg\n",
        "price\n1 234\n12 345\n1 000 000\n",
    ],
)
def test_one_column_with_blanks_in_its_cells_is_one_column(table_of, text):
    assert len(table_of(text).kinds) == 1


def test_tabs_between_dates_with_a_blank_are_the_separator(table_of):
    table = table_of("t\tv\n" + "".join(f"2020-01-01 {i:02d}:00:00\t{i}\n" for i in range(20)))
    assert table.reading.separator == "\t"


# ---- quotes ----


def test_quotes_inside_texts_are_letters(table_of):
    table = table_of("".join(f'ham\t"Oh" he said, {i} " inches\nspam\t"Win!\n' for i in range(30)))
    assert table.reading.quote == ""
    assert table.frame["column 2"].iloc[1] == '"Win!'
    assert len(table) == 60


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (['"a","b"', '"1","x ""y"" z"'], '"'),
        (["a,b", "1,2"], '"'),
        (['"one', 'more",1', '"two', 'more",2'], '"'),
        (["a\tit's 5\" wide", 'b\tsay "go" now'], ""),
        (["'a, b',1", "'c, d',2", "'e',3"], "'"),
        (["it's,1", "don't,2"], '"'),
    ],
)
def test_the_quote_is_what_holds_whole_cells(lines, quote):
    assert quote_of(lines) == quote


def test_a_blank_before_a_quote_does_not_matter(table_of):
    table = table_of('"Month", "1958", "1959"\n' + "".join(f'"M, {i}",  {i},  "{i}"\n' for i in range(12)))
    assert list(table.kinds) == ["Month", "1958", "1959"]
    assert table.frame["Month"].iloc[3] == "M, 3"
    assert table.column("1959").tolist() == list(range(12))


# ---- comments, titles, footnotes ----


def test_comments_anywhere_are_no_rows_and_are_told_by_line(table_of):
    lines = PLAIN.splitlines()
    lines[1:1] = ["# calibrated, twice"]
    lines[20:20] = ["#", "# moved"]
    table = table_of("\n".join(lines) + "\n")
    assert table.reading.comment == "#"
    assert len(table) == 30
    assert "lines 2, 21, 22" in note(table, "comment_lines").text


def test_a_comment_far_down_the_file_is_found(table_of):
    rows = "".join(f"{i},{i}\n" for i in range(3_000))
    table = table_of("a,b\n" + rows + "# here, it was, moved\n" + rows + "x,1\n")
    assert len(table) == 6_001
    assert "line 3,002" in note(table, "comment_lines").text
    assert "line 6,003" in note(table, "not_numbers").text


@pytest.mark.parametrize("cell", ["#N/A", "#DIV/0!", "#VALUE!"])
def test_an_error_of_a_spreadsheet_is_no_comment(table_of, cell):
    table = table_of("a,b\n" + "1,2\n" * 20 + f"{cell},3\n")
    assert table.reading.comment == ""
    assert np.isnan(table.column("a")[-1])


def test_texts_that_start_with_the_sign_are_rows(table_of):
    table = table_of("tag,n\n" + "#sun,1\n#rain,2\nnone,3\n" * 9)
    assert (table.reading.comment, len(table)) == ("", 27)


@pytest.mark.parametrize("sign", ["#", "//", "%", "!"])
def test_every_usual_sign_starts_a_comment(sign):
    assert comment_of(["1,2", f"{sign} a", "3,4", "5,6"], ",", '"') == sign


@pytest.mark.parametrize(
    "above",
    [
        "Report,,\nmade by,me,\n\n",
        "Station,Berlin,\nLat,52.5,\n",
        "# a\n// b\n",
        "Report of 2020\n",
        ",,\n,,\n",
        '"sep=,"\n',
    ],
)
def test_what_stands_above_the_names_is_skipped(table_of, above):
    table = table_of(above + PLAIN)
    assert list(table.kinds) == ["date", "a", "b"]
    assert table.reading.skip == above.count("\n")
    assert len(table) == 30


def test_sentences_below_the_table_are_left_away_and_told(table_of):
    table = table_of(PLAIN + "\nSource: the office, in March\nPrinted by hand\n")
    assert len(table) == 30
    assert "lines 33, 34" in note(table, "lines_below").text
    assert "Source: the office" in note(table, "lines_below").text


def test_a_line_of_words_between_rows_is_refused_by_its_line(table_of):
    with pytest.raises(DataError, match="Line 32"):
        table_of(PLAIN + "moved to the roof\n" + ROWS)


# ---- ends of rows ----


def test_extra_separators_on_some_lines_are_cut_off_and_told(table_of):
    table = table_of(PLAIN.replace("7.5,21\n", "7.5,21,,\n"))
    assert "line 9" in note(table, "ends_cut").text
    assert table.column("b").tolist() == [i * 3 for i in range(30)]


def test_rows_that_end_early_again_and_again_are_filled_up(table_of):
    table = table_of("id,v1,v2,v3\nH1,1\nH2,1,2,3\nH3,1,2\nH4,1,2,3\n")
    assert np.isnan(table.column("v3")).tolist() == [True, False, True, False]
    assert "lines 2, 4" in note(table, "ends_added").text


def test_lines_of_blanks_alone_are_no_rows(table_of):
    assert len(table_of("a,b\n1,2\n\n   \n3,4\n \t \n5,6\n")) == 3


# ---- two lines of names ----


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("date,T,p\n,°C,hPa\n", ["date", "T (°C)", "p (hPa)"]),
        ("date,T,p\n-,[°C],-\n", ["date", "T [°C]", "p"]),
        (",Seoul,\ndate,in,out\n", ["date", "Seoul in", "Seoul out"]),
        ("date,in,\n,cars,bikes\n", ["date", "in cars", "in bikes"]),
    ],
)
def test_two_lines_of_names_are_joined(table_of, header, names):
    table = table_of(header + ROWS)
    assert table.reading.header == 2
    assert list(table.kinds) == names
    assert len(table) == 30


def test_both_lines_may_stand_again_further_down(table_of):
    part = "date,T,p\n,°C,hPa\n" + ROWS
    table = table_of(part + part)
    assert len(table) == 60
    assert "lines 33, 34" in note(table, "repeated_header").text


def test_a_word_in_the_first_row_is_no_second_line_of_names():
    assert header_lines([["v", "n"], ["ERR", "1"], ["2", "3"], ["4", "5"]]) == 1


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["a", "b"], ["1", "2"]], True),
        ([["1", "2"], ["3", "4"]], False),
        ([["ham", "text one"], ["spam", "text two"], ["ham", "text three"]], False),
        ([["label", "text"], ["spam", "text two"], ["ham", "text three"]], True),
        ([["country", "1990", "1991", "1992"], ["A", "1", "2", "9"], ["B", "4", "4", "7"]], True),
        ([["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]], False),
    ],
)
def test_names_differ_from_what_stands_below(rows, header):
    assert has_header(rows) == header


def test_a_merged_cell_names_all_columns_below_it():
    assert joined_names(["", "x", "", ""], ["d", "1st", "2nd", ""]) == ["d", "x 1st", "x 2nd", ""]


# ---- totals ----


@pytest.mark.parametrize("word", ["Total", "Grand total:", "SUMME", "합계", "Average"])
def test_totals_are_no_rows(table_of, word):
    table = table_of(PLAIN + f"{word},450,1305\n")
    assert len(table) == 30
    assert "line 32" in note(table, "totals_row").text
    assert table.kinds["a"] == "number"


def test_totals_below_labels_are_no_rows_either(table_of):
    assert len(table_of("shop,v\n" + "".join(f"s{i},{i}\n" for i in range(20)) + "Total,190\n")) == 20


@pytest.mark.parametrize(
    "text",
    [
        "sex,v\n" + "Total,3\nMale,1\nFemale,2\n" * 20,
        "sex,date,v\n" + "".join(f"{sex},{day},1\n" for day in DAYS[:3] for sex in ("Total", "Male")),
        "name,v\n" + "".join(f"TOTAL PUMPS {i} LTD,{i}\n" for i in range(20)),
    ],
)
def test_a_group_called_total_is_data(table_of, text):
    assert len(table_of(text)) == text.count("\n") - 1


# ---- lines are named as the file counts them ----


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_around_the_rows_changes_them_and_lines_keep_their_numbers(tmp_path, data):
    """Oracle: the plain table, and the place of the odd cell in the list of lines."""
    lines = [line + data.draw(st.sampled_from(["", "", ","])) for line in ROWS.splitlines()]
    lines[17] = lines[17].replace("17.5", "odd")
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(1, len(lines)))
        lines.insert(at, data.draw(st.sampled_from(["", "   ", "# a", "# b, c, d, e", "date,a,b"])))
    lines = [*data.draw(st.sampled_from([[], ["# top"], ["Title", ""]])), "date,a,b", *lines]
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    table = read(path, recognise(path))
    expected = np.array([i + 0.5 for i in range(30)])
    expected[17] = np.nan
    np.testing.assert_array_equal(table.column("a"), expected)
    assert table.column("b").tolist() == [i * 3 for i in range(30)]
    at = next(number for number, line in enumerate(lines, start=1) if "odd" in line)
    assert f"(line {at})" in note(table, "not_numbers").text


def test_a_comment_sign_given_by_hand_is_used(write):
    path = write("a,b\n1,2\n* moved\n3,4\n")
    with pytest.raises(DataError):
        read(path, recognise(path))
    assert len(read(path, Reading(comment="*"))) == 2


def test_doubt_about_a_mark_is_told_until_it_is_settled(write):
    path = write("a;b\n" + "".join(f"{i},234;{i}\n" for i in range(1, 20)))
    table = read(path, recognise(path))
    assert note(table, "decimal_assumed").values["example"] == "1,234"
    settled = read(path, table.reading.but(decimal=".", thousands=","))
    assert settled.column("a")[0] == 1_234
    assert "decimal_assumed" not in {note.key for note in settled.notes}
