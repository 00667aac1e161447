"""Keeping labels apart."""

from __future__ import annotations

from collections.abc import Sequence


def spread(places: Sequence[float], apart: float) -> list[float]:
    """The nearest places at least `apart` from each other, in the same order of size.

    Neighbours that would touch form a group around their middle; groups that touch join.

    >>> spread([0.0, 1.0, 9.0], 2.0)
    [-0.5, 1.5, 9.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[tuple[float, list[int]]] = []
    for i in order:
        groups.append((places[i], [i]))
        while len(groups) > 1 and _low(groups[-1], apart) - _high(groups[-2], apart) < apart:
            (_, right), (_, left) = groups.pop(), groups.pop()
            members = left + right
            groups.append((sum(places[m] for m in members) / len(members), members))
    out = [0.0] * len(places)
    for middle, members in groups:
        for k, member in enumerate(members):
            out[member] = middle + (k - (len(members) - 1) / 2) * apart
    return out


def _low(group: tuple[float, list[int]], apart: float) -> float:
    return group[0] - (len(group[1]) - 1) / 2 * apart


def _high(group: tuple[float, list[int]], apart: float) -> float:
    return group[0] + (len(group[1]) - 1) / 2 * apart
