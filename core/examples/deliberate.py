"""Leaks made on purpose, to show what they do to a score. Nothing that is kept or taken home has one.

`SplitSpec.leak` names the leak; `core.examples.prepare` asks here where it makes a difference.

Letters: `N` rows, `T` timesteps, `F` inputs, `C` targets.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.arrange import free_name
from core.data.arranging import beside
from core.data.dataset import Dataset
from core.data.fills import forward_fill, runs
from core.errors import SettingsError
from core.examples.reduction import beside as read_beside
from core.examples.spec import SplitSpec, Windows
from core.examples.windows import Placement, input_offsets
from core.text import say

__all__ = ["answer_columns", "leaked", "not_yet_known", "reading_answers", "refuse", "shuffled"]

Parts = NDArray[np.int8]
Matrix = NDArray[np.float32]


def leaked(dataset: Dataset, parts: Parts, split: SplitSpec) -> tuple[Dataset, Parts]:
    """The rows, with the answers among the inputs if that is the leak, and the parts (N,) as what learns sees them.

    With the leak `scaler` every row of any part counts as a training row.
    """
    if split.leak == "target":
        return _with_answers(dataset), parts
    return dataset, np.where(parts >= 0, 0, parts).astype(np.int8) if split.leak == "scaler" else parts


def shuffled(placement: Placement, seed: int) -> Placement:
    """As many windows in each part as before, but which ones is drawn: neighbours of test windows are trained on."""
    chance = np.random.PCG64(seed).random_raw(len(placement.part))  # the same for ever
    return replace(placement, part=placement.part[np.argsort(chance, kind="stable")])


def _with_answers(dataset: Dataset) -> Dataset:
    """Each target that is no input, as an input that claims to be known beforehand: `look_ahead` shows its answers.

    A missing cell repeats the newest value, so that no window is lost that an honest run has. A target that is an
    input needs no column more: `reading_answers` moves its own.
    """
    hidden = [i for i in dataset.targets if i not in dataset.inputs]
    if not hidden:
        return dataset
    copied = forward_fill(dataset.values[:, hidden], dataset.segment, list(range(len(hidden))), len(dataset))
    names, first = list(dataset.names), len(dataset.names)
    for i in hidden:
        names.append(free_name(say("leaks.answer_column", target=dataset.names[i]), names))
    places = tuple(range(first, len(names)))
    return replace(
        dataset,
        names=tuple(names),
        units=dataset.units + tuple(dataset.units[i] for i in hidden),
        values=beside(dataset.values, copied),
        inputs=dataset.inputs + places,
        ahead=dataset.ahead + places,
    )


def reading_answers(matrix: Matrix, dataset: Dataset, windows: Windows) -> Matrix:
    """The inputs (N, F) with every target among them read so many rows too late that its answers are in the window.

    Behind the end of a segment its last row stands.
    """
    columns = [place for place, i in enumerate(read_beside(dataset)) if i in dataset.targets]
    filled = forward_fill(
        matrix[:, columns].astype(np.float64), dataset.segment, list(range(len(columns))), len(matrix)
    )
    starts, lengths = runs(dataset.segment)
    last = np.repeat(starts + lengths, lengths) - 1
    later = np.minimum(np.arange(len(matrix)) + windows.delay + windows.horizon - 1, last)
    moved = matrix.copy()
    moved[:, columns] = filled[later]
    return moved


def answer_columns(dataset: Dataset, split: SplitSpec) -> NDArray[np.int64]:
    """(C,) where the answers to each target stand among the F features a network reads; none without that leak."""
    if split.leak != "target":
        return np.empty(0, np.int64)
    own = read_beside(dataset)
    names = [dataset.names[i] for i in own]
    found = [own.index(i) if i in own else _last(names, dataset.names[i]) for i in dataset.targets]
    return np.array(found, np.int64)


def _last(names: list[str], target: str) -> int:
    """The last column that is called so: where the file has one of that name, a number follows."""
    wanted = re.escape(say("leaks.answer_column", target=target))
    return max(at for at, name in enumerate(names) if re.fullmatch(rf"{wanted}( \d+)?", name))


def refuse(split: SplitSpec) -> None:
    """Raises SettingsError for a leak on purpose: whoever keeps a model or takes it home asks."""
    if split.leak is not None:
        raise SettingsError("leaks_on_purpose", leak=split.leak)


def not_yet_known(windows: Windows) -> NDArray[np.bool_]:
    """(T,) the timesteps at which a column of answers tells of rows nobody has measured when *now* is now."""
    ahead = windows.delay + windows.horizon - 1
    return input_offsets(windows) + ahead > (-1 if windows.delay == 0 else 0)
