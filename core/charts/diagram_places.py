"""Where the boxes of the picture of a network stand: branches under each other, behind them what follows.

Coordinates: x from 0 to `WIDE` across the picture, y in pixels from its top.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.charts.diagram_ink import TALL, Place
from core.models.diagram import Box, Diagram
from core.spec import record

WIDE = 860.0  # as many as the pixels at 1280, so that proportions hold
UNDER, GAP = 36, 46
ROW = TALL + UNDER + 18
MOST_IN_ROW = 6
WIDTHS = {"window": 150, "recurrent": 240, "convolution": 120, "dense": 92, "other": 108, "answer": 140}
EDGE = 16.0  # px at the right of stacked branches, where their lines run down


@record
class Layout:
    """`places` in the order of the boxes; `groups` are indices: each branch, then what follows where they meet.

    `beside`: what follows stands to the right of the branches, else below them.
    """

    places: tuple[Place, ...]
    groups: tuple[tuple[int, ...], ...]
    beside: bool

    @property
    def height(self) -> float:
        return max(place.top for place in self.places) + TALL + UNDER

    def in_one_row(self, start: int, end: int) -> bool:
        """Whether an arrow from one box to the other goes straight to its neighbour."""
        same = any(pair == (start, end) for group in self.groups for pair in pairwise(group))
        return same and self.places[start].top == self.places[end].top


def laid_out(picture: Diagram, top: float) -> Layout:
    """Boxes in one row, or in more when there are many; branches in rows of their own."""
    groups = _groups(picture)
    boxes = [[picture.boxes[i] for i in group] for group in groups]
    longest = max(len(row) for row in boxes[:-1]) if len(boxes) > 1 else 0
    beside = len(boxes) > 1 and longest + len(boxes[-1]) <= MOST_IN_ROW
    if beside:
        placed = _beside(boxes, top)
    else:
        placed, wide = [], WIDE - 4 - (EDGE if len(boxes) > 1 else 0)
        for group in boxes:
            placed.append(_rows(group, top, wide))
            top = placed[-1][-1].top + ROW
    found = {i: place for group, row in zip(groups, placed, strict=True) for i, place in zip(group, row, strict=True)}
    return Layout(places=tuple(found[i] for i in sorted(found)), groups=groups, beside=beside)


def _groups(picture: Diagram) -> tuple[tuple[int, ...], ...]:
    """Each box belongs to the branch that alone feeds it, or to what follows where they meet."""
    starts = [i for i, box in enumerate(picture.boxes) if box.kind == "window"]
    group = {i: number for number, i in enumerate(starts)}
    for i in range(len(picture.boxes)):
        if i not in group:
            before = {group[start] for start, end in picture.arrows if end == i}
            group[i] = before.pop() if len(before) == 1 else len(starts)
    count = len(starts) + (len(starts) > 1)
    return tuple(tuple(i for i in sorted(group) if group[i] == number) for number in range(count))


def _rows(boxes: Sequence[Box], top: float, wide: float) -> list[Place]:
    """Rows of equal length, stretched to the full width."""
    size = -(-len(boxes) // -(-len(boxes) // MOST_IN_ROW))
    out: list[Place] = []
    for first in range(0, len(boxes), size):
        row = boxes[first : first + size]
        gap = GAP if len(row) <= 4 else 0.6 * GAP
        stretch = min((wide - gap * (len(row) - 1)) / _width(row), 1.75)
        spare = wide - stretch * _width(row)
        if len(row) > 1 and not first:
            gap = spare / (len(row) - 1)
        out += _row(row, 2.0, top + first // size * ROW, (stretch, gap))
    return out


def _beside(boxes: Sequence[Sequence[Box]], top: float) -> list[list[Place]]:
    """Each branch a row; to the right, half way down, what follows."""
    branches, after = boxes[:-1], boxes[-1]
    widest = max(branches, key=lambda row: _width(row) + GAP * len(row))
    gap = GAP if len(widest) + len(after) <= 4 else 0.6 * GAP
    room = WIDE - 4 - gap * (len(widest) + len(after) - 1)
    stretch = min(room / (_width(widest) + _width(after)), 1.4)
    rows = [_row(row, 2.0, top + number * ROW, (stretch, gap)) for number, row in enumerate(branches)]
    left = WIDE - 2 - stretch * _width(after) - gap * (len(after) - 1)
    return [*rows, _row(after, left, top + (len(branches) - 1) * ROW / 2, (stretch, gap))]


def _row(boxes: Sequence[Box], x: float, top: float, scale: tuple[float, float]) -> list[Place]:
    """Boxes from left to right; `scale` says how much they are stretched and how far they stand apart."""
    stretch, gap = scale
    out: list[Place] = []
    for box in boxes:
        out.append(Place(box=box, x0=x, x1=x + stretch * WIDTHS[box.kind], top=top))
        x = out[-1].x1 + gap
    return out


def _width(boxes: Sequence[Box]) -> float:
    return float(sum(WIDTHS[box.kind] for box in boxes))
