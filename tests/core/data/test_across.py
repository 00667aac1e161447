"""A row as a whole example: columns become timesteps, the others stand at each of them."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.partnames import split_column
from core.data.reading import corrected, read, recognise
from core.data.spec import Across, Column, DataSpec, Reading, Source
from core.errors import DataError
from tests.core.data.made import made

X = Across(name="x", columns=("x1", "x2", "x3"))


def across(path, *entries):
    return read(path, recognise(path).but(across=entries))


def test_a_row_per_example_becomes_a_row_per_example_and_timestep(write):
    table = across(write("x1,x2,x3,y\n1,2,3,4\n5,6,7,8\n"), X)
    assert list(table.kinds) == ["example", "timestep", "x", "y"]
    assert table.frame.to_numpy().tolist() == [
        [1, 1, 1, 4],
        [1, 2, 2, 4],
        [1, 3, 3, 4],
        [2, 1, 5, 8],
        [2, 2, 6, 8],
        [2, 3, 7, 8],
    ]
    assert table.time is None


def test_several_groups_stand_beside_each_other(write):
    entries = Across(name="up", columns=("u1", "u2")), Across(name="down", columns=("d1", "d2"))
    table = across(write("u1,d1,u2,d2,label\n1,2,3,4,a\n5,6,7,8,b\n"), *entries)
    assert list(table.kinds) == ["example", "timestep", "up", "down", "label"]
    assert table.column("up").tolist() == [1, 3, 5, 7]
    assert table.column("down").tolist() == [2, 4, 6, 8]
    assert table.frame["label"].tolist() == ["a", "a", "b", "b"]


def test_cells_missing_at_the_end_make_an_example_shorter_and_others_stay_missing(write):
    table = across(write("x1,x2,x3,y\n1,2,,4\n,5,6,7\n1,,3,4\n,,,9\n"), X)
    assert table.column("example").tolist() == [1, 1, 2, 2, 2, 3, 3, 3, 4]
    assert np.array_equal(table.column("x"), [1, 2, np.nan, 5, 6, 1, np.nan, 3, np.nan], equal_nan=True)


def test_a_shorter_group_ends_where_no_group_goes_on(write):
    entries = Across(name="u", columns=("u1", "u2", "u3")), Across(name="d", columns=("d1", "d2", "d3"))
    table = across(write("u1,u2,u3,d1,d2,d3\n1,2,3,4,,\n1,,,4,5,\n"), *entries)
    assert table.column("example").tolist() == [1, 1, 1, 2, 2]


def test_columns_called_alike_keep_apart(write):
    table = across(write("example,x1,x2,x\n7,1,2,3\n8,4,5,6\n"), Across(name="x", columns=("x1", "x2")))
    assert list(table.kinds) == ["example", "timestep", "x", "example (2)", "x (2)"]


def test_numbers_are_the_ones_of_the_file_to_the_last_bit(write):
    values = np.random.default_rng(5).normal(size=(40, 17))
    names = [f"t{i}" for i in range(17)]
    text = "\n".join([",".join(names), *(",".join(map(repr, row)) for row in values.tolist())])
    table = across(write(text), Across(name="t", columns=tuple(names)))
    assert (table.column("t").reshape(40, 17) == values).all()


def test_columns_that_are_not_there_are_told(write):
    with pytest.raises(DataError, match="x3"):
        across(write("x1,x2,y\n1,2,3\n"), X)


def test_a_time_of_the_file_says_nothing_about_timesteps(write):
    path = write("day,x1,x2,x3\n2020-01-01,1,2,3\n2020-01-02,2,3,4\n")
    reading = recognise(path).but(across=(X,))
    assert reading.time == ("day",)
    assert corrected(path, reading) == reading
    table = read(path, reading)
    assert (table.time, table.reading.time) == (None, ())
    assert read(path, table.reading).frame.equals(table.frame)


def test_a_note_about_a_cell_names_the_line_it_stands_in(write):
    rows = "".join(f"{i},{i + 1},{i + 2},{i}\n" for i in range(20))
    table = across(write(f"x1,x2,x3,y\n1,2,oops,4\n{rows}"), X)
    assert "line 2" in next(note for note in table.notes if note.key == "not_numbers").text


def spec(*columns):
    return DataSpec(sources=(Source(name="made.csv", reading=Reading()),), columns=columns)


LABEL = Column(name="label", roles=("target",), classes=("cat", "dog"))


def test_words_become_their_places_among_the_classes_and_another_word_is_missing():
    table = made(label=["dog", "cat", "cow", None, "dog "], x=[1, 2, 3, 4, 5])
    found = arrange(table, spec(LABEL, Column(name="x")))
    assert np.array_equal(found.values[:, found.targets[0]], [1, 0, np.nan, np.nan, 1], equal_nan=True)
    assert (found.classes, found.input_names, found.texts) == (("cat", "dog"), ("x",), {})


def test_whole_numbers_are_classes_as_they_are_written():
    table = made(label=[2, 1, 3, 1], x=[1, 2, 3, 4])
    found = arrange(table, spec(LABEL.but(classes=("1", "2")), Column(name="x")))
    assert np.array_equal(found.values[:, found.targets[0]], [1, 0, np.nan, 0], equal_nan=True)


def test_a_column_says_which_part_a_row_belongs_to_and_is_no_input():
    table = made(label=["cat", "dog"] * 3, x=range(6), set=["Train", "TRAIN", "dev", "val", "hold-out", "who knows"])
    assert split_column(table) is None  # one word in six names no part
    found = arrange(table, spec(LABEL, Column(name="x"), Column(name="set", roles=("split",))))
    assert found.given.tolist() == [0, 0, 1, 1, 2, -2]
    assert found.names == ("x", "label")
    assert split_column(made(x=range(4), set=["train", "test", "train", "Test"])) == "set"
    assert split_column(made(x=range(4), set=["train"] * 4)) is None


def test_classes_and_parts_follow_their_rows_when_series_are_put_together():
    table = made(id=["b", "a", "b", "a"], label=["dog", "cat", "dog", "cat"], x=[1, 2, 3, 4], set=["val", "train"] * 2)
    columns = LABEL, Column(name="x"), Column(name="id", roles=("series",)), Column(name="set", roles=("split",))
    found = arrange(table, spec(*columns))
    assert found.values[:, found.targets[0]].tolist() == [1, 1, 0, 0]
    assert found.given.tolist() == [1, 1, 0, 0]
    assert found.of_series(1).given.tolist() == [0, 0]
