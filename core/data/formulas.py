"""Finds sums, differences, products and ratios of columns that make the target, and writes them down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data import likeness as like
from core.spec import record
from core.text import figure

Floats = NDArray[np.float64]

_MOST = 12  # columns of a sum
_FULL = 0.8  # share of rows a column must have a value in; others count as 0 in a sum
_WIDEST = 60  # columns among which pairs are looked for
_PAIR = (1e-3, 1e-2)  # shares of levels and of moves that two columns may leave open
_EXACT = (1e-5, 1e-4)  # … more of them, or a product
_WHOLE = 0.02  # how far a factor may lie from 1


@record
class Formula:
    """Columns that together make the target: `text` as `a + b − 2.5`."""

    kind: Literal["sum", "formula", "product"]
    names: tuple[str, ...]
    text: str


def sum_of(columns: Mapping[str, Floats], rows: NDArray[np.int64], target: str, names: Sequence[str]) -> Formula | None:
    """Two columns in a fixed ratio, or up to twelve that are simply added and subtracted."""
    names = [name for name in names if np.isfinite(columns[name]).any() and np.nanstd(columns[name]) > 0]
    wanted, others, rows = _additive(columns, rows, target, names)
    if len(names) < 2 or len(wanted) < like.FEWEST:
        return None
    for pair in _pairs(wanted, others, rows):
        factors = like.linear(wanted, others[:, pair])
        if _fits(wanted, others[:, pair], factors, rows, _PAIR) and _both_needed(wanted, others[:, pair], rows):
            return _written([names[at] for at in pair], factors, float(wanted.std()))
    near = np.diff(rows) == 1
    several = list(like.best_several(np.diff(wanted)[near], np.diff(others, axis=0)[near], _MOST))
    if len(several) > 2:
        factors = like.linear(wanted, others[:, several])
        same = np.abs(factors[:-1]) / np.abs(factors[:-1]).max() > 1 - _WHOLE
        if same.all() and _fits(wanted, others[:, several], factors, rows, _EXACT):
            return _written([names[at] for at in several], factors, float(wanted.std()))
    return None


def product_of(
    columns: Mapping[str, Floats], rows: NDArray[np.int64], target: str, names: Sequence[str]
) -> Formula | None:
    """The target as one column times or by another, apart from a fixed factor (such as 100)."""
    positive = [name for name in names if np.isfinite(columns[name]).mean() > _FULL and np.nanmin(columns[name]) > 0]
    whole = like.complete([columns[target], *(columns[name] for name in positive)])
    wanted = columns[target][whole]
    if len(positive) < 2 or len(wanted) < like.FEWEST or wanted.min() <= 0:
        return None
    plain = np.column_stack([columns[name][whole] for name in positive])
    logs, rows = np.log(plain), rows[whole]
    for pair in _pairs(np.log(wanted), logs, rows):
        powers = np.round(like.linear(np.log(wanted), logs[:, pair])[:-1])
        if sorted(np.abs(powers)) != [1, 1]:
            continue
        product = np.prod(plain[:, pair] ** powers, axis=1)
        factor = float(np.median(wanted / product))
        made, own = factor * product, [plain[:, at] for at in pair]
        slopes = [made.mean() / values.mean() for values in own]
        if _near(wanted, made, own, slopes, rows, _PAIR) and _both_needed(wanted, plain[:, pair], rows):
            return _as_product([positive[at] for at in pair], powers, factor)
    return None


def formula(names: Sequence[str], factors: Floats, spread: float) -> str:
    """`1.8 × a + 32`: factors of 1 and a number to add that hardly matters are left away."""
    text = ""
    for name, factor in zip(names, factors[:-1], strict=True):
        size = abs(factor)
        term = name if abs(size - 1) < _WHOLE else f"{figure(size)} × {name}"
        text += f" {_sign(factor)} {term}" if text else f"−{term}" if factor < 0 else term
    added = float(factors[-1])
    return text if abs(added) < 0.01 * spread else f"{text} {_sign(added)} {figure(abs(added))}"


def _sign(number: float) -> str:
    return "−" if number < 0 else "+"


def _written(names: Sequence[str], factors: Floats, spread: float) -> Formula:
    """With factors of 1 it is a sum."""
    plain = bool((np.abs(factors[:-1] - 1) < _WHOLE).all())
    return Formula(kind="sum" if plain else "formula", names=tuple(names), text=formula(names, factors, spread))


def _as_product(names: Sequence[str], powers: Floats, factor: float) -> Formula:
    ordered = sorted(zip(names, powers, strict=True), key=lambda pair: -pair[1])
    (first, power), (second, other) = ordered
    front = "" if abs(factor - 1) < _WHOLE else f"{figure(factor)} × "
    text = f"{front}{first} × {second}" if other > 0 else f"{front}{first} / {second}"
    if power < 0:
        text = f"{figure(factor)} / ({first} × {second})"
    return Formula(kind="product", names=(first, second), text=text)


def _additive(
    columns: Mapping[str, Floats], rows: NDArray[np.int64], target: str, names: Sequence[str]
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """The target (n,) and the others (n, K) without holes: a part that is mostly missing adds nothing."""
    if not names:
        return np.empty(0), np.empty((0, 0)), rows[:0]
    filled = [
        values if np.isfinite(values).mean() > _FULL else np.nan_to_num(values)
        for values in (columns[name] for name in names)
    ]
    whole = like.complete([columns[target], *filled])
    return columns[target][whole], np.column_stack(filled)[whole], rows[whole]


def _pairs(wanted: Floats, others: Floats, rows: NDArray[np.int64]) -> list[list[int]]:
    """Pairs worth a closer look, by their moves from row to row."""
    if others.shape[1] > _WIDEST:
        return []
    near = np.diff(rows) == 1
    return [list(pair) for pair in like.best_pairs(np.diff(wanted)[near], np.diff(others, axis=0)[near])]


def _fits(
    wanted: Floats, others: Floats, factors: Floats, rows: NDArray[np.int64], limits: tuple[float, float]
) -> bool:
    made = others @ factors[:-1] + factors[-1]
    return _near(wanted, made, list(others.T), [float(f) for f in factors[:-1]], rows, limits)


def _near(
    wanted: Floats,
    made: Floats,
    others: Sequence[Floats],
    slopes: Sequence[float],
    rows: NDArray[np.int64],
    limits: tuple[float, float],
) -> bool:
    """Whether `made` is the target up to these limits and the rounding of everything it is made from."""
    grains = [like.resolution(wanted), *(s * like.resolution(o) for s, o in zip(slopes, others, strict=True))]
    found = like.likeness(wanted, made, float(np.linalg.norm(grains) / np.sqrt(12)), rows)
    return bool(found and found.within(*limits))


def _both_needed(wanted: Floats, pair: Floats, rows: NDArray[np.int64]) -> bool:
    """Neither of two columns explains the target nearly as well alone."""
    for at in (0, 1):
        factors = like.linear(wanted, pair[:, [at]])
        if _fits(wanted, pair[:, [at]], factors, rows, (10 * _PAIR[0], 2 * _PAIR[1])):
            return False
    return True
