"""Problems in a user's data or choices, fit to be shown as they are.

A programmer's mistake is a `ValueError`; these are not. Each names its sentences
`errors.<key>.title` and `errors.<key>.text`, which together state the rule, what was received
and the remedy.
"""

from __future__ import annotations

from core.findings import Finding, Severity
from core.text import say


class LookbackError(Exception):
    """A problem the user can mend; `str()` is what the user reads."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    @property
    def title(self) -> str:
        return say(f"errors.{self.key}.title", **self.values)

    @property
    def text(self) -> str:
        return say(f"errors.{self.key}.text", **self.values)

    def __str__(self) -> str:
        return f"{self.title}. {self.text}"

    def to_finding(self) -> Finding:
        """The same sentences as a finding: `findings.error` shows them unchanged."""
        return Finding(severity=Severity.ERROR, key="error", values={"title": self.title, "text": self.text})


class DataError(LookbackError):
    """The file cannot be used as it is."""


class SettingsError(LookbackError):
    """The choices contradict each other or the data."""


class DoesNotFit(LookbackError):
    """A layer cannot take what the layer before it gives."""


class BundleError(LookbackError):
    """A model from outside is refused."""


class NotFoundError(LookbackError):
    """No such thing, or it belongs to somebody else: both read the same."""


class RunError(LookbackError):
    """A run cannot go on, or cannot be changed now."""
