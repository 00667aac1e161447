"""What watching costs: an epoch of a run that is stored, streamed and resumable, against bare `model.fit`.

The same process, feed, network and steps per execution, in turns. Bar: 5 % more.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from core.data.reading import read, recognise
from core.examples.prepare import Prepared
from core.experiment import Experiment
from core.runs.records import Kind
from core.runs.store import Store
from core.runs.work import Work
from core.training.callbacks import Pace
from core.training.feed import Shuffle, ordered
from core.training.trainer import compiled, train
from tests.benchmarks.given import between, experiment, mark, options, prepared, told, values_of

STEPS = 10
"""Steps per execution in both."""


class Clock(keras.callbacks.Callback):
    """When each epoch ended."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[tuple[float, float]] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.marks.append(mark())


def live(examples: Prepared, given: Experiment, home: Path) -> list[tuple[float, float]]:
    """Seconds from epoch to epoch of a real job: database, journal, weights and state of every epoch."""
    library = Store(home).owned_by()
    csv = home / "stands_for_the_file.csv"
    pd.DataFrame({"a": np.arange(50.0)}).to_csv(csv, index=False)
    dataset = library.add_dataset("data.csv", read(csv, recognise(csv)), csv)
    run = library.submit(given, dataset.id, name="Benchmark", key="benchmark")
    job = next(job for job in library.queue() if job.kind is Kind.TRAIN)
    marks: list[tuple[float, float]] = []
    with Work(home, job.id) as work:

        def report(event: dict[str, Any]) -> None:
            work.report(event)
            if event["kind"] == "epoch":
                marks.append(mark())

        train(examples, given, library.folder(run.id), report, work.wanted)
        work.finish("finished")
    return between(marks)


def bare(examples: Prepared, given: Experiment) -> list[tuple[float, float]]:
    """Seconds from epoch to epoch of `model.fit` in a plain script."""
    model = compiled(examples, given)
    model.steps_per_execution = STEPS
    training, clock = given.training, Clock()
    feed = Shuffle(examples.examples.of(0), training.batch, training.seed)
    validation = ordered(examples.examples.of(1), training.batch)
    model.fit(
        feed.dataset,
        validation_data=validation,
        epochs=training.epochs,
        callbacks=[feed, clock],
        shuffle=False,
        verbose=0,
    )
    return between(clock.marks)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=6)
    asked = parser.parse_args()
    values, names = values_of(asked.csv)
    given = experiment(names, asked.preset, epochs=asked.epochs)
    examples = prepared(values, given)
    Pace.together = lambda self, steps_left: STEPS  # type: ignore[method-assign, assignment]
    seconds: dict[str, list[tuple[float, float]]] = {"live": [], "bare": []}
    for _ in range(asked.pairs):
        with tempfile.TemporaryDirectory() as folder:
            seconds["live"] += live(examples, given, Path(folder))
        seconds["bare"] += bare(examples, given)
    with_all = told(f"{asked.preset}: stored, streamed, resumable", seconds["live"])
    without = told(f"{asked.preset}: bare model.fit, the same feed", seconds["bare"])
    costs = ", ".join(f"{with_all[key] / without[key] - 1:+.1%} by the {key}" for key in with_all)
    print(f"watching costs {costs} (bar: +5 %)")


if __name__ == "__main__":
    main()
