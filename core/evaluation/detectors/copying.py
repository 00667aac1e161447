"""Copies the last value: the forecast stays nearer to what was known than to what came."""

from __future__ import annotations

import numpy as np

from core.evaluation.baselines import phrase
from core.evaluation.detectors.evidence import Evidence, centred
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.shifts import Shifts, shifts
from core.evaluation.verdict import LEVEL
from core.findings import Finding, Severity

__all__ = ["copies"]

NEAR = 0.5
"""A forecast this share of its error away from the last value explains less than a fifth of the change to come."""
GAIN = 0.05
"""One that is better than repeating the last value by more than this is not called a copy."""


def copies(evidence: Evidence) -> Judgement | None:
    """A warning where a rule does better, else a remark: then repeating is all that anybody can do."""
    found = {c: one for c in evidence.targets if (one := shifts(evidence, c)) and _copied(one)}
    if not found:
        return None
    c = min(found, key=lambda c: _away(found[c]))
    best, error = evidence.rival(c)
    beaten = best != "last_value" and error < (1 - LEVEL) * float(evidence.by_target["model"][c])
    one = found[c]
    values = {
        "target": evidence.named(c),
        "away": evidence.amount(_away(one), c),
        "error": evidence.amount(float(np.abs(one.pairs.predicted - one.pairs.actual).mean()), c),
        "rule": phrase(best, evidence.prepared.dataset),
        "rule_error": evidence.amount(error, c),
    }
    key = "judged_copies" if beaten else "judged_copies_all"
    finding = Finding(
        severity=Severity.WARNING if beaten else Severity.INFO,
        key=key,
        values=values,
        remedies=("longer_window", "more_inputs") if beaten else ("more_inputs",),
        columns=tuple(evidence.named(c) for c in found),
    )
    return Judgement(finding=finding, picture=Picture(kind="lags", values=one.picture()), panel="leftovers")


def _copied(one: Shifts) -> bool:
    """It resembles the newest known value most, and hardly moves from it; a constant lean does not hide that."""
    pairs = one.pairs
    error = _size(one, pairs.predicted - pairs.actual)
    change = _size(one, pairs.actual - one.last)
    return one.peak == one.copy and _away(one) <= NEAR * error and error >= (1 - GAIN) * change > 0


def _away(one: Shifts) -> float:
    return _size(one, one.pairs.predicted - one.last)


def _size(one: Shifts, difference: np.ndarray) -> float:
    return float(np.abs(centred(difference, one.pairs.series)).mean())
