"""A whole experiment that works before any click."""

from __future__ import annotations

from core.data.arrange import arrange
from core.data.spec import DataSpec
from core.data.table import Table
from core.examples.spec import SplitSpec
from core.examples.suggest import suggest
from core.experiment import Experiment
from core.models.presets import PRESETS


def recommend(table: Table, data: DataSpec) -> Experiment:
    """`data` with a window that suits it, the recommended preset and its training settings."""
    preset = next(preset for preset in PRESETS.values() if preset.recommended)
    return Experiment(
        data=data,
        examples=suggest(arrange(table, data)),
        split=SplitSpec(),
        model=preset.make(),
    )
