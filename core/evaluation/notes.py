"""What a reader of the figures has to know: why one is missing, what moved, what was sampled."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.metrics import METRICS, Errors
from core.evaluation.past import Fit
from core.evaluation.predictions import Predictions
from core.evaluation.scores import Scores
from core.examples.prepare import Prepared
from core.examples.spec import Windows
from core.examples.split import PARTS
from core.findings import Finding, Severity
from core.text import amount, say

Missing = dict[str, dict[str, str]]

FAR = 1.0
"""A mean that moved by this many training deviations is worth telling."""


def not_computable(prepared: Prepared, errors: Errors, scale: NDArray[np.float64], part: str) -> Missing:
    """Target → metric → why it is NaN; only what is missing."""
    pooled = errors.pool(0)
    missing: Missing = {}
    for key, metric in METRICS.items():
        for c, figure in enumerate(metric.of(pooled, scale)):
            if not np.isfinite(figure):
                target = prepared.dataset.target_names[c]
                why = f"{key}_of_examples" if metric.over_time and prepared.windows.whole else key
                why = why if np.isfinite(pooled.absolute[c]) else "prediction"
                reason = say(f"not_computable.{why}", target=target, part=say(f"parts.{part}"))
                missing.setdefault(target, {})[key] = reason
    return missing


def notes(
    prepared: Prepared,
    scored: Mapping[str, Scores],
    missing: Mapping[str, Missing],
    predictions: Predictions,
    fits: Mapping[str, Fit],
) -> tuple[Finding, ...]:
    """Findings about the figures themselves, in the order in which they matter."""
    judged = next((part for part in ("test", "new") if part in scored), next(iter(scored)))
    return (
        *answer_among_inputs(prepared.dataset, prepared.windows),
        *_drift(prepared, scored[judged], judged),
        *_filled(prepared, predictions, judged),
        *left_out(_expected(prepared, missing[judged])),
        *sampled(prepared, predictions, fits),
    )


def answer_among_inputs(dataset: Dataset, windows: Windows) -> list[Finding]:
    """With delay 0 the newest row read is the first one predicted: a target among the inputs gives itself away."""
    seen = [dataset.names[i] for i in dataset.targets if i in dataset.inputs]
    if windows.delay > 0 or not seen:
        return []
    values = {"targets": ", ".join(seen)}
    return [Finding(severity=Severity.WARNING, key="answer_among_inputs", values=values, columns=tuple(seen))]


def _drift(prepared: Prepared, one: Scores, part: str) -> list[Finding]:
    """Targets whose mean moved by a training deviation or more; whole examples are in no order to move in."""
    if prepared.windows.whole:
        return []
    at = list(prepared.dataset.targets)
    mean, deviation = prepared.fitted.arrays["mean"][at], prepared.fitted.arrays["deviation"][at]
    level = one.errors["model"].pool(0).level
    return [
        Finding(
            severity=Severity.WARNING,
            key="drift",
            values={
                "part": say(f"parts.{part}"),
                "target": target,
                "mean": amount(float(level[c]), prepared.dataset.target_units[c]),
                "train_mean": amount(float(mean[c]), prepared.dataset.target_units[c]),
            },
            columns=(target,),
        )
        for c, target in enumerate(prepared.dataset.target_names)
        if deviation[c] > 0 and abs(level[c] - mean[c]) >= FAR * deviation[c]
    ]


def _filled(prepared: Prepared, predictions: Predictions, part: str) -> list[Finding]:
    """Targets some of whose scored answers nobody measured like this: they were filled in, or cut off."""
    now, values = predictions.of((*PARTS, "new").index(part))
    marks = {"answers_filled": prepared.dataset.filled, "answers_clipped": prepared.dataset.clipped}
    return [
        Finding(
            severity=Severity.WARNING,
            key=key,
            values={"answers": count, "of": values[..., c].size, "part": say(f"parts.{part}"), "target": target},
            columns=(target,),
        )
        for key, marked in marks.items()
        if marked is not None
        for c, target in enumerate(prepared.dataset.target_names)
        if (count := _answers(marked[:, c], now, prepared.windows))
    ]


def _answers(marked: NDArray[np.bool_], now: NDArray[np.int64], windows: Windows) -> int:
    """How many of the answers to windows `now` (W,) lie in marked rows (N,); a row counts for each."""
    until = np.concatenate([[0], np.cumsum(marked)])
    first = now + windows.delay
    return int((until[first + windows.horizon] - until[first]).sum())


def _expected(prepared: Prepared, missing: Missing) -> Missing:
    """What is missing without what nobody expects of whole examples."""
    if not prepared.windows.whole:
        return missing
    return {
        target: {key: why for key, why in reasons.items() if not METRICS[key].over_time}
        for target, reasons in missing.items()
    }


def left_out(missing: Missing) -> list[Finding]:
    return [
        Finding(
            severity=Severity.INFO,
            key="metric_not_computable",
            values={"metric": say(f"metrics.{key}.label"), "reason": reason},
            columns=(target,),
        )
        for target, reasons in missing.items()
        for key, reason in reasons.items()
    ]


def without(fits: Mapping[str, Fit]) -> list[Finding]:
    """Rules that cannot answer here, and why."""
    return [
        Finding(
            severity=Severity.INFO,
            key="rule_left_out",
            values={"rule": say(f"baselines.{key}.label"), "reason": fit.reason},
        )
        for key, fit in fits.items()
        if fit.reason
    ]


def sampled(prepared: Prepared, predictions: Predictions, fits: Mapping[str, Fit]) -> list[Finding]:
    found = [
        Finding(
            severity=Severity.INFO,
            key=f"{key}_fitted_on_some_examples" if prepared.windows.whole else f"{key}_fitted_on_some",
            values={"kept": fit.fitted_on, "of": fit.fitted_of, "timesteps": fit.timesteps},
        )
        for key, fit in fits.items()
        if fit.sampled
    ]
    if predictions.every > 1:
        kept = int(np.count_nonzero(predictions.part == 0))
        values = {"every": predictions.every, "kept": kept, "of": prepared.counts["train"]}
        found.append(Finding(severity=Severity.INFO, key="predictions_sampled", values=values))
    return found
