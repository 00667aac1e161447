"""Files of whole examples: told by their names and values, read by one click, undone by another."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.classes import classes_of, target_column, tells_classes
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.remedies import READS_ANEW, apply_remedy, automatic
from core.data.spec import Across
from core.data.whole_findings import WHOLE
from core.data.wholes import across_of, numbered_groups, plain_of
from core.examples.spec import Windows
from core.examples.suggest import whole_examples
from tests.core.data.conftest import REAL
from tests.core.data.made import hours, made

RNG = np.random.default_rng(3)
NOTES = "".join(f"{i},{i + 1},{i + 2},{i + 3}\n" for i in range(1, 11)) + "20,30,40,50\n30,40,50,60\n40,50,60,70\n"


def keys(table):
    return {finding.key: finding for finding in findings(table, profile(table))}


def wide(names, answer="label", rows=30, smooth=True):
    """A row for each of two classes in turn: curves that differ, or noise of no order."""
    time = np.linspace(0, 3, len(names))
    label = np.arange(rows) % 2 + 1
    noise = RNG.normal(size=(rows, len(names)))
    values = np.sin(time + RNG.uniform(0, 6, (rows, 1))) + 0.02 * noise if smooth else noise
    cells = [f"{one},{','.join(f'{v:.4f}' for v in row)}" for one, row in zip(label, values, strict=True)]
    return "\n".join([",".join([answer, *names]), *cells]) + "\n"


@pytest.mark.parametrize(
    "names",
    [
        [f"t{i}" for i in range(12)],
        [str(i) for i in range(1, 25)],
        [f"x{i}" for i in range(1, 9)],
        [f"V{i:02d}" for i in range(8)],
        [f"lag_{i}" for i in range(0, 50, 5)],
        [f"x[{i}]" for i in range(6)],
    ],
)
def test_a_label_beside_columns_that_count_is_an_example_in_each_row(table_of, names):
    found = keys(table_of(wide(names)))["looks_whole"]
    assert found.values["across"][0].columns == tuple(names)
    assert found.values["answer"] == "label"
    assert found.remedies == ("as_examples", "keep_layout")
    assert automatic(found) is None


def test_steps_are_taken_in_the_order_of_their_numbers_and_groups_by_what_stands_around(table_of):
    table = table_of("t10_b,t9_b,t8_b,a_1,a_3,a_2,u1,u2\n" + "1,2,3,4,5,6,7,8\n" * 2)
    assert numbered_groups(table) == (
        Across(name="t_b", columns=("t8_b", "t9_b", "t10_b")),
        Across(name="a", columns=("a_1", "a_2", "a_3")),
    )


def test_features_that_only_have_numbers_for_names_are_no_timesteps(table_of):
    table = table_of(wide([f"feature{i}" for i in range(1, 9)], smooth=False))
    assert across_of(table) is None
    assert plain_of(table) == "label"


def test_a_file_with_times_has_rows_that_follow_each_other():
    columns = {f"t{i}": RNG.normal(size=40) for i in range(5)}
    assert not set(WHOLE) & set(keys(made(hours(*range(40)), label=["a", "b"] * 20, **columns)))


def test_rows_of_series_without_an_answer_are_turned_round_as_before(table_of):
    lines = [f"H{i}," + ",".join(f"{v:.3f}" for v in RNG.normal(size=20).cumsum()) for i in range(8)]
    table = table_of("\n".join([",".join(f"V{i}" for i in range(1, 22)), *lines]) + "\n")
    assert "looks_turned" in keys(table)


def test_one_click_reads_examples_and_another_leads_back(write):
    path = write("x1,x2,x3,y\n" + NOTES)
    plain = read(path, recognise(path))
    before = recommended(plain, profile(plain))
    anew = apply_remedy(before, keys(plain)["looks_whole"], "as_examples")
    assert "as_examples" in READS_ANEW
    table = read(path, anew.sources[0].reading)
    found = keys(table)["read_across"]
    assert not {"few_rows", "untimed", "several_series", "ids"} & set(keys(table))
    data = recommended(table, profile(table))
    assert [(c.name, c.roles, c.classes) for c in data.columns] == [
        ("y", ("target",), ()),
        ("x", ("input",), ()),
        ("example", ("series",), ()),
    ]
    assert apply_remedy(data, found, "series_as_examples") == data
    back = apply_remedy(data, found, "keep_layout").sources[0].reading
    assert read(path, back).frame.equals(plain.frame)


def test_a_file_without_names_has_its_classes_in_the_first_column(table_of):
    body = wide([f"t{i}" for i in range(15)]).split("\n", 1)[1]
    found = keys(table_of(body))["looks_whole"]
    assert found.values["answer"] == "column 1"
    assert found.values["across"][0] == Across(name="value", columns=tuple(f"column {i}" for i in range(2, 17)))
    assert "2 classes" in found.text


def long(examples=12, steps=15, label=lambda i: ("sit", "run")[i % 2]):
    rows = [f"{i},{s},{RNG.normal():.4f},{RNG.normal():.4f},{label(i)}" for i in range(examples) for s in range(steps)]
    return "\n".join(["sample_id,step,a,b,label", *rows]) + "\n"


def test_a_label_that_stays_the_same_within_an_id_makes_each_series_an_example(table_of):
    table = table_of(long())
    found = keys(table)["looks_whole_long"]
    data = recommended(table, profile(table))
    assert [(c.name, c.roles, c.classes) for c in data.columns] == [
        ("label", ("target",), ("run", "sit")),
        ("a", ("input",), ()),
        ("b", ("input",), ()),
        ("sample_id", ("series",), ()),
    ]
    assert not {"several_series", "categories", "ids", "untimed"} & set(keys(table))
    in_time = apply_remedy(data, found, "rows_in_order")
    assert (in_time.targets, in_time.inputs, in_time.series) == (("b",), ("b",), ("sample_id",))
    assert apply_remedy(in_time, found, "rows_in_order") == in_time
    assert apply_remedy(in_time, found, "series_as_examples") == data


def test_a_label_that_changes_within_a_series_is_no_answer_of_the_whole(table_of):
    text = long(label=lambda i: RNG.choice(["sit", "run"]))
    changing = "\n".join(
        line if at == 0 else line.rsplit(",", 1)[0] + f",{('sit', 'run')[at % 2]}"
        for at, line in enumerate(text.strip().split("\n"))
    )
    found = keys(table_of(changing + "\n"))
    assert "several_series" in found
    assert not set(WHOLE) & set(found)


@pytest.mark.parametrize("sorted_by_class", [False, True])
def test_a_plain_table_with_a_class_in_each_row_has_rows_in_no_order(sorted_by_class):
    species = np.repeat(["setosa", "virginica", "versicolor"], 20)
    species = species if sorted_by_class else RNG.permutation(species)
    level = {"setosa": 0, "virginica": 3, "versicolor": 6}
    petal, sepal = (np.array([level[s] for s in species]) + RNG.normal(size=60) for _ in range(2))
    table = made(petal=petal, sepal=sepal, where=RNG.choice(["north", "south"], 60), species=species)
    assert keys(table)["looks_plain"].values["answer"] == "species"
    data = recommended(table, profile(table))
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert (data.inputs, data.categories, data.series) == (("petal", "sepal"), ("where",), ())
    back = apply_remedy(data, keys(table)["looks_plain"], "rows_in_order")
    assert back.targets == back.inputs == ("sepal",)


def test_rows_that_follow_each_other_are_no_plain_table():
    walk = RNG.normal(size=(2, 80)).cumsum(axis=1)
    assert plain_of(made(a=walk[0], b=walk[1], y=RNG.normal(size=80).cumsum())) is None


def test_a_column_that_names_the_parts_takes_its_role():
    table = made(
        a=RNG.normal(size=30), b=RNG.normal(size=30), label=["x", "y", "y"] * 10, fold=["train"] * 20 + ["test"] * 10
    )
    data = recommended(table, profile(table))
    assert data.split == "fold"
    assert (data.inputs, data.categories) == (("a", "b"), ())


def test_a_target_that_was_asked_for_is_not_exchanged_for_the_answer():
    table = made(a=RNG.normal(size=30), b=RNG.normal(size=30), label=["x", "y", "y"] * 10)
    assert recommended(table, profile(table), target="a").targets == ("a",)
    assert recommended(table, profile(table), target="label").classes == ("x", "y")


def test_a_target_of_words_in_time_is_told_apart_by_all_numbers():
    table = made(hours(*range(60)), a=RNG.normal(size=60), b=RNG.normal(size=60), state=["on", "off", "on"] * 20)
    data = recommended(table, profile(table), target="state")
    assert (data.classes, data.inputs) == (("off", "on"), ("a", "b"))


def test_classes_stand_in_order_of_size_or_of_the_alphabet():
    assert classes_of(made(c=[10, 2, 2, 10, np.nan]), "c") == ("2", "10")
    assert classes_of(made(c=[0.5, -1, 0.5]), "c") == ("-1", "0.5")
    assert classes_of(made(c=["b", " a", "b", None]), "c") == ("a", "b")


def test_numbers_tell_classes_only_when_they_are_few_whole_and_called_so(table_of):
    table = made(label=[1, 2, 3] * 10, price=[1, 2, 3] * 10, y=range(30), target=[0.5, 1.5] * 15)
    assert [tells_classes(table, name, 30) for name in table.kinds] == [True, False, False, False]
    assert not tells_classes(table, "label", 6)  # of two examples each, a class hardly comes again
    assert target_column(table, "price", 30).classes == ()
    table = table_of("a,ok\n" + "".join(f"{i}.5,{'yes' if i % 3 else 'no'}\n" for i in range(30)))
    assert target_column(table, "ok", 30).classes == ("0", "1")  # yes and no are read as 1 and 0


@pytest.mark.skipif(not (REAL / "ucr").is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    ("name", "examples", "timesteps", "inputs", "classes"),
    [
        ("GunPoint_TRAIN_wide.csv", 50, 150, 1, ("1", "2")),
        ("GunPoint_TRAIN.tsv", 50, 150, 1, ("1", "2")),
        ("ItalyPowerDemand_TEST_wide.csv", 1_029, 24, 1, ("1", "2")),
        ("ArrowHead_TEST_wide.csv", 175, 251, 1, ("0", "1", "2")),
        ("BasicMotions_TRAIN_long.csv", 40, 100, 6, ("Badminton", "Running", "Standing", "Walking")),
    ],
)
def test_files_of_the_ucr_archive_are_whole_examples_with_classes(name, examples, timesteps, inputs, classes):
    path = REAL / "ucr" / name
    table = read(path, recognise(path))
    if found := keys(table).get("looks_whole"):
        data = recommended(table, profile(table))
        table = read(path, apply_remedy(data, found, "as_examples").sources[0].reading)
    data = recommended(table, profile(table))
    assert (data.classes, len(data.inputs)) == (classes, inputs)
    assert whole_examples(table, data) == Windows(whole=True, lookback=timesteps, delay=0)
    assert len(arrange(table, data).series_names) == examples
