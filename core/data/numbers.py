"""Cells that hold numbers in the way people write them."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_SIGNS = "%€$£₩¥"


def cells_to_numbers(
    cells: pa.ChunkedArray, decimal: str, thousands: str, missing: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], bool]:
    """Text → (numbers (N,), is missing (N,), is neither (N,), whether signs such as % were taken off).

    A no-break space groups digits, `−` is a minus, `%` and currency signs belong to the unit.
    `12,34` is no number when `,` groups thousands: a group has three digits.
    """
    text = pc.utf8_trim_whitespace(pc.fill_null(cells, ""))
    blank = pc.is_in(pc.utf8_lower(text), value_set=pa.array(missing))
    bare = pc.utf8_trim(text, characters=_SIGNS + " \u00a0\u202f")
    signed = bool(pc.any(pc.match_substring_regex(text, f"[{_SIGNS}]")).as_py())
    bare = pc.replace_substring(bare, "−", "-")
    bare = pc.replace_substring_regex(bare, "(\\d)[\u00a0\u202f]", r"\1")
    if thousands:
        mark, point = re.escape(thousands), re.escape(decimal)
        grouped = pc.match_substring_regex(bare, rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({point}\d*)?$")
        bare = pc.if_else(grouped, pc.replace_substring(bare, thousands, ""), bare)
    if decimal != ".":
        bare = pc.if_else(pc.match_substring(bare, "."), "x", pc.replace_substring(bare, decimal, "."))
    fits = pc.match_substring_regex(bare, _PLAIN)
    numbers = pc.cast(pc.if_else(fits, bare, None), pa.float64())
    neither = pc.and_(pc.invert(fits), pc.invert(blank))
    return pc.fill_null(numbers, float("nan")).to_numpy(), blank.to_numpy(), neither.to_numpy(), signed
