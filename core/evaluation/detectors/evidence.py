"""What the detectors look at: one judged model's forecasts, the rules beside it, and how it learned.

Letters: `W` windows, `H` horizon, `C` targets, `n` forecasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.evaluation.past import Array, Predict, Rows, actual, spread
from core.evaluation.predictions import Predictions
from core.evaluation.questions import Question, question_of
from core.evaluation.report import About
from core.examples.prepare import Prepared
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.spec import record
from core.text import amount

__all__ = ["Evidence", "Pairs", "centred", "overlap_of", "within"]

LOOKED_AT = 20_000
"""Windows that are looked at; of more some are drawn, always the same."""


@record
class Pairs:
    """Forecasts (n,) of one target: the *now* row, what came, what was said, and a number for each series."""

    now: Rows
    actual: Array
    predicted: Array
    series: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.now)

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.actual).all() and np.isfinite(self.predicted).all())


@record
class Evidence:
    """All that is known of one model. `part` is the one that is judged: test, else new rows, else what there is.

    `errors` part → who → the error that the verdict speaks of, all on the same rows; `losses` part → who → (W,);
    `by_target` who → (C,) errors on the judged part in the targets' own units, of classes the share that is wrong.
    `rules` predict by name.
    """

    prepared: Prepared
    predictions: Predictions
    part: str
    errors: Mapping[str, Mapping[str, float]]
    losses: Mapping[str, Mapping[str, Array]]
    by_target: Mapping[str, Array]
    rules: Mapping[str, Predict]
    about: About = About()

    @cached_property
    def question(self) -> Question:
        return question_of(self.prepared)

    @property
    def targets(self) -> range:
        return range(len(self.prepared.dataset.targets))

    @property
    def deviation(self) -> Array:
        """(C,) of the targets on the training rows."""
        return self.prepared.fitted.arrays["deviation"][list(self.prepared.dataset.targets)]

    def windows(self, part: str) -> int:
        return int(np.count_nonzero(self.predictions.part == (*PARTS, "new").index(part)))

    def pairs(self, c: int, step: int = -1, part: str | None = None) -> Pairs:
        """The forecasts of target `c` one horizon step ahead, the furthest unless said otherwise."""
        now, said = self._drawn(part or self.part)
        ahead = int(target_offsets(self.prepared.windows)[step])
        truth = self.prepared.dataset.values[now + ahead, self.prepared.dataset.targets[c]]
        return Pairs(now=now, actual=truth, predicted=said[:, step, c], series=self._series(now))

    def every(self, c: int, part: str | None = None) -> tuple[Array, Array, NDArray[np.int64]]:
        """Actual (w, H), predicted (w, H) and the series (w,) of target `c`."""
        now, said = self._drawn(part or self.part)
        return actual(self.prepared, now)[..., c], said[..., c], self._series(now)

    def rival(self, c: int) -> tuple[str, float]:
        """The rule that does best on target `c`, and its error; the simplest of equals."""
        rules = {who: float(errors[c]) for who, errors in self.by_target.items() if who != "model"}
        best = min(rules, key=lambda who: (not np.isfinite(rules[who]), rules[who]))
        return best, rules[best]

    def amount(self, value: float, c: int, digits: int = 3) -> str:
        """In the unit of target `c`."""
        return amount(value, self.prepared.dataset.target_units[c], digits)

    def named(self, c: int) -> str:
        return self.prepared.dataset.target_names[c]

    def _drawn(self, part: str) -> tuple[Rows, Array]:
        now, said = self.predictions.of((*PARTS, "new").index(part))
        some = spread(np.arange(len(now)), LOOKED_AT)
        return now[some], said[some]

    def _series(self, now: Rows) -> NDArray[np.int64]:
        """Whole examples are all of one kind, whatever their number."""
        if self.prepared.windows.whole:
            return np.zeros(len(now), np.int64)
        return self.prepared.dataset.series[now].astype(np.int64)


def centred(values: Array, series: NDArray[np.int64]) -> Array:
    """(n, …) less the mean of each series (n,): levels of different series tell nothing about a forecast."""
    many = np.maximum(np.bincount(series), 1)
    flat = values.reshape(len(values), -1)
    means = np.stack([np.bincount(series, flat[:, k]) for k in range(flat.shape[1])], axis=1) / many[:, None]
    return (flat - means[series]).reshape(values.shape)


def within(values: Array, series: NDArray[np.int64]) -> float:
    """The standard deviation within a series, over all of them."""
    return float(np.sqrt(np.mean(centred(values, series) ** 2)))


def overlap_of(evidence: Evidence) -> int:
    """How many windows in a row share a predicted row; errors of those resemble each other."""
    windows = evidence.prepared.windows
    return 1 if windows.whole else max(1, -(-(windows.delay + windows.horizon - 1) // windows.stride))
