"""Recipes: whole experiments that come with the app, to be opened on a file that has their columns.

Each is a JSON of its own in assets/recipes, which the terminal takes as `--experiment`.
Sentences: `recipes.<key>.title` and `.text`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.data.spec import Join, Source
from core.data.table import Table
from core.errors import SettingsError
from core.experiment import Experiment
from core.spec import record
from core.text import say

FOLDER = Path(__file__).parent.parent / "assets" / "recipes"


@record
class Recipe:
    """An experiment with a name. The file it was made for is not ours to ship, so it is asked for by its columns."""

    key: str
    experiment: Experiment

    @property
    def title(self) -> str:
        return say(f"recipes.{self.key}.title")

    @property
    def text(self) -> str:
        """What it shows, in a sentence."""
        return say(f"recipes.{self.key}.text")

    def missing(self, table: Table) -> tuple[str, ...]:
        """The columns it wants that the table does not have, or that are no numbers there."""
        data = self.experiment.data
        words = {*data.categories, *data.series, data.split, *(data.targets if data.classes else ())}
        return tuple(c.name for c in data.columns if c.name not in (table.kinds if c.name in words else table.numbers))

    def on(self, table: Table, sources: tuple[Source, ...], join: Join | None = None) -> Experiment:
        """The experiment on another file, or on joined ones. Raises SettingsError where columns are missing."""
        if missing := self.missing(table):
            raise SettingsError("recipe_wants_columns", recipe=self.title, columns=", ".join(missing))
        return self.experiment.but(data=self.experiment.data.but(sources=sources, join=join))


@cache
def recipes() -> tuple[Recipe, ...]:
    """All of them, in the order of their files' names."""
    return tuple(
        Recipe(key=path.stem, experiment=Experiment.model_validate_json(path.read_bytes()))
        for path in sorted(FOLDER.glob("*.json"))
    )
