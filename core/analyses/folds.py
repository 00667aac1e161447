"""The analysis `folds`: one model judged on each stretch of a backtest without refits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.analyses.explained import Explained, Report, Wanted
from core.studies.once import errors_by_fold

__all__ = ["judged_folds"]


def judged_folds(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> dict[str, Any]:
    """`settings["edges"]` are where folds begin and the last one ends (`core.studies.once`); `folds` is the answer."""
    return {"folds": errors_by_fold(seen.prepared, seen.predictions, settings["edges"], report)}
