"""A network trained and judged in this process, as a run is in its own: what the benchmarks of the verdict share."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from core.data.arrange import arrange
from core.data.table import Table
from core.evaluation.evaluate import evaluate
from core.evaluation.predicting import predict, way_of
from core.evaluation.report import About
from core.evaluation.ridge import FIT_WORK
from core.examples.prepare import Prepared, prepare
from core.experiment import Experiment
from core.jobs.evaluate import network
from core.text import say
from core.training.kept import read_kept
from core.training.trainer import train

__all__ = ["examples_of", "judged"]


def examples_of(table: Table, experiment: Experiment) -> Prepared:
    return prepare(arrange(table, experiment.data), experiment.examples, experiment.split, experiment.fitting)


def judged(prepared: Prepared, experiment: Experiment, work: float = FIT_WORK) -> dict[str, Any]:
    """The evaluation of a network that learned from these examples; `work` bounds the fit of the rules."""
    with TemporaryDirectory() as folder:
        train(prepared, experiment, Path(folder), lambda event: None, lambda: None)
        weights = read_kept(Path(folder)).weights
    which = np.ones(len(prepared.placement.now), dtype=bool)
    answers = predict(prepared, network(prepared, experiment, weights), which, 1, way_of(experiment.model.head))
    preset = experiment.model.preset
    about = About(name=say(f"presets.{preset}.title") if preset else "", preset=preset)
    return evaluate(prepared, answers, about, work)
