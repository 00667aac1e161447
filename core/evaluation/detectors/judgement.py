"""What a detector says: a finding, the picture that shows it, and where to look closer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.findings import Finding
from core.spec import record
from core.text import say

__all__ = ["Judgement", "Picture"]


@record
class Picture:
    """The small chart that shows a finding, as JSON: its kind (`core.charts.detect`) and what it draws."""

    kind: str
    values: Mapping[str, Any]


@record
class Judgement:
    """A finding about a model, with its picture and the panel of Inspect that shows more of it ("" for none).

    Beside title and text its key names `findings.<key>.next`, what to do, and `.how`, how to read the picture. Its
    remedies are keys of `core.evaluation.detectors.remedies`.
    """

    finding: Finding
    picture: Picture
    panel: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As `evaluation.json` keeps it; NaN is left to whoever writes it."""
        finding = self.finding
        return {
            "key": finding.key,
            "severity": str(finding.severity),
            "title": finding.title,
            "text": finding.text,
            "next": say(f"findings.{finding.key}.next", **finding.values),
            "how": say(f"findings.{finding.key}.how", **finding.values),
            "columns": list(finding.columns),
            "remedies": list(finding.remedies),
            "picture": {"kind": self.picture.kind, **self.picture.values},
            "panel": self.panel,
        }
