"""Collects what is worth telling about a file while its cells are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.findings import Finding, Severity
from core.text import count

_SHOWN = 3
_KEPT_ROWS = 100


class Notes:
    """One finding per kind of trouble, whatever the number of columns it is in."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._found: list[Finding] = []
        self._odd: dict[str, tuple[NDArray[np.int64], str]] = {}
        self._endless: dict[str, NDArray[np.int64]] = {}
        self.true_false: list[str] = []
        self.signs: list[str] = []
        self.beyond_precision: list[str] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        several = (
            ("true_false", Severity.INFO, self.true_false),
            ("signs", Severity.INFO, self.signs),
            ("precision", Severity.WARNING, self.beyond_precision),
        )
        listed = [_finding(key, severity, columns, {}) for key, severity, columns in several if columns]
        return (*self._found, *self._cells(), *listed)

    def not_numbers(self, name: str, rows: NDArray[np.int64], column: pa.ChunkedArray) -> None:
        example = str(column[int(rows[0])].as_py())[:40]
        self._odd[name] = (rows, example)

    def infinite(self, name: str, rows: NDArray[np.int64]) -> None:
        self._endless[name] = rows

    def times_unreadable(self, name: str, rows: NDArray[np.int64], cells: pd.Series) -> None:
        values = {"rows": count(len(rows), "row"), "lines": self._lines(rows), "example": str(cells.iloc[rows[0]])[:40]}
        self._found.append(_finding("times_unreadable", Severity.WARNING, [name], values, rows))

    def time_zone(self, names: Sequence[str]) -> None:
        self._found.append(_finding("time_zone", Severity.INFO, names, {}))

    def ambiguous_dates(self, names: Sequence[str], format: str, example: str) -> None:
        key = "day_first_assumed" if format.index("%d") < format.index("%m") else "month_first_assumed"
        self._found.append(_finding(key, Severity.WARNING, names, {"example": example}))

    def stray_columns(self, number: int) -> None:
        self._found.append(_finding("stray_columns", Severity.INFO, (), {"count": count(number, "column")}))

    def repeated_header(self, rows: NDArray[np.int64]) -> None:
        values = {"rows": count(len(rows), "line"), "lines": self._lines(rows)}
        self._found.append(_finding("repeated_header", Severity.INFO, (), values, rows))

    def empty_rows(self, number: int) -> None:
        self._found.append(_finding("empty_rows", Severity.INFO, (), {"rows": count(number, "row")}))

    def _cells(self) -> list[Finding]:
        found = []
        if self._odd:
            name, (rows, example) = max(self._odd.items(), key=lambda item: len(item[1][0]))
            total = sum(len(rows) for rows, _ in self._odd.values())
            values = {"cells": count(total, "cell"), "column": name, "example": example, "lines": self._lines(rows)}
            found.append(_finding("not_numbers", Severity.WARNING, list(self._odd), values, rows))
        if self._endless:
            name, rows = next(iter(self._endless.items()))
            total = sum(len(rows) for rows in self._endless.values())
            values = {"cells": count(total, "cell"), "column": name, "lines": self._lines(rows)}
            found.append(_finding("infinite", Severity.WARNING, list(self._endless), values, rows))
        return found

    def _lines(self, rows: NDArray[np.int64]) -> str:
        """`lines 3, 8, 12 …`, as a text editor counts them."""
        shown = ", ".join(f"{self._first + int(row) + 1:,}" for row in rows[:_SHOWN])
        return f"{'line' if len(rows) == 1 else 'lines'} {shown}{' …' if len(rows) > _SHOWN else ''}"


def _finding(
    key: str,
    severity: Severity,
    columns: Sequence[str],
    values: Mapping[str, object],
    rows: NDArray[np.int64] | None = None,
) -> Finding:
    where = tuple(int(row) for row in rows[:_KEPT_ROWS]) if rows is not None else ()
    named = {"columns": ", ".join(columns[:5]) + (" …" if len(columns) > 5 else "")}
    return Finding(severity=severity, key=key, values={**named, **values}, columns=tuple(columns), rows=where)
