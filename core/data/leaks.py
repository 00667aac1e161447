"""Columns that give the target away: copies, other units, sums, formulas, and values of later rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data import likeness as like
from core.data.formulas import formula, product_of, sum_of
from core.data.neighbours import rows_in_order
from core.data.sentinels import without_marks
from core.data.series import series_column
from core.data.table import Table
from core.data.words import listed
from core.findings import Finding, Severity
from core.spec import record
from core.text import count

Floats = NDArray[np.float64]

SAME_ROW = (
    "leak_copy", "leak_units", "leak_moves", "leak_function", "leak_sum", "leak_formula", "leak_product",
    "leak_afterwards",
)  # fmt: skip
"""Findings about values of the row that is predicted: harmless as long as only older rows are shown."""
_SHIFT_ROWS, _LONGEST_SHIFT = 16_384, 1_000
_FEWEST_SHIFT_ROWS, _CELLS = 2_048, 1_000_000  # fewer rows where there are very many columns
_QUICK, _ALONG, _ALONG_NEARLY = 1_000, 0.8, 0.1  # rows; rank correlation; share left open
_WINDOW_ROWS, _REACH = 4_000, 6
_AFTERWARDS = frozenset({
    "smooth", "smoothed", "average", "mean", "rolling", "filtered", "cleaned", "corrected", "adjusted", "adj",
    "normalized", "normalised", "scaled", "norm", "label", "residual", "error", "pred", "predicted", "prediction",
    "forecast", "fitted", "fit", "estimate", "estimated", "imputed", "interpolated", "anomaly", "outcome", "result",
})  # fmt: skip
"""Words in a name that say the column was computed from what was measured."""


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


def leaks(table: Table, targets: Sequence[str], inputs: Sequence[str]) -> tuple[Finding, ...]:
    """One finding for each way in which some of `inputs` give one of `targets` away.

    Judged on evenly placed stretches of rows (`likeness`). All are warnings, apart from `leak_behind`: an older
    value of the target tells nothing that its own past does not tell.
    """
    names = [name for name in inputs if name not in targets and table.kinds[name] == "number"]
    wanted = [name for name in targets if table.kinds[name] == "number"]
    if not names or not wanted:
        return ()
    sample = _sample(table, [*wanted, *names])
    names = [name for name in names if not _counts_rows(sample.columns[name])]
    return tuple(finding for target in wanted for finding in _of_one(sample, target, names))


def _of_one(sample: Sample, target: str, names: Sequence[str]) -> Iterator[Finding]:
    """Single columns first: what they explain needs no sum."""
    found: dict[str, list[str]] = {}
    for name in _in_step(sample, target, names):
        if key := _alike(sample, target, name):
            found.setdefault(key, []).append(name)
    shifts = {name: shift for name in names if not _in(found, name) and (shift := _shift(sample, target, name))}
    for name in _around(sample, target, [name for name in names if not _in(found, name) and name not in shifts]):
        if _from_later_rows(sample, target, name):
            found.setdefault("leak_window", []).append(name)
    yield from (_finding(key, target, alike, sample) for key, alike in found.items())
    yield from (_shifted(target, name, shift) for name, shift in shifts.items())
    rest = [name for name in names if not _in(found, name) and name not in shifts]
    for together in (
        sum_of(sample.columns, sample.rows, target, rest),
        product_of(sample.columns, sample.rows, target, rest),
    ):
        if together:
            values = {"target": target, "columns": listed(together.names), "formula": together.text}
            yield Finding(
                severity=Severity.WARNING,
                key=f"leak_{together.kind}",
                values=values,
                columns=together.names,
                remedies=_REMEDIES,
            )
            return


_REMEDIES = ("leave_out", "keep_column")


def _in_step(sample: Sample, target: str, names: Sequence[str]) -> list[str]:
    """Columns that rise and fall with the target at all, on fewer rows: only these are worth a closer look."""
    few = slice(None, None, max(1, len(sample.rows) // _QUICK))
    ranks = np.column_stack([_ranks(sample.columns[name][few]) for name in (target, *names)])
    ranks -= ranks.mean(axis=0)
    size = np.sqrt((ranks**2).sum(axis=0))
    together = np.abs(ranks[:, 0] @ ranks[:, 1:]) / np.maximum(size[0] * size[1:], 1e-300)
    return [name for name, agrees in zip(names, together, strict=True) if agrees > _ALONG]


def _ranks(values: Floats) -> Floats:
    """Missing values in the middle."""
    known = np.isfinite(values)
    filled = np.where(known, values, np.median(values[known]) if known.any() else 0.0)
    return np.argsort(np.argsort(filled, kind="stable")).astype(np.float64)


def _around(sample: Sample, target: str, names: Sequence[str]) -> list[str]:
    """Columns that the target's rows around their own explain nearly, by one least squares for all."""
    wanted = sample.newest[target][-_WINDOW_ROWS:]
    if len(wanted) <= 2 * _REACH or not names:
        return []
    around = np.lib.stride_tricks.sliding_window_view(wanted, 2 * _REACH + 1)
    whole = np.isfinite(around).all(axis=1)
    if whole.sum() < 20 * _REACH:
        return []
    others = [sample.newest[name][-_WINDOW_ROWS:][_REACH : len(wanted) - _REACH][whole] for name in names]
    filled = np.column_stack(
        [np.where(np.isfinite(o), o, np.nanmean(o) if np.isfinite(o).any() else 0) for o in others]
    )
    design, filled = around[whole] - around[whole].mean(axis=0), filled - filled.mean(axis=0)
    left = filled - design @ like.factors(design, filled)
    spread = (filled**2).sum(axis=0)
    near = (spread > 0) & ((left**2).sum(axis=0) < _ALONG_NEARLY * spread)
    return [name for name, worth in zip(names, near, strict=True) if worth]


