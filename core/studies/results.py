"""The folds of a backtest that are judged so far, read from what its runs left."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from core.evaluation.baselines import label, phrase
from core.evaluation.questions import question_of
from core.examples.prepare import Located
from core.runs.explanations import file_of
from core.runs.library import Library
from core.studies.backtest import Fold, edges
from core.studies.folds import FoldErrors, Found, found, of_evaluation
from core.studies.running import asked
from core.text import say

__all__ = ["ONCE", "labels", "phrases", "result", "wanted_of_once"]

ONCE = "folds"
"""The analysis that judges one model on every fold (`core.analyses.folds`)."""


def result(library: Library, located: Located, study: str, planned: Sequence[Fold]) -> Found | None:
    """What is judged so far; None where nothing is.

    Without refits the one model is judged by an analysis, which is to be asked for with `wanted_of_once`.
    """
    judged = _own_models(library, study) if asked(study).refit else _one_model(library, located, study, planned)
    if not any(fold.windows for fold in judged):
        return None
    data = located.dataset
    unit = data.target_units[0] if len(data.targets) == 1 else say("verdict.scaled_unit")
    return found(judged, question_of(located), "" if data.classes else unit)


def wanted_of_once(located: Located, planned: Sequence[Fold]) -> dict[str, Any]:
    """The settings of the analysis `ONCE`."""
    return {"edges": edges(located, planned)}


def labels(located: Located, rules: Sequence[str]) -> dict[str, str]:
    """The rules as they stand beside a line."""
    return {key: label(key, located.dataset) for key in rules}


def phrases(located: Located, rules: Sequence[str]) -> dict[str, str]:
    """The rules inside a sentence."""
    return {key: phrase(key, located.dataset) for key in rules}


def _own_models(library: Library, study: str) -> list[FoldErrors]:
    judged = []
    for number, run in enumerate(library.study(study)):
        evaluation = library.evaluation(run.id)
        if evaluation and "test" in evaluation["verdicts"]:
            judged.append(of_evaluation(number, evaluation))
    return judged


def _one_model(library: Library, located: Located, study: str, planned: Sequence[Fold]) -> list[FoldErrors]:
    (run,) = library.study(study) or (None,)
    if run is None or not run.evaluated:
        return []
    file = file_of(library, run.id, ONCE, wanted_of_once(located, planned))
    if not file.exists():
        return []
    return [_read(number, fold) for number, fold in enumerate(json.loads(file.read_bytes())["folds"])]


def _read(number: int, fold: Mapping[str, Any]) -> FoldErrors:
    errors = {who: math.nan if error is None else float(error) for who, error in fold["errors"].items()}
    return FoldErrors(number=number, windows=fold["windows"], errors=errors)
