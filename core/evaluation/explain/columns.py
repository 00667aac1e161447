"""Which columns matter: how much worse the answers become when a column tells of another window.

Letters: `W` windows, `R` rows of a window, `G` columns, `P` repeats, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.evaluation.explain.asked import Array, Asked, Rows, errors
from core.examples.prepare import Located
from core.spec import record

__all__ = ["REPEATS", "Column", "Permuted", "columns_of", "permuted"]

REPEATS = 5
"""How often each column is exchanged anew, to tell what is luck; scikit-learn's own number."""

_WAVES = (" (sine)", " (cosine)")


@record
class Column:
    """What a person knows as one column: `places` in `Dataset.names`, several where it became several numbers."""

    name: str
    places: tuple[int, ...]


@record
class Permuted:
    """`base` (C,) is the error as it is, `worse` (G, P, C) how much it grew in each repeat."""

    base: Array
    worse: Array


def columns_of(prepared: Located) -> tuple[Column, ...]:
    """The inputs; a word's columns of 0 and 1 are one, and so are the sine and cosine of what goes round."""
    names, flags = prepared.dataset.names, set(prepared.dataset.flags)
    words = sorted(prepared.fitted.words, key=len, reverse=True)
    found: dict[str, list[int]] = {}
    for place in prepared.dataset.inputs:
        name = names[place]
        if place in flags:
            name = next((word for word in words if name.startswith(f"{word} = ")), name)
        elif _of_a_pair(names, place):
            name = name.removesuffix(_WAVES[0]).removesuffix(_WAVES[1])
        found.setdefault(name, []).append(place)
    return tuple(Column(name=name, places=tuple(places)) for name, places in found.items())


def permuted(
    asked: Asked,
    columns: Sequence[Column],
    repeats: int = REPEATS,
    seed: int = 0,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> Permuted:
    """The whole history of a column is exchanged among the windows, all of its timesteps together.

    Permutation importance (Breiman 2001, section 10; scikit-learn's `permutation_importance`), on windows of one part
    and always the same ones.
    """
    base = errors(asked, asked.said(asked.values))
    worse = np.empty((len(columns), repeats, len(base)))
    for g, column in enumerate(columns):
        for p in range(repeats):
            report(g * repeats + p, len(columns) * repeats)
            order = np.random.default_rng([seed, g, p]).permutation(len(asked))
            worse[g, p] = errors(asked, asked.said(exchanged(asked, column, order))) - base
    return Permuted(base=base, worse=worse)


def exchanged(asked: Asked, column: Column, order: Rows) -> Array:
    """(W, R, K) each window with the column of another. Of a shorter example the oldest timestep is repeated."""
    changed, rows = asked.values.copy(), np.arange(asked.values.shape[1])
    if asked.lengths is not None:
        rows = np.maximum(rows, len(rows) - asked.lengths[order][:, None])
    else:
        rows = np.broadcast_to(rows, (len(order), len(rows)))
    for place in column.places:
        changed[:, :, place] = asked.values[order[:, None], rows, place]
    return changed


def _of_a_pair(names: Sequence[str], place: int) -> bool:
    """Whether a column is the sine or the cosine of one thing."""
    for wave, other in ((0, 1), (1, -1)):
        beside = place + other
        stem = names[place].removesuffix(_WAVES[wave])
        if stem != names[place] and 0 <= beside < len(names) and names[beside] == stem + _WAVES[1 - wave]:
            return True
    return False
