"""The rows in which columns are compared, and how alike two of them are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data import likeness as like
from core.data.neighbours import rows_in_order
from core.data.sentinels import without_marks
from core.data.series import series_column
from core.data.table import Table
from core.spec import record

Floats = NDArray[np.float64]

_NEWEST = 16_384
_FEWEST_NEWEST, _CELLS = 2_048, 1_000_000  # fewer rows where there are very many columns
_SAME = 0.999  # share of equal cells of a copy
_STRAIGHT = (1e-3, 1e-2)  # shares of levels and of moves that a straight line may leave open


@record
class Sample:
    """Some rows of the columns looked at, by series and time, marks of failed readings taken out.

    `rows` (n,) differ by 1 between neighbours; `newest` are neighbours all.
    """

    columns: Mapping[str, Floats]
    rows: NDArray[np.int64]
    newest: Mapping[str, Floats]

    def both(self, names: Sequence[str]) -> tuple[Floats, NDArray[np.int64]]:
        """(n, k) complete rows of these columns, and which rows these are."""
        columns = [self.columns[name] for name in names]
        whole = like.complete(columns)
        return np.column_stack(columns)[whole], self.rows[whole]


def sampled(table: Table, names: Sequence[str]) -> Sample:
    """Stretches of all series, and the newest rows of the longest one."""
    order, series = rows_in_order(table, series_column(table))
    at = like.sampled_rows(len(order), len(names))
    most = max(_FEWEST_NEWEST, min(_NEWEST, _CELLS // len(names)))
    newest = order[series == np.argmax(np.bincount(series))][-most:] if len(order) else order
    columns = {name: table.column(name) for name in names}
    return Sample(
        columns={name: without_marks(values[order[at]]) for name, values in columns.items()},
        rows=at + series[at],  # the last row of a series and the first of the next are no neighbours
        newest={name: without_marks(values[newest]) for name, values in columns.items()},
    )


def same(one: Floats, two: Floats) -> bool:
    """Whether two columns (n,) are equal, apart from a cell in a thousand."""
    return float(np.mean(one == two)) >= _SAME and len(np.unique(one)) > 2


def in_units(found: like.Likeness | None) -> bool:
    """Whether a straight line from one to the other leaves nearly nothing open."""
    return bool(found and found.within(*_STRAIGHT))


def straight(wanted: Floats, other: Floats, rows: NDArray[np.int64]) -> like.Likeness | None:
    """How alike they are (n,) when one is the other times a factor plus a number."""
    factor, offset = like.linear(wanted, other[:, None])
    return like.likeness(wanted, factor * other + offset, grain(wanted, other), rows)


def grain(wanted: Floats, other: Floats) -> float:
    """What rounding of both gives their difference (uniform: its width by √12)."""
    factor = float(wanted.std() / other.std())
    return float(np.hypot(like.resolution(wanted), factor * like.resolution(other)) / np.sqrt(12))
