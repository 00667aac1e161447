"""A model of any shape is told in sentences, and a plain one without a word too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.examples.spec import Windows
from core.export.card import card
from core.export.told import window_lines
from core.models.spec import Head
from tests.core.export.builders import csv_file, experiment_on, table_of
from tests.core.export.shapes import AVERAGED, FLAT_DENSE, TWO_LSTM


@pytest.fixture
def table(tmp_path: Path):
    return table_of(csv_file(tmp_path))


def test_every_branch_is_told_with_its_columns_and_layers(table) -> None:
    text = card(experiment_on(table, model=FLAT_DENSE))
    assert "- main reads all that no other branch reads. Layers: Flatten; Dense, 10 units." in text
    assert "- weather reads wind, hour \\(sine\\), hour \\(cosine\\). Layers: Flatten; Dense, 20 units." in text
    assert "side by side. Layers behind them: Dense, 8 units." in text
    assert "averaged" in card(experiment_on(table, model=AVERAGED))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (Head(kind="each_timestep"), "at every timestep"),
        (Head(kind="each_step"), "A decoder"),
        (Head(ahead="recursive"), "from its own answers"),
    ],
)
def test_how_it_answers_is_told_where_it_needs_a_word(table, head: Head, said: str) -> None:
    plain = experiment_on(table)
    assert said in card(plain.but(model=plain.model.but(head=head)))
    assert said not in card(plain)


def test_networks_that_answer_together_are_counted(table) -> None:
    plain = experiment_on(table)
    assert "3 equal networks, begun with the seeds 1 to 3" in card(plain.but(training=plain.training.but(members=3)))
    for word in ("equal networks", "branch"):
        assert word not in card(plain)


def test_what_happens_to_short_examples_is_told() -> None:
    whole = Windows(lookback=9, delay=0, whole=True)
    assert "filled up" in "".join(window_lines(whole.but(padded=True)))
    assert "filled up" not in "".join(window_lines(whole))


def test_names_of_a_user_mean_nothing_in_the_card(table) -> None:
    named = TWO_LSTM.branches[0].but(columns=("<img src=x>",))
    text = card(experiment_on(table, model=TWO_LSTM.but(branches=(named, *TWO_LSTM.branches[1:]))))
    assert "<img" not in text.replace("\\<", "")
