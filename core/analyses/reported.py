"""The analysis `report`: everything about a run as one page of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.analyses.explained import Explained, Report, Wanted
from core.report.report import report as written
from core.report.subject import subject_of

__all__ = ["reported"]


def reported(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> dict[str, Any]:
    """`settings["made"]` says when it is made, in words; `html` is the answer."""
    subject = subject_of(seen.library, seen.run, settings["made"], prepared=seen.prepared)
    return {"html": written(subject, report)}
