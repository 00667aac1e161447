"""Validation unlike test: the rows that chose the best epoch tell little of the rows that judge."""

from __future__ import annotations

import numpy as np

from core.evaluation.detectors.evidence import Evidence, overlap_of
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows, ranges
from core.evaluation.luck import FEWEST
from core.findings import Finding, Severity
from core.spec import record
from core.text import say

__all__ = ["unlike"]

LEVELS = 1.0
"""Training deviations between the two means."""
SPREADS = 2.0
"""How many times the one spread may be the other."""
HARDER = 1.5
"""How many times the error relative to the rules' may grow from one to the other."""
SHARES = 0.2
"""Of classes: the share of answers that would have to change for both parts to hold the same ones."""


@record
class _Two:
    """Means and deviations of what came on validation and on test."""

    means: tuple[float, float]
    spreads: tuple[float, float]

    def differ(self, deviation: float) -> bool:
        low, high = sorted(self.spreads)
        return abs(self.means[1] - self.means[0]) >= LEVELS * deviation or high >= SPREADS * low


def unlike(evidence: Evidence) -> Judgement | None:
    """A warning where the error beside the simplest rule changes too: the promise of validation was another one."""
    enough = all(evidence.windows(part) >= FEWEST * overlap_of(evidence) for part in ("validation", "test"))
    if evidence.part != "test" or not enough:
        return None
    severity = Severity.WARNING if _promised_otherwise(evidence) else Severity.INFO
    if evidence.prepared.dataset.classes:
        return _of_classes(evidence, severity)
    return _of_numbers(evidence, severity)


def _of_numbers(evidence: Evidence, severity: Severity) -> Judgement | None:
    deviation = evidence.deviation
    two = {c: _two(evidence, c) for c in evidence.targets if deviation[c] > 0}
    found = [c for c, one in two.items() if one.differ(float(deviation[c]))]
    if not found:
        return None
    c = max(found, key=lambda c: abs(two[c].means[1] - two[c].means[0]) / float(deviation[c]))
    (mean_v, mean_t), (spread_v, spread_t) = two[c].means, two[c].spreads
    words = {"validation": mean_v, "test": mean_t, "spread_v": spread_v, "spread_t": spread_t}
    finding = Finding(
        severity=severity,
        key="judged_unlike",
        values={"target": evidence.named(c)} | {key: evidence.amount(value, c) for key, value in words.items()},
        remedies=("other_parts",),
        columns=tuple(evidence.named(c) for c in found),
    )
    rows = {
        say("judged.on_validation"): (mean_v - spread_v, mean_v + spread_v, "validation"),
        say("judged.on_test"): (mean_t - spread_t, mean_t + spread_t, "test"),
    }
    unit = evidence.prepared.dataset.target_units[c]
    return Judgement(finding=finding, picture=Picture(kind="ranges", values=ranges(rows, unit)))


def _two(evidence: Evidence, c: int) -> _Two:
    came = [evidence.every(c, part)[0] for part in ("validation", "test")]
    means, spreads = [float(one.mean()) for one in came], [float(one.std()) for one in came]
    return _Two(means=(means[0], means[1]), spreads=(spreads[0], spreads[1]))


def _of_classes(evidence: Evidence, severity: Severity) -> Judgement | None:
    words = evidence.prepared.dataset.classes
    shares = []
    for part in ("validation", "test"):
        codes = evidence.every(0, part)[0].astype(np.int64).ravel()
        shares.append(np.bincount(codes, minlength=len(words)) / codes.size)
    change = shares[1] - shares[0]
    if np.abs(change).sum() / 2 < SHARES:
        return None
    k = int(np.argmax(np.abs(change)))
    told = [f"{100 * float(share[k]):.0f} %" for share in shares]
    finding = Finding(
        severity=severity,
        key="judged_unlike_classes",
        values={"class_": words[k], "validation": told[0], "test": told[1]},
        remedies=("other_parts",),
        columns=evidence.prepared.dataset.target_names,
    )
    rows = {
        say("judged.on_validation"): (float(shares[0][k]), told[0], False),
        say("judged.on_test"): (float(shares[1][k]), told[1], True),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))


def _promised_otherwise(evidence: Evidence) -> bool:
    """Whether the error as a share of the simplest rule's is another on test than on validation."""
    ratios = []
    for part in ("validation", "test"):
        errors = evidence.errors[part]
        nothing = next(error for who, error in errors.items() if who != "model")
        ratios.append(errors["model"] / nothing if nothing > 0 else float("nan"))
    low, high = sorted(ratios)
    return high >= HARDER * low
