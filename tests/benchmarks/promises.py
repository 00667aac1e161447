"""How soon the app answers: `python -m tests.benchmarks.promises`, on the first sample, with a real worker.

Bars: 15 s from the click to the first epoch though no worker waits, 5 s from the wish to stop to the end, 10 s until a
worker that was killed is told as interrupted, 0.2 s for a report while the database is locked, 2 s to refuse a horizon
of 10¹⁵ steps.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from core.data.reading import read, recognise
from core.errors import SettingsError
from core.examples.spec import Windows
from core.models.check import check
from core.models.presets import PRESETS
from core.runs.artifacts import Artifacts
from core.runs.library import Library
from core.runs.locks import holder
from core.runs.records import Run
from core.runs.status import Status
from core.runs.store import Store
from core.runs.wake import wake
from core.runs.work import Work
from tests.app import ROOT
from tests.benchmarks.given import experiment, numeric
from tests.core.models.asked import asked
from tests.waiting import until

SAMPLE = ROOT / "assets" / "samples" / "ETTh1.csv"
LONG = 10_000


def told(what: str, seconds: float, bar: float) -> None:
    print(f"{what}: {seconds:.2f} s (bar: {bar:g} s)")


def submitted(library: Library, name: str) -> Run:
    """A training that goes on for a long while."""
    table = read(SAMPLE, recognise(SAMPLE))
    dataset = library.add_dataset(SAMPLE.name, table, SAMPLE)
    wanted = experiment(numeric(table), "gru", Windows(lookback=96, horizon=24), epochs=LONG)
    return library.submit(wanted, dataset.id, name=name, key=name)


def trained(home: Path, library: Library) -> None:
    """The first epoch, a stop, and a worker that is killed."""
    first = submitted(library, "first")
    wake(home, "--no-spare", "--idle", "2")
    told("the first epoch", until(lambda: library.run(first.id).epochs_done >= 1), 15)
    library.stop(first.id)
    told("stopped", until(lambda: library.run(first.id).status is Status.STOPPED), 5)
    second = submitted(library, "second")
    until(lambda: library.run(second.id).epochs_done >= 1)
    (worker,) = filter(None, map(holder, Artifacts(home).worker_locks()))
    psutil.Process(worker[0]).kill()
    told("told as interrupted", until(lambda: library.run(second.id).status is Status.INTERRUPTED), 10)


def reported(home: Path, library: Library) -> None:
    """The slowest of 100 reports while another process has the database."""
    run = submitted(library, "third")
    with Work(home, next(job.id for job in library.queue() if job.run == run.id)) as work:
        other = sqlite3.connect(Artifacts(home).database, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        slowest = max(timed(lambda: work.report({"kind": "epoch", "epoch": 1, "seconds": 0.0})) for _ in range(100))
        other.execute("COMMIT")
        other.close()
    told("a report while the database is locked", slowest, 0.2)


def refused() -> None:
    def ask() -> None:
        try:
            check(PRESETS["lstm"].make(), asked(10, 4, 10**15, 10**6))
        except SettingsError:
            return
        raise AssertionError("it was not refused")

    told("a horizon of 10¹⁵ steps refused", timed(ask), 2)


def timed(do: Callable[[], None]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        library = Store(home).owned_by()
        reported(home, library)
        trained(home, library)
    refused()


if __name__ == "__main__":
    sys.exit(main())
