"""The most memory a training worker holds: 1,000,000 rows, lookback 1440. Bar: 1.5 GB.

The worker is the real one, a process of its own that reads the stored dataset and trains one epoch.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from core.data.reading import read, recognise
from core.examples.spec import Windows
from core.runs.records import Kind, Run
from core.runs.store import Store
from core.text import bytes_in_words
from tests.benchmarks.given import experiment, numeric

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="?", type=Path, help="default: a walk of --rows rows and --columns columns")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=7)
    parser.add_argument("--lookback", type=int, default=1440)
    parser.add_argument("--preset", default="dense")
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after so long, for slow networks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        csv = asked.csv or _walk(home / "walk.csv", asked.rows, asked.columns)
        job = _queued(home, csv, asked)
        begun = time.monotonic()
        run = _trained(home, job, asked.seconds)
        print(f"{run.status.label}, {run.epochs_done} whole epochs, {time.monotonic() - begun:.0f} s with the start")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"{asked.preset}, lookback {asked.lookback}: the worker held {bytes_in_words(peak)} at most (bar: 1.5 GB)")


def _trained(home: Path, job: str, seconds: float) -> Run:
    """The run after its worker has left, by itself or stopped."""
    library = Store(home).owned_by()
    worker = subprocess.Popen([sys.executable, "-m", "core.jobs.train", job, "--home", str(home)], cwd=ROOT)
    try:
        worker.wait(seconds)
    except subprocess.TimeoutExpired:
        library.stop(library.runs()[0].id)
    if worker.wait():
        raise SystemExit("the worker failed")
    return library.runs()[0]


def _walk(path: Path, rows: int, columns: int) -> Path:
    steps = np.random.default_rng(1).normal(size=(rows, columns))
    walk = pd.DataFrame(np.cumsum(steps, axis=0).round(3), columns=[f"c{i}" for i in range(columns)])
    walk.insert(0, "time", pd.date_range("2000-01-01", periods=rows, freq="min"))
    walk.to_csv(path, index=False)
    return path


def _queued(home: Path, csv: Path, asked: argparse.Namespace) -> str:
    """The id of a waiting train job of one epoch."""
    library = Store(home).owned_by()
    table = read(csv, recognise(csv))
    dataset = library.add_dataset(csv.name, table, csv)
    windows = Windows(lookback=asked.lookback, horizon=24)
    library.submit(experiment(numeric(table), asked.preset, windows, epochs=1), dataset.id, name="Memory", key="memory")
    return next(job.id for job in library.queue() if job.kind is Kind.TRAIN)


if __name__ == "__main__":
    main()
