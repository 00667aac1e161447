"""What a model card says of how good a model is: its verdict, figures, intervals and limits, from its evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.evaluation.class_metrics import CLASS_METRICS
from core.evaluation.metrics import METRICS, in_table
from core.text import amount, say

__all__ = ["figure_lines", "limit_lines", "verdict_lines"]

SHOWN = ("mae", "rmse", "r2")
SHOWN_OF_CLASSES = ("accuracy", "balanced_accuracy", "f1")
MOST_LIMITS = 40
"""Findings in a card; the gravest come first."""

Evaluation = Mapping[str, Any]
Quote = Callable[[str], str]
"""Makes a user's text harmless where it is shown."""


def verdict_lines(evaluation: Evaluation, quote: Quote) -> Iterator[str]:
    """The verdict on the part that has the last word, with its skill and whether that is luck."""
    verdict = evaluation.get("verdict")
    if not verdict:
        return
    yield f"**{quote(verdict['headline'])}**"
    yield quote(verdict["text"])
    luck = verdict.get("luck")
    if luck:
        yield quote(luck["sentence"])
    if verdict.get("skill") is not None:
        best = evaluation["labels"][verdict["best_baseline"]]
        yield say("card.figures.skill", skill=_percent(verdict["skill"]), rule=quote(best))


def figure_lines(evaluation: Evaluation, quote: Quote) -> Iterator[str]:
    """One table per target: the model and the baselines, on the rows of the test part; then how far off it is."""
    part = next((one for one in ("test", "validation") if one in evaluation.get("metrics", {})), None)
    if part is None:
        yield say("card.not_judged")
        return
    classes = "classes" in evaluation
    shown = SHOWN_OF_CLASSES if classes else SHOWN
    kinds = {key: CLASS_METRICS[key].kind if classes else METRICS[key].kind for key in shown}
    yield say("card.figures.answers" if classes else "card.figures.rows", part=say(f"parts.{part}"))
    for target in evaluation["targets"]:
        yield _table(evaluation, part, target, kinds, quote)
        missing = evaluation.get("not_computable", {}).get(part, {}).get(target["name"], {})
        for key, reason in missing.items():
            if key in shown:
                yield say("card.figures.left_out", metric=say(f"metrics.{key}.label"), reason=quote(reason))
        yield from _interval(evaluation, part, target, quote)


def _table(evaluation: Evaluation, part: str, target: Mapping[str, str], kinds: Mapping[str, str], quote: Quote) -> str:
    who = {say("card.figures.model"): evaluation["metrics"]}
    who |= {quote(evaluation["labels"][key]): parts for key, parts in evaluation["baselines"].items()}
    head = [quote(target["name"]), *(say(f"metrics.{key}.label") for key in kinds)]
    lines = [head, ["---"] * len(head)]
    for name, parts in who.items():
        own = parts[part]["original"][target["name"]]
        lines.append([name, *(in_table(own[key], kind, quote(target["unit"])) for key, kind in kinds.items())])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _interval(evaluation: Evaluation, part: str, target: Mapping[str, str], quote: Quote) -> Iterator[str]:
    """How far off it was in half and in nine of ten cases; nothing of classes."""
    moments = evaluation.get("moments", {}).get(part, {}).get(target["name"])
    half, most = (moments["quantiles"].get(share) for share in ("0.5", "0.9")) if moments else (None, None)
    if half is not None and most is not None:
        half, most = (amount(end, quote(target["unit"])) for end in (half, most))
        yield say("card.figures.interval", half=half, most=most, part=say(f"parts.{part}"))


def limit_lines(evaluation: Evaluation, quote: Quote) -> Iterator[str]:
    """What was found that speaks against relying on it, the gravest first."""
    if not evaluation:
        yield say("card.limits.not_judged")
        return
    if "test" not in evaluation.get("metrics", {}):
        yield say("card.limits.no_test")
    order = ("error", "warning", "info", "ok")
    found = sorted(evaluation.get("findings", []), key=lambda one: order.index(one["severity"]))
    told = [one for one in found if one["severity"] != "ok"][:MOST_LIMITS]
    lines = [f"- **{quote(one['title'])}**: {quote(one['text'])}" for one in told]
    yield "\n".join(lines) if lines else say("card.limits.none")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")
