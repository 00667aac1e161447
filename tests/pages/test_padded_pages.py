"""The pages on whole examples of unequal lengths, which are filled up or left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.examples.spec import Windows
from core.models.presets import PRESETS
from pages.parts.whole_lengths import in_words, switched
from tests.pages.fabricate import House, words
from tests.pages.visit import named, saved, visit

LENGTHS = (4, 8, 8, 9, 12)


def long_file(examples: int = 60) -> bytes:
    """A long CSV: the rows of one id are a whole example, a slow or a quick wave of 8 to 20 timesteps."""
    rng, lines = np.random.default_rng(5), ["sample_id,step,speed,label"]
    for one in range(examples):
        for t in range(8 + (one * 5) % 13):
            wave = np.sin(t / (1 + one % 2)) + rng.normal(0, 0.1)
            lines.append(f"{one},{t},{wave:.3f},{('quick', 'slow')[one % 2]}")
    return "\n".join(lines).encode()


@pytest.fixture
def padded(home: Path) -> AppTest:
    """The Window page once the file is read as whole examples, filled up."""
    app = visit("data")
    app = app.file_uploader[0].upload("waves.csv", long_file(), "text/csv").run()
    page = visit("window", draft=named(app))
    if not saved(page, House(home).library).examples.padded:
        page.toggle(key="fill_up").set_value(True).run()
    return page


def test_shorter_examples_are_filled_up_and_counted(padded: AppTest, home: Path) -> None:
    assert not padded.exception
    assert not padded.error
    windows = saved(padded, House(home).library).examples
    assert (windows.padded, windows.lookback) == (True, 20)
    told = words(padded)
    assert "The examples are 8 to 20 timesteps long" in told
    assert "55 examples of 60 have fewer timesteps than the 20 that are read" in told
    assert "42 training examples, each 20 timesteps" in told
    table = padded.table[0].value
    assert table.iloc[0, 1:3].isna().all(), "of 8 timesteps the first of 20 are filling"
    assert "Empty cells are filling" in told


def test_switched_off_short_examples_are_left_out_and_counted_as_examples(padded: AppTest, home: Path) -> None:
    padded.toggle(key="fill_up").set_value(False).run()
    assert not padded.exception
    assert not padded.error
    windows = saved(padded, House(home).library).examples
    assert (windows.padded, windows.lookback) == (False, 9)
    told = words(padded)
    assert "5 examples of 60 have fewer timesteps than the 9 that are read, so they are left out" in told
    assert "5 of 60 examples are not used: 5 with fewer timesteps than are read" in told
    assert "“now”" not in told


def test_what_happens_under_the_hood_is_keras_own_filling(padded: AppTest) -> None:
    padded.session_state["window_tab"] = "Under the hood"
    padded.run()
    assert not padded.exception
    assert "keras.utils.pad_sequences" in padded.code[0].value


def test_the_model_page_draws_an_example_with_its_own_length(padded: AppTest) -> None:
    padded.switch_page("pages/model.py").run()
    assert not padded.exception
    assert not padded.error


def test_layers_that_read_filling_are_told_and_mended(padded: AppTest, home: Path) -> None:
    library = House(home).library
    name, e = named(padded), saved(padded, library)
    convolution = e.but(model=PRESETS["conv"].make()).model_dump(mode="json")
    library.save_draft(name, {**(library.draft(name) or {}), "experiment": convolution})
    page = visit("model", draft=name)
    assert "reads what only fills up shorter examples" in words(page)
    page.button(key="repair_mask_recurrent").click().run()
    assert not page.exception
    assert "reads what only fills up shorter examples" not in words(page)


def test_the_switch_goes_to_the_longest_and_back_to_what_nearly_all_have() -> None:
    rows = np.array(LENGTHS)
    off = Windows(whole=True, lookback=8, delay=0)
    on = switched(off, None, rows)
    assert on == off.but(padded=True, lookback=12)
    assert switched(on, None, rows) == off.but(lookback=4)
    assert switched(off, off.but(padded=True, lookback=9), rows).lookback == 9


def test_lengths_are_told_with_what_becomes_of_short_and_long_ones() -> None:
    rows = np.array(LENGTHS)
    told = in_words(rows, Windows(whole=True, padded=True, lookback=9, delay=0))
    assert told == (
        "The examples are 4 to 12 timesteps long, the middle one 8. 3 examples of 5 have fewer timesteps than the 9 "
        "that are read: what is missing in front is filled up. Of 1 example only the end is read."
    )
    assert "left out" in in_words(rows, Windows(whole=True, lookback=9, delay=0))
