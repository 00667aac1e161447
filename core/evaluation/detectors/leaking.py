"""Leak suspected: too good to be true, and the column that may already hold the answer.

Letters: `n` forecasts.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.evaluation.baselines import phrase
from core.evaluation.detectors.evidence import Evidence, centred
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows
from core.evaluation.past import Array, actual
from core.findings import Finding, Severity
from core.spec import record
from core.text import say

__all__ = ["leak_suspected"]

FAR = 0.1
"""Under this share of the best rule's error is too good, whatever that rule leaves."""
UNDER, NOISE = 0.25, 0.5
"""Under this share of the best rule's error, and of the noise that rule leaves, as well."""
EASY = 0.02
"""A best rule within this share of the spread: the series is easy, and being far better is no wonder."""
FEWEST = 60
GIVES_AWAY = 0.05
"""A column that leaves at most this share of the answer open, and of what the newest value leaves open."""
ORDER = 5
SAMPLE = 5_000


@record
class _Good:
    """Errors of the model and of the best rule, and the noise that rule leaves (NaN: not told)."""

    error: float
    rule: str
    rule_error: float
    noise: float


def leak_suspected(evidence: Evidence) -> Judgement | None:
    """Of numbers, per target; of classes over time where nothing is wrong and the rules often are."""
    if evidence.windows(evidence.part) < FEWEST:
        return None
    found = {c: one for c in evidence.targets if (one := _too_good(evidence, c))}
    if not found:
        return None
    c = min(found, key=lambda c: found[c].error / found[c].rule_error)
    one, numbers = found[c], not evidence.prepared.dataset.classes
    columns = _gives_away(evidence, c) if numbers else ()

    def said(error: float) -> str:
        return evidence.amount(error, c) if numbers else f"{100 * error:.0f} %"

    values = {"target": evidence.named(c), "error": said(one.error), "rule_error": said(one.rule_error),
              "rule": phrase(one.rule, evidence.prepared.dataset), "columns": ", ".join(columns)}  # fmt: skip
    finding = Finding(
        severity=Severity.ERROR if columns else Severity.WARNING,
        key="judged_leak_column" if columns else "judged_leak",
        values=values,
        remedies=("leave_out_columns",) if columns else ("look_at_columns",),
        columns=columns or (evidence.named(c),),
    )
    rows = {
        say("judged.model"): (one.error, said(one.error), True),
        say("judged.rule"): (one.rule_error, said(one.rule_error), False),
    }
    if math.isfinite(one.noise):
        rows[say("judged.noise")] = (one.noise, said(one.noise), False)
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))


def _too_good(evidence: Evidence, c: int) -> _Good | None:
    rule, rule_error = evidence.rival(c)
    error = float(evidence.by_target["model"][c])
    if evidence.prepared.dataset.classes:
        good = evidence.question == "classes_over_time" and error == 0 and rule_error >= 2 * FAR
        return _Good(error=error, rule=rule, rule_error=rule_error, noise=math.nan) if good else None
    spread = float(evidence.every(c)[0].std())
    if not error < UNDER * rule_error or not rule_error > EASY * spread > 0:
        return None
    noise = math.nan if evidence.prepared.windows.whole else _noise(evidence, c, rule)
    if error < FAR * rule_error or error < NOISE * noise:
        return _Good(error=error, rule=rule, rule_error=rule_error, noise=noise)
    return None


def _noise(evidence: Evidence, c: int, rule: str) -> float:
    """The mean size of what the rule's errors one step ahead do not tell of each other; NaN where they are few."""
    now, _ = evidence.predictions.of(2 if evidence.part == "test" else 3)
    now = now[:SAMPLE]
    left = actual(evidence.prepared, now)[:, 0, c] - evidence.rules[rule](now)[:, 0, c]
    if len(left) < 10 * ORDER or not np.isfinite(left).all():
        return math.nan
    earlier = np.stack([left[ORDER - k : -k] for k in range(1, ORDER + 1)] + [np.ones(len(left) - ORDER)], axis=1)
    weights = np.linalg.lstsq(earlier, left[ORDER:], rcond=None)[0]
    return float(np.abs(left[ORDER:] - earlier @ weights).mean())


def _gives_away(evidence: Evidence, c: int) -> tuple[str, ...]:
    """Inputs that are not predicted and whose newest value alone is nearly the first answer, as the past is not."""
    data = evidence.prepared.dataset
    pairs = evidence.pairs(c, step=0)
    now, series = pairs.now[:SAMPLE], pairs.series[:SAMPLE]
    came = pairs.actual[:SAMPLE]
    known = _open(came, data.values[now - (evidence.prepared.windows.delay == 0), data.targets[c]], series)
    others = [i for i in data.inputs if i not in data.targets]
    left = {data.names[i]: _open(came, data.values[now, i], series) for i in others}
    return tuple(name for name, share in left.items() if share <= GIVES_AWAY and share <= GIVES_AWAY * known)


def _open(came: Array, seen: Array, series: NDArray[np.int64]) -> float:
    """The share of the variance of answers (n,) that a straight line through `seen` (n,) leaves; 1 where unknown."""
    if not (np.isfinite(seen).all() and np.isfinite(came).all()):
        return 1.0
    x, y = centred(seen, series), centred(came, series)
    size = float((x**2).sum() * (y**2).sum())
    return 1 - float(x @ y) ** 2 / size if size > 0 else 1.0
