"""Cells that hold numbers in the way people write them."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_SIGNS = "%‰€$£₩¥₹₽"
_CODES = "EUR|USD|GBP|JPY|CHF|KRW|CNY|INR|kr|zł|Rs|R"
_GROUPS = "'’\u00a0\u202f\u2009"  # between groups of three digits nothing else is meant
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "million": 1e6, "g": 1e9,
          "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12}  # fmt: skip
_SIZES = "M|G|B|T|mn|mln|Mio|bn|Mrd|tn|thousand|million|billion|trillion"
_MAGNITUDE = rf"^([+-]?[\d.]+(?:[eE][+-]?\d+)?)(k|K|\s?(?:{_SIZES}))\.?$"  # `300 K` is a temperature
_UNIT = r"^(?P<number>[+-]?[\d.]+(?:[eE][+-]?\d+)?)\s?(?P<unit>[^\d\s.+-]\S{0,11})$"
_POSSIBLE = rf"^[+-]?(?:(?:{_CODES})\b)?[^\pL]*\d"  # words need no closer look
_TRUTH = {true: false for pair in (
    "true false", "t f", "yes no", "y n", "on off", "ja nein", "wahr falsch", "oui non", "vrai faux", "si no", "sí no",
    "verdadero falso", "예 아니오", "참 거짓", "да нет", "是 否", "はい いいえ",
) for true, false in [pair.split()]}  # fmt: skip
_SAME_UNIT = 0.8  # share of the filled cells


def cells_to_numbers(
    cells: pa.ChunkedArray, decimal: str, thousands: str, missing: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], frozenset[str]]:
    """Text → (numbers (N,), is missing (N,), is neither (N,), signs that were taken off).

    Most cells are plain; only the others are looked at closely. `K`, `M`, `B` multiply by a thousand, a million
    and so on, `0x1F` is hexadecimal when nearly every cell is, `(5)` and `5-` are −5 as accountants write it.
    `%`, currencies and a unit that stands in nearly every cell are taken off. `12,34` is no number when `,`
    groups thousands.
    """
    text = pc.utf8_trim_whitespace(pc.fill_null(cells, ""))
    numbers = _plain_numbers(text, decimal, thousands)
    other, signs = np.isnan(numbers), frozenset[str]()
    words = text.filter(pa.array(other))
    empty = np.zeros(len(text), bool)
    empty[other] = pc.is_in(pc.utf8_lower(words), value_set=pa.array(missing)).to_numpy()
    other[other] = pc.match_substring_regex(words, _POSSIBLE).to_numpy()
    other &= ~empty
    if other.any():
        different = text.filter(pa.array(other)).combine_chunks().dictionary_encode()
        share = np.bincount(different.indices, minlength=1) / max(1, len(text) - int(empty.sum()))
        values, signs = _written(different.dictionary, decimal, thousands, share)
        numbers[other] = values[different.indices.to_numpy()]
    return numbers, empty, np.isnan(numbers) & ~empty, signs


def _plain_numbers(text: pa.ChunkedArray, decimal: str, thousands: str) -> NDArray[np.float64]:
    """Digits with the two marks alone; NaN for every other cell."""
    if thousands:
        mark, point = re.escape(thousands), re.escape(decimal)
        grouped = pc.match_substring_regex(text, rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({point}\d*)?$")
        text = pc.if_else(grouped, pc.replace_substring(text, thousands, ""), text)
    if decimal != ".":
        text = pc.if_else(pc.match_substring(text, "."), "", pc.replace_substring(text, decimal, "."))
    return _as_numbers(text)


def _written(
    text: pa.StringArray, decimal: str, thousands: str, share: NDArray[np.float64]
) -> tuple[NDArray[np.float64], frozenset[str]]:
    """Different cells, of which each has a `share` of the column → (numbers or NaN, signs that were taken off)."""
    bare, found = _without_signs(text)
    bare = _plain_digits(bare, decimal, thousands)
    values = _as_numbers(bare)
    rest = np.isnan(values)
    if not rest.any():
        return values, frozenset(found)
    bare, share = bare.filter(pa.array(rest)), share[: len(text)][rest]
    bare, factor, sizes = _without_magnitude(bare)
    bare, unit = _without_unit(bare, share)
    values[rest] = _as_numbers(bare) * factor
    hexadecimal = pc.match_substring_regex(bare, "^0[xX][0-9a-fA-F]{1,13}$").to_numpy(zero_copy_only=False)
    if share[hexadecimal].sum() < _SAME_UNIT:
        return values, frozenset(found | sizes | unit)
    for at in np.flatnonzero(hexadecimal):
        values[np.flatnonzero(rest)[at]] = int(bare[int(at)].as_py(), 16)
    return values, frozenset(found | {"0x"})


def _as_numbers(bare: pa.Array) -> NDArray[np.float64]:
    fits = pc.match_substring_regex(bare, _PLAIN)
    numbers = pc.cast(pc.if_else(fits, bare, None), pa.float64())
    return pc.fill_null(numbers, float("nan")).to_numpy(zero_copy_only=False).copy()


def _without_magnitude(bare: pa.StringArray) -> tuple[pa.StringArray, NDArray[np.float64], set[str]]:
    """(cells without `K`, `M` or `Mio`, what each is to be multiplied by, the words that were found)."""
    factor: NDArray[np.float64] = np.ones(len(bare))
    sized = pc.match_substring_regex(bare, _MAGNITUDE)
    words = pc.if_else(sized, pc.replace_substring_regex(bare, _MAGNITUDE, r"\2"), None)
    words = pc.utf8_trim_whitespace(words)
    found = {str(word) for word in pc.unique(words).to_pylist() if word}
    for word in found:
        factor[pc.fill_null(pc.equal(words, word), False).to_numpy(zero_copy_only=False)] = _TIMES[word.lower()]
    return pc.if_else(sized, pc.replace_substring_regex(bare, _MAGNITUDE, r"\1"), bare), factor, found


def _without_signs(text: pa.StringArray) -> tuple[pa.StringArray, set[str]]:
    """Minus signs as `-` in front; percent and currency signs taken off and named."""
    bare = pc.replace_substring_regex(text, "[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "")
    bare = pc.replace_substring_regex(bare, "^[−–－﹣]", "-")
    found = {sign for sign in _SIGNS if _holds(bare, sign)}
    for sign in found:
        bare = pc.replace_substring(bare, sign, "")
    code = rf"^([+-]?)\s*(?:{_CODES})\.?\s*([+-]?[\d.,].*)$"
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(bare, code, r"\1\2"))
    if _holds(bare, "("):
        bare = pc.replace_substring_regex(bare, r"^\(\s*(\d[^()]*)\)$", r"-\1")
    if pc.any(pc.or_(pc.ends_with(bare, "-"), pc.ends_with(bare, "−"))).as_py():
        bare = pc.replace_substring_regex(bare, r"^([\d.,' ]*\d)\s?[-−]$", r"-\1")
    return pc.replace_substring_regex(bare, r"^([+-])\s+", r"\1"), found


def _plain_digits(bare: pa.StringArray, decimal: str, thousands: str) -> pa.StringArray:
    """`1'234,5` → `1234.5`; a mark that cannot be what it should be leaves no number."""
    point = re.escape(decimal)
    for mark in {*_GROUPS, thousands} - {""}:
        if not _holds(bare, mark):
            continue
        last = r"(?:\d{3}|\d{2},\d{3})" if mark == "," else r"\d{3}"  # 12,34,567 in India
        some = r"\d{2,3}" if mark == "," else r"\d{3}"
        escaped = re.escape(mark)
        grouped = pc.match_substring_regex(
            bare, rf"^[+-]?\d{{1,3}}({escaped}{some})*{escaped}{last}({point}\d*)?([^\d.,].*)?$"
        )
        bare = pc.if_else(grouped, pc.replace_substring(bare, mark, ""), bare)
    if decimal != ".":
        bare = pc.if_else(pc.match_substring(bare, "."), "x", pc.replace_substring(bare, decimal, "."))
    if _holds(bare, "d") or _holds(bare, "D"):
        bare = pc.replace_substring_regex(bare, r"^([+-]?[\d.]+)[dD]([+-]?\d+)$", r"\1e\2")  # Fortran
    return bare


def _holds(text: pa.StringArray, sign: str) -> bool:
    return bool(pc.any(pc.match_substring(text, sign)).as_py())


def _without_unit(bare: pa.StringArray, share: NDArray[np.float64]) -> tuple[pa.StringArray, set[str]]:
    """A unit that stands behind the number in nearly every filled cell is taken off."""
    parts = pc.extract_regex(bare, _UNIT)
    units = pc.struct_field(parts, "unit")
    for unit in pc.unique(units.drop_null()).to_pylist():
        same = pc.fill_null(pc.equal(units, unit), False)
        if share[same.to_numpy(zero_copy_only=False)].sum() >= _SAME_UNIT:
            return pc.if_else(same, pc.struct_field(parts, "number"), bare), {str(unit)}
    return bare, set()


def words_to_truth(text: pa.ChunkedArray, missing: tuple[str, ...]) -> NDArray[np.float64] | None:
    """1 for `yes`, 0 for `no`, in several languages, NaN where missing; None when other words stand there too."""
    words = pc.utf8_lower(text)
    words = pc.if_else(pc.is_in(words, value_set=pa.array(missing)), None, words)
    different = set(pc.unique(words.slice(0, 1_000)).to_pylist()) - {None}
    true = next((true for true, false in _TRUTH.items() if different <= {true, false}), None)
    if not different or true is None or not set(pc.unique(words).to_pylist()) <= {true, _TRUTH[true], None}:
        return None
    numbers = pc.cast(pc.equal(words, true), pa.int8())
    return pc.fill_null(pc.cast(numbers, pa.float64()), float("nan")).to_numpy().copy()
