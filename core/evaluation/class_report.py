"""The report on predicted classes: figures, confusion, curves, and what a reader has to know of them.

Letters: `K` classes, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.evaluation.baselines import phrase
from core.evaluation.class_metrics import CLASS_METRICS, f1s, precisions, recalls
from core.evaluation.class_notes import Missing, class_notes, not_computable
from core.evaluation.class_scores import ClassScores, PartScores, each_class, score_classes
from core.evaluation.curves import Curve, precision_recall, roc
from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.registry import detect
from core.evaluation.past import Fit, Predict, actual, spread
from core.evaluation.predictions import Predictions
from core.evaluation.questions import question_of
from core.evaluation.report import JUDGED, About, judged_first, luck_of, parts_of, verdict_as_dict
from core.evaluation.verdict import Case
from core.examples.prepare import Prepared
from core.text import say

__all__ = ["MOST_RANKED", "class_report"]

MOST_RANKED = 2_000_000
"""Answers that a curve is drawn from."""


def class_report(prepared: Prepared, predictions: Predictions, about: About, fits: Mapping[str, Fit]) -> dict[str, Any]:
    """What `core.evaluation.evaluate` says of classes; `findings` are still findings, and `judged` judgements.

    `classes` holds the `words`, and under `parts` → part `confusion` (K, K: rows actual, columns predicted) and
    `by_class`, in the order of the words: class, precision, recall, f1, support (how often it occurs), predicted
    (how often it is said). `curves` → part → `roc` and `precision_recall` → class → `x` and `y`, and `area`
    under the first: false against true positive rate, recall against precision. Of two classes only the second.
    """
    rules = {key: fit.predict for key, fit in fits.items()}
    parts = parts_of(predictions)
    scored = {part: score_classes(prepared, *predictions.of(i), rules) for part, i in parts.items()}
    missing: dict[str, Missing] = {part: not_computable(prepared, one.scores["model"]) for part, one in scored.items()}
    target, words = prepared.dataset.target_names[0], prepared.dataset.classes
    return {
        "metrics": {part: _figures(target, one.scores["model"]) for part, one in scored.items()},
        "baselines": {key: {part: _figures(target, one.scores[key]) for part, one in scored.items()} for key in fits},
        "by_step": {
            part: {who: {target: shares.tolist()} for who, shares in one.by_step.items()}
            for part, one in scored.items()
        },
        "by_series": {part: _by_series(prepared, one) for part, one in scored.items()},
        "moments": {},
        "classes": {
            "words": list(words),
            "parts": {part: _counted(words, one.scores["model"]) for part, one in scored.items()},
        },
        "curves": {part: _curves(prepared, predictions, i, scored[part]) for part, i in parts.items()},
        "not_computable": missing,
        "verdicts": {part: _verdict(prepared, scored, part, about) for part in JUDGED if part in scored and fits},
        "findings": class_notes(prepared, scored, missing, predictions, fits),
        "judged": detect(_evidence(prepared, predictions, scored, rules, about)) if fits else (),
    }


def _figures(target: str, scores: ClassScores) -> dict[str, Any]:
    figures = {key: metric.of(scores) for key, metric in CLASS_METRICS.items()}
    return {"original": {target: figures}, "scaled": {}}


def _counted(words: tuple[str, ...], scores: ClassScores) -> dict[str, Any]:
    found, right, both = recalls(scores), precisions(scores), f1s(scores)
    return {
        "confusion": scores.confusion.tolist(),
        "by_class": [
            {
                "class": word,
                "precision": float(right[k]),
                "recall": float(found[k]),
                "f1": float(both[k]),
                "support": int(scores.confusion[k].sum()),
                "predicted": int(scores.confusion[:, k].sum()),
            }
            for k, word in enumerate(words)
        ],
    }


def _curves(prepared: Prepared, predictions: Predictions, part: int, scored: PartScores) -> dict[str, Any]:
    now, values = predictions.of(part)
    some = spread(np.arange(len(now)), max(1, MOST_RANKED // values.shape[1]))
    codes, words = actual(prepared, now[some])[..., 0].ravel().astype(np.int64), prepared.dataset.classes
    probabilities = each_class(values[some]).reshape(codes.size, -1)
    shown = range(1, 2) if len(words) == 2 else range(len(words))
    areas = scored.scores["model"].areas
    return {
        "roc": {words[k]: {**_points(roc(codes == k, probabilities[:, k])), "area": float(areas[k])} for k in shown},
        "precision_recall": {words[k]: _points(precision_recall(codes == k, probabilities[:, k])) for k in shown},
    }


def _points(curve: Curve) -> dict[str, list[float]]:
    return {"x": curve.x.tolist(), "y": curve.y.tolist()}


def _by_series(prepared: Prepared, one: PartScores) -> list[dict[str, Any]]:
    target = prepared.dataset.target_names[0]
    return [
        {
            "series": prepared.dataset.series_names[series],
            "windows": windows,
            "errors": {who: {target: share} for who, share in shares.items()},
        }
        for series, (windows, shares) in sorted(one.by_series.items())
    ]


def _verdict(prepared: Prepared, scored: Mapping[str, PartScores], part: str, about: About) -> dict[str, Any]:
    scores, question = scored[part].scores, question_of(prepared)
    case = Case(
        errors=_wrong(scored[part]),
        phrases={who: phrase(who, prepared.dataset) for who in scores if who != "model"},
        part=say(f"parts.{part}"),
        name=about.spoken,
        unit="",
        question=question,
        answers=scores["model"].answers,
    )
    return verdict_as_dict(case, about.preset, luck_of(prepared, scored[part].losses, case.best))


def _evidence(
    prepared: Prepared,
    predictions: Predictions,
    scored: Mapping[str, PartScores],
    rules: Mapping[str, Predict],
    about: About,
) -> Evidence:
    errors, part = {name: _wrong(one) for name, one in scored.items()}, judged_first(scored)
    return Evidence(
        prepared=prepared,
        predictions=predictions,
        part=part,
        errors=errors,
        losses={name: one.losses for name, one in scored.items()},
        by_target={who: np.array([share]) for who, share in errors[part].items()},
        rules=rules,
        about=about,
    )


def _wrong(one: PartScores) -> dict[str, float]:
    """The share that is wrong, by who answered."""
    return {who: scores.wrong / scores.answers for who, scores in one.scores.items()}
