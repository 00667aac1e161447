"""The model beside those that repeat the past, one step ahead, on the same rows: what their errors cost is compared.

Letters: `w` windows of a part, `n` test forecasts, `v` validation forecasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.spacing import DAY
from core.evaluation.baselines import BASELINES, doing_nothing, label, phrase
from core.evaluation.past import Predict, answers
from core.evaluation.questions import question_of
from core.examples.prepare import Located
from core.examples.windows import target_offsets
from core.spec import record

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@record
class Rival:
    """One who forecasts: its short name, how it stands inside a sentence, and how far off it was.

    `validation` (v,) and `test` (n,) are residuals, actual − predicted, on the same rows for all.
    """

    name: str
    phrase: str
    validation: Floats
    test: Floats


@record
class Rivals:
    """The model first, then the rules. `row` (n,) and `said` (n,) are the model's test forecasts.

    `overlap` is how many forecasts in a row share predicted rows, `season` how many make a season.
    """

    sides: tuple[Rival, ...]
    row: Rows
    said: Floats
    overlap: int
    season: int


def rivals(located: Located, name: str, parts: Mapping[str, tuple[Rows, Floats]], c: int, step: int) -> Rivals:
    """`parts` has *now* rows (w,) and the model's forecasts (w,) of target `c`, one step (from 0) ahead, by part.

    Forecasts that are no number, of anybody, are left out for all. Without validation forecasts none have residuals.
    """
    offset = int(target_offsets(located.windows)[step])
    others = rules(located)
    left = {part: _residuals(located, others, now, said, (c, step)) for part, (now, said) in parts.items()}
    known = {part: np.isfinite(values).all(axis=0) for part, values in left.items()}
    validation = left["validation"][:, known["validation"]] if "validation" in left else np.empty((len(others) + 1, 0))
    names = [(name, name), *((told, spoken) for told, spoken, _ in others.values())]
    now, said = parts["test"]
    stride = max(1, int(np.median(np.diff(now)))) if len(now) > 1 else 1
    return Rivals(
        sides=tuple(
            Rival(name=told, phrase=spoken, validation=validation[i], test=left["test"][i, known["test"]])
            for i, (told, spoken) in enumerate(names)
        ),
        row=(now + offset)[known["test"]],
        said=said[known["test"]],
        overlap=max(1, -(-offset // stride)),
        season=max(1, (located.dataset.season or 1) // stride),
    )


def _residuals(
    located: Located, others: Mapping[str, tuple[str, str, Predict]], now: Rows, said: Floats, which: tuple[int, int]
) -> Floats:
    """(rivals, w) actual − predicted."""
    c, step = which
    truth = answers(located)[now + target_offsets(located.windows)[step], c]
    return np.stack([truth - said, *(truth - predict(now)[:, step, c] for _, _, predict in others.values())])


def rules(located: Located) -> Mapping[str, tuple[str, str, Predict]]:
    """Doing nothing, repeating the last season, and the last week where that is another: name, phrase, forecast."""
    nothing, dataset = doing_nothing(question_of(located)), located.dataset
    found = {nothing: located}
    if not located.windows.whole:
        seasons = {"seasonal": dataset.season, "week": _rows_a_week(dataset.spacing)}
        for key, rows in seasons.items():
            if rows and not (key == "week" and rows == dataset.season):
                found[key] = replace(located, dataset=replace(dataset, season=rows))
    out = {}
    for key, where in found.items():
        rule = "seasonal" if key == "week" else key
        told = label(rule, where.dataset), phrase(rule, where.dataset)
        out[key] = (*told, BASELINES[rule](where).predict)
    return out


def _rows_a_week(spacing: float | None) -> int | None:
    """How many rows a week is; None where it is not a whole number of several."""
    rows = 7 * DAY / spacing if spacing else 0.0
    return round(rows) if rows > 1.5 and abs(rows - round(rows)) < 1e-6 else None
