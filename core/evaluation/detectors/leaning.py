"""Biased: it leans to one side, on validation and on test alike, so that a constant would mend it."""

from __future__ import annotations

import numpy as np

from core.evaluation.detectors.evidence import Evidence, overlap_of
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows
from core.evaluation.luck import FEWEST, diebold_mariano
from core.evaluation.luck import LEVEL as RARE
from core.findings import Finding, Severity
from core.spec import record
from core.text import say

__all__ = ["leans"]

GAIN = 0.05
"""Taking the lean of the validation part away must take this share of the error of the test part away."""


@record
class _Lean:
    validation: float
    test: float
    gain: float


def leans(evidence: Evidence) -> Judgement | None:
    """What is predicted less what came, learned on validation rows and tried on test rows."""
    if evidence.part != "test" or "validation" not in evidence.errors:
        return None
    found = {c: one for c in evidence.targets if (one := _lean(evidence, c))}
    if not found:
        return None
    c = max(found, key=lambda c: found[c].gain)
    one = found[c]
    words = {part: evidence.amount(abs(getattr(one, part)), c) for part in ("validation", "test")}
    values = {
        "target": evidence.named(c),
        "direction": say("judged.too_high") if one.test > 0 else say("judged.too_low"),
        **words,
        "gain": f"{100 * one.gain:.0f}",
    }
    finding = Finding(
        severity=Severity.WARNING,
        key="judged_leans",
        values=values,
        remedies=("anchor", "newer_training"),
        columns=tuple(evidence.named(c) for c in found),
    )
    rows = {say(f"judged.on_{part}"): (abs(getattr(one, part)), words[part], part == "test") for part in words}
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)), panel="where")


def _lean(evidence: Evidence, c: int) -> _Lean | None:
    wrong = {}
    for part in ("validation", "test"):
        came, said, _ = evidence.every(c, part)
        wrong[part] = said - came
        if len(came) < 2 * FEWEST * overlap_of(evidence) or not np.isfinite(wrong[part]).all():
            return None
    validation, test = (float(wrong[part].mean()) for part in ("validation", "test"))
    error = float(np.abs(wrong["test"]).mean())
    if validation * test <= 0 or error == 0:
        return None
    gain = 1 - float(np.abs(wrong["test"] - validation).mean()) / error
    if gain < GAIN or not all(_steady(one, evidence) for one in wrong.values()):
        return None
    return _Lean(validation=validation, test=test, gain=gain)


def _steady(wrong: np.ndarray, evidence: Evidence) -> bool:
    """Whether the mean of the errors (w, H) is more than luck; one without any spread surely is."""
    each = wrong.mean(axis=1)
    if np.ptp(each) <= 1e-9 * np.abs(each).max():
        return True
    return diebold_mariano(each, overlap_of(evidence)) < RARE
