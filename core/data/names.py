"""Column names that are unique, not blank and say what they seem to say; units out of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 120
_IN_COMMENT = re.compile(r"^\s*(#+\s+|##+|//)")
_NO_UNIT = ("-", "–", "[-]", "(-)")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]{1,24})[)\]}](?: \(\d+\))?\s*$")  # a name that is taken ends in ` (2)`
# How a unit is written → how it is shown. U+FFFD is what a damaged ² or µ leaves behind.
_SHOWN = {
    "degC": "°C", "deg C": "°C", "C": "°C", "°C": "°C", "℃": "°C", "degF": "°F", "°F": "°F", "F": "°F", "℉": "°F",
    "deg": "°", "°": "°", "%": "%", "W/m\ufffd": "W/m²", "\ufffdmol/m\ufffd/s": "µmol/m²/s", "g/m**3": "g/m³",
    "W/m2": "W/m²", "W/m^2": "W/m²", "ug/m3": "µg/m³", "µg/m3": "µg/m³", "m3": "m³", "m^3": "m³", "m2": "m²",
    "€": "€", "$": "$", "£": "£", "EUR": "EUR", "USD": "USD", "KRW": "KRW",
}  # fmt: skip
_ATOMS = frozenset({
    "K", "m", "mm", "cm", "km", "ft", "in", "mi", "kg", "g", "mg", "µg", "t", "lb", "l", "L", "ml", "s", "ms", "min",
    "h", "d", "Hz", "kHz", "MHz", "rpm", "W", "kW", "MW", "GW", "kWh", "MWh", "GWh", "Wh", "J", "kJ", "MJ", "V", "mV",
    "kV", "A", "mA", "Pa", "hPa", "kPa", "MPa", "mbar", "bar", "psi", "mol", "mmol", "µmol", "ppm", "ppb", "lx", "lux",
    "dB", "N", "ss", "m²", "m³", "mph", "kn", "knots", "persons", "people",
})  # fmt: skip


def column_names(header: Sequence[str], width: int, word: str) -> tuple[str, ...]:
    """`width` unique names; a blank one becomes `<word> 3`, a repeated one gets ` (2)`.

    >>> column_names(["a", "", "a"], 4, "column")
    ('a', 'column 2', 'a (2)', 'column 4')
    """
    taken: set[str] = set()
    names = []
    for at in range(width):
        plain = visible(header[at]) if at < len(header) else ""
        base = plain or f"{word} {at + 1}"
        name, copy = base, 2
        while name in taken:
            name, copy = f"{base} ({copy})", copy + 1
        taken.add(name)
        names.append(name)
    return tuple(names)


def uncommented_name(cell: str) -> str:
    """The first name of a line of names that stands in a comment; `#Passengers` keeps its sign."""
    return _IN_COMMENT.sub("", cell)


def visible(name: str) -> str:
    """The name without characters that cannot be seen or that turn the writing direction."""
    whole = unicodedata.normalize("NFC", name)  # é as one sign or as two looks the same
    seen = "".join(c for c in whole if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") or c in "\t\n")
    plain = " ".join(seen.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def hides_letters(name: str) -> bool:
    """Whether letters that cannot be seen, or far too many, stand in a name."""
    return len(visible(name)) < len(" ".join(unicodedata.normalize("NFC", name).split()))


def unit_of(name: str) -> str:
    """The unit at the end of a name, as it is shown; nothing when the brackets hold no unit.

    >>> unit_of("T (degC)"), unit_of("vel[km/h]"), unit_of("CO(GT)")
    ('°C', 'km/h', '')
    """
    found = _BRACKETS.search(name)
    if not found:
        return ""
    text = found[1].strip()
    return _SHOWN.get(text, text) if is_unit(text) else ""


def is_unit(text: str) -> bool:
    """Whether a text alone is a unit: `°C`, `km/h`."""
    return text in _SHOWN or all(_is_atom(atom.strip()) for atom in re.split(r"[/*·]", text))


def joined_names(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """One name per column from two lines: a merged cell above names all below it, a line of units goes in brackets.

    >>> joined_names(["day", "in", ""], ["", "cars", "bikes"]), joined_names(["day", "T"], ["-", "°C"])
    (['day', 'in cars', 'in bikes'], ['day', 'T (°C)'])
    """
    told = [cell.strip() for cell in second if cell.strip() not in ("", *_NO_UNIT)]
    units = sum(map(is_unit, told)) >= 0.5 * len(told)
    joined, above = [], ""
    for at in range(max(len(first), len(second))):
        top = first[at].strip() if at < len(first) else ""
        below = second[at].strip() if at < len(second) else ""
        below = "" if below in _NO_UNIT else below
        above = top or (above if below else "")
        joined.append(f"{above} ({below})" if units and above and is_unit(below) else f"{above} {below}".strip())
    return joined


def _is_atom(text: str) -> bool:
    return re.sub(r"(\*\*|\^)?-?[23]$", "", text) in _ATOMS
