"""Every column at a glance: how its values are spread, its course, what is missing, and its ends.

`N` rows, `T` stretches of time, `B` bars.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.spacing import rows_apart, usual_spacing
from core.data.table import ColumnKind, Table
from core.spec import record

Floats = NDArray[np.float64]
STRETCHES = 160
BARS = 32
ENDS = 3  # rows shown at each end
WORDS = 3  # of a column of texts


@record
class Strip:
    """One column. `missing` counts its empty cells among `rows`.

    Of numbers: `low` and `high` (NaN when none is known) with the counts of `bars` (B,) between them,
    and the `lowest` and `highest` (T,) value in each stretch, NaN where none is known.
    Of texts: the most frequent `words` with their counts, and how many `different` ones there are.
    `absent` (T,) is the share of cells missing in each stretch, NaN where there are no rows.
    `first` and `last` are cells in the order of the rows, None where missing.
    """

    name: str
    unit: str
    kind: ColumnKind
    rows: int
    missing: int
    absent: Floats
    first: tuple[object, ...]
    last: tuple[object, ...]
    low: float = float("nan")
    high: float = float("nan")
    bars: NDArray[np.int64] | None = None
    lowest: Floats | None = None
    highest: Floats | None = None
    words: tuple[tuple[str, int], ...] = ()
    different: int = 0


@record
class Stretches:
    """The rows in T stretches of equal length, of time where there is one, else of rows.

    `order` (R,) are the rows with a known place, sorted by stretch, `stretch` (R,) which one each is in.
    `row` (T,) is the first row of each, `time` (T,) when it begins, None without a time.
    """

    order: NDArray[np.int64]
    stretch: NDArray[np.int64]
    row: NDArray[np.int64]
    time: NDArray[np.datetime64] | None = None

    @property
    def ordered(self) -> bool:
        """Whether the rows stand in this order already."""
        return len(self.order) == 0 or bool(self.order[-1] == len(self.order) - 1 and (np.diff(self.order) == 1).all())


def stretches(rows: int, time: NDArray[np.datetime64] | None) -> Stretches:
    """At most `STRETCHES`, and no more than rows would fit."""
    spacing = usual_spacing(time[~np.isnat(time)]) if time is not None else None
    if time is None or spacing is None:
        count = min(STRETCHES, rows)
        at = np.arange(rows, dtype=np.int64)
        return Stretches(order=at, stretch=at * count // max(1, rows), row=-(-np.arange(count) * rows // max(1, count)))
    known = np.flatnonzero(~np.isnat(time))
    start = time[known].min()
    since = (time[known] - start).astype("timedelta64[ns]").astype(np.int64)
    place = np.floor(rows_apart(since, spacing) + 0.5).astype(np.int64)
    length = int(place.max()) + 1
    count = min(STRETCHES, length)
    stretch = place * count // length
    order = np.arange(len(known)) if (np.diff(stretch) >= 0).all() else np.argsort(stretch, kind="stable")
    begins = (np.arange(count) * (length / count) * spacing * 1e9).astype("timedelta64[ns]")
    row = known[order][np.minimum(np.searchsorted(stretch[order], np.arange(count)), len(order) - 1)]
    return Stretches(order=known[order], stretch=stretch[order], row=row, time=start + begins)


def of_table(table: Table, names: Sequence[str], units: dict[str, str], within: Stretches) -> tuple[Strip, ...]:
    """Columns of a file as it was read; several that tell the time together are one."""
    strips = []
    for name in names:
        if table.time is not None and name in table.reading.time:
            together = " ".join(table.reading.time)
            strips.append(_strip(together, "", "time", pd.Series(table.time), within))
        else:
            strips.append(_strip(name, units.get(name, ""), table.kinds[name], table.frame[name], within))
    return tuple(strips)


def columns_of(table: Table) -> tuple[str, ...]:
    """The columns worth a strip: of several that tell the time together the first."""
    return tuple(name for name in table.kinds if name not in table.reading.time[1:])


def of_dataset(data: Dataset, names: Sequence[str], within: Stretches) -> tuple[Strip, ...]:
    """Columns as they are after the steps of preparation."""
    strips = []
    for name in names:
        at = data.names.index(name)
        strips.append(_strip(name, data.units[at], "number", pd.Series(data.values[:, at]), within))
    return tuple(strips)


def _strip(name: str, unit: str, kind: ColumnKind, cells: pd.Series, within: Stretches) -> Strip:
    known = cells.notna().to_numpy()
    ends = [tuple(None if pd.isna(cell) else cell for cell in part) for part in (cells[:ENDS], cells[-ENDS:])]
    about = {
        "name": name,
        "unit": unit,
        "kind": kind,
        "rows": len(cells),
        "missing": int(len(cells) - known.sum()),
        "absent": _absent(known, within),
        "first": ends[0],
        "last": ends[1],
    }
    if not known.any() or kind in ("time", "empty"):
        return Strip(**about)  # type: ignore[arg-type]
    if kind == "text":
        counts = cells.value_counts()
        words = tuple((str(word), int(count)) for word, count in counts.head(WORDS).items())
        return Strip(**about, words=words, different=len(counts))  # type: ignore[arg-type]
    values = cells.to_numpy(np.float64)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    lowest, highest = _course(values, within)
    spread = bars(values if known.all() else values[known], low, high)
    return Strip(**about, low=low, high=high, bars=spread, lowest=lowest, highest=highest)  # type: ignore[arg-type]


def bars(values: Floats, low: float, high: float) -> NDArray[np.int64]:
    """(B,) counts of known `values` in equal bars from `low` to `high`; of few whole numbers one bar each."""
    if high <= low:
        return np.array([len(values)], np.int64)
    if high - low < BARS and (values == np.round(values)).all():
        return np.bincount((values - low).astype(np.int64), minlength=int(high - low) + 1)
    place = ((values - low) * (BARS / (high - low))).astype(np.int64)
    return np.bincount(np.minimum(place, BARS - 1), minlength=BARS)


def _absent(known: NDArray[np.bool_], within: Stretches) -> Floats:
    count = len(within.row)
    rows = np.bincount(within.stretch, minlength=count)
    if known.all():
        return np.where(rows > 0, 0.0, np.nan)
    lost = np.bincount(within.stretch, ~known[within.order], minlength=count)
    return np.divide(lost, rows, out=np.full(count, np.nan), where=rows > 0)


def _course(values: Floats, within: Stretches) -> tuple[Floats, Floats]:
    """(T,) the lowest and the highest known value of each stretch."""
    lowest, highest = (np.full(len(within.row), np.nan) for _ in range(2))
    values = values if within.ordered else values[within.order]
    filled, first = np.unique(within.stretch, return_index=True)
    if len(filled):
        lowest[filled] = np.fmin.reduceat(values, first)
        highest[filled] = np.fmax.reduceat(values, first)
    return lowest, highest
