"""A worker that trains nothing: the run's name tells it what to do. Starts in half a second."""

from __future__ import annotations

import errno
import os
import signal
import time
from pathlib import Path

from core.runs.artifacts import WEIGHTS
from core.runs.status import Kind, Status
from core.runs.work import Work
from tests.waiting import until

LET_GO = "answers may end"
"""A file in the home: what is asked of a judged run takes until it is there."""

EPOCHS = {
    "twenty": (20, 0.05),
    "quick, judged slowly": (1, 0.0),
    "quick": (3, 0.0),
    "slow": (10_000, 0.1),
    "deaf": (10_000, 0.1),
}


def main(job_id: str, home: Path) -> None:
    if (home / "never starts").exists():
        raise SystemExit("this worker never starts")
    with Work(home, job_id, tick=0.1) as work:
        if work.job.kind is Kind.EVALUATE:
            time.sleep(2 if "slowly" in work.run.name else 0)
            (work.folder / "evaluated by").write_text(str(os.getpid()))
            (work.folder / "evaluation.json").write_text('{"verdict": "better"}')
        elif work.job.kind is Kind.EXPLAIN:
            until(lambda: (home / LET_GO).exists())
        elif work.run.name == "out of memory":
            raise MemoryError
        elif work.run.name == "disk full":
            raise OSError(errno.ENOSPC, "No space left on device")
        else:
            _train(work, *EPOCHS[work.run.name])


def _train(work: Work, epochs: int, pause: float) -> None:
    if work.run.name == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    first = work.run.epochs_done + 1
    work.report({"kind": "start", "epochs": epochs, "first_epoch": first})
    for epoch in range(first, epochs + 1):
        work.report({"kind": "batch", "epoch": epoch, "batch": 1, "of": 1, "loss": 1 / epoch})
        if work.wanted() == "stop" and work.run.name != "deaf":
            work.finish(Status.STOPPED)
            return
        time.sleep(pause)
        (work.folder / WEIGHTS).write_bytes(b"kept")
        loss = {"loss": 1 / epoch, "val_loss": float("nan"), "best_epoch": epoch, "best": 1 / epoch}
        work.report({"kind": "epoch", "epoch": epoch, "seconds": 0.5, **loss})
    work.report({"kind": "end", "reason": "all_epochs", "epoch": epochs, "best_epoch": epochs})
