"""One search for a learning rate in its own process: `python -m core.jobs.probe JOB_ID --home DIR`.

The losses go to `rates.json` in the folder of the probe; no weights are kept.
"""

from __future__ import annotations

from pathlib import Path

from core.data.arrange import arrange
from core.examples.prepare import prepare
from core.jobs.entry import begin
from core.runs.status import Status
from core.runs.work import Work
from core.training.rates import BATCHES, write_sweep

__all__ = ["main"]


def main(job_id: str, home: Path) -> None:
    """Does the job, whatever happens: it ends with a stored status."""
    with Work(home, job_id) as work:
        work.report({"kind": "batch", "batch": 0, "of": BATCHES})  # nothing of an earlier attempt counts
        experiment = work.run.experiment
        dataset = arrange(work.table(), experiment.data)
        prepared = prepare(dataset, experiment.examples, experiment.split, experiment.fitting)
        from core.training.finder import sweep  # TensorFlow takes seconds, and this job is known to live by now

        found = sweep(prepared, experiment, work.report, work.wanted)
        if found is not None:
            write_sweep(work.folder, found)
        work.finish(Status.STOPPED if found is None else Status.FINISHED)


if __name__ == "__main__":
    begin(main, __doc__)
