"""Shuffled time: test windows among training windows, or rows that do not stand in order.

Letters: `N` rows, `W` windows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows
from core.evaluation.past import Array, Rows
from core.findings import Finding, Severity
from core.text import say

__all__ = ["rows_out_of_order", "shuffled_split"]

SHARE = 0.05
"""Of test windows with an answer between those the model learned from."""
NO_MEMORY = 1.5
"""Neighbours of chance differ by twice the variance, squared; rows that follow each other by less than this."""
SMOOTH = 0.3
"""Put in order, neighbours differ by no more than this share of what they did."""
EVEN = 0.9
"""A column that counts or tells the time: put in order, this share of its steps are alike."""
FEWEST = 50


def shuffled_split(evidence: Evidence) -> Judgement | None:
    """Windows of later rows were learned from, within reach of test windows: their rows were known already."""
    if evidence.part != "test" or evidence.prepared.windows.whole:
        return None
    learned, judged = (evidence.predictions.of(i)[0] for i in (0, 2))
    if not len(learned) or not len(judged):
        return None
    among = _among(evidence, np.sort(learned), judged)
    if among < SHARE:
        return None
    finding = Finding(
        severity=Severity.ERROR,
        key="judged_shuffled",
        values={"share": f"{100 * among:.0f}", "of": f"{len(judged):,}"},
        remedies=("split_in_order",),
    )
    rows = {
        say("judged.known_rows"): (among, f"{100 * among:.0f} %", True),
        say("judged.in_order"): (0.0, "0 %", False),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))


def _among(evidence: Evidence, learned: Rows, judged: Rows) -> float:
    """The share of test windows that a training window of their stretch follows so soon that both share a row.

    A later training window reads or answers with a row at or after the test answer; in order there is none.
    """
    windows, segment = evidence.prepared.windows, evidence.prepared.dataset.segment
    long = windows.reach + windows.delay + windows.horizon
    after = np.searchsorted(learned, judged, side="right")
    following = learned[np.minimum(after, len(learned) - 1)]
    soon = (after < len(learned)) & (following - judged < long)
    return float(np.mean(soon & (segment[following] == segment[judged])))


def rows_out_of_order(evidence: Evidence) -> Judgement | None:
    """Times that go back within a stretch, or a column that counts and would put a jumble of values into a curve."""
    data = evidence.prepared.dataset
    if evidence.prepared.windows.whole or data.classes or len(data) < FEWEST:
        return None
    back = _goes_back(evidence)
    if back > 0:
        return _told("judged_order_time", {"share": f"{100 * back:.0f}"}, back, 0.0)
    for c in evidence.targets:
        target = data.values[:, data.targets[c]]
        for i in (i for i in range(len(data.names)) if i not in data.targets):
            before, after = _jumbled(data.values[:, i], target, data.series.astype(np.int64))
            if before >= NO_MEMORY and after <= SMOOTH * before:
                values = {"column": data.names[i], "target": evidence.named(c)}
                return _told("judged_order", values, before, after, data.names[i])
    return None


def _goes_back(evidence: Evidence) -> float:
    """The share of rows, next to each other in a stretch, whose time lies before that of the row above."""
    data = evidence.prepared.dataset
    if data.time is None:
        return 0.0
    same = np.diff(data.segment) == 0
    steps = np.diff(data.time.astype("datetime64[ns]").astype(np.int64))[same]
    return float(np.mean(steps < 0)) if len(steps) else 0.0


def _jumbled(column: Array, target: Array, series: np.ndarray) -> tuple[float, float]:
    """How roughly the target goes from row to row (von Neumann's ratio: 2 of chance), as it stands and by `column`.

    (0, 0) where the column does not count evenly, or already stands in order.
    """
    known = np.isfinite(column) & np.isfinite(target)
    column, target, series = column[known], target[known], series[known]
    if len(column) < FEWEST:
        return 0.0, 0.0
    order = np.lexsort((column, series))
    own = np.diff(series[order]) == 0
    steps = np.diff(column[order])[own]
    usual = float(np.median(steps)) if len(steps) else 0.0
    if usual <= 0 or np.mean(np.isclose(steps, usual, rtol=1e-6)) < EVEN or (order == np.arange(len(order))).all():
        return 0.0, 0.0
    return _roughness(target, series), _roughness(target[order], series[order])


def _roughness(values: Array, series: np.ndarray) -> float:
    means = np.bincount(series, values) / np.maximum(np.bincount(series), 1)
    variance = float(np.mean((values - means[series]) ** 2))
    steps = np.diff(values)[np.diff(series) == 0]
    return float(np.mean(steps**2)) / variance if variance > 0 and len(steps) else 0.0


def _told(key: str, values: Mapping[str, object], before: float, after: float, column: str = "") -> Judgement:
    finding = Finding(
        severity=Severity.ERROR, key=key, values=values, remedies=("sort_by_time",), columns=(column,) if column else ()
    )
    rows = {
        say("judged.as_it_stands"): (before, f"{before:.2f}", True),
        say("judged.in_order"): (after, f"{after:.2f}", False),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))
