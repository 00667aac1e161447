"""A whole experiment that works before any click."""

from __future__ import annotations

from core.data.arrange import arrange
from core.data.spec import DataSpec
from core.data.table import Table
from core.examples.spec import SplitSpec
from core.examples.suggest import suggest
from core.experiment import Experiment, TrainingSpec
from core.models.presets import PRESETS

FEWEST_STEPS = 20
"""Updates of the weights in one epoch, below which a network hardly moves."""


def recommend(table: Table, data: DataSpec) -> Experiment:
    """`data` with a window that suits it, the recommended preset and its training settings."""
    preset = next(preset for preset in PRESETS.values() if preset.recommended)
    dataset = arrange(table, data)
    return Experiment(
        data=data,
        examples=suggest(dataset),
        split=SplitSpec(),
        model=preset.make(),
        training=TrainingSpec(batch=batch_for(len(dataset))),
    )


def batch_for(rows: int) -> int:
    """128 examples, fewer for a short file: a power of two, at least 8, that gives an epoch enough steps."""
    return next((size for size in (128, 64, 32, 16) if size * FEWEST_STEPS <= rows), 8)
