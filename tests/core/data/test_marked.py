from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from core.data.marked import Line, marked
from core.data.spec import Reading
from core.data.table import Table


def lines(raw: tuple[str, ...], reading: Reading, kinds: dict[str, str] | None = None) -> tuple[Line, ...]:
    table = Table(frame=pd.DataFrame(), time=None, kinds=kinds or {}, reading=reading, raw=raw, sha256="", bytes=0)
    return marked(table, 20)


def parts(line: Line, what: str) -> list[str]:
    return [piece.text for piece in line.pieces if piece.what == what]


def test_a_real_file_is_marked_as_it_was_read(table_of: Callable[..., Table]) -> None:
    table = table_of("# from a station\ntime;temp\n2020-01-01 00:00;1,5\n2020-01-01 01:00;\n2020-01-01 02:00;2,5\n")
    found = marked(table, 20)
    assert parts(found[0], "skipped") == ["# from a station"]
    assert parts(found[1], "name") == ["time", "temp"]
    assert parts(found[2], "time") == ["2020-01-01 00:00"]
    assert parts(found[2], "cell") == ["1,5"]
    assert parts(found[3], "missing") == [""]
    assert parts(found[3], "separator") == [";"]


def test_without_names_the_time_is_found_by_its_place() -> None:
    reading = Reading(header=0, time=("column 2",))
    (line,) = lines(("7,2020-01-01,5",), reading, {"column 1": "number", "column 2": "time", "column 3": "number"})
    assert parts(line, "time") == ["2020-01-01"]


def test_two_lines_of_names_are_read_as_one() -> None:
    found = lines(("Date,Temp", "(UTC),degC", "2020-01-01,5"), Reading(header=2, time=("Date (UTC)",)))
    assert parts(found[1], "name") == ["(UTC)", "degC"]
    assert parts(found[2], "time") == ["2020-01-01"]


def test_separators_inside_quotes_and_over_several_lines_belong_to_the_cell() -> None:
    found = lines(("a,b", '"1,2', '3",4'), Reading())
    assert parts(found[1], "cell") == ['"1,2']
    assert parts(found[2], "cell") == ['3"', "4"]


def test_runs_of_blanks_are_one_separator() -> None:
    (names, line) = lines(("a  b", "1   2"), Reading(separator=" "))
    assert parts(line, "separator") == ["   "]
    assert parts(names, "name") == ["a", "b"]


def test_comment_lines_and_blank_lines_are_not_read() -> None:
    found = lines(("a,b", "% between", "", "1,2"), Reading(comment="%"))
    assert parts(found[1], "skipped") == ["% between"]
    assert found[2].pieces == ()
    assert parts(found[3], "cell") == ["1", "2"]


def test_words_for_no_value_are_missing() -> None:
    (_, line) = lines(("a,b,c,d", '1,NA,"?",-'), Reading())
    assert parts(line, "missing") == ["NA", '"?"', "-"]


@given(st.lists(st.text(alphabet='a1,;"\t #%', max_size=12), max_size=6), st.sampled_from([",", ";", " ", "\t"]))
def test_the_pieces_of_a_line_are_the_line(raw: list[str], separator: str) -> None:
    for text, line in zip(raw, lines(tuple(raw), Reading(separator=separator, comment="%")), strict=True):
        assert "".join(piece.text for piece in line.pieces) == text
