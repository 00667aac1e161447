"""What the epoch scrubber costs: the snapshot that is kept of every epoch, as a share of the training time.

One training, in which every other epoch keeps its snapshot: an epoch and the one behind it are a pair that a
busy moment hits alike. Beside the difference of pairs the time within the callback itself is told. Bar: 3 %.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from core.examples.prepare import Prepared
from core.experiment import Experiment
from core.training.keeping import Snapshot
from core.training.trainer import train
from tests.benchmarks.given import SKIPPED, experiment, mark, options, prepared, values_of


def epochs_of(examples: Prepared, given: Experiment, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Seconds by the clock and of processor time, (E, 2): of whole epochs, and within the snapshot (every other)."""
    marks, within = [mark()], []
    keep = Snapshot.on_epoch_end

    def timed(self: Snapshot, epoch: int, logs: Any = None) -> None:
        begun = mark()
        if epoch % 2:
            keep(self, epoch, logs)
        within.append(np.subtract(mark(), begun))

    def report(event: dict[str, Any]) -> None:
        if event["kind"] == "epoch":
            marks.append(mark())

    Snapshot.on_epoch_end = timed  # type: ignore[method-assign]
    try:
        train(examples, given, folder, report, lambda: None)
    finally:
        Snapshot.on_epoch_end = keep  # type: ignore[method-assign]
    return np.diff(marks, axis=0)[SKIPPED:], np.array(within)[SKIPPED:]


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--pairs", type=int, default=12)
    asked = parser.parse_args()
    values, names = values_of(asked.csv)
    given = experiment(names, asked.preset, epochs=SKIPPED + 2 * asked.pairs)
    with tempfile.TemporaryDirectory() as folder:
        whole, within = epochs_of(prepared(values, given), given, Path(folder))
    without, kept = whole[::2], whole[1::2]
    for at, clock in enumerate(("the clock", "processor time")):
        share = np.median(within[1::2, at] / (kept[:, at] - within[1::2, at]))
        pairs = np.median(kept[:, at] / without[:, at]) - 1
        print(
            f"{asked.preset}, by {clock}: an epoch {np.median(without[:, at]):.3f} s, within the snapshot {share:.2%}, "
            f"by {len(kept)} pairs {pairs:+.2%} (bar: 3 %)"
        )


if __name__ == "__main__":
    main()
