"""What a run was given and what its kept weights answer, worked out again without TensorFlow."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.data.arrange import arrange
from core.examples.prepare import Prepared, prepare
from core.experiment import Experiment
from core.export.network import nodes_of
from core.models.forward import forward
from core.runs.library import Library
from core.runs.records import Run
from core.training.kept import read_kept


def prepared_of(library: Library, run: Run) -> Prepared:
    e = run.experiment
    return prepare(arrange(library.table(run.dataset), e.data), e.examples, e.split, e.fitting)


def answered(experiment: Experiment, prepared: Prepared, folder: Path, part: int) -> tuple[np.ndarray, np.ndarray]:
    """What the kept weights answer (W, H, C) for a part, and what is true, both scaled."""
    examples = prepared.examples.of(part)
    x, y = (g.matrix[g.rows[:, None] + g.offsets] for g in (examples.inputs, examples.targets))
    return forward(nodes_of(experiment, prepared.dataset), read_kept(folder).weights, x), y
