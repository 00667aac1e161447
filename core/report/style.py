"""The style of a report: the colours of the charts, light and dark, and `assets/report.css`."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from core.charts.theme import DARK, LIGHT, Palette
from core.text import FOLDER

__all__ = ["style"]

FILE = FOLDER.parent / "report.css"


@cache
def style() -> str:
    """Dark where the reader's screen is dark; paper is always light."""
    light, dark = (f":root{{{_variables(colours)}}}" for colours in (LIGHT, DARK))
    return f"{light}\n@media screen and (prefers-color-scheme: dark){{{dark}}}\n{FILE.read_text('utf-8')}"


def _variables(colours: Palette) -> str:
    return "".join(f"--{field.name.replace('_', '-')}:{getattr(colours, field.name)};" for field in fields(colours))
