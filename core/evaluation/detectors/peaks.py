"""Fails at peaks: the highest or the lowest values are missed by far more than the rest, and fallen short of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.detectors.evidence import Evidence, centred
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.past import Array
from core.findings import Finding, Severity
from core.spec import record
from core.text import say

__all__ = ["fails_at_peaks"]

SHARE, MORE = 0.05, 0.1
"""The share of all values that counts as a peak: of few values the larger one."""
MANY, FEWEST = 2_000, 100
FAR = 2.0
"""So many times the error of the rest."""
SHORT = 1.5
"""So many times the shortfall of a forecast without fault. Where only a share R² of what comes can be foreseen, the
best forecast falls short of an extreme by 1 − R² of its height over the mean."""
FALLS = 0.8
"""The share of peaks that must be fallen short of."""
BINS = 10


@record
class _Peak:
    """One side, in the target's unit: errors there and elsewhere, the share fallen short of, and where it begins."""

    high: bool
    there: float
    rest: float
    falls: float
    begins: float


def fails_at_peaks(evidence: Evidence) -> Judgement | None:
    found = {c: one for c in evidence.targets if (one := _worst_side(evidence, c))}
    if not found:
        return None
    c = max(found, key=lambda c: found[c].there / max(found[c].rest, 1e-300))
    one = found[c]
    values = {
        "target": evidence.named(c),
        "side": say("judged.highest") if one.high else say("judged.lowest"),
        "there": evidence.amount(one.there, c),
        "rest": evidence.amount(one.rest, c),
        "falls": f"{100 * one.falls:.0f}",
        "begins": evidence.amount(one.begins, c),
    }
    finding = Finding(
        severity=Severity.WARNING,
        key="judged_peaks",
        values=values,
        remedies=("square_loss", "more_inputs"),
        columns=tuple(evidence.named(c) for c in found),
    )
    return Judgement(finding=finding, picture=Picture(kind="levels", values=_levels(evidence, c)), panel="where")


def _worst_side(evidence: Evidence, c: int) -> _Peak | None:
    came, said, series = evidence.every(c)
    if came.size < FEWEST or not (np.isfinite(came).all() and np.isfinite(said).all()):
        return None
    spread = _spread(came, series)
    if not (spread > 0).all():
        return None
    height = centred(came, series) / spread
    told = centred(said, series) / spread
    foreseen = max(0.0, 1 - float(np.mean((told - height) ** 2)))
    sides = (_side(came, said, sign * height, sign * (came - said) / spread, foreseen, sign > 0) for sign in (1, -1))
    failing = [one for one in sides if one]
    return max(failing, key=lambda one: one.there) if failing else None


def _spread(came: Array, series: NDArray[np.int64]) -> Array:
    """(w, 1) the standard deviation of each window's own series."""
    squares = np.bincount(series, (centred(came, series) ** 2).mean(axis=1)) / np.maximum(np.bincount(series), 1)
    return np.asarray(np.sqrt(squares)[series][:, None])


def _side(came: Array, said: Array, height: Array, missing: Array, foreseen: float, high: bool) -> _Peak | None:
    """`height` and `missing` (w, H) in deviations, upwards on this side."""
    share = MORE if came.size < MANY else SHARE
    at = height >= np.quantile(height, 1 - share)
    if at.all() or not at.any():
        return None
    wrong = np.abs(said - came)
    there, rest = float(wrong[at].mean()), float(wrong[~at].mean())
    falls, short = float((missing[at] > 0).mean()), float(missing[at].mean())
    expected = (1 - foreseen) * float(height[at].mean())
    if there < FAR * rest or falls < FALLS or short < SHORT * expected:
        return None
    edge = float(came[at].min()) if high else float(came[at].max())
    return _Peak(high=high, there=there, rest=rest, falls=falls, begins=edge)


def _levels(evidence: Evidence, c: int) -> dict[str, object]:
    """The mean error and lean of each tenth of the actual values, from the lowest to the highest."""
    came, said, _ = evidence.every(c)
    order = np.argsort(came, axis=None, kind="stable")
    pieces = np.array_split(order, BINS)
    wrong = (said - came).ravel()
    return {
        "unit": evidence.prepared.dataset.target_units[c],
        "from": [float(came.ravel()[piece[0]]) for piece in pieces],
        "to": [float(came.ravel()[piece[-1]]) for piece in pieces],
        "error": [float(np.abs(wrong[piece]).mean()) for piece in pieces],
        "lean": [float(wrong[piece].mean()) for piece in pieces],
    }
