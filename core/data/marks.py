"""Decimal mark and mark between thousands, from every number of a sample."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from core.spec import record

_DIGITS = re.compile(r"[+\-−]?[\d.,'’ ]*\d")
_AROUND = "%‰€$£¥₩()+-−kKMGBT \u00a0\u202f"
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}
_GROUPS = {mark: re.compile(rf"\d{{1,3}}(?:{mark}\d{{3}})+(?:[.,]\d*)?") for mark in " '’"}


@record
class Marks:
    """`doubtful` is a cell such as `1,000` when nothing tells whether it is one or a thousand."""

    decimal: Literal[".", ","]
    thousands: str
    doubtful: str = ""


def marks(cells: Iterable[str], separator: str) -> Marks:
    """Evidence of all cells together.

    `1,000` alone could be either: between semicolons, which stand where the comma is the decimal
    mark, it is one, elsewhere a thousand.
    """
    comma_decimal = comma_groups = point_groups = point_decimal = 0
    commas, points, other = [], [], ""
    for cell in cells:
        text = cell.strip(_AROUND)
        if not _DIGITS.fullmatch(text):
            continue
        if mark := next((mark for mark, group in _GROUPS.items() if mark in text and group.fullmatch(text)), ""):
            other, text = mark, text.replace(mark, "")
        if "," in text and "." in text:
            last_is_comma = text.rindex(",") > text.rindex(".")
            comma_decimal += last_is_comma
            point_groups += last_is_comma
            comma_groups += not last_is_comma
            point_decimal += not last_is_comma
        elif "," in text:
            grouped = bool(_GROUPED[","].fullmatch(text)) and not text.startswith("0")
            comma_groups += text.count(",") > 1
            commas += [cell] if grouped and text.count(",") == 1 else []
            comma_decimal += not grouped and text.count(",") == 1
        elif "." in text:
            grouped = bool(_GROUPED["."].fullmatch(text)) and not text.startswith("0")
            point_groups += text.count(".") > 1 and grouped
            points += [cell] if grouped and text.count(".") == 1 else []
            point_decimal += not grouped and text.count(".") == 1
    if comma_decimal > comma_groups:
        return Marks(decimal=",", thousands="." if point_groups or points else other)
    if point_groups and not point_decimal and not comma_groups:
        return Marks(decimal=",", thousands=".")
    if commas and not comma_groups and not point_decimal and not points and separator == ";":
        return Marks(decimal=",", thousands=other, doubtful=commas[0])
    if comma_groups or commas:
        certain = comma_groups or point_decimal or points or separator == ","
        return Marks(decimal=".", thousands=",", doubtful="" if certain else commas[0])
    doubtful = points[0] if len(points) > 1 and not point_decimal and separator == ";" else ""
    return Marks(decimal=".", thousands=other, doubtful=doubtful)
