"""What is said of classes and whole examples before anything is trained."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.spec import Column, DataSpec, Source
from core.errors import SettingsError
from core.examples.findings import concerns
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.findings import Severity
from tests.core.data.made import hours, made

RNG = np.random.default_rng(8)
WHOLE = Windows(whole=True, lookback=1, delay=0)
RANDOM = SplitSpec(by="random")


def spec(*classes: str, series: bool = False) -> DataSpec:
    """The column y is predicted from x, as classes or as a number."""
    columns = [Column(name="y", roles=("target",), classes=classes), Column(name="x")]
    columns += [Column(name="id", roles=("series",))] if series else []
    return DataSpec(sources=(Source(name="made.csv"),), columns=tuple(columns))


def told(table, data, windows=WHOLE, split=RANDOM):
    return {f.key: f for f in concerns(table, data, arrange(table, data), windows, split, FittingSpec())}


def labelled(*counts: int):
    """That many examples of the classes a, b, c …"""
    words = [word for word, n in zip("abcdef", counts, strict=False) for _ in range(n)]
    return made(y=words, x=RNG.normal(size=len(words)))


def test_nothing_is_said_of_equal_classes_with_examples_enough():
    assert told(labelled(100, 100), spec("a", "b")) == {}


def test_a_class_with_one_example_and_one_without_any_are_told():
    found = told(labelled(100, 100, 1), spec("a", "b", "c", "d"))
    assert "c: the only example" in found["class_of_one"].text
    assert found["class_without_examples"].text.startswith("d:")
    assert "class_not_judged" not in found


def test_a_class_that_a_part_lacks_is_told():
    table = made(y=["a", "b"] * 60 + ["c"] * 3, x=RNG.normal(size=123), part=(["train", "val", "test"] * 41))
    data = spec("a", "b", "c")
    data = data.but(columns=(*data.columns, Column(name="part", roles=("split",))))
    assert "class_not_judged" not in told(table, data, split=SplitSpec(by="column"))
    table.frame.loc[120:, "part"] = ["train", "train", "val"]
    found = told(table, data, split=SplitSpec(by="column"))["class_not_judged"]
    assert "test part" in found.title
    table.frame.loc[120:, "part"] = ["test", "val", "val"]
    assert "c" in told(table, data, split=SplitSpec(by="column"))["class_not_learned"].text


def test_a_class_that_is_ten_times_as_frequent_is_told():
    assert "classes_unequal" not in told(labelled(150, 30), spec("a", "b"))
    assert "a comes 20 times as often as b" in told(labelled(400, 20), spec("a", "b"))["classes_unequal"].title


def test_words_that_are_no_class_are_examples_without_an_answer():
    found = told(labelled(100, 100, 7), spec("a", "b"))["unanswered"]
    assert "7 examples" in found.title


def test_unequal_lengths_are_counted():
    lengths = [4] * 60 + [2] * 3 + [6] * 5
    ids = np.repeat(np.arange(68), lengths)
    table = made(id=ids, y=np.repeat(RNG.normal(size=68), lengths), x=RNG.normal(size=len(ids)))
    found = told(table, spec(series=True), WHOLE.but(lookback=4))["lengths_unequal"]
    assert found.severity is Severity.WARNING
    assert "68 examples have 2 to 6 timesteps; 4 timesteps are read. 3 are shorter" in found.text
    prepared = prepare(arrange(table, spec(series=True)), WHOLE.but(lookback=4), RANDOM, FittingSpec())
    assert sum(prepared.counts.values()) == 65


def of_lengths(*lengths: int):
    """Examples of these lengths, each with a number to be predicted."""
    ids = np.repeat(np.arange(len(lengths)), lengths)
    return made(id=ids, y=np.repeat(RNG.normal(size=len(lengths)), lengths), x=RNG.normal(size=len(ids)))


def test_padded_examples_lose_none_and_their_lengths_are_told():
    table, padded = of_lengths(*[4] * 60, *[2] * 3, *[6] * 5), WHOLE.but(lookback=4, padded=True)
    told_of = told(table, spec(series=True), padded)
    found = told_of["lengths_padded"]
    assert found.severity is Severity.INFO
    assert "from 2 to 6 timesteps" in found.title
    assert "3 shorter ones are filled up in front; of 5 longer ones the end is read" in found.text
    assert not {"lengths_unequal", "mostly_filling"} & set(told_of)
    prepared = prepare(arrange(table, spec(series=True)), padded, RANDOM, FittingSpec())
    assert sum(prepared.counts.values()) == 68


def test_reading_mostly_filling_is_a_warning_that_says_what_would_do():
    table = of_lengths(*range(10, 30), *[200] * 5)
    found = told(table, spec(series=True), WHOLE.but(lookback=200, padded=True))["mostly_filling"]
    real = (sum(range(10, 30)) + 5 * 200) / (25 * 200)
    assert found.severity is Severity.WARNING
    assert f"{100 * (1 - real):.0f} % of what the model reads is filling" in found.text
    assert "Set the timesteps to 28" in found.text
    assert "mostly_filling" not in told(table, spec(series=True), WHOLE.but(lookback=28, padded=True))


def test_a_part_without_examples_is_told_and_refused_with_the_counts():
    table = made(y=[1.0, 2.0, np.nan, 4.0], x=[1, 2, 3, 4], part=["train", "train", "val", "test"])
    data = spec().but(columns=(*spec().columns, Column(name="part", roles=("split",))))
    split = SplitSpec(by="column")
    assert "validation" in told(table, data, split=split)["no_whole_examples"].title
    with pytest.raises(SettingsError, match=r"Examples in the file: 4; of use: 3.*without an answer: 1"):
        prepare(arrange(table, data), WHOLE, split, FittingSpec())


def test_more_timesteps_than_any_example_has_are_refused():
    table = made(id=np.repeat(np.arange(10), 5), y=np.repeat(np.arange(10), 5), x=RNG.normal(size=50))
    with pytest.raises(SettingsError, match=r"No example has 6 timesteps. The longest has 5"):
        prepare(arrange(table, spec(series=True)), WHOLE.but(lookback=6), RANDOM, FittingSpec())


def test_drawn_parts_of_windows_that_overlap_are_a_warning_and_of_series_are_none():
    table = made(hours(*range(400)), y=RNG.normal(size=400), x=RNG.normal(size=400))
    assert "random_overlap" in told(table, spec(), Windows(lookback=24))
    assert "random_overlap" not in told(table, spec(), Windows(lookback=24), SplitSpec())
    apart = made(hours(*range(20), *range(20)), id=np.repeat([1, 2], 20), y=RNG.normal(size=40), x=RNG.normal(size=40))
    assert "random_overlap" not in told(apart, spec(series=True), Windows(lookback=2))


def test_validation_that_no_row_names_is_told_to_be_drawn():
    table = made(y=["a", "b"] * 100, x=RNG.normal(size=200), part=["train"] * 160 + ["test"] * 40)
    data = spec("a", "b")
    data = data.but(columns=(*data.columns, Column(name="part", roles=("split",))))
    assert set(told(table, data, split=SplitSpec(by="column"))) == {"validation_drawn"}
    assert prepare(arrange(table, data), WHOLE, SplitSpec(by="column"), FittingSpec()).counts == {
        "train": 128,
        "validation": 32,
        "test": 40,
    }


def test_classes_of_a_label_in_time_are_counted_as_those_of_examples():
    table = made(hours(*range(300)), y=["a"] * 250 + ["b"] * 50, x=RNG.normal(size=300))
    found = told(table, spec("a", "b"), Windows(lookback=12, delay=0), SplitSpec())
    assert "class_not_learned" in found
    assert "test_differs" not in found  # places of classes have no level
