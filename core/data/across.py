"""Reading a file where every row is a whole example as one with a row per example and timestep.

Letters: `N` rows of the file, `T` timesteps.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.data.layout import MOST_CELLS
from core.data.names import column_names
from core.data.spec import Reading
from core.data.turning import Turned, filled
from core.errors import DataError

EXAMPLE, TIMESTEP = "example", "timestep"  # part of saved experiments, so the same in every language


def stand_up(parsed: pa.Table, reading: Reading) -> Turned:
    """`parsed` (N rows, all cells as text) with a row per example and timestep, example after example.

    Timesteps at the end of a row at which every cell is missing are left away, all but the first: examples need
    not be of equal length. Raises DataError when columns of the reading are not there, and when the table would
    become too large.
    """
    taken = [name for entry in reading.across for name in entry.columns]
    if absent := [name for name in taken if name not in parsed.column_names]:
        present = ", ".join(parsed.column_names[:12])
        raise DataError("columns_missing", columns=", ".join(absent[:12]), present=present)
    rows, wide = parsed.num_rows, len(reading.across[0].columns)
    index = np.arange(rows * wide).reshape(wide, rows).T.ravel()  # example after example
    columns = [_stacked(parsed, entry.columns).take(pa.array(index)) for entry in reading.across]
    lengths = np.max([_lengths(filled(column).reshape(rows, wide)) for column in columns], axis=0)  # (N,)
    kept = np.flatnonzero((np.arange(wide) < lengths[:, None]).ravel())
    row = kept // wide
    repeated = [name for name in parsed.column_names if name not in taken]
    named = (EXAMPLE, TIMESTEP, *(entry.name for entry in reading.across), *repeated)
    if len(kept) * len(named) > MOST_CELLS:
        raise DataError("too_many_cells", cells=f"{len(kept) * len(named):,}", limit=f"{MOST_CELLS:,}")
    table = pa.table(
        [
            pa.array(row + 1),
            pa.array(kept % wide + 1),
            *(column.take(pa.array(kept)) for column in columns),
            *(parsed.column(name).take(pa.array(row)) for name in repeated),
        ],
        names=list(column_names(named, len(named), "")),
    )
    return Turned(table=table, reading=untimed(reading), row=row)


def untimed(reading: Reading) -> Reading:
    """Timesteps have no time."""
    return reading.but(time=(), time_format="", zone="", start="", every="")


def _stacked(parsed: pa.Table, names: tuple[str, ...]) -> pa.ChunkedArray:
    """(T · N,) the cells of several columns below each other."""
    return pa.chunked_array([chunk for name in names for chunk in parsed.column(name).chunks], pa.string())


def _lengths(known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(N,) how many timesteps each row (N, T) has up to the last known one, 1 where none is known."""
    return np.where(known.any(axis=1), known.shape[1] - np.argmax(known[:, ::-1], axis=1), 1)
