"""How it learned: by heart, too little, or not to the end.

Letters: `E` epochs.
"""

from __future__ import annotations

import math

from core.evaluation.baselines import doing_nothing, phrase
from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows, curves
from core.evaluation.report import Learning
from core.evaluation.verdict import compare, skill
from core.findings import Finding, Severity
from core.text import count, figure, say

__all__ = ["GAP", "improving", "overfits", "underfits"]

GAP = 0.15
"""So much more skill on training rows than on rows it never saw reads as learned by heart."""
SEEN = 0.05
"""Who does not even know the rows it learned from has nothing by heart: the least skill there."""
RISE = 0.1
"""The validation loss of the kept epoch may lie this share above the lowest one."""
FALL = 0.01
"""A validation loss that fell by this share over the last fifth of the epochs is still falling."""
BEHIND = 0.05
"""A rule that is so much better on the very rows the model learned from shows that it learned too little."""

BY_HEART = ("trees",)
"""Rules that know the rows they learned from by heart, so that their errors there show nothing."""


def overfits(evidence: Evidence) -> Judgement | None:
    """Far better on the rows it learned from, beside the simplest rule; or kept after it had turned worse.

    The simplest rule says how hard each part is, since it learns nothing from any.
    """
    if any(_kept_too_late(one) for one in evidence.about.learning):
        return _kept_late(evidence)
    seen, unseen = _skill(evidence, "train"), _skill(evidence, evidence.part)
    checked = _skill(evidence, "validation") if evidence.part == "test" else unseen
    if not (seen > SEEN and seen - unseen > GAP and (seen - checked > GAP / 2 or math.isnan(checked))):
        return None
    rule = phrase(_simplest(evidence), evidence.prepared.dataset)
    told = {"seen": _percent(seen), "unseen": _percent(unseen), "part": say(f"parts.{evidence.part}"), "rule": rule}
    finding = Finding(
        severity=Severity.INFO if _best_of_all(evidence) else Severity.WARNING,
        key="judged_overfits",
        values=told,
        remedies=("more_dropout", "fewer_units"),
    )
    rows = {
        say("judged.on_train"): (seen, told["seen"], False),
        say(f"judged.on_{evidence.part}"): (max(0.0, unseen), told["unseen"], True),
    }
    networks = evidence.about.learning
    picture = Picture(kind="curves", values=curves(networks)) if networks else Picture(kind="bars",
                      values=bar_rows(rows))  # fmt: skip
    return Judgement(finding=finding, picture=picture)


def underfits(evidence: Evidence) -> Judgement | None:
    """A rule explains even the rows it learned from better than the network does."""
    errors = evidence.errors.get("train")
    if not errors or any(_falling(one) for one in evidence.about.learning):
        return None
    rules = {who: errors[who] for who in errors if who not in ("model", *BY_HEART) and math.isfinite(errors[who])}
    if not rules or not math.isfinite(errors["model"]):
        return None
    best = min(rules, key=lambda who: rules[who])
    if rules[best] >= (1 - BEHIND) * errors["model"]:
        return None
    rule, dataset = phrase(best, evidence.prepared.dataset), evidence.prepared.dataset
    finding = Finding(
        severity=Severity.WARNING,
        key="judged_underfits",
        values={"rule": rule, "more": _percent(errors["model"] / rules[best] - 1) if rules[best] > 0 else "100 %"},
        remedies=("more_units", "more_epochs"),
        columns=dataset.target_names,
    )
    rows = {
        say("judged.model"): (errors["model"], figure(errors["model"]), True),
        rule: (rules[best], figure(rules[best]), False),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))


def improving(evidence: Evidence) -> Judgement | None:
    """Every network's newest epoch was its best, and its validation loss was falling still."""
    networks = evidence.about.learning
    if not networks or not all(_falling(one) for one in networks):
        return None
    fell = max(_fell(one) for one in networks)
    finding = Finding(
        severity=Severity.INFO if _best_of_all(evidence) else Severity.WARNING,
        key="judged_improving",
        values={
            "epochs": len(networks[0].validation),
            "last": count(_stretch(len(networks[0].validation)), "epoch"),
            "fell": _percent(fell),
        },
        remedies=("more_epochs",),
    )
    return Judgement(finding=finding, picture=Picture(kind="curves", values=curves(networks)))


def _kept_late(evidence: Evidence) -> Judgement:
    one = next(one for one in evidence.about.learning if _kept_too_late(one))
    lowest = 1 + min(range(len(one.validation)), key=lambda i: one.validation[i])
    rise = one.validation[one.kept - 1] / one.validation[lowest - 1] - 1
    finding = Finding(
        severity=Severity.WARNING,
        key="judged_kept_late",
        values={"kept": one.kept, "lowest": lowest, "rise": _percent(rise)},
        remedies=("keep_best",),
    )
    return Judgement(finding=finding, picture=Picture(kind="curves", values=curves((one,))))


def _kept_too_late(one: Learning) -> bool:
    """The kept epoch lies after the lowest validation loss, clearly above it, with a lower training loss."""
    if not (one.whole and 1 <= one.kept <= len(one.validation)):
        return False
    lowest = min(range(len(one.validation)), key=lambda i: one.validation[i])
    kept = one.kept - 1
    risen = one.validation[kept] > (1 + RISE) * one.validation[lowest]
    return kept > lowest and risen and one.train[kept] < one.train[lowest]


def _falling(one: Learning) -> bool:
    return one.whole and len(one.validation) >= 2 and one.validation[-1] == min(one.validation) and _fell(one) >= FALL


def _fell(one: Learning) -> float:
    before = one.validation[-1 - _stretch(len(one.validation))]
    return 1 - one.validation[-1] / before if before > 0 else 0.0


def _stretch(epochs: int) -> int:
    """The last fifth of the epochs, at least one."""
    return max(1, epochs // 5)


def _best_of_all(evidence: Evidence) -> bool:
    """Whether it does better on the judged part than every rule."""
    errors = evidence.errors[evidence.part]
    rules = [error for who, error in errors.items() if who != "model" and math.isfinite(error)]
    return bool(rules) and compare(errors["model"], min(rules)) == "better"


def _simplest(evidence: Evidence) -> str:
    return doing_nothing(evidence.question)


def _skill(evidence: Evidence, part: str) -> float:
    errors = evidence.errors.get(part)
    return skill(errors["model"], errors[_simplest(evidence)]) if errors else math.nan


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−") if abs(share) >= 0.095 else f"{100 * share:.1f} %".replace("-", "−")
