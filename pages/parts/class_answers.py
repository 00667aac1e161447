"""A judged run's answers with classes: who was taken for what, part by part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.charts.axes import moment
from core.evaluation.class_scores import each_class
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.spec import record
from core.text import say
from pages.parts.inspect_run import Judged
from pages.parts.whole import name_of


@record
class Answered:
    """A part's n answers, step by step of each example: *now* (n,), the row answered (n,), and what was said.

    `actual` (n,) and `said` (n,) are places of classes, `shares` (n, K) probabilities.
    """

    now: NDArray[np.int64]
    row: NDArray[np.int64]
    actual: NDArray[np.int64]
    said: NDArray[np.int64]
    shares: NDArray[np.float64]

    def cell(self, actual: int, said: int) -> NDArray[np.int64]:
        """Places of the answers of one cell, the surest first."""
        places = np.flatnonzero((self.actual == actual) & (self.said == said))
        return places[np.argsort(-self.shares[places, said], kind="stable")]


def answered(judged: Judged, part: str) -> Answered:
    """All answers of a part; those whose class is not known are left away."""
    now, values = judged.predictions.of(PARTS.index(part))
    rows = now[:, None] + target_offsets(judged.prepared.windows)
    shares = each_class(np.asarray(values, np.float64)).reshape(rows.size, -1)
    truth = judged.truth[rows.ravel()]
    known = np.isfinite(truth)
    return Answered(
        now=np.repeat(now, rows.shape[1])[known],
        row=rows.ravel()[known],
        actual=truth[known].astype(np.int64),
        said=shares[known].argmax(axis=1),
        shares=shares[known],
    )


def confusion_of(judged: Judged, part: str) -> NDArray[np.int64]:
    """(K, K) as the evaluation counted it."""
    return np.array(judged.evaluation["classes"]["parts"][part]["confusion"], np.int64)


def title_of(judged: Judged, answers: Answered, at: int) -> str:
    """`example 12`; of windows over time the moment that was asked about."""
    if judged.prepared.windows.whole:
        return name_of(judged.dataset, int(answers.now[at]))
    row, data = int(answers.row[at]), judged.dataset
    when = moment(data.time[row]) if data.time is not None else say("pages.inspect.worst.row", row=row + 1)
    if len(data.series_names) < 2:
        return when
    return say("pages.inspect.worst.in_series", series=data.series_names[data.series[row]], when=when)
