"""Predictions as a CSV for whoever opens it next, a spreadsheet included."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.predictions import Predictions
from core.examples.spec import Windows
from core.export.rows import COLUMNS, long_table, long_table_with_ends

__all__ = ["csv_bytes", "csv_lines", "run_tables"]

FUTURE = 3
"""Beside the parts 0, 1, 2: the forecast behind the end of the file."""

_VALUES_AT_ONCE = 500_000
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def run_tables(
    dataset: Dataset, windows: Windows, predictions: Predictions, parts: Iterable[int] = (0, 1, 2, FUTURE)
) -> Iterator[pd.DataFrame]:
    """What a run predicted, part by part, as `core.export.rows.long_table`, some windows at a time."""
    at_once = max(1, _VALUES_AT_ONCE // int(np.prod(predictions.values.shape[1:])))
    for part in parts:
        now, values = (predictions.future_row, predictions.future) if part == FUTURE else predictions.of(part)
        levels = _levels_of(predictions, part)
        for first in range(0, len(now), at_once):
            some = slice(first, first + at_once)
            if levels is None:
                yield long_table(dataset, windows, now[some], values[some])
            else:
                yield long_table_with_ends(dataset, windows, now[some], levels[some])


def _levels_of(predictions: Predictions, part: int) -> NDArray[np.float64] | None:
    """(w, H, C, Q) the quantiles of a part, where there are some."""
    if predictions.levels is None:
        return None
    return predictions.future_levels if part == FUTURE else predictions.levels[predictions.part == part]


def csv_lines(tables: Iterable[pd.DataFrame]) -> Iterator[bytes]:
    """The CSV in pieces: the header, then the lines of each table. What is not known is left empty."""
    header = None
    for table in tables:
        if header is None:
            yield (header := _header(table.columns))
        shown = table.assign(**{str(name): _cells(column) for name, column in table.items()})
        yield shown.to_csv(None, index=False, header=False, lineterminator="\n").encode()
    if header is None:
        yield _header(COLUMNS)


def _header(columns: Iterable[str]) -> bytes:
    return pd.DataFrame(columns=list(columns)).to_csv(None, index=False, lineterminator="\n").encode()


def _cells(column: pd.Series) -> pd.Series | NDArray[np.str_] | NDArray[np.object_]:
    """A column as it is written: times to the second, texts of the user harmless."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = [*map(harmless, column.cat.categories), ""]  # the last one for what is not known
        return np.array(words, dtype=object)[column.cat.codes]
    return _times(column) if column.name == "time" else column


def _times(column: pd.Series) -> NDArray[np.str_]:
    """Times to the second, also where all of a piece are at midnight: pandas would leave the clock out there."""
    times = column.to_numpy("datetime64[ns]")
    whole = (times == times.astype("datetime64[s]")) | np.isnat(times)
    text = np.datetime_as_string(times, unit="s" if whole.all() else "ms")
    return np.where(np.isnat(times), "", np.char.replace(text, "T", " "))


def csv_bytes(tables: Iterable[pd.DataFrame]) -> bytes:
    """The whole CSV."""
    whole = io.BytesIO()
    whole.writelines(csv_lines(tables))
    return whole.getvalue()


def harmless(name: str) -> str:
    """A text a spreadsheet will not take for a formula: `=cmd` becomes `'=cmd`.

    OWASP, "CSV Injection".
    """
    return f"'{name}" if name.startswith(_STARTS_A_FORMULA) else name
