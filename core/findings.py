"""What is worth telling a user: severity, what, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from core.spec import record
from core.text import say


class Severity(StrEnum):
    """How much a finding matters; the order is from harmless to fatal."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@record
class Finding:
    """One thing worth telling the user, with what to do about it.

    `key` names the sentences `findings.<key>.title` and `findings.<key>.text`; `values` fills
    their placeholders. `remedies` are keys of `remedies.<key>`, the recommended one first; what
    a remedy does belongs to the layer that made the finding. `columns` and `rows` say where.
    """

    severity: Severity
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    remedies: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        return say(f"findings.{self.key}.title", **self.values)

    @property
    def text(self) -> str:
        return say(f"findings.{self.key}.text", **self.values)
