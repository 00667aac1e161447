"""What a run promised on its test part, and what it kept on the newest rows, which no part held.

Letters: `W` windows, `T` timesteps, `F` inputs, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.baselines import baselines_for, doing_nothing
from core.evaluation.class_scores import each_class
from core.evaluation.past import Array, Rows, actual, blocks, known
from core.evaluation.predicting import Answer, Way
from core.evaluation.predictions import Predictions
from core.evaluation.questions import question_of
from core.evaluation.ridge import FIT_WORK
from core.examples.deliberate import answer_columns, not_yet_known
from core.examples.fitting import in_own_units, scale
from core.examples.gather import Gather, materialise
from core.examples.prepare import Prepared
from core.examples.reduction import beside
from core.examples.spec import SplitSpec, Windows
from core.examples.windows import AFTER_PARTS, place

__all__ = ["held_back", "promised_and_kept"]

TEST = 2
NUMBERS_AT_ONCE = 2_000_000


def promised_and_kept(
    prepared: Prepared,
    split: SplitSpec,
    network: tuple[Answer, Way],
    predictions: Predictions,
    report: Callable[[int, int], None],
) -> dict[str, Any]:
    """`promised` and `kept`: `windows`, and the errors (C,) of the `model` and of doing `nothing` on those.

    Errors are mean absolute ones in the targets' units, of classes the share that is wrong. What was promised are
    the answers to the test part as they were; what was kept is asked with no more than is known when *now* is now:
    a column of answers then holds the newest value instead.
    """
    rule = baselines_for(prepared)[doing_nothing(question_of(prepared))](prepared, FIT_WORK).predict
    now, said = predictions.of(TEST)
    later = held_back(prepared.dataset, prepared.windows, prepared.placement.part_of_row, split)
    asked = _asked(prepared, split, network, later, report)
    return {
        name: {
            "windows": len(rows),
            "model": _error(prepared, rows, answers).tolist(),
            "nothing": _error(prepared, rows, rule(rows)).tolist(),
        }
        for name, rows, answers in (("promised", now, said), ("kept", later, asked))
    }


def held_back(dataset: Dataset, windows: Windows, part_of_row: NDArray[np.int8], split: SplitSpec) -> Rows:
    """(W,) the windows whose answers lie in the rows behind the last part; they may look back across its end."""
    parts = np.where(part_of_row == AFTER_PARTS, TEST, AFTER_PARTS).astype(np.int8)
    return place(dataset, windows, parts, purge=split.border == "purge").now


def _asked(
    prepared: Prepared, split: SplitSpec, network: tuple[Answer, Way], now: Rows, report: Callable[[int, int], None]
) -> Array:
    """(W, H, C) forecasts in own units, of classes probabilities."""
    answer, way = network
    inputs, found = prepared.inputs_at(now), []
    pieces = list(blocks(np.arange(len(now)), inputs.matrix.shape[1] * len(inputs.offsets), NUMBERS_AT_ONCE))
    for done, block in enumerate(pieces):
        report(done, len(pieces))
        said = way(answer, _as_known(prepared, split, inputs.of(block)), prepared.windows.horizon)
        found.append(in_own_units(prepared.fitted, prepared.dataset, said.astype(np.float64)))
    return np.concatenate(found) if found else np.empty((0, prepared.windows.horizon, 1))


def _as_known(prepared: Prepared, split: SplitSpec, inputs: Gather) -> Gather:
    """The same windows without the answers: where a column tells of later rows stands the newest value known."""
    columns = answer_columns(prepared.dataset, split)
    if not len(columns):
        return inputs
    names = [prepared.dataset.names[i] for i in _places(prepared, columns)]
    newest = scale(prepared.fitted, known(prepared)[inputs.rows], names)
    x, later = materialise(inputs), not_yet_known(prepared.windows)
    x[:, np.flatnonzero(later)[:, None], columns] = newest[:, None].astype(np.float32)
    width = x.shape[1]
    return Gather(matrix=x.reshape(-1, x.shape[2]), rows=np.arange(len(x)) * width, offsets=np.arange(width))


def _places(prepared: Prepared, columns: Rows) -> list[int]:
    """Where features stand among the columns of the dataset."""
    own = beside(prepared.dataset)
    return [own[at] for at in columns]


def _error(prepared: Prepared, now: Rows, said: Array) -> Array:
    """(C,) NaN without a window."""
    if not len(now):
        return np.full(max(1, len(prepared.dataset.targets)), np.nan)
    truth = actual(prepared, now)
    if prepared.dataset.classes:
        return np.array([np.mean(each_class(said).argmax(axis=-1) != truth[..., 0])])
    return np.abs(said - truth).mean(axis=(0, 1))
