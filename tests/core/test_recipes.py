"""Recipes are experiments like any other, named, and opened only where their columns are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.spec import Source
from core.errors import SettingsError
from core.examples.windows import input_offsets, target_offsets
from core.models.check import check
from core.recipes import Recipe, recipes
from core.terminal.arguments import parse
from core.terminal.settings import experiment_of
from tests.core.models.asked import asked

WEATHER = [recipe for recipe in recipes() if recipe.key.startswith("weather_")]


def weather_csv(folder: Path, without: tuple[str, ...] = (), rows: int = 30) -> Path:
    """A file with the columns of the weather recipes and a few rows of its own."""
    names = [column.name for column in WEATHER[0].experiment.data.columns if column.name not in without]
    lines = [",".join(["date", *names])]
    for row in range(rows):
        cells = (f"{row + place / 10:.1f}" for place in range(len(names)))
        lines.append(",".join([f"2020-01-01 {row // 6:02d}:{row % 6}0:00", *cells]))
    path = folder / "mine.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.key)
def test_every_recipe_has_its_words_and_a_network_that_fits(recipe: Recipe) -> None:
    assert recipe.title
    assert recipe.text
    e = recipe.experiment
    given = asked(e.examples.timesteps, len(e.data.inputs), e.examples.horizon, len(e.data.targets))
    assert check(e.model, given)
    assert e.data.sources[0].sha256 is None, "a recipe is for every file with its columns"


def test_the_weather_recipes_are_those_of_the_course() -> None:
    assert [recipe.key.split("_")[1] for recipe in WEATHER] == ["c1", "c3", "c5", "c6", "c7", "c8", "c9"]


@pytest.mark.course("A4")
@pytest.mark.parametrize("recipe", WEATHER, ids=lambda recipe: recipe.key)
def test_a_weather_recipe_asks_what_the_notes_generator_asks(recipe: Recipe) -> None:
    """`range(i - lookback, i, step)` with its target at `i + delay`, written out for one i."""
    e = recipe.experiment
    lookback, step, delay, i = 1440, 3 if "c9" in recipe.key else 6, 144, 5000
    rows = list(range(i - lookback, i, step))
    now = rows[-1]
    assert (now + input_offsets(e.examples)).tolist() == rows
    assert (now + target_offsets(e.examples)).tolist() == [i + delay]
    assert (e.training.batch, e.training.loss, e.split.cuts[:2]) == (128, "mae", (20_000, 10_000))
    assert (e.data.targets, len(e.data.inputs)) == (("T (degC)",), 14)


def test_a_recipe_is_opened_on_a_file_by_another_name(tmp_path: Path) -> None:
    path = weather_csv(tmp_path)
    table = read(path, recognise(path))
    source = Source(name="mine.csv", sha256=table.sha256, reading=table.reading)
    made = WEATHER[0].on(table, (source,))
    assert made.data.sources == (source,)
    assert made.model == WEATHER[0].experiment.model
    assert np.isfinite(arrange(table, made.data).values).all()


def test_where_columns_are_missing_they_are_named(tmp_path: Path) -> None:
    path = weather_csv(tmp_path, without=("rh (%)", "wd (deg)"))
    table = read(path, recognise(path))
    assert WEATHER[0].missing(table) == ("rh (%)", "wd (deg)")
    with pytest.raises(SettingsError, match="rh \\(%\\), wd \\(deg\\)"):
        WEATHER[0].on(table, (Source(name="mine.csv"),))


def test_the_terminal_takes_a_recipe_as_an_experiment(tmp_path: Path) -> None:
    path = weather_csv(tmp_path)
    file = Path(__file__).parents[2] / "assets" / "recipes" / f"{WEATHER[1].key}.json"
    given = parse(["train", str(path), "--experiment", str(file), "--epochs", "2"])
    made = experiment_of(given, read(path, recognise(path)))
    assert made.training == WEATHER[1].experiment.training.but(epochs=2)
    assert made.examples == WEATHER[1].experiment.examples
