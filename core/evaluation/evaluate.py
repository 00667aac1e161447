"""Everything a run's page, its terminal output and its report say about how good it is.

`evaluate` gives one JSON-safe dict, kept as `evaluation.json`; NaN is written as null.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation import advice, scores
from core.evaluation.baselines import BASELINES, LEARNING, label, phrase
from core.evaluation.metrics import seasonal_scale
from core.evaluation.notes import not_computable, notes
from core.evaluation.predictions import Predictions
from core.evaluation.ridge import FIT_WORK
from core.evaluation.scores import QUANTILES, Scores, Worst
from core.evaluation.verdict import Case, Verdict, judge
from core.examples.prepare import Prepared
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.findings import Finding
from core.spec import record
from core.text import say

NAME = "evaluation.json"
FORMAT = 1
NEW = 3
"""The part of rows from another file, which is neither of the three."""

JUDGED = ("test", "new", "validation")
"""Parts that have a verdict; the first there is has the last word."""

Array = NDArray[np.float64]


@record
class About:
    """What the numbers do not tell about the model: its name, its preset, whether it was cut short."""

    name: str = ""
    preset: str | None = None
    still_improving: bool = False


def evaluate(
    prepared: Prepared, predictions: Predictions, about: About | None = None, work: float = FIT_WORK
) -> dict[str, Any]:
    """Metrics, baselines on the same rows, error by step, worst moments, verdicts and findings.

    Parts without predictions are left out, and baselines that learn where there is no training
    part. `work` bounds the fit of the ridge baseline.
    """
    about = about or About()
    learns = len(prepared.placement.of(0)) > 0
    fits = {key: rule(prepared, work) for key, rule in BASELINES.items() if learns or key not in LEARNING}
    scored = {
        part: scores.score(prepared, *predictions.of(i), {key: fit.predict for key, fit in fits.items()})
        for i, part in enumerate((*PARTS, "new"))
        if np.any(predictions.part == i)
    }
    scale, deviation = mase_scale(prepared), _of_targets(prepared, "deviation")
    verdicts = {part: _verdict(prepared, scored, part, about, deviation) for part in JUDGED if part in scored}
    missing = {part: not_computable(prepared, one.errors["model"], scale, part) for part, one in scored.items()}
    found = notes(prepared, scored, missing, predictions, fits)
    return plain(
        {
            "format": FORMAT,
            "windows": prepared.counts | {part: len(prepared.placement.of(NEW)) for part in scored if part == "new"},
            "targets": [
                {"name": name, "unit": unit}
                for name, unit in zip(prepared.dataset.target_names, prepared.dataset.target_units, strict=True)
            ],
            "every": predictions.every,
            "metrics": {part: _figures(prepared, one, "model", scale, deviation) for part, one in scored.items()},
            "baselines": {
                key: {part: _figures(prepared, one, key, scale, deviation) for part, one in scored.items()}
                for key in fits
            },
            "labels": {key: label(key, prepared.dataset) for key in fits},
            "by_step": {part: _by_step(prepared, one) for part, one in scored.items()},
            "by_series": {part: _by_series(prepared, one) for part, one in scored.items()},
            "moments": {part: _moments(prepared, one) for part, one in scored.items()},
            "not_computable": missing,
            "verdict": next(iter(verdicts.values()), None),
            "verdicts": verdicts,
            "findings": [finding_as_dict(finding) for finding in found],
        }
    )


def mase_scale(prepared: Prepared) -> Array:
    """(C,) the training MAE of the seasonal naive, one row back when no season is known."""
    training = prepared.placement.part_of_row == 0
    segment, season = prepared.dataset.segment[training], prepared.dataset.season or 1
    columns = prepared.dataset.values[training][:, list(prepared.dataset.targets)].T
    return np.array([seasonal_scale(column, segment, season) for column in columns])


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """A finding with its sentences, as JSON output and the store keep it."""
    return {
        "key": finding.key,
        "severity": str(finding.severity),
        "title": finding.title,
        "text": finding.text,
        "columns": list(finding.columns),
    }


def plain(value: Any) -> Any:
    """The same tree with null where a number is not finite, fit for `files.write_json`."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _of_targets(prepared: Prepared, name: str) -> Array:
    return prepared.fitted.arrays[name][list(prepared.dataset.targets)]


def _figures(prepared: Prepared, one: Scores, who: str, scale: Array, deviation: Array) -> dict[str, Any]:
    errors = one.errors[who]
    return {
        "original": scores.by_target(errors, prepared.dataset.target_names, scale),
        "scaled": scores.scaled(errors, deviation),
    }


