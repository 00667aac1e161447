"""What the network said of one stretch of the validation part, epoch after epoch.

A file of float32 that only grows: every record is the epoch's number and its answers, so that a run that is
cut off loses at most the last one.

Letters: `E` epochs, `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.examples.prepare import Prepared
from core.files import write_json
from core.spec import record

__all__ = ["Snapshots", "append", "begin", "read_snapshots", "stretch"]

ANSWERS, ABOUT = "snapshots.f32", "snapshots.json"
ROWS = 240
"""About as many rows are shown."""
EVERY_EPOCH = 1_000
"""Behind this epoch only every tenth is kept: a long training fills no disk."""

Floats = NDArray[np.float32]


@record
class Snapshots:
    """`epochs` (E,) ascending, `now` (W,) rows of the dataset, `answers` (E, W, H, C) as the network gave them.

    H are the steps it answers itself: one where further ones follow from its own answers.
    """

    epochs: NDArray[np.int64]
    now: NDArray[np.int64]
    answers: Floats


def stretch(prepared: Prepared, steps: int) -> NDArray[np.int64]:
    """(W,) the newest *now* rows of the validation part whose answers of so many steps lie side by side, ascending.

    Of the training part where every row is for training.
    """
    placement = prepared.placement
    asked = placement.of(1) if np.any(placement.part == 1) else placement.of(0)
    chosen: list[int] = []
    place = len(asked) - 1
    while place >= 0 and len(chosen) * steps < ROWS:
        chosen.append(int(asked[place]))
        place = int(np.searchsorted(asked, asked[place] - steps, side="right")) - 1
    return np.array(chosen[::-1], dtype=np.int64)


def begin(folder: Path, now: NDArray[np.int64], horizon: int, targets: int, after: int = 0) -> None:
    """Makes the files ready for epochs behind `after`; what was kept of those up to it stays."""
    old = read_snapshots(folder) if after else None
    write_json(folder / ABOUT, {"now": now.tolist(), "horizon": horizon, "targets": targets})
    (folder / ANSWERS).write_bytes(b"")
    if old and np.array_equal(old.now, now):
        for epoch, answers in zip(old.epochs.tolist(), old.answers, strict=True):
            if epoch <= after:
                append(folder, epoch, answers)


def append(folder: Path, epoch: int, answers: Floats) -> None:
    """Adds the answers (W, H, C) of an epoch. Raises OSError."""
    if epoch > EVERY_EPOCH and epoch % 10:
        return
    with (folder / ANSWERS).open("ab") as file:
        file.write(np.concatenate([[np.float32(epoch)], answers.ravel()]).astype(np.float32).tobytes())


def read_snapshots(folder: Path) -> Snapshots | None:
    """Every whole record; None when a run has none, such as one that came out of a bundle."""
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
        raw = np.fromfile(folder / ANSWERS, dtype=np.float32)
    except (OSError, ValueError):
        return None
    shape = (len(about["now"]), about["horizon"], about["targets"])
    size = 1 + int(np.prod(shape))
    records = raw[: len(raw) // size * size].reshape(-1, size)
    return Snapshots(
        epochs=records[:, 0].astype(np.int64),
        now=np.array(about["now"], dtype=np.int64),
        answers=records[:, 1:].reshape(-1, *shape),
    )
