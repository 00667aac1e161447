"""A setting of a preset, declared as data: pages make their controls of it, the terminal its `--set`."""

from __future__ import annotations

import math
from typing import Any, Literal

from core.errors import SettingsError
from core.spec import record
from core.text import say

Value = str | int | float | bool

_YES = {"yes": True, "true": True, "on": True, "1": True}
_NO = {"no": False, "false": False, "off": False, "0": False}


@record
class Setting:
    """One choice with its default and range (both ends included).

    `share` is a number from 0 that is shown as a percentage. `marks` are values worth a stop on a
    slider; every value in the range is allowed. `folded` stands under "More".
    """

    name: str
    kind: Literal["int", "float", "share", "choice", "switch"]
    default: Value
    low: float = 0
    high: float = 0
    marks: tuple[Value, ...] = ()
    choices: tuple[str, ...] = ()
    folded: bool = False

    @property
    def label(self) -> str:
        return say(f"model_settings.{self.name}.label")

    @property
    def help(self) -> str:
        return say(f"model_settings.{self.name}.help")

    def choice_label(self, choice: str) -> str:
        of = self.name.removeprefix("recurrent_")  # the activation of a gate is called like any other
        return say(f"model_settings.{of}.choices.{choice}")

    @property
    def rule(self) -> str:
        """`a whole number from 1 to 1,024`."""
        values = {"low": f"{self.low:,g}", "high": f"{self.high:,g}", "choices": ", ".join(self.choices)}
        return say(f"model_settings.rules.{self.kind}", **values)

    def accept(self, value: object) -> Value:
        """The value in its own type, from a control or from text. Raises SettingsError."""
        try:
            return self._read(value)
        except (ValueError, TypeError, OverflowError) as problem:
            received = repr(value) if len(repr(value)) <= 40 else f"{value!r:.40}…"
            raise SettingsError(
                "setting_wrong", label=self.label, rule=self.rule, received=received, default=str(self.default)
            ) from problem

    def _read(self, value: Any) -> Value:
        if self.kind == "switch":
            return value if isinstance(value, bool) else self._spoken(value)
        if isinstance(value, bool):
            raise TypeError("a switch is not a number")
        if self.kind == "choice":
            if value not in self.choices:
                raise ValueError("not among the choices")
            return str(value)
        number = float(value)
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise ValueError("out of range")
        if self.kind == "int" and number != int(number):
            raise ValueError("not whole")
        return int(number) if self.kind == "int" else number

    def _spoken(self, value: object) -> bool:
        words = _YES | _NO
        if str(value).lower() not in words:
            raise ValueError("neither yes nor no")
        return words[str(value).lower()]
