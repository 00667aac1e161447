"""Everything a run's page, its terminal output and its report say about how good it is.

`evaluate` gives one JSON-safe dict, kept as `evaluation.json`; NaN is written as null.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from core.evaluation.advice import explained
from core.evaluation.baselines import baselines_for, label
from core.evaluation.class_report import class_report
from core.evaluation.detectors.judgement import Judgement
from core.evaluation.notes import without
from core.evaluation.number_report import number_report
from core.evaluation.predictions import Predictions
from core.evaluation.questions import question_of
from core.evaluation.report import NEW, About, parts_of
from core.evaluation.ridge import FIT_WORK
from core.examples.prepare import Prepared
from core.findings import Finding

NAME = "evaluation.json"
FORMAT = 1


def evaluate(
    prepared: Prepared, predictions: Predictions, about: About | None = None, work: float = FIT_WORK
) -> dict[str, Any]:
    """Metrics, baselines on the same rows, error by step, worst moments, verdicts and findings.

    `question` says what was asked (`core.evaluation.questions`). Figures stand under `original` → target → metric
    (`core.evaluation.metrics`; of classes `core.evaluation.class_metrics`), those of numbers under `scaled` too. Of
    classes the error, by step and in the verdict, is the share that is wrong, there are no `moments`, and
    `classes` and `curves` tell more (`core.evaluation.class_report`).
    Parts without predictions are left out, and baselines that learn where there is no training
    part. `work` bounds the fit of each baseline; one that cannot answer here is told under `findings`.
    """
    ready = {key: rule(prepared, work) for key, rule in baselines_for(prepared).items()}
    fits = {key: fit for key, fit in ready.items() if not fit.reason}
    report = class_report if prepared.dataset.classes else number_report
    told = report(prepared, predictions, about or About(), fits)
    judged, verdict = told.pop("judged"), next(iter(told["verdicts"].values()), None)
    new = {part: len(prepared.placement.of(NEW)) for part in parts_of(predictions) if part == "new"}
    return plain(
        {
            "format": FORMAT,
            "question": question_of(prepared),
            "windows": prepared.counts | new,
            "targets": [
                {"name": name, "unit": unit}
                for name, unit in zip(prepared.dataset.target_names, prepared.dataset.target_units, strict=True)
            ],
            "every": predictions.every,
            "labels": {key: label(key, prepared.dataset) for key in fits},
            **told,
            "verdict": verdict and explained(verdict, judged),
            "findings": [
                *(one.as_dict() for one in judged),
                *(finding_as_dict(one) for one in (*_not_told(told["findings"], judged), *without(ready))),
            ],
        }
    )


def _not_told(findings: Sequence[Finding], judged: Sequence[Judgement]) -> list[Finding]:
    """Without targets that moved where it is told already that their levels were never seen."""
    unseen = {name for one in judged if one.finding.key == "judged_unseen" for name in one.finding.columns}
    return [one for one in findings if one.key != "drift" or not unseen.issuperset(one.columns)]


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
