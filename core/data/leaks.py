"""Columns that give the target away: copies, other units, sums, formulas, and values of later rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data import likeness as like
from core.data.compared import Sample, grain, in_units, same, sampled, straight
from core.data.formulas import formula, product_of, sum_of
from core.data.shifts import from_later_rows, shift_of
from core.data.table import Table
from core.data.words import listed
from core.findings import Finding, Severity
from core.text import count

Floats = NDArray[np.float64]

SAME_ROW = (
    "leak_copy", "leak_units", "leak_moves", "leak_function", "leak_sum", "leak_formula", "leak_product",
    "leak_afterwards",
)  # fmt: skip
"""Findings about values of the row that is predicted: harmless as long as only older rows are shown."""
_QUICK, _ALONG = 1_000, 0.8  # rows for a first look; rank correlation worth a closer one
_MOVES = (2e-2, 3e-3)  # shares of levels and of moves left open when only the moves are alike
_NAMED = (0.05, 0.1)  # … when the name says that the column was computed
_REMEDIES = ("leave_out", "keep_column")
_AFTERWARDS = frozenset({
    "smooth", "smoothed", "average", "mean", "rolling", "filtered", "cleaned", "corrected", "adjusted", "adj",
    "normalized", "normalised", "scaled", "norm", "label", "residual", "error", "pred", "predicted", "prediction",
    "forecast", "fitted", "fit", "estimate", "estimated", "imputed", "interpolated", "anomaly", "outcome", "result",
})  # fmt: skip
"""Words in a name that say the column was computed from what was measured."""


def leaks(table: Table, targets: Sequence[str], inputs: Sequence[str]) -> tuple[Finding, ...]:
    """One finding for each way in which some of `inputs` give one of `targets` away.

    Judged on evenly placed stretches of rows (`likeness`). All are warnings, apart from `leak_behind`: an older
    value of the target tells nothing that its own past does not tell.
    """
    names = [name for name in inputs if name not in targets and table.kinds[name] == "number"]
    wanted = [name for name in targets if table.kinds[name] == "number"]
    if not names or not wanted:
        return ()
    sample = sampled(table, [*wanted, *names])
    names = [name for name in names if not _grows_evenly(sample.columns[name])]
    return tuple(finding for target in wanted for finding in _of_one(sample, target, names))


def _of_one(sample: Sample, target: str, names: Sequence[str]) -> Iterator[Finding]:
    """Single columns first: what they explain needs no sum."""
    found: dict[str, list[str]] = {}
    for name in _in_step(sample, target, names):
        if key := _alike(sample, target, name):
            found.setdefault(key, []).append(name)
    rest = [name for name in names if not _in(found, name)]
    shifts = {name: shift for name in rest if (shift := shift_of(sample, target, name))}
    if mixed := from_later_rows(sample, target, [name for name in rest if name not in shifts]):
        found["leak_window"] = mixed
    yield from (_finding(key, target, alike, sample) for key, alike in found.items())
    yield from _shifted(target, {name: shift for name, shift in shifts.items() if shift > 0}, "ahead")
    yield from _shifted(target, {name: -shift for name, shift in shifts.items() if shift < 0}, "behind")
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


def _alike(sample: Sample, target: str, name: str) -> str | None:
    """The key of the finding when the column alone tells the target of its row."""
    both, rows = sample.both([target, name])
    wanted, other = both[:, 0], both[:, 1]
    if len(both) < like.FEWEST or np.ptp(wanted) == 0 or np.ptp(other) == 0:
        return None
    if same(wanted, other):
        return "leak_copy"
    line = straight(wanted, other, rows)
    if in_units(line):
        return "leak_units"
    if line and line.within(*_MOVES):
        return "leak_moves"
    if line and line.within(*_NAMED) and _computed_by_name(name, target):
        return "leak_afterwards"
    fit = like.curve(wanted, other)
    bent = None if fit is None else like.likeness(wanted, fit, grain(wanted, other), rows)
    return "leak_function" if in_units(bent) else None


def _computed_by_name(name: str, target: str) -> bool:
    """`sales_smoothed` beside `sales`, or any name that says it was computed."""
    words = set(re.split(r"[^a-z0-9]+", name.casefold()))
    return bool(words & _AFTERWARDS) or set(re.split(r"[^a-z0-9]+", target.casefold())) < words


def _grows_evenly(values: Floats) -> bool:
    """A column that grows by the same amount from row to row is a clock, known beforehand."""
    steps = np.diff(values[np.isfinite(values)])
    return len(steps) > 0 and bool(np.mean(steps == np.median(steps)) > 0.95) and float(np.median(steps)) != 0


def _in(found: Mapping[str, Sequence[str]], name: str) -> bool:
    return any(name in names for names in found.values())


def _finding(key: str, target: str, names: Sequence[str], sample: Sample) -> Finding:
    values = {"target": target, "columns": listed(names), "formula": ""}
    if key == "leak_units":
        both, _ = sample.both([target, names[0]])
        values["formula"] = formula([names[0]], like.linear(both[:, 0], both[:, 1:]), float(both[:, 0].std()))
    return Finding(severity=Severity.WARNING, key=key, values=values, columns=tuple(names), remedies=_REMEDIES)


def _shifted(target: str, shifts: Mapping[str, int], where: str) -> list[Finding]:
    """One finding for all columns on the same side of the target."""
    if not shifts:
        return []
    values = {"target": target, "columns": listed(list(shifts)), "rows": count(min(shifts.values()), "row")}
    severity = Severity.WARNING if where == "ahead" else Severity.INFO
    key = f"leak_{where}" if len(shifts) == 1 else f"leak_{where}_several"
    return [Finding(severity=severity, key=key, values=values, columns=tuple(shifts), remedies=_REMEDIES)]
