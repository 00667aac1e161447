"""Lags behind: moved forward by some rows, the forecast would fit much better."""

from __future__ import annotations

from core.data.words import rows_lasting
from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.shifts import Shifts, shifts
from core.evaluation.verdict import LEVEL
from core.findings import Finding, Severity

__all__ = ["lags_behind"]

CLEAR = 0.8
"""Moved, at most this share may be left of what forecasts and values do not have in common."""


def lags_behind(evidence: Evidence) -> Judgement | None:
    """Copies of the last value and of the season before are something else.

    A forecast that beats every rule may look late too: of what cannot be foreseen the best guess is what was.
    """
    season = evidence.prepared.dataset.season
    found = {c: one for c in evidence.targets if (one := shifts(evidence, c)) and _late(one, season)}
    if not found:
        return None
    c = min(found, key=lambda c: found[c].left(found[c].peak) / found[c].left(0))
    one, beaten = found[c], float(evidence.by_target["model"][c]) >= (1 - LEVEL) * evidence.rival(c)[1]
    values = {
        "target": evidence.named(c),
        "late": rows_lasting(one.peak, evidence.prepared.dataset.spacing),
        "alike": f"{float(one.alike.max()):.2f}",
        "own": f"{float(one.alike[0]):.2f}",
    }
    finding = Finding(
        severity=Severity.WARNING if beaten else Severity.INFO,
        key="judged_lags",
        values=values,
        remedies=("finer_window", "more_inputs"),
        columns=tuple(evidence.named(c) for c in found),
    )
    return Judgement(finding=finding, picture=Picture(kind="lags", values=one.picture()), panel="leftovers")


def _late(one: Shifts, season: int | None) -> bool:
    if one.peak in (0, one.copy) or (season and one.peak % season == 0):
        return False
    return one.left(one.peak) <= CLEAR * one.left(0)
