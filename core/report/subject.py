"""The judged run that a report is about: what it is, what it answered, and the rows it was asked about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.charts.history import History, follow
from core.charts.stretches import places_of
from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.table import Table
from core.data.words import duration
from core.errors import RunError
from core.evaluation.predictions import Predictions, load
from core.evaluation.questions import Question, question_of
from core.evaluation.residuals import Residuals, residuals
from core.examples import fitting
from core.examples.prepare import Prepared, prepare
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.experiment import Experiment
from core.runs.library import Library
from core.runs.records import Run
from core.spec import record
from core.text import amount

__all__ = ["Subject", "subject_of"]

PAIRS = 200_000
"""Pairs of actual and predicted that pictures are made of."""

MOST_TARGETS = 4
"""Targets whose residuals and intervals are told in full; of more, the first."""


@record
class Subject:
    """A judged run with its file. `made` is when the report is made, in words."""

    run: Run
    table: Table
    prepared: Prepared
    predictions: Predictions
    evaluation: Mapping[str, Any]
    history: History
    made: str

    @property
    def experiment(self) -> Experiment:
        return self.run.experiment

    @property
    def dataset(self) -> Dataset:
        return self.prepared.dataset

    @cached_property
    def question(self) -> Question:
        return question_of(self.prepared)

    @property
    def classes(self) -> bool:
        return bool(self.dataset.classes)

    @property
    def over_time(self) -> bool:
        """Whether numbers are forecast, so that residuals follow each other."""
        return self.question == "numbers_over_time"

    @property
    def name(self) -> str:
        """What the run is called, short enough for a picture."""
        return self.run.name if len(self.run.name) <= 28 else f"{self.run.name[:27]}…"

    @property
    def verdict(self) -> Mapping[str, Any] | None:
        """Of the test part; where that has no example, of validation."""
        found: Mapping[str, Any] | None = self.evaluation["verdict"]
        return found

    @property
    def part(self) -> str:
        """The part that has the last word."""
        return "test" if "test" in self.evaluation["metrics"] else "validation"

    @property
    def parts(self) -> list[str]:
        return [part for part in PARTS if part in self.evaluation["metrics"]]

    @property
    def targets(self) -> range:
        """Those that are told in full."""
        return range(min(MOST_TARGETS, len(self.dataset.targets)))

    @property
    def x(self) -> NDArray[Any]:
        """(N,) times, or row numbers of the file where there is no time."""
        return places_of(self.dataset)

    def truth(self, c: int) -> NDArray[np.float64]:
        """(N,) a target as it was."""
        return self.dataset.values[:, self.dataset.targets[c]]

    def amount(self, value: float, c: int, digits: int = 3) -> str:
        return amount(value, self.dataset.target_units[c], digits)

    def ahead(self, step: int) -> str:
        """How far ahead a horizon step (from 0) lies: `12 hours`."""
        return duration(int(target_offsets(self.prepared.windows)[step]), self.dataset.spacing)

    def at_step(self, part: str, step: int, c: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows predicted (w,), ascending, and what was predicted for them, one horizon step ahead."""
        now, values = self.predictions.of(PARTS.index(part))
        return now + target_offsets(self.prepared.windows)[step], values[:, step, c]

    def levels(self, part: str, step: int, c: int) -> NDArray[np.float64] | None:
        """(w, Q) the quantiles of those forecasts, ascending; None where the network gives none."""
        levels = self.predictions.levels
        return None if levels is None else levels[self.predictions.part == PARTS.index(part)][:, step, c]

    def left(self, part: str, step: int, c: int) -> Residuals:
        """What a part leaves unexplained, one step ahead."""
        rows, predicted = self.at_step(part, step, c)
        return residuals(rows, self.truth(c)[rows], predicted, int(target_offsets(self.prepared.windows)[step]))

    def pairs(self, part: str, c: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(P,) finite actual and predicted over all steps; of many, some drawn at random, always the same."""
        now, values = self.predictions.of(PARTS.index(part))
        which = np.arange(len(now) * values.shape[1])
        if len(which) > PAIRS:
            which = np.sort(np.random.default_rng(0).choice(which, PAIRS, replace=False))
        w, h = np.divmod(which, values.shape[1])
        actual, said = self.truth(c)[now[w] + target_offsets(self.prepared.windows)[h]], values[w, h, c]
        known = np.isfinite(actual) & np.isfinite(said)
        return actual[known], said[known]


def subject_of(library: Library, run: Run, made: str, prepared: Prepared | None = None) -> Subject:
    """Everything a report tells of a run; `prepared` where its examples are at hand.

    Raises RunError when it was not judged, and NotFoundError without its file.
    """
    evaluation = library.evaluation(run.id)
    if evaluation is None:
        raise RunError("not_judged", name=run.name)
    table, folder, e = library.table(run.dataset), library.folder(run.id), run.experiment
    if prepared is None:
        fitted = fitting.load(folder)
        prepared = prepare(arrange(table, e.data), e.examples, e.split, e.fitting, fitted=fitted)
    return Subject(
        run=run,
        table=table,
        prepared=prepared,
        predictions=load(folder),
        evaluation=evaluation,
        history=follow(History(), library.events(run.id)),
        made=made,
    )