def _alike(sample: Sample, target: str, name: str) -> str | None:
    """The key of the finding when the column alone tells the target of its row."""
    both, rows = sample.both([target, name])
    wanted, other = both[:, 0], both[:, 1]
    if len(both) < like.FEWEST or np.ptp(wanted) == 0 or np.ptp(other) == 0:
        return None
    if float(np.mean(wanted == other)) >= 0.999 and len(np.unique(wanted)) > 2:
        return "leak_copy"
    straight = _likeness(wanted, other, rows)
    if straight and straight.within(1e-3, 1e-2):
        return "leak_units"
    if straight and straight.within(2e-2, 3e-3):
        return "leak_moves"
    if straight and straight.within(0.05, 0.1) and _computed_by_name(name, target):
        return "leak_afterwards"
    fit = like.curve(wanted, other)
    bent = None if fit is None else like.likeness(wanted, fit, _grain(wanted, other), rows)
    return "leak_function" if bent and bent.within(1e-3, 1e-2) else None


def _likeness(wanted: Floats, other: Floats, rows: NDArray[np.int64]) -> like.Likeness | None:
    factor, offset = like.linear(wanted, other[:, None])
    return like.likeness(wanted, factor * other + offset, _grain(wanted, other), rows)


def _grain(wanted: Floats, other: Floats) -> float:
    """What rounding of both gives their difference (uniform: its width by √12)."""
    factor = float(wanted.std() / other.std())
    return float(np.hypot(like.resolution(wanted), factor * like.resolution(other)) / np.sqrt(12))


def _shift(sample: Sample, target: str, name: str) -> int:
    """Rows by which the column runs ahead of the target (negative: behind), 0 when it does neither."""
    wanted, other = sample.newest[target], sample.newest[name]
    shift = like.shift_between(wanted, other, _LONGEST_SHIFT)
    if not shift or _as_shifted(wanted, wanted, shift):
        return 0  # a target that repeats itself exactly is like everything that repeats with it
    return shift if _as_shifted(wanted, other, shift) else 0


