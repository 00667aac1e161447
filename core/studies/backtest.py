"""The folds of a backtest: the same experiment again and again, over stretches of the file that end later and later.

Pure: nothing is trained here. Moments are rows where there is one series, and the different times of measured rows
where there are several, so that all are cut at once. The last moments are judged; stretches of equal length that end
with the newest measured row, as `sklearn.model_selection.TimeSeriesSplit` places them.

Letters: `N` rows, `M` moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.moment import LAST_DAY
from core.errors import SettingsError
from core.evaluation.questions import question_of
from core.examples.prepare import Located
from core.examples.spec import SplitSpec
from core.examples.split import part_of_row
from core.examples.windows import known_ends, place
from core.experiment import Experiment, Stopping
from core.spec import record
from core.studies.spec import BacktestSpec

__all__ = ["Fold", "Why", "edges", "everything", "experiments", "folds", "moments", "sensible", "why_not", "with_parts"]

Why = Literal["examples", "no_time", "drawn"]


@record
class Fold:
    """One stretch that is judged and what comes before it, in moments; ends are exclusive.

    Training is [since, validation), validation [validation + gap, border), and the moments [border + gap, end) are
    judged. `split` says so to an experiment; `examples` are in each of the three parts.
    """

    since: int
    validation: int
    border: int
    end: int
    gap: int
    split: SplitSpec
    examples: tuple[int, int, int]

    @property
    def first(self) -> int:
        """The first moment that is judged."""
        return self.border + self.gap


def why_not(located: Located, split: SplitSpec) -> Why | None:
    """Why no backtest can be made of these examples; None where one can."""
    if question_of(located).endswith("of_examples"):
        return "examples"
    if split.by in ("random", "column", "all"):
        return "drawn"
    several = len(located.dataset.series_names) > 1
    return "no_time" if several and located.dataset.time is None else None


def sensible(experiment: Experiment) -> BacktestSpec:
    """What is proposed: the distance between parts is that of the experiment."""
    return BacktestSpec(gap=experiment.split.gap)


def folds(experiment: Experiment, located: Located, spec: BacktestSpec) -> tuple[Fold, ...]:
    """The folds in order of time; `located` are the examples of the experiment as it stands.

    Of the past of a fold as large a share is for validation as in the experiment. Raises SettingsError where no
    backtest can be made, and where some part of some fold has no example.
    """
    reason = why_not(located, experiment.split)
    if reason:
        raise SettingsError(f"no_backtest_{reason}")
    times = moments(located)
    size = int(len(times) * spec.share) // spec.folds
    first = len(times) - spec.folds * size
    share = _validation_share(located)
    pasts = [first + number * size - spec.gap for number in range(spec.folds)]
    if size < 1 or pasts[0] < 2:
        raise SettingsError("backtest_too_short", folds=spec.folds, moments=len(times), gap=spec.gap)
    found = []
    for border in pasts:
        since = 0 if spec.kind == "expanding" else border - pasts[0]
        validation = border - max(1, round((border - since) * share))
        end = border + spec.gap + size
        bounds = (since, validation, border, end)
        found.append(_fold(located, experiment.split, times, bounds, spec.gap))
    _refuse_empty(found)
    return tuple(found)


def experiments(experiment: Experiment, planned: tuple[Fold, ...], spec: BacktestSpec) -> tuple[Experiment, ...]:
    """What is to be trained: one for each fold, or a single one whose test part is all folds together."""
    if spec.refit:
        return tuple(experiment.but(split=fold.split) for fold in planned)
    first, last = planned[0].split, planned[-1]
    if first.by == "date":
        return (experiment.but(split=first.but(until=last.split.until)),)
    cuts = (*first.cuts[:2], last.end - planned[0].border)
    return (experiment.but(split=first.but(cuts=cuts)),)


def everything(experiment: Experiment, epochs: int) -> Experiment:
    """The final fit: every row is for training, for so many epochs, and the last weights are kept.

    Nothing is left to stop by, or to judge it by; a stop by the training loss that can never come keeps the same
    epochs for all.
    """
    stopping = Stopping(monitor="loss", patience=max(1, epochs), start_from=epochs)
    training = experiment.training.but(epochs=epochs, stopping=stopping, keep="last")
    return experiment.but(split=SplitSpec(by="all"), training=training)


def with_parts(experiment: Experiment) -> Experiment:
    """A final fit as it would be judged: with the usual parts, and a stop by validation. Others stay as they are."""
    if experiment.split.by != "all":
        return experiment
    training = experiment.training.but(stopping=Stopping(), keep="best")
    return experiment.but(split=SplitSpec(), training=training)


def moments(located: Located) -> NDArray[Any]:
    """(M,) the times of the one series up to its last measured row, or the different times of measured rows.

    Row numbers of the file where there is no time.
    """
    data = located.dataset
    ends = known_ends(data)
    x = data.row if data.time is None else data.time
    return x[: int(ends[0])] if len(data.series_names) == 1 else np.unique(x[np.arange(len(data)) < ends])


def edges(located: Located, planned: Sequence[Fold]) -> list[int | str]:
    """Where the folds begin, and where the last one ends: rows, or times of several series."""
    if planned[0].split.by == "rows":
        return [*(fold.first for fold in planned), planned[-1].end]
    times = moments(located)
    return [*(_second(times, fold.first) for fold in planned), planned[-1].split.until or str(LAST_DAY)]


def _validation_share(located: Located) -> float:
    """Of the rows before the test part, the share that is for validation."""
    parts = located.placement.part_of_row
    learned, chosen = int(np.count_nonzero(parts == 0)), int(np.count_nonzero(parts == 1))
    return chosen / (learned + chosen)


def _fold(located: Located, split: SplitSpec, times: NDArray[Any], bounds: tuple[int, int, int, int], gap: int) -> Fold:
    since, validation, border, end = bounds
    if len(located.dataset.series_names) == 1:
        cuts = (validation - since, border - validation, end - border)
        made = SplitSpec(by="rows", cuts=cuts, since=since or None, gap=gap, border=split.border)
    else:
        made = _by_dates(times, bounds, gap, split)
    data = located.dataset
    placement = place(data, located.windows, part_of_row(data, made), purge=made.border == "purge")
    counts = [int(np.count_nonzero(placement.part == part)) for part in range(3)]
    return Fold(since=since, validation=validation, border=border, end=end, gap=gap, split=made,
                examples=(counts[0], counts[1], counts[2]))  # fmt: skip


def _by_dates(times: NDArray[Any], bounds: tuple[int, int, int, int], gap: int, split: SplitSpec) -> SplitSpec:
    """The same for several series: cuts at the times of the moments, whole seconds as settings write them."""
    since, validation, border, end = (_second(times, at) for at in bounds)
    values = {"by": "date", "cuts": (validation, border), "gap": gap, "border": split.border}
    begins = {} if bounds[0] == 0 else {"since": since}
    ends = {} if bounds[3] == len(times) else {"until": end}
    return SplitSpec.model_validate({**values, **begins, **ends})


def _second(times: NDArray[Any], at: int) -> str:
    return str(times[min(at, len(times) - 1)].astype("datetime64[s]"))


def _refuse_empty(found: list[Fold]) -> None:
    for number, fold in enumerate(found, 1):
        if min(fold.examples) == 0:
            part = ("train", "validation", "test")[fold.examples.index(0)]
            raise SettingsError("fold_without_examples", fold=number, folds=len(found), part=part)
