"""Colours, dashes and numbers of a Plotly figure as attributes of SVG.

Figures are drawn with the light palette; each of its colours becomes a variable of the page's style, so that one
drawing serves light and dark.
"""

from __future__ import annotations

import html
import re
from dataclasses import fields

from core.charts.theme import LIGHT

__all__ = ["attributes", "dashes", "paint", "px"]

NAMES = {str(getattr(LIGHT, field.name)).lower(): field.name.replace("_", "-") for field in fields(LIGHT)}
"""Of two names of one colour, which are one in the dark too, the later."""

_DASHES = {"dash": "8 5", "dot": "2 3", "dashdot": "8 4 2 4"}
_RGBA = re.compile(r"rgba\((\d+),\s*(\d+),\s*(\d+),\s*([\d.]+)\)")


def paint(colour: object, what: str = "fill") -> dict[str, str]:
    """The attributes that colour a shape: `{"fill": "var(--predicted)"}`, with an opacity where it has one."""
    text = str(colour or "").strip().lower()
    found = _RGBA.fullmatch(text)
    if found:
        red, green, blue = (int(part) for part in found.groups()[:3])
        opacity = float(found[4])
        if not opacity:
            return {what: "none"}
        return paint(f"#{red:02x}{green:02x}{blue:02x}", what) | {f"{what}-opacity": f"{opacity:.3g}"}
    if not text:
        return {what: "none"}
    return {what: f"var(--{NAMES[text]})" if text in NAMES else text}


def dashes(dash: object) -> dict[str, str]:
    """`6px,4px` or the name of a dash; a solid line has none."""
    text = str(dash or "solid")
    if text == "solid":
        return {}
    return {"stroke-dasharray": _DASHES.get(text) or text.replace("px", "").replace(",", " ")}


def px(value: float) -> str:
    """A place in pixels, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def attributes(**given: object) -> str:
    """` name="value"` of each, underscores as hyphens, values escaped; what is None is left out."""
    said = ((name.replace("_", "-"), value) for name, value in given.items() if value is not None)
    return "".join(f' {name}="{html.escape(str(value))}"' for name, value in said)
