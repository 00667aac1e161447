"""Shapes in words, the layer table, the printed code's looks and the diagram, against the drawing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from core.examples.spec import Windows
from core.models.code import WIDTH, keras_code
from core.models.diagram import diagram, in_a_sentence
from core.models.layers import Shape
from core.models.plan import Node, plan
from core.models.presets import PRESETS
from core.models.walk import answer_in_words, in_words, rows
from tests.core.models.asked import asked, steps

WINDOWS = Windows(lookback=168, step=6, delay=6, horizon=24)
COLUMNS = ("OT", "hour (sine)", "hour (cosine)")


def planned(key: str, targets: int = 1, horizon: int = 24, **settings: object) -> tuple[Node, ...]:
    return plan(PRESETS[key].make(**settings), asked(28, 3, steps(key, horizon), targets))


@pytest.mark.course("A7")
def test_the_table_of_a_gru_reads_as_drawn() -> None:
    table = [(r.title, r.words, r.shape, r.parameters) for r in rows(planned("gru"), "hour") if not r.plumbing]
    assert table == [
        ("Window", "28 timesteps × 3 columns", (28, 3), 0),
        ("GRU, 32 units", "one summary of 32 numbers", (32,), 3552),
        ("Dense, 24 units", "24 values, one for each hour", (24,), 792),
    ]


def test_plumbing_of_a_head_holds_nothing_to_learn() -> None:
    for key in PRESETS:
        table = rows(planned(key, targets=2, anchor=True))
        assert sum(r.parameters for r in table if r.plumbing) == 0
        assert [r.name for r in table if not r.plumbing][-1] == "head"


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Shape(time=1, features=1), "1 timestep × 1 number"),
        (Shape(time=1440, features=14), "1,440 timesteps × 14 numbers"),
        (Shape(time=None, features=1), "one summary of 1 number"),
    ],
)
def test_one_is_singular_and_thousands_have_commas(shape: Shape, words: str) -> None:
    assert in_words(shape) == words


def test_the_answer_in_words_counts_values_and_columns() -> None:
    assert answer_in_words(planned("lstm"), "hour") == "24 values, one for each hour"
    assert answer_in_words(planned("lstm", horizon=1), "hour") == "1 value"
    assert answer_in_words(planned("lstm", targets=3), "hour") == "24 values for each of 3 columns"


def test_the_answer_of_classes_is_told_as_probabilities() -> None:
    model, whole = PRESETS["lstm"].make(), Windows(lookback=28, delay=0, whole=True)
    three = plan(model, asked(28, 3, 1, 3, activation="softmax"))
    assert answer_in_words(three) == "3 probabilities"
    ahead = plan(model, asked(28, 3, 24, activation="sigmoid"))
    assert answer_in_words(ahead, "hour") == "1 probability for each hour"
    box = diagram(three, COLUMNS, ("gesture",), whole).boxes[-1]
    assert (box.title, box.under) == ("3 probabilities of gesture", "of the whole example")


def test_the_picture_of_a_gru_reads_as_drawn() -> None:
    picture = diagram(planned("gru"), COLUMNS, ("OT",), WINDOWS, "hour")
    assert [(box.kind, box.title, box.under) for box in picture.boxes] == [
        ("window", "Window", "28 timesteps × 3 columns"),
        ("recurrent", "GRU, 32 units", "one summary of 32 numbers"),
        ("dense", "Dense", "weighs the summary"),
        ("answer", "24 values of OT", "hour +6 to hour +29"),
    ]
    assert picture.boxes[0].lines == COLUMNS
    assert picture.boxes[1].lines == ("reads one timestep after the other",)
    assert [box.steps for box in picture.boxes] == [0, 28, 0, 0]
    assert picture.arrows == ((0, 1), (1, 2), (2, 3))
    assert "GRU, 32 units (one summary of 32 numbers) → Dense (weighs the summary)" in in_a_sentence(picture)


def test_an_anchored_picture_has_an_arrow_from_the_window_straight_to_the_answer() -> None:
    assert diagram(planned("linear"), COLUMNS, ("OT",), WINDOWS).arrows == ((0, 1), (0, 2), (1, 2))
    assert diagram(planned("linear", anchor=False), COLUMNS, ("OT",), WINDOWS).arrows == ((0, 1), (1, 2))


def test_a_single_answer_names_its_one_row() -> None:
    nodes = planned("conv", horizon=1, targets=2)
    answer = diagram(nodes, COLUMNS, COLUMNS[:2], Windows(lookback=28), "hour").boxes[-1]
    assert (answer.title, answer.lines, answer.under) == ("1 value each", COLUMNS[:2], "hour +1")


@pytest.mark.parametrize("key", PRESETS)
def test_every_box_of_every_preset_has_its_words(key: str) -> None:
    picture = diagram(planned(key, dropout=0.2) if key != "linear" else planned(key), COLUMNS, ("OT",), WINDOWS)
    assert all(box.title and box.under for box in picture.boxes)
    assert {"conv": "convolution", "dense": "dense"}.get(key, "answer") in {box.kind for box in picture.boxes}


def test_printed_code_is_short_enough_to_read() -> None:
    for key in PRESETS:
        code = keras_code(planned(key, targets=2, l1=0.01, l2=0.01, anchor=True), seed=7)
        assert max(map(len, code.splitlines())) <= WIDTH
        assert "keras.utils.set_random_seed(7)" in code


def test_what_a_page_reads_of_a_model_needs_no_tensorflow() -> None:
    modules = "plan, presets, settings, spec, walk, forward, code, check, diagram"
    script = f"from core.models import {modules}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"tensorflow", "keras"} & {name.split(".")[0] for name in done.stdout.split()}
