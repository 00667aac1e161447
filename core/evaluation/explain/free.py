"""Left to itself: one step at a time from its own answers, against one step from what really happened.

Letters: `W` starts, `N` steps, `R` rows, `F` inputs, `C` targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.spec import DataSpec
from core.data.steps import Calendar
from core.evaluation.past import spread
from core.evaluation.predicting import Answer, Way, at_newest
from core.examples.fitting import in_own_units
from core.examples.prepare import Prepared
from core.examples.windows import input_offsets
from core.spec import record

__all__ = ["Free", "Why", "free_running", "hindered", "starts", "unknown"]

Array = NDArray[np.float64]
Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

MOST_STARTS = 200

Why = Literal["classes", "whole", "delay", "inputs"]


@record
class Free:
    """Forecasts of the next N rows behind each start: `free` from its own answers, `one` always one step ahead.

    All (W, N, C) in own units; `actual` is what happened, `still` (W, C) the value at the start.
    """

    now: Rows
    free: Array
    one: Array
    actual: Array
    still: Array


def hindered(prepared: Prepared, data: DataSpec) -> Why | None:
    """Why a model cannot go on from its own answers; None where it can.

    It answers the next row, and all it reads of that row is what it answered or what is known beforehand. The calendar
    is, even where the model reads that of its past alone.
    """
    dataset, windows = prepared.dataset, prepared.windows
    if dataset.classes:
        return "classes"
    if windows.whole:
        return "whole"
    if windows.delay != 1:
        return "delay"
    return "inputs" if unknown(prepared, data) else None


def unknown(prepared: Prepared, data: DataSpec) -> list[str]:
    """The inputs that are neither predicted nor known beforehand."""
    dataset = prepared.dataset
    known = {*dataset.targets, *dataset.ahead, *_calendar(dataset.names, data)}
    return [dataset.names[place] for place in dataset.inputs if place not in known]


def _calendar(names: Sequence[str], data: DataSpec) -> list[int]:
    """The places of the sines and cosines of calendar parts."""
    parts = [part for step in data.steps if isinstance(step, Calendar) for part in step.parts]
    waves = {f"{part} ({wave})" for part in parts for wave in ("sine", "cosine")}
    return [place for place, name in enumerate(names) if name in waves]


def starts(prepared: Prepared, part: int, steps: int, most: int = MOST_STARTS) -> Rows:
    """(W,) *now* rows of a part behind which so many rows of the part follow, with nothing missing in them."""
    dataset, now = prepared.dataset, prepared.placement.of(part)
    now = now[now + steps < len(dataset)]
    whole = np.isfinite(dataset.values[:, list({*dataset.inputs, *dataset.targets})]).all(axis=1)
    whole &= prepared.placement.part_of_row == part
    missing = np.concatenate([[0], np.cumsum(~whole)])
    same = dataset.segment[now] == dataset.segment[now + steps]
    return spread(now[same & (missing[now + steps + 1] == missing[now + 1])], most)


def free_running(prepared: Prepared, answer: Answer, way: Way, now: Rows, steps: int) -> Free:
    """Both forecasts behind these starts, of a model that is not `hindered`."""
    dataset, offsets = prepared.dataset, input_offsets(prepared.windows)
    ahead = np.arange(1, steps + 1)
    real = prepared.examples.inputs.matrix[now[:, None] + np.arange(offsets[0], steps)]
    _fill(real)
    own, first = real.copy(), int(-offsets[0])
    free, one = np.empty((2, len(now), steps, len(dataset.targets)), np.float32)
    fed = [dataset.targets.index(place) for place in dataset.inputs if place in dataset.targets]
    for step in range(steps):
        read = first + offsets + step
        free[:, step], one[:, step] = (_next(answer, way, rows[:, read]) for rows in (own, real))
        if step + 1 < steps:
            own[:, first + step + 1, : len(fed)] = free[:, step][:, fed]
    values = dataset.values[:, list(dataset.targets)]
    return Free(
        now=now,
        free=in_own_units(prepared.fitted, dataset, free.astype(np.float64)),
        one=in_own_units(prepared.fitted, dataset, one.astype(np.float64)),
        actual=values[now[:, None] + ahead],
        still=values[now],
    )


def _next(answer: Answer, way: Way, x: Floats) -> Floats:
    """(W, C) what is said of the next row."""
    said = answer(x)
    return said[:, -1] if way is at_newest else said[:, 0]


def _fill(rows: Floats) -> None:
    """Rows between the timesteps may be missing: the one before stands in, as in `from_own_answers`."""
    for row in range(1, rows.shape[1]):
        missing = np.isnan(rows[:, row])
        rows[:, row][missing] = rows[:, row - 1][missing]
