"""Files whose rows, or series of rows, are whole examples with an answer each: what tells them.

Letters: `N` rows, `T` timesteps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.data.across import EXAMPLE, TIMESTEP
from core.data.classes import is_called_answer, tells_classes
from core.data.grouping import series_of
from core.data.hints import is_id
from core.data.layout import NAMELESS
from core.data.partnames import split_column
from core.data.series import counts_anew, names_series, series_column
from core.data.spec import Across
from core.data.table import Table

_FEWEST = 3  # timesteps
_ALIKE = 0.5  # correlation of neighbouring timesteps over the examples
_LOOKED_AT = 2_000  # rows
_LOOSE = 0.3  # correlation of neighbouring rows up to which they are in no order
_VALUE = "value"  # part of saved experiments, so the same in every language
_STEPS = frozenset({
    "t", "ts", "time", "timestep", "step", "tick", "frame", "lag", "h", "hour", "day", "week", "month", "minute", "sec",
})  # fmt: skip


def numbered_groups(table: Table) -> tuple[Across, ...]:
    """Columns whose names count on (`t0` …, `x_1` … `y_1` …, `1` …), a group for each way they begin, of one length.

    >>> from tests.core.data.made import made
    >>> [entry.name for entry in numbered_groups(made(x_1=[1, 2], x_2=[2, 3], x_3=[3, 4], y=[1, 2]))]
    ['x']
    """
    found: dict[tuple[str, str], dict[int, str]] = {}
    for name in table.numbers:
        if parts := re.fullmatch(r"(.*?)(\d{1,6})(\D*)", name):
            found.setdefault((parts[1], parts[3]), {})[int(parts[2])] = name
    groups = {key: [names[at] for at in sorted(names)] for key, names in found.items() if _counts_on(sorted(names))}
    lengths = [len(names) for names in groups.values()]
    longest = max(lengths, key=lambda length: length * lengths.count(length), default=0)
    chosen = {key: names for key, names in groups.items() if len(names) == longest}
    labels = _labels(list(chosen))
    return tuple(Across(name=labels[key], columns=tuple(names)) for key, names in chosen.items())


def _counts_on(numbers: Sequence[int]) -> bool:
    return len(numbers) >= _FEWEST and len(set(np.diff(numbers).tolist())) == 1


def _labels(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A name for each group: what stands around the number, unless that only says that it counts."""
    plain = {key: re.sub(r"[\s_.\-\[(]+$", "", key[0]) + key[1].rstrip("])") for key in keys}
    names = {key: name if name and name not in (*_STEPS, NAMELESS) else _VALUE for key, name in plain.items()}
    return names if len(set(names.values())) == len(names) else {key: f"{key[0]}…{key[1]}" for key in keys}


def across_of(table: Table) -> tuple[tuple[Across, ...], str] | None:
    """The groups of timesteps of a file with a whole example in each row, and the column of their answers."""
    if table.time is not None or table.reading.across or len(table) < 2:
        return None
    groups, nameless = numbered_groups(table), not table.reading.header
    taken = {name for entry in groups for name in entry.columns}
    answer = answer_among(table, [name for name in table.kinds if name not in taken], len(table))
    if nameless and answer is None:
        groups, answer = _without_answer(table, groups)
    if not groups or answer is None:
        return None
    counted = nameless or all(_says_steps(entry) for entry in groups)
    return (groups, answer) if counted or _neighbours_agree(table, groups) else None


