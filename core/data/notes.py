"""Collects what is worth telling about a file while its cells are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.data.mending import Evened
from core.data.places import Places
from core.findings import Finding, Severity
from core.text import count

_SHOWN = 3
_KEPT_ROWS = 100
_SIZES = frozenset("kKMGBT") | {"mn", "mln", "Mio", "bn", "Mrd", "tn"}


class Notes:
    """One finding per kind of trouble, whatever the number of columns it is in."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._found: list[Finding] = []
        self._odd: dict[str, tuple[NDArray[np.int64], str]] = {}
        self._endless: dict[str, NDArray[np.int64]] = {}
        self._signs: dict[str, frozenset[str]] = {}
        self.true_false: list[str] = []
        self.beyond_precision: list[str] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        several = (
            ("true_false", Severity.INFO, self.true_false),
            ("precision", Severity.WARNING, self.beyond_precision),
        )
        listed = [_finding(key, severity, columns, {}) for key, severity, columns in several if columns]
        return (*self._found, *self._cells(), *self._taken_off(), *listed)

    def keep(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> None:
        """From now on rows are counted among these."""
        self._places = self._places.only(rows)

    def signs(self, name: str, signs: frozenset[str]) -> None:
        self._signs[name] = signs

    def not_numbers(self, name: str, rows: NDArray[np.int64], column: pa.ChunkedArray) -> None:
        example = str(column[int(rows[0])].as_py())[:40]
        self._odd[name] = (rows, example)

    def infinite(self, name: str, rows: NDArray[np.int64]) -> None:
        self._endless[name] = rows

    def times_lost(self, key: str, name: str, rows: NDArray[np.int64], example: str) -> None:
        """`times_unreadable`, or `times_beyond` the years a time can hold."""
        values = {"rows": count(len(rows), "row"), "lines": self._lines(rows), "example": example[:40]}
        self._found.append(_finding(key, Severity.WARNING, [name], values, rows))

    def time_zone(self, names: Sequence[str]) -> None:
        self._found.append(_finding("time_zone", Severity.INFO, names, {}))

    def winter_time(self, names: Sequence[str], zone: str) -> None:
        self._found.append(_finding("winter_time", Severity.INFO, names, {"zone": zone}))

    def midnight_ends_day(self, names: Sequence[str]) -> None:
        self._found.append(_finding("midnight_ends_day", Severity.INFO, names, {}))

    def ambiguous_dates(self, names: Sequence[str], format: str, example: str) -> None:
        key = "day_first_assumed" if format.index("%d") < format.index("%m") else "month_first_assumed"
        self._found.append(_finding(key, Severity.WARNING, names, {"example": example}))

    def stray_columns(self, number: int) -> None:
        self._found.append(_finding("stray_columns", Severity.INFO, (), {"count": count(number, "column")}))

    def repeated_header(self, rows: NDArray[np.int64]) -> None:
        values = {"rows": count(len(rows), "line"), "lines": self._lines(rows)}
        self._found.append(_finding("repeated_header", Severity.INFO, (), values))

    def totals_row(self, rows: NDArray[np.int64], example: str) -> None:
        values = {"rows": count(len(rows), "row"), "lines": self._lines(rows), "example": example[:40]}
        self._found.append(_finding("totals_row", Severity.INFO, (), values))

    def empty_rows(self, number: int) -> None:
        self._found.append(_finding("empty_rows", Severity.INFO, (), {"rows": count(number, "row")}))

    def lines_left(self, comments: Sequence[int], done: Evened) -> None:
        """Lines that are no rows, and what was done to rows of another length."""
        for key, lines in (
            ("comment_lines", comments),
            ("ends_cut", done.cut),
            ("ends_added", done.added),
            ("lines_below", done.below),
        ):
            if lines:
                values = {"rows": count(len(lines), "line"), "lines": in_lines(lines), "example": done.example[:60]}
                self._found.append(_finding(key, Severity.INFO, (), values))

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

    def _taken_off(self) -> list[Finding]:
        """Signs, sizes such as `K` and hexadecimals are told apart: only the first leave the number as written."""
        found = []
        for key, kind in (("signs", "sign"), ("sizes", "size"), ("hexadecimal", "hex")):
            columns = [name for name, signs in self._signs.items() if any(_kind(sign) == kind for sign in signs)]
            if columns:
                all_signs = {sign for name in columns for sign in self._signs[name] if _kind(sign) == kind}
                found.append(_finding(key, Severity.INFO, columns, {"signs": ", ".join(sorted(all_signs))}))
        return found

    def _lines(self, rows: NDArray[np.int64]) -> str:
        """`lines 3, 8, 12 …`, as a text editor counts them."""
        return in_lines(self._places.lines([int(row) for row in rows[:_SHOWN]]), len(rows))


def in_lines(lines: Sequence[int], total: int | None = None) -> str:
    """`line 3`; `lines 3, 8, 12 …`: the first of `total`."""
    total = len(lines) if total is None else total
    shown = ", ".join(f"{line:,}" for line in lines[:_SHOWN])
    return f"{'line' if total == 1 else 'lines'} {shown}{' …' if total > _SHOWN else ''}"


def _kind(sign: str) -> str:
    return "hex" if sign == "0x" else "size" if sign in _SIZES or sign.endswith("illion") else "sign"


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
