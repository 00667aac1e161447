"""The whole training as the app does it, against what the Keras tutorials do.

The same windows, network, batch size and validation, in turns: `train` against
`keras.utils.timeseries_dataset_from_array` + `model.fit`. Bar: twice as fast.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.examples.gather import Examples, materialise
from core.examples.prepare import Prepared
from core.experiment import Experiment
from core.training.trainer import compiled, train
from tests.benchmarks.given import between, experiment, mark, options, prepared, told, values_of
from tests.benchmarks.live_epoch import Clock


def ours(examples: Prepared, given: Experiment) -> list[tuple[float, float]]:
    marks: list[tuple[float, float]] = []

    def report(event: dict[str, Any]) -> None:
        if event["kind"] == "epoch":
            marks.append(mark())

    with tempfile.TemporaryDirectory() as folder:
        train(examples, given, Path(folder), report, lambda: None)
    return between(marks)


def tutorial(examples: Prepared, given: Experiment) -> list[tuple[float, float]]:
    model, clock = compiled(examples, given), Clock()
    training, validation = (by_keras(examples.examples.of(part), given, shuffle=part == 0) for part in (0, 1))
    model.fit(training, validation_data=validation, epochs=given.training.epochs, callbacks=[clock], verbose=0)
    return between(clock.marks)


def by_keras(examples: Examples, given: Experiment, shuffle: bool) -> Any:
    """The same windows from Keras' own utility; the answers are small, so they are copied out."""
    x, answers = examples.inputs, materialise(examples.targets)
    assert np.all(np.diff(x.rows) == 1), "this comparison needs windows without gaps"
    first, last = x.rows[0] + x.offsets[0], x.rows[-1] + 1
    return keras.utils.timeseries_dataset_from_array(
        x.matrix[first:last],
        answers,
        sequence_length=len(x.offsets),
        sampling_rate=given.examples.step,
        batch_size=given.training.batch,
        shuffle=shuffle,
        seed=given.training.seed,
    )


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=5)
    asked = parser.parse_args()
    values, names = values_of(asked.csv)
    given = experiment(names, asked.preset, epochs=asked.epochs)
    examples = prepared(values, given)
    _check_the_windows_are_the_same(examples, given)
    seconds: dict[str, list[tuple[float, float]]] = {"ours": [], "tutorial": []}
    for _ in range(asked.pairs):
        seconds["ours"] += ours(examples, given)
        seconds["tutorial"] += tutorial(examples, given)
    mine = told(f"{asked.preset}: as the app trains", seconds["ours"])
    theirs = told(f"{asked.preset}: timeseries_dataset_from_array + fit", seconds["tutorial"])
    times = ", ".join(f"{theirs[key] / mine[key]:.2f} by the {key}" for key in mine)
    print(f"times as fast: {times} (bar: 2)")


def _check_the_windows_are_the_same(examples: Prepared, given: Experiment) -> None:
    part = examples.examples.of(1)
    x, y = next(iter(by_keras(part, given, shuffle=False)))
    first = slice(0, given.training.batch)
    np.testing.assert_array_equal(x, materialise(part.inputs.of(first)))
    np.testing.assert_array_equal(y, materialise(part.targets.of(first)))


if __name__ == "__main__":
    main()