def _as_shifted(wanted: Floats, other: Floats, shift: int) -> bool:
    """Whether `other[t]` tells `wanted[t + shift]`."""
    ahead, behind = max(shift, 0), max(-shift, 0)
    one, two = wanted[ahead : len(wanted) - behind], other[behind : len(other) - ahead]
    whole = like.complete([one, two])
    one, two, rows = one[whole], two[whole], np.flatnonzero(whole)
    if len(one) < like.FEWEST or np.ptp(one) == 0 or np.ptp(two) == 0:
        return False
    if float(np.mean(one == two)) >= 0.999:
        return len(np.unique(one)) > 2
    found = _likeness(one, two, rows)
    return bool(found and found.within(1e-3, 1e-2))


def _from_later_rows(sample: Sample, target: str, name: str) -> bool:
    """Whether the column is a weighted sum of a few target rows around its own, later ones among them."""
    wanted, other = (sample.newest[column][-_WINDOW_ROWS:] for column in (target, name))
    if len(wanted) <= 2 * _REACH:
        return False
    around = np.lib.stride_tricks.sliding_window_view(wanted, 2 * _REACH + 1)
    middle = other[_REACH : len(other) - _REACH]
    whole = np.isfinite(around).all(axis=1) & np.isfinite(middle)
    if whole.sum() < 20 * _REACH or np.ptp(middle[whole]) == 0:
        return False
    around, middle, rows = around[whole], middle[whole], np.flatnonzero(whole)
    factors = like.linear(middle, around)
    grain = np.hypot(like.resolution(middle), np.linalg.norm(factors[:-1]) * like.resolution(wanted)) / np.sqrt(12)
    found = like.likeness(middle, around @ factors[:-1] + factors[-1], float(grain), rows)
    later = np.abs(factors[_REACH + 1 : -1]).max()
    return bool(found and found.within(1e-4, 1e-4) and later > 0.2 * np.abs(factors[:-1]).max())


def _computed_by_name(name: str, target: str) -> bool:
    """`sales_smoothed` beside `sales`, or any name that says it was computed."""
    words = set(re.split(r"[^a-z0-9]+", name.casefold()))
    return bool(words & _AFTERWARDS) or set(re.split(r"[^a-z0-9]+", target.casefold())) < words


def _counts_rows(values: Floats) -> bool:
    """A column that grows by the same amount from row to row is a clock, known beforehand."""
    steps = np.diff(values[np.isfinite(values)])
    return len(steps) > 0 and bool(np.mean(steps == np.median(steps)) > 0.95) and float(np.median(steps)) != 0


def _sample(table: Table, names: Sequence[str]) -> Sample:
    """Stretches of all series, and the newest rows of the longest one."""
    order, series = rows_in_order(table, series_column(table))
    at = like.sampled_rows(len(order), len(names))
    most = max(_FEWEST_SHIFT_ROWS, min(_SHIFT_ROWS, _CELLS // len(names)))
    newest = order[series == np.argmax(np.bincount(series))][-most:] if len(order) else order
    columns = {name: table.column(name) for name in names}
    return Sample(
        columns={name: without_marks(values[order[at]]) for name, values in columns.items()},
        rows=at + series[at],  # the last row of a series and the first of the next are no neighbours
        newest={name: without_marks(values[newest]) for name, values in columns.items()},
    )


def _in(found: Mapping[str, Sequence[str]], name: str) -> bool:
    return any(name in names for names in found.values())


def _finding(key: str, target: str, names: Sequence[str], sample: Sample) -> Finding:
    values = {"target": target, "columns": listed(names), "formula": ""}
    if key == "leak_units":
        both, _ = sample.both([target, names[0]])
        values["formula"] = formula([names[0]], like.linear(both[:, 0], both[:, 1:]), float(both[:, 0].std()))
    return Finding(severity=Severity.WARNING, key=key, values=values, columns=tuple(names), remedies=_REMEDIES)


def _shifted(target: str, name: str, shift: int) -> Finding:
    key, severity = ("leak_ahead", Severity.WARNING) if shift > 0 else ("leak_behind", Severity.INFO)
    values = {"target": target, "columns": name, "rows": count(abs(shift), "row")}
    return Finding(severity=severity, key=key, values=values, columns=(name,), remedies=_REMEDIES)
