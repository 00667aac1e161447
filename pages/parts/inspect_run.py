"""A judged run: its verdict, its predictions and the rows they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.stretches import places_of
from core.data.dataset import Dataset
from core.data.words import duration
from core.evaluation.predictions import Predictions, load
from core.examples.prepare import Prepared
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.runs.places import home
from core.runs.records import Run
from core.spec import record
from core.text import amount, spacing_word
from pages.parts import draft as drafts
from pages.parts.live_run import as_draft

PAIRS = 200_000  # pairs of actual and predicted that pictures are made of


@record
class Judged:
    """`c` is which target is looked at, `series` which series; parts without predictions are left out of `parts`."""

    run: Run
    evaluation: dict[str, Any]
    predictions: Predictions
    prepared: Prepared
    c: int = 0
    series: int = 0

    @property
    def dataset(self) -> Dataset:
        return self.prepared.dataset

    @property
    def name(self) -> str:
        return self.run.name

    @property
    def target(self) -> str:
        return self.dataset.target_names[self.c]

    @property
    def unit(self) -> str:
        return self.dataset.target_units[self.c]

    @property
    def parts(self) -> list[str]:
        return [part for part in PARTS if part in self.evaluation["metrics"]]

    @property
    def rows(self) -> slice:
        """The rows of the series that is looked at."""
        return self.dataset.rows_of(self.series)

    @property
    def truth(self) -> NDArray[np.float64]:
        """(N,) the target as it was."""
        return self.dataset.values[:, self.dataset.targets[self.c]]

    @property
    def x(self) -> NDArray[Any]:
        """(N,) times, or row numbers of the file where there is no time."""
        return places_of(self.dataset)

    @property
    def stamp(self) -> int:
        """Another one once the run is judged anew: what was worked out of its predictions is then of no use."""
        return (drafts.library().folder(self.run.id) / "evaluation.json").stat().st_mtime_ns

    @property
    def row_word(self) -> str:
        return spacing_word(self.dataset.spacing, 1)

    def amount(self, value: float, digits: int = 3) -> str:
        return amount(value, self.unit, digits)

    def ahead(self, step: int) -> str:
        """How far ahead a horizon step (from 0) lies: `12 hours`, `6.5 hours`."""
        rows = int(target_offsets(self.prepared.windows)[step])
        return duration(rows, self.dataset.spacing)

    def at_step(self, part: str, step: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows predicted (w,) of the series, ascending, and what was predicted for them, one horizon step ahead."""
        rows, own = self._asked(part, step)
        return rows[own], self.predictions.of(PARTS.index(part))[1][own, step, self.c]

    def apart(self, part: str, step: int) -> NDArray[np.float64] | None:
        """(w,) how far several networks are from those answers; None where one answers alone, or nobody looked."""
        apart = self.predictions.apart
        if apart is None or part == "train":
            return None
        _, own = self._asked(part, step)
        return apart[self.predictions.part == PARTS.index(part)][own, step, self.c].astype(np.float64)

    def levels(self, part: str, step: int) -> NDArray[np.float64] | None:
        """(w, Q) the quantiles the network gave for those rows, ascending; None where it gives none."""
        levels = self.predictions.levels
        if levels is None:
            return None
        _, own = self._asked(part, step)
        return levels[self.predictions.part == PARTS.index(part)][own, step, self.c]

    def _asked(self, part: str, step: int) -> tuple[NDArray[np.int64], slice]:
        """The rows that the windows of a part predict one step ahead, and which of them are of the series."""
        now, _ = self.predictions.of(PARTS.index(part))
        rows = now + target_offsets(self.prepared.windows)[step]
        return rows, slice(*np.searchsorted(rows, [self.rows.start, self.rows.stop]))

    def pairs(self, part: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(P,) actual and predicted over all steps; of many, some drawn at random, always the same."""
        now, values = self.predictions.of(PARTS.index(part))
        horizon = values.shape[1]
        which = np.arange(len(now) * horizon)
        if len(which) > PAIRS:
            which = np.sort(np.random.default_rng(0).choice(which, PAIRS, replace=False))
        w, h = np.divmod(which, horizon)
        rows = now[w] + target_offsets(self.prepared.windows)[h]
        return self.truth[rows], values[w, h, self.c]


def judged(run: Run) -> Judged:
    """Raises NotFoundError when the run's dataset was deleted."""
    library = drafts.library()
    evaluation = library.evaluation(run.id)
    assert evaluation is not None
    folder = library.folder(run.id)
    stamp = (folder / "predictions.safetensors").stat().st_mtime_ns
    return Judged(
        run=run,
        evaluation=evaluation,
        predictions=_predictions(str(home()), drafts.OWNER, str(folder), stamp),
        prepared=drafts.prepared(as_draft(run)),
    )


@st.cache_resource(max_entries=3, show_spinner=False)
def _predictions(home: str, owner: str, folder: str, stamp: int) -> Predictions:
    return load(Path(folder))
