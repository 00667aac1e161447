"""Every sentence a user reads, by key, from `assets/text/<language>.toml`; and numbers in words."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "assets" / "text"
LANGUAGE = "en"

_ROUNDED_FROM, _EXPONENT_FROM = 6, 12  # powers of ten
_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


@cache
def sentences(language: str = LANGUAGE) -> Mapping[str, str]:
    """All sentences of a language, by dotted key."""
    flat: dict[str, str] = {}

    def walk(prefix: str, node: Mapping[str, object]) -> None:
        for name, value in node.items():
            if isinstance(value, Mapping):
                walk(f"{prefix}{name}.", value)
            else:
                flat[prefix + name] = str(value)

    walk("", tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8")))
    return flat


def say(key: str, **values: object) -> str:
    """The sentence of `key` with its `{placeholders}` filled (format specs such as `{n:,}` work).

    Raises KeyError for an unknown key or a missing placeholder: a programmer's mistake.
    """
    return sentences()[key].format(**values)


def known(key: str) -> bool:
    """Whether a sentence of this key exists."""
    return key in sentences()


def count(number: int, noun: str = "", plural: str | None = None) -> str:
    """`1 row`, `10,261 rows`."""
    if not noun:
        return f"{number:,}"
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def figure(value: float, digits: int = 3) -> str:
    """A number as a person writes it: `digits` significant ones, no exponent below 10¹² (`27,400,000`)."""
    if value is None or not math.isfinite(value):
        return say("words.not_computable")
    if value == 0:
        return "0"
    if value < 0:
        return "−" + figure(-value, digits)
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude >= _EXPONENT_FROM or magnitude < -4:
        return f"{value:.{digits - 1}e}"
    if magnitude >= _ROUNDED_FROM:
        return f"{round(value, digits - 1 - magnitude):,.0f}"
    return f"{value:,.{max(0, digits - 1 - magnitude)}f}"


def amount(value: float, unit: str = "", digits: int = 3) -> str:
    """A number with its unit: `1.65 °C`; a percentage stays attached: `12 %`."""
    return f"{figure(value, digits)} {unit}".rstrip()


def spacing_word(seconds: float | None, rows: int = 2) -> str:
    """What one row is called: `hour`, `day`, `month`, `row`; plural unless `rows` is 1."""
    name = "row"
    if seconds:
        named = {s: n for n, s in _UNITS} | {2_629_746: "month", 31_556_952: "year"}
        near = min(named, key=lambda s: abs(s - seconds))
        if abs(near - seconds) <= 0.02 * near or (near == 2_629_746 and 2_400_000 < seconds < 2_700_000):
            name = named[near]
    return name if rows == 1 else name + "s"


def span(rows: float, seconds: float | None) -> str:
    """How long `rows` rows last: `7 days`, `90 minutes`, `12 months`; without a spacing `7 rows`.

    `seconds` is the spacing of one row. The largest unit that divides the span evenly is used,
    but one day of shorter rows reads `24 hours`.
    """
    if not seconds or seconds >= _UNITS[0][1]:
        return count(int(rows), spacing_word(seconds, 1))
    total = rows * seconds
    if total == 86_400 > seconds:
        return count(24, "hour")
    for name, size in _UNITS[1:]:
        if total >= size and math.isclose(total / size, round(total / size), abs_tol=1e-6):
            return count(round(total / size), name)
    return f"{total:g} seconds"


def seconds_in_words(seconds: float) -> str:
    """A waiting time: `8 s`, `3 min`, `1 h 20 min`."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{max(1, whole)} s"
    if whole < 5_400:
        return f"{round(whole / 60)} min"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min"


def bytes_in_words(size: float) -> str:
    """`312 kB`, `4.1 MB`, `1.2 GB`."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size:.0f} B"
