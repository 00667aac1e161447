"""One analysis of a judged run in its own process: `python -m core.jobs.explain JOB_ID --home DIR`.

What it finds goes to `explain-<key>.json` in the run's folder (`core.runs.explanations`). The network answers in
NumPy: no TensorFlow is loaded.
"""

from __future__ import annotations

import time
from pathlib import Path

from core.analyses.registry import ANALYSES, Explained
from core.data.arrange import arrange
from core.evaluation.predicting import way_of
from core.evaluation.predictions import load
from core.examples import fitting
from core.examples.prepare import prepare
from core.jobs.entry import begin
from core.jobs.evaluate import network
from core.jobs.wanted import heed, until_stopped, while_wanted
from core.runs.explanations import file_of_job, write_result
from core.runs.journal import EXPLAINED
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Status
from core.runs.work import Work
from core.training.kept import as_kept, read_kept

__all__ = ["explained", "main"]


def main(job_id: str, home: Path) -> None:
    """Does the job, whatever happens: it ends with a stored status."""
    until_stopped(_explain, job_id, home)


def explained(library: Library, run: Run) -> Explained:
    """A judged run as its analyses read it. Raises FileNotFoundError when it was not judged."""
    folder, experiment = library.folder(run.id), run.experiment
    dataset = arrange(library.table(run.dataset), experiment.data)
    fitted = fitting.load(folder)
    prepared = prepare(dataset, experiment.examples, experiment.split, experiment.fitting, fitted=fitted)
    kept = read_kept(folder)
    return Explained(
        library=library,
        run=run,
        prepared=prepared,
        answer=network(prepared, as_kept(experiment, kept), kept.weights),
        way=way_of(experiment.model.head),
        predictions=load(folder),
    )


def _explain(work: Work) -> None:
    settings = dict(work.job.request)
    analysis = ANALYSES[settings.pop("what")]
    seen = explained(work.library, work.run)
    begun = time.monotonic()

    def report(done: int, of: int) -> None:
        heed(work)
        spent = time.monotonic() - begun
        work.report({"kind": EXPLAINED, "job": work.job.id, "done": done, "of": of, "seconds": spent})

    listening = seen.but(answer=while_wanted(seen.answer, work))
    result = analysis(listening, settings, report, work.wanted)
    heed(work)  # what was cut short is no result
    write_result(file_of_job(work.folder, work.job), result)
    work.finish(Status.FINISHED)


if __name__ == "__main__":
    begin(main, __doc__)
