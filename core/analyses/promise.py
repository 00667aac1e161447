"""What a run promised and what it kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.analyses.explained import Explained, Report, Wanted
from core.evaluation.promised import promised_and_kept

__all__ = ["promised"]


def promised(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> Mapping[str, Any]:
    """The errors of the test part, and those of the rows that were held back."""
    network = (seen.answer, seen.way)
    return promised_and_kept(seen.prepared, seen.run.experiment.split, network, seen.predictions, report)