def _without_answer(table: Table, groups: Sequence[Across]) -> tuple[tuple[Across, ...], str | None]:
    """In a file without names the answer is the first column or the last, where a few whole numbers stand."""
    columns = groups[0].columns if len(groups) == 1 else ()
    for answer, rest in ((columns[:1], columns[1:]), (columns[-1:], columns[:-1])):
        values = table.column(answer[0]) if len(rest) >= _FEWEST else np.zeros(1)
        if 2 <= len(np.unique(values)) <= max(2, min(20, len(table) // 3)) and bool((values == values.round()).all()):
            return (groups[0].but(columns=rest),), answer[0]
    return (), None


def _says_steps(entry: Across) -> bool:
    begins = re.match(r"\D*", entry.columns[0])
    return (begins[0] if begins else "").strip(" _.-[(").casefold() in {"", *_STEPS}


def _neighbours_agree(table: Table, groups: Sequence[Across]) -> bool:
    """Whether neighbouring timesteps rise and fall together over the examples; features of their own kinds do not."""
    return all(
        _usual_correlation([table.column(name)[:_LOOKED_AT] for name in entry.columns]) > _ALIKE for entry in groups
    )


def _usual_correlation(columns: Sequence[NDArray[np.float64]]) -> float:
    """The middle correlation of each column with the next; 0 where none can be computed."""
    found = [_correlation(first, second) for first, second in pairwise(columns)]
    known = [r for r in found if np.isfinite(r)]
    return float(np.median(known)) if known else 0.0


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < 3 or np.ptp(first[both]) == 0 or np.ptp(second[both]) == 0:
        return float("nan")
    return float(np.corrcoef(first[both], second[both])[0, 1])


def answer_among(table: Table, names: Sequence[str], examples: int) -> str | None:
    """The column of answers: called so, else one that tells classes, else the only number that names nothing."""
    part = split_column(table)
    usable = [name for name in names if table.kinds[name] in ("number", "text") and name != part]
    telling = [name for name in usable if tells_classes(table, name, examples)]
    usable = [name for name in usable if table.kinds[name] == "number" or name in telling]
    called = [name for name in usable if is_called_answer(name)]
    measured = [n for n in usable if table.kinds[n] == "number" and not _names_rows(table, n)]
    alone = measured if len(measured) == 1 and len(names) <= 3 else []
    return next(iter((*reversed(called), *reversed(telling), *alone)), None)


def _names_rows(table: Table, name: str) -> bool:
    return names_series(name) or is_id(name, table.column(name))


def long_of(table: Table) -> tuple[tuple[str, ...], str, str] | None:
    """Of rows below each other, the columns that tell the examples, the one that counts their rows, and the answer.

    The answer is the same in all rows of an example, and not in all examples.
    """
    ids = series_column(table)
    if table.time is not None or not ids or table.reading.across:
        return None
    series, names = series_of([table.frame[name] for name in ids])
    starts = np.flatnonzero(np.diff(series, prepend=-1))
    numbers = [name for name in table.numbers if name not in ids]
    step = next((name for name in numbers if counts_anew(table.column(name), starts)), None)
    others = [name for name in table.kinds if name not in (*ids, step) and _stays(table, name, series)]
    answer = answer_among(table, others, len(names)) if others else None
    return (ids, step, answer) if answer and step else None


def _stays(table: Table, name: str, series: NDArray[np.int32]) -> bool:
    """Whether a column holds one value in all rows (N,) of a series, and another one elsewhere."""
    codes = table.frame[name].factorize()[0]
    return len(np.unique(np.column_stack([series, codes]), axis=0)) == series.max() + 1 and len(np.unique(codes)) > 1


def plain_of(table: Table) -> str | None:
    """The column of answers of a table whose rows are in no order; None where they are, or where nothing tells it."""
    if table.time is not None or table.reading.across or len(table.kinds) < 3:
        return None
    answer = answer_among(table, list(table.kinds), len(table))
    if answer is None or series_column(table) or not (is_called_answer(answer) or table.kinds[answer] == "text"):
        return None
    sorted_by = table.frame[answer].factorize()[0] if tells_classes(table, answer, len(table)) else None
    inputs = [n for n in table.numbers if n != answer and table.kinds[n] == "number" and not _names_rows(table, n)]
    rows = [_without_levels(table.column(name)[:_LOOKED_AT], sorted_by) for name in inputs]
    loose = [abs(r) < _LOOSE for values in rows if np.isfinite(r := _correlation(values[:-1], values[1:]))]
    return answer if loose and np.mean(loose) > 0.5 else None


def _without_levels(values: NDArray[np.float64], classes: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Values less the mean of their class: rows sorted by class are still in no order."""
    if classes is None:
        return values
    left = values.copy()
    for one in np.unique(classes[: len(values)]):
        own = classes[: len(values)] == one
        left[own] -= np.nanmean(values[own]) if np.isfinite(values[own]).any() else 0.0
    return left


def inputs_beside(table: Table, apart: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(columns of numbers, columns of words) that examples are told by, without those in `apart` and names of rows."""
    left = {name: kind for name, kind in table.kinds.items() if name not in (*apart, EXAMPLE, TIMESTEP)}
    numbers = tuple(n for n, kind in left.items() if kind == "number" and not _names_rows(table, n))
    return numbers, tuple(n for n, kind in left.items() if kind == "text" and tells_classes(table, n, len(table)))
