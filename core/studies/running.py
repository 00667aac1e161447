"""A backtest in a library: begun, watched, gone on with, and read when its folds are judged.

It is the study `backtest/<run>/<settings>`, so that it is found again by the run and by what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from core.examples.prepare import Located
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.spec import record
from core.studies.backtest import Fold, everything, experiments, folds
from core.studies.folds import best_epochs
from core.studies.spec import BacktestSpec
from core.text import say

__all__ = [
    "ASIDE",
    "Progress",
    "asked",
    "average_epochs",
    "backtests_of",
    "estimate",
    "final_fit",
    "final_of",
    "go_on",
    "over",
    "progress",
    "start",
    "study_of",
]

ASIDE = 5.0
"""Seconds of a fold that are no epochs: reading, preparing, judging."""


@record
class Progress:
    """So many of the runs of a backtest are `done` (over and judged, if anything was kept), and the seconds `left`."""

    done: int
    of: int
    left: float


def study_of(run_id: str, spec: BacktestSpec) -> str:
    return f"backtest/{run_id}/{spec.key}"


def asked(study: str) -> BacktestSpec:
    """What a study of this kind was asked for."""
    return BacktestSpec.of(study.rpartition("/")[2])


def backtests_of(library: Library, run_id: str) -> list[str]:
    """The backtests of a run, newest first."""
    return library.studies(f"backtest/{run_id}/")


def start(library: Library, run: Run, located: Located, spec: BacktestSpec) -> str:
    """Puts its runs in the queue; the same again changes nothing. Returns the id of the study.

    `located` are the examples of the run. Call `core.runs.wake.wake` afterwards. Raises SettingsError as `folds`.
    """
    planned = folds(run.experiment, located, spec)
    study = study_of(run.id, spec)
    for number, experiment in enumerate(experiments(run.experiment, planned, spec), 1):
        name = say("backtest.fold" if spec.refit else "backtest.once", number=number, folds=len(planned))
        library.submit(experiment, run.dataset, name=name, key=f"{study}/{number}", study=study)
    return study


def go_on(library: Library, study: str) -> None:
    """What was stopped, interrupted or failed goes on; what is over stays."""
    for run in library.study(study):
        if not run.active and run.status is not Status.FINISHED:
            library.resume(run.id)


def over(library: Library, run: Run) -> bool:
    """Whether nothing more comes of a run: it does not train, and no judgement of it is on its way."""
    coming = (Kind.TRAIN, Kind.EVALUATE)
    return not run.active and not any(
        job.kind in coming and (job.status.waits or job.status.active) for job in library.jobs(run.id)
    )


def estimate(run: Run, located: Located, spec: BacktestSpec, planned: Sequence[Fold]) -> float:
    """Seconds a backtest takes, if each fold takes as many epochs as the run did and as long for each example."""
    trained = [fold.examples[0] for fold in (planned if spec.refit else planned[:1])]
    return sum(examples * _pace(run, located) + ASIDE for examples in trained)


def progress(library: Library, run: Run, located: Located, study: str, planned: Sequence[Fold]) -> Progress:
    """How far it is; folds that are over say how long the others may take."""
    runs, spec = library.study(study), asked(study)
    examples = [fold.examples[0] for fold in (planned if spec.refit else planned[:1])]
    done = [over(library, each) for each in runs]
    known = [each.seconds / count for each, count, ended in zip(runs, examples, done, strict=True) if ended and count]
    pace = fmean(known) if known else _pace(run, located)
    left = sum(
        max(0.0, count * pace - each.seconds) + ASIDE
        for each, count, ended in zip(runs, examples, done, strict=True)
        if not ended
    )
    return Progress(done=sum(done), of=len(runs), left=left)


def _pace(run: Run, located: Located) -> float:
    """Seconds the run took for each of its training examples."""
    return run.seconds / max(1, located.counts["train"])


def final_of(library: Library, study: str) -> Run | None:
    """The model that learned from every row after this backtest, if there is one."""
    return library.by_key(f"final/{study}")


def final_fit(library: Library, run: Run, study: str) -> Run:
    """A run on every row, for as many epochs as the folds' best ones on average; asking twice is asking once."""
    return library.submit(
        everything(run.experiment, average_epochs(library, study)),
        run.dataset,
        name=say("backtest.final", name=run.name),
        key=f"final/{study}",
    )


def average_epochs(library: Library, study: str) -> int:
    """The folds' best epochs on average, at least 1."""
    epochs: list[int] = []
    for each in library.study(study):
        training = each.experiment.training
        epochs += best_epochs(library.events(each.id), training.watched, training.keep == "last")
    return max(1, round(fmean(epochs))) if epochs else 1
