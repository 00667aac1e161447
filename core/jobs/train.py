"""One training in its own process: `python -m core.jobs.train JOB_ID --home DIR`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow

from core.data.arrange import arrange
from core.examples import fitting
from core.examples.prepare import Prepared, prepare
from core.findings import Finding
from core.jobs.entry import begin
from core.runs.status import Status
from core.runs.work import Work
from core.training.outcome import Outcome, Reason

__all__ = ["main"]

STATUS = {
    Reason.ALL_EPOCHS: Status.FINISHED,
    Reason.PATIENCE: Status.FINISHED,
    Reason.STOPPED: Status.STOPPED,
    Reason.NOT_FINITE: Status.FAILED,
}


def main(job_id: str, home: Path) -> None:
    """Does the job, whatever happens: it ends with a stored status.

    A folder that holds a state already belongs to a run that was stopped or interrupted, so the
    training goes on from there; in an empty one it begins.
    """
    with Work(home, job_id) as work:
        prepared = _prepared(work)
        from core.training.trainer import train  # TensorFlow takes seconds, and this job is known to live by now

        outcome = train(prepared, work.run.experiment, work.folder, work.report, work.wanted, resume=True)
        work.finish(STATUS[outcome.reason], _most_telling(outcome))


def _prepared(work: Work) -> Prepared:
    """The examples, with what was learned from training rows put beside the weights to come.

    Training reads the float32 matrices alone, so the table they came from leaves the memory: of
    1,000,000 rows × 18 columns that is half a gigabyte.
    """
    experiment = work.run.experiment
    dataset = arrange(work.table(), experiment.data)
    pyarrow.default_memory_pool().release_unused()
    prepared = prepare(dataset, experiment.examples, experiment.split, experiment.fitting)
    fitting.save(prepared.fitted, work.folder)
    return replace(prepared, dataset=replace(prepared.dataset, values=np.empty((0, len(prepared.dataset.names)))))


def _most_telling(outcome: Outcome) -> Finding | None:
    """A run shows one finding: what ended it, before what went wrong on the way."""
    return outcome.findings[-1] if outcome.findings else None


if __name__ == "__main__":
    begin(main, __doc__)
