"""The chooser of recipes on the Data page: opened where the columns are, else told which are wanted."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.examples.spec import SplitSpec, Windows
from core.recipes import Recipe
from core.runs.library import Library
from pages.parts import recipes as chooser
from tests.core.test_recipes import WEATHER, weather_csv
from tests.pages.fabricate import words
from tests.pages.visit import saved, visit


def opened(app: AppTest) -> AppTest:
    app.session_state["recipes"] = True
    return app.run()


@pytest.fixture
def weather(tmp_path: Path) -> AppTest:
    """The page with a file that has the columns of the weather recipes, and their chooser unfolded."""
    path = weather_csv(tmp_path, rows=60)
    app = visit("data")
    return opened(app.file_uploader[0].upload(path.name, path.read_bytes(), "text/csv").run())


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """The first recipe, for files of a few rows."""
    e = WEATHER[0].experiment.but(examples=Windows(lookback=6, step=2), split=SplitSpec(by="rows", cuts=(30, 15, 15)))
    recipe = Recipe(key=WEATHER[0].key, experiment=e)
    monkeypatch.setattr(chooser, "recipes", lambda: (recipe,))
    return recipe


def test_a_file_with_other_columns_is_told_which_are_wanted() -> None:
    app = opened(visit("data"))
    assert "Recipes for this file: 0 recipes" in [box.label for box in app.expander]
    assert "VPmax (mbar)" in words(app)
    assert not [button for button in app.button if (button.key or "").startswith("use_")]


def test_a_recipe_takes_the_place_of_all_settings_and_undo_brings_them_back(
    short: Recipe, weather: AppTest, library: Library
) -> None:
    before = saved(weather, library)
    weather.button(key=f"use_{short.key}").click().run()
    after = saved(weather, library)
    parts = ("examples", "split", "fitting", "model", "training")
    assert [getattr(after, part) for part in parts] == [getattr(short.experiment, part) for part in parts]
    assert after.data.columns == short.experiment.data.columns
    assert after.data.sources == before.data.sources
    assert weather.button(key=f"use_{short.key}").disabled
    weather.button(key="undo").click().run()
    assert saved(weather, library) == before


def test_a_recipe_that_the_rows_do_not_suffice_for_changes_nothing(weather: AppTest, library: Library) -> None:
    before = saved(weather, library)
    weather.button(key=f"use_{WEATHER[0].key}").click().run()
    assert "the file has 60" in weather.error[0].value
    assert saved(weather, library) == before
    assert not weather.run().error
