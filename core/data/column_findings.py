"""Findings about whole columns: what no model can use, and what should be shown in another way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.hints import ENOUGH, is_code, is_id, is_plan, period_of, some
from core.data.table import Table
from core.data.words import listed
from core.findings import Finding, Severity
from core.text import count, figure

_FEW_WORDS = 30
_SKEWED, _TOPS, _ZEROS = 3.0, 15.0, 0.2  # skewness; largest over the middle value; share of zeros
_PATTERN = 5  # more columns than this with "type" in their names follow a way of naming


def column_findings(table: Table, apart_from: Sequence[str] = ()) -> list[Finding]:
    """One finding per kind of column. `apart_from` are columns another finding explains."""
    changing = [n for n, kind in table.kinds.items() if kind == "number" and n not in apart_from]
    values = {name: table.column(name) for name in changing}
    plans = [name for name in changing if is_plan(name)]
    ids = [name for name in changing if name not in plans and is_id(name, values[name])]
    codes = [name for name in changing if name not in (*plans, *ids) and is_code(name, values[name])]
    codes = codes if len(codes) <= _PATTERN else []
    left = [name for name in changing if name not in (*ids, *codes)]
    found = [*_plain(table, apart_from), *_of_plans(plans), *_of_ids(table, ids), *_of_codes(codes)]
    found += _circles({name: period for name in left if (period := period_of(name, values[name]))})
    circling = {name for finding in found if finding.key == "circular" for name in finding.columns}
    return found + _skewed({name: values[name] for name in left if name not in circling})


def _plain(table: Table, apart_from: Sequence[str]) -> list[Finding]:
    """Columns that tell nothing, and those that are no numbers."""
    timed = table.reading.time
    texts = [
        n
        for n, kind in table.kinds.items()
        if n not in apart_from and (kind == "text" or (kind == "time" and n not in timed))
    ]
    different = {name: _different(table, name) for name in texts}
    same = [name for name in texts if different[name] == 1]
    most = min(_FEW_WORDS, max(2, len(table) // 10))
    words = [n for n in texts if table.kinds[n] == "text" and 1 < different[n] <= most]
    constant = [name for name, kind in table.kinds.items() if kind == "constant"] + same
    numbers = all(table.kinds[name] == "constant" for name in constant)
    empty = [name for name, kind in table.kinds.items() if kind == "empty"]
    rest = [name for name in texts if name not in (*same, *words)]
    return [
        *_info("constant", constant, ("leave_out", "keep_column") if numbers else ("leave_out",)),
        *_info("empty_columns", empty, ("leave_out",)),
        *_info("categories", words, ("leave_out", "as_category", "as_ordinal")),
        *_info("text_columns", rest, ("leave_out",)),
    ]


def _different(table: Table, name: str) -> int:
    """How many different texts there are; a sample tells when there are many."""
    column = table.frame[name]
    few = int(column.iloc[:ENOUGH].nunique())
    return few if few > _FEW_WORDS or len(column) <= ENOUGH else int(column.nunique())


def _of_plans(names: Sequence[str]) -> list[Finding]:
    return _info("plans", names, ("leave_out", "known_future", "keep_column"))


def _of_ids(table: Table, names: Sequence[str]) -> list[Finding]:
    few = all(len(np.unique(some(table.column(name)))) <= _FEW_WORDS for name in names)
    return _info("ids", names, ("leave_out", "as_category", "keep_column") if few else ("leave_out", "keep_column"))


def _of_codes(names: Sequence[str]) -> list[Finding]:
    return _info("codes", names, ("as_category", "keep_column", "leave_out"))


def _circles(periods: dict[str, float]) -> list[Finding]:
    """One finding for every length of the circle."""
    found = []
    for period in dict.fromkeys(periods.values()):
        names = [name for name, own in periods.items() if own == period]
        values = {"columns": listed(names), "period": period, "turn": figure(period)}
        found.append(
            Finding(
                severity=Severity.INFO,
                key="circular",
                values=values,
                columns=tuple(names),
                remedies=("as_circle", "keep_line"),
            )
        )
    return found


def _skewed(columns: dict[str, NDArray[np.float64]]) -> list[Finding]:
    """Positive columns whose few large values drown the many small ones, as long as a logarithm mends it."""
    tops = {name: top for name, values in columns.items() if (top := _top(some(values)))}
    if not tops:
        return []
    most = max(tops, key=lambda name: tops[name])
    values = {"columns": listed(list(tops)), "column": most, "times": f"{tops[most]:,.0f}"}
    return [
        Finding(
            severity=Severity.INFO, key="skewed", values=values, columns=tuple(tops), remedies=("keep_skew", "use_log")
        )
    ]


def _top(known: NDArray[np.float64]) -> float | None:
    """How often the middle value fits into the largest one, when the column is very skewed."""
    if len(known) < 60 or known.min() < 0 or float(np.mean(known == 0)) > _ZEROS:
        return None
    middle = float(np.median(known))
    if middle <= 0 or known.max() < _TOPS * middle:
        return None
    before, after = _skewness(known), _skewness(np.log1p(known))
    return float(known.max() / middle) if before > _SKEWED and abs(after) < before / 2 else None


def _skewness(values: NDArray[np.float64]) -> float:
    off = values - values.mean()
    return float((off**3).mean() / (off**2).mean() ** 1.5)


def _info(key: str, names: Sequence[str], remedies: tuple[str, ...]) -> list[Finding]:
    if not names:
        return []
    values = {"columns": listed(names), "count": count(len(names), "column")}
    return [Finding(severity=Severity.INFO, key=key, values=values, columns=tuple(names), remedies=remedies)]
