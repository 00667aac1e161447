"""Flat line: what is predicted hardly moves, while what came did."""

from __future__ import annotations

from core.evaluation.baselines import phrase
from core.evaluation.detectors.evidence import Evidence, within
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows
from core.evaluation.verdict import LEVEL
from core.findings import Finding, Severity
from core.spec import record
from core.text import say

__all__ = ["flat_line"]

FLAT = 0.2
"""A spread below this share of the actual one tells of less than 4 % of it."""
STILL = 0.1
"""What moves by less than this share of how it moved on the training part is flat itself."""
FEWEST = 10


@record
class _Spread:
    said: float
    came: float


def flat_line(evidence: Evidence) -> Judgement | None:
    """A warning where a rule does better; else a remark: of noise the best guess is its mean."""
    found = {c: one for c in evidence.targets if (one := _spreads(evidence, c))}
    if not found:
        return None
    c = min(found, key=lambda c: found[c].said / found[c].came)
    best, error = evidence.rival(c)
    beaten = error < (1 - LEVEL) * float(evidence.by_target["model"][c])
    spread = {"said": evidence.amount(found[c].said, c), "came": evidence.amount(found[c].came, c)}
    rule = {"rule": phrase(best, evidence.prepared.dataset), "rule_error": evidence.amount(error, c)}
    values = {"target": evidence.named(c), **spread, **rule}
    finding = Finding(
        severity=Severity.WARNING if beaten else Severity.INFO,
        key="judged_flat" if beaten else "judged_flat_all",
        values=values,
        remedies=("anchor", "more_epochs") if beaten else ("more_inputs",),
        columns=tuple(evidence.named(c) for c in found),
    )
    rows = {
        say("judged.said"): (found[c].said, spread["said"], True),
        say("judged.came"): (found[c].came, spread["came"], False),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)), panel="where")


def _spreads(evidence: Evidence, c: int) -> _Spread | None:
    """The standard deviations from window to window, within a series; None where it is no flat line."""
    came, said, series = evidence.every(c)
    if len(came) < FEWEST or not (abs(came).max() < float("inf") and abs(said).max() < float("inf")):
        return None
    found = _Spread(said=within(said, series), came=within(came, series))
    moves = found.came > STILL * _usual(evidence, c) > 0
    return found if moves and found.said < FLAT * found.came else None


def _usual(evidence: Evidence, c: int) -> float:
    """The spread within a series that training answers have, or all training rows where the answers are not known."""
    if "train" not in evidence.errors:
        return float(evidence.deviation[c])
    came, _, series = evidence.every(c, "train")
    return within(came, series)
