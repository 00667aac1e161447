"""Levels unseen in training: values on the judged rows that no training row came near."""

from __future__ import annotations

import numpy as np

from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import ranges
from core.examples.split import PARTS
from core.findings import Finding, Severity
from core.spec import record
from core.text import amount, say

__all__ = ["unseen_levels"]

SHARE = 0.05
"""The share of rows outside that is worth telling."""
MARGIN = 0.02
"""Outside is what lies beyond the training rows' range by this share of its width."""
FEWEST = 20


@record
class _Outside:
    """Column `i`: the share of rows outside, and the lowest and highest values of training and of judged rows."""

    i: int
    share: float
    seen: tuple[float, float]
    judged: tuple[float, float]


def unseen_levels(evidence: Evidence) -> Judgement | None:
    """Of targets and of inputs; a target counts before an input. Parts of the calendar and yes/no columns do not."""
    data = evidence.prepared.dataset
    if evidence.part != "test" or (data.classes and not data.inputs):
        return None
    circles = {place + k for _, place in data.calendar for k in (0, 1)}
    targets = () if data.classes else data.targets
    columns = (*targets, *(i for i in data.inputs if i not in data.targets))
    numbers = [i for i in columns if i not in circles and i not in data.flags]
    found = [one for i in numbers if (one := _outside(evidence, i))]
    if not found:
        return None
    worst = max(found, key=lambda one: (one.i in targets, one.share))
    name, unit = data.names[worst.i], data.units[worst.i]
    values = {
        "column": name,
        "share": f"{100 * worst.share:.0f}",
        "seen_low": amount(worst.seen[0], unit),
        "seen_high": amount(worst.seen[1], unit),
        "low": amount(worst.judged[0], unit),
        "high": amount(worst.judged[1], unit),
    }
    finding = Finding(
        severity=Severity.WARNING,
        key="judged_unseen" if worst.i in targets else "judged_unseen_input",
        values=values,
        remedies=("anchor", "newer_training") if worst.i in targets else ("leave_out_columns", "newer_training"),
        columns=tuple(data.names[one.i] for one in found if (one.i in targets) == (worst.i in targets)),
    )
    rows = {say("judged.on_train"): (*worst.seen, "train"), say("judged.on_test"): (*worst.judged, "test")}
    return Judgement(finding=finding, picture=Picture(kind="ranges", values=ranges(rows, unit)))


def _outside(evidence: Evidence, i: int) -> _Outside | None:
    parts = evidence.prepared.placement.part_of_row
    column = evidence.prepared.dataset.values[:, i]
    seen, judged = (column[parts == PARTS.index(part)] for part in ("train", "test"))
    seen, judged = seen[np.isfinite(seen)], judged[np.isfinite(judged)]
    if len(seen) < FEWEST or len(judged) < FEWEST:
        return None
    low, high = float(seen.min()), float(seen.max())
    margin = MARGIN * (high - low)
    share = float(np.mean((judged < low - margin) | (judged > high + margin)))
    if high <= low or share < SHARE:
        return None
    return _Outside(i=i, share=share, seen=(low, high), judged=(float(judged.min()), float(judged.max())))
