"""What a reader of the figures of classes has to know: why one is missing, what is never said, what is chance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.evaluation.class_metrics import CLASS_METRICS, balanced_accuracy, chance
from core.evaluation.class_scores import ClassScores, PartScores
from core.evaluation.notes import Missing, left_out, sampled
from core.evaluation.past import Fit
from core.evaluation.predictions import Predictions
from core.evaluation.report import judged_first
from core.evaluation.verdict import LEVEL
from core.examples.prepare import Prepared
from core.findings import Finding, Severity
from core.text import count, say

__all__ = ["Missing", "class_notes", "not_computable"]


def not_computable(prepared: Prepared, scores: ClassScores) -> Missing:
    """Target → metric → why it is NaN; only what is missing."""
    target, words = prepared.dataset.target_names[0], prepared.dataset.classes
    never_said = [word for word, said in zip(words, scores.confusion.sum(axis=0), strict=True) if not said]
    never_there = [word for word, there in zip(words, scores.confusion.sum(axis=1), strict=True) if not there]
    reasons = {
        key: say(f"not_computable.{'class_never_said' if key == 'precision' else 'class_never_there'}", classes=those)
        for key, metric in CLASS_METRICS.items()
        if not np.isfinite(metric.of(scores))
        for those in [", ".join(never_said if key == "precision" else never_there)]
    }
    return {target: reasons} if reasons else {}


def class_notes(
    prepared: Prepared,
    scored: Mapping[str, PartScores],
    missing: Mapping[str, Missing],
    predictions: Predictions,
    fits: Mapping[str, Fit],
) -> tuple[Finding, ...]:
    """Findings about the figures themselves, in the order in which they matter."""
    judged = judged_first(scored)
    scores = scored[judged].scores["model"]
    return (
        *_no_better_than_chance(scores, judged),
        *_never_said(prepared, scores, judged),
        *left_out(missing[judged]),
        *sampled(prepared, predictions, fits),
    )


def _no_better_than_chance(scores: ClassScores, part: str) -> list[Finding]:
    """Right answers that come from one class being frequent alone."""
    reached, guessed = balanced_accuracy(scores), chance(scores)
    if not guessed < 1 or reached > guessed + LEVEL:
        return []
    values = {"part": say(f"parts.{part}"), "reached": f"{100 * reached:.0f}", "guessed": f"{100 * guessed:.0f}"}
    return [Finding(severity=Severity.WARNING, key="no_better_than_chance", values=values)]


def _never_said(prepared: Prepared, scores: ClassScores, part: str) -> list[Finding]:
    """Classes that occur and are never predicted."""
    occurs, said = scores.confusion.sum(axis=1), scores.confusion.sum(axis=0)
    never = np.flatnonzero((occurs > 0) & (said == 0))
    if not len(never):
        return []
    classes = prepared.dataset.classes
    values = {
        "classes": ", ".join(f"{classes[k]} ({occurs[k]:,})" for k in never),
        "number": count(len(never), "class", "classes"),
        "part": say(f"parts.{part}"),
    }
    return [Finding(severity=Severity.WARNING, key="class_never_predicted", values=values)]
