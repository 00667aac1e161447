"""The report on predicted numbers: errors in their own unit and scaled, by step, by series, and the worst moments.

Letters: `C` targets, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation import scores
from core.evaluation.baselines import phrase
from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.registry import detect
from core.evaluation.metrics import seasonal_scale
from core.evaluation.notes import not_computable, notes
from core.evaluation.past import Fit, Predict
from core.evaluation.predictions import Predictions
from core.evaluation.questions import question_of
from core.evaluation.report import JUDGED, About, judged_first, luck_of, parts_of, verdict_as_dict
from core.evaluation.scores import QUANTILES, Scores, Worst
from core.evaluation.verdict import Case
from core.examples.prepare import Prepared
from core.examples.windows import target_offsets
from core.text import say

__all__ = ["mase_scale", "number_report"]

Array = NDArray[np.float64]


def number_report(
    prepared: Prepared, predictions: Predictions, about: About, fits: Mapping[str, Fit]
) -> dict[str, Any]:
    """What `core.evaluation.evaluate` says of numbers; `findings` are still findings, and `judged` judgements."""
    rules = {key: fit.predict for key, fit in fits.items()}
    scored = {part: scores.score(prepared, *predictions.of(i), rules) for part, i in parts_of(predictions).items()}
    scale, deviation = mase_scale(prepared), _of_targets(prepared, "deviation")
    missing = {part: not_computable(prepared, one.errors["model"], scale, part) for part, one in scored.items()}
    return {
        "metrics": {part: _figures(prepared, one, "model", scale, deviation) for part, one in scored.items()},
        "baselines": {
            key: {part: _figures(prepared, one, key, scale, deviation) for part, one in scored.items()} for key in fits
        },
        "by_step": {part: _by_step(prepared, one) for part, one in scored.items()},
        "by_series": {part: _by_series(prepared, one) for part, one in scored.items()},
        "moments": {part: _moments(prepared, one) for part, one in scored.items()},
        "not_computable": missing,
        "verdicts": {part: _verdict(prepared, scored, part, about, deviation) for part in JUDGED if part in scored},
        "findings": notes(prepared, scored, missing, predictions, fits),
        "judged": detect(_evidence(prepared, predictions, scored, rules, about)) if fits else (),
    }


def mase_scale(prepared: Prepared) -> Array:
    """(C,) the training MAE of the seasonal naive, one row back when no season is known; NaN for whole examples."""
    if prepared.windows.whole:
        return np.full(len(prepared.dataset.targets), np.nan)
    training = prepared.placement.part_of_row == 0
    segment, season = prepared.dataset.segment[training], prepared.dataset.season or 1
    columns = prepared.dataset.values[training][:, list(prepared.dataset.targets)].T
    return np.array([seasonal_scale(column, segment, season) for column in columns])


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
        "series": prepared.dataset.series_names[prepared.dataset.series[row]],
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
        name=about.spoken,
        unit=prepared.dataset.target_units[0] if one else say("verdict.scaled_unit"),
        question=question_of(prepared),
    )
    chance = luck_of(prepared, scored[part].losses, case.best)
    return verdict_as_dict(case, about.preset, chance)


def _single_target(prepared: Prepared) -> bool:
    """Whether errors are compared in the target's own unit: one target, or none with a deviation."""
    return len(prepared.dataset.targets) == 1 or not np.any(_of_targets(prepared, "deviation") > 0)


def _errors(one: Scores, deviation: Array, own_unit: bool) -> dict[str, float]:
    if own_unit:
        return {who: float(errors.pool(0).absolute.mean()) for who, errors in one.errors.items()}
    return {who: scores.scaled(errors, deviation)["mae"] for who, errors in one.errors.items()}


def _evidence(
    prepared: Prepared,
    predictions: Predictions,
    scored: Mapping[str, Scores],
    rules: Mapping[str, Predict],
    about: About,
) -> Evidence:
    deviation, part = _of_targets(prepared, "deviation"), judged_first(scored)
    return Evidence(
        prepared=prepared,
        predictions=predictions,
        part=part,
        errors={name: _errors(one, deviation, _single_target(prepared)) for name, one in scored.items()},
        losses={name: one.losses for name, one in scored.items()},
        by_target={who: errors.pool(0).absolute for who, errors in scored[part].errors.items()},
        rules=rules,
        about=about,
    )
