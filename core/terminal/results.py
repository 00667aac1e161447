"""Figures of an evaluation as a table for a person."""

from __future__ import annotations

import math
from typing import Any

from core.evaluation.class_metrics import CLASS_METRICS
from core.evaluation.metrics import METRICS, in_table
from core.evaluation.verdict import foremost
from core.text import count, say

ORIGINAL = ("mae", "rmse", "mape", "smape", "mase", "r2")
"""The figures per target that `--json` promises, in this order; of classes all of `CLASS_METRICS`."""

VERDICT = ("key", "text", "skill", "best_baseline")


def promised(parts: dict[str, Any] | None) -> dict[str, Any] | None:
    """The metrics of each part with exactly the promised keys; None where nothing was judged."""
    if parts is None:
        return None
    return {
        part: {
            "original": {
                name: {key: one[key] for key in (*ORIGINAL, *CLASS_METRICS) if key in one}
                for name, one in found["original"].items()
            },
            "scaled": {key: one for key, one in found["scaled"].items() if key in ("mse", "mae")},
        }
        for part, found in parts.items()
    }


def promised_verdict(verdict: dict[str, Any] | None) -> dict[str, Any] | None:
    """The verdict with exactly the promised keys; the page's other sentences are for people."""
    return {key: verdict[key] for key in VERDICT} if verdict else None


def figures(judged: dict[str, Any], part: str) -> list[tuple[str, ...]]:
    """A line for the model and for each baseline that matters, per target, in its own unit."""
    kinds = {key: metric.kind for key, metric in (CLASS_METRICS if "classes" in judged else METRICS).items()}
    rows = [("", *(say(f"metrics.{key}.label") for key in kinds))]
    who = {say("terminal.result.model"): judged["metrics"]}
    who |= {judged["labels"][key]: judged["baselines"][key] for key in _foremost(judged)}
    for target in judged["targets"]:
        rows += [(target["name"], *[""] * len(kinds))] if len(judged["targets"]) > 1 else []
        for name, parts in who.items():
            one = parts[part]["original"][target["name"]]
            rows.append((name, *(in_table(one[key], kind, target["unit"]) for key, kind in kinds.items())))
    return rows


def more(judged: dict[str, Any]) -> list[str]:
    """That there are other baselines, where there are."""
    rest = len(judged["baselines"]) - len(_foremost(judged))
    return [say("terminal.result.more", rules=rest)] if rest else []


def _foremost(judged: dict[str, Any]) -> list[str]:
    """Without a verdict, which new examples without an answer have not, all there are."""
    if not judged["verdict"]:
        return list(judged["baselines"])
    errors = judged["verdict"]["errors"]
    rules = {key: math.nan if errors[key] is None else errors[key] for key in judged["baselines"]}
    return foremost(rules, judged["question"])


def confusion(judged: dict[str, Any], part: str) -> list[tuple[str, ...]]:
    """How often each class was taken for which; nothing where a number is predicted."""
    if "classes" not in judged:
        return []
    words, counted = judged["classes"]["words"], judged["classes"]["parts"][part]["confusion"]
    rows = [
        (say("terminal.result.actual", word=word), *map(count, row)) for word, row in zip(words, counted, strict=True)
    ]
    return [("", *(say("terminal.result.taken_for", word=word) for word in words)), *rows]