def _by_step(prepared: Prepared, one: Scores) -> dict[str, dict[str, list[float]]]:
    """Who → target → mean absolute error of each step ahead, in the target's unit."""
    names = prepared.dataset.target_names
    return {
        who: {name: errors.absolute[:, c].tolist() for c, name in enumerate(names)}
        for who, errors in one.errors.items()
    }


def _by_series(prepared: Prepared, one: Scores) -> list[dict[str, Any]]:
    """Per series its windows, and who → target → mean absolute error over all steps; empty for a single one."""
    names = prepared.dataset.target_names
    return [
        {
            "series": prepared.dataset.series_names[series],
            "windows": int(table["model"].cells.flat[0]),
            "errors": {
                who: dict(zip(names, errors.pool(0).absolute.tolist(), strict=True)) for who, errors in table.items()
            },
        }
        for series, table in sorted(one.by_series.items())
    ]


def _moments(prepared: Prepared, one: Scores) -> dict[str, dict[str, Any]]:
    """Target → leaning (mean of predicted − actual), mean, quantiles of the error, worst moment."""
    pooled = one.errors["model"].pool(0)
    return {
        name: {
            "leaning": float(pooled.signed[c]),
            "mean": float(pooled.level[c]),
            "quantiles": {str(q): float(one.quantiles[i, c]) for i, q in enumerate(QUANTILES)},
            "worst": _worst(prepared, one.worst[c]),
        }
        for c, name in enumerate(prepared.dataset.target_names)
    }


def _worst(prepared: Prepared, worst: Worst) -> dict[str, Any]:
    row = worst.now + int(target_offsets(prepared.windows)[worst.step])
    time = prepared.dataset.time
    return {
        "row": row,
        "now": worst.now,
        "time": None if time is None else str(time[row].astype("datetime64[s]")),
        "step": worst.step + 1,
        "predicted": worst.predicted,
        "actual": worst.actual,
    }


def _verdict(
    prepared: Prepared, scored: Mapping[str, Scores], part: str, about: About, deviation: Array
) -> dict[str, Any]:
    one = _single_target(prepared)
    case = Case(
        errors=_errors(scored[part], deviation, one),
        phrases={who: phrase(who, prepared.dataset) for who in scored[part].errors if who != "model"},
        part=say(f"parts.{part}"),
        name=about.name or say("verdict.this_model"),
        unit=prepared.dataset.target_units[0] if one else say("verdict.scaled_unit"),
    )
    verdict = judge(case)
    advised = _advice(prepared, scored, part, about, verdict)
    return {
        "key": verdict.key,
        "headline_key": verdict.headline_key,
        "headline": verdict.headline,
        "text": verdict.text,
        "skill": verdict.skill,
        "best_baseline": verdict.best_baseline,
        "errors": dict(case.errors),
        "unit": case.unit,
        "why": advised["why"],
        "next": advised["next"],
        "reason": advised["key"],
    }


def _single_target(prepared: Prepared) -> bool:
    """Whether errors are compared in the target's own unit: one target, or none with a deviation."""
    return len(prepared.dataset.targets) == 1 or not np.any(_of_targets(prepared, "deviation") > 0)


def _errors(one: Scores, deviation: Array, own_unit: bool) -> dict[str, float]:
    if own_unit:
        return {who: float(errors.pool(0).absolute.mean()) for who, errors in one.errors.items()}
    return {who: scores.scaled(errors, deviation)["mae"] for who, errors in one.errors.items()}


def _advice(
    prepared: Prepared, scored: Mapping[str, Scores], part: str, about: About, verdict: Verdict
) -> dict[str, str]:
    deviation = _of_targets(prepared, "deviation")
    shift = scored[part].errors["model"].pool(0).level - _of_targets(prepared, "mean")
    moved = shift / np.where(deviation > 0, deviation, np.inf)
    c = int(np.argmax(np.abs(moved)))
    facts = advice.Facts(
        train=_errors(scored["train"], deviation, _single_target(prepared)) if "train" in scored else None,
        part=say(f"parts.{part}"),
        target=prepared.dataset.target_names[c],
        unit=prepared.dataset.target_units[c],
        drift=float(moved[c]),
        shift=float(shift[c]),
        preset=about.preset,
        still_improving=about.still_improving,
    )
    return advice.advise(verdict, facts)
