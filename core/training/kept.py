"""The weights a run keeps: those of one epoch for everybody who predicts with them, and on request those of each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.experiment import Experiment
from core.spec import record
from core.training.sealed import read_sealed, write_sealed

__all__ = [
    "FILE",
    "Kept",
    "as_kept",
    "bytes_of_epochs",
    "forget_kept",
    "kept_epochs",
    "read_epoch",
    "read_kept",
    "write_epoch",
    "write_kept",
]

FILE = "weights.safetensors"
EPOCHS = "epochs"
HEADER = 500
"""About as many bytes of a file are no weights."""


@record
class Kept:
    """`weights` by `<node>/<variable>`, the epoch they are of (from 1), and what it was chosen by.

    Of several networks that answer together (`members`) the weights are named as `core.models.ensemble` does, the
    epoch is the newest one's, and the value is the mean.
    """

    weights: Mapping[str, NDArray[np.float32]]
    epoch: int
    monitor: str
    value: float
    members: int = 1


def as_kept(experiment: Experiment, kept: Kept) -> Experiment:
    """The experiment of what is kept: a training that was stopped may keep fewer networks than were wanted."""
    return experiment.but(training=experiment.training.but(members=kept.members))


def write_kept(folder: Path, kept: Kept) -> None:
    """Into the run's folder, atomically. Raises OSError."""
    _write(folder / FILE, kept)


def read_kept(folder: Path) -> Kept:
    """Raises FileNotFoundError when nothing was kept, RunError when the file is damaged."""
    return _read(folder / FILE)


def write_epoch(folder: Path, kept: Kept) -> None:
    """Beside the others, atomically. Raises OSError."""
    (folder / EPOCHS).mkdir(exist_ok=True)
    _write(_file(folder, kept.epoch), kept)


def read_epoch(folder: Path, epoch: int) -> Kept:
    """Raises FileNotFoundError when that epoch was not written, RunError when its file is damaged."""
    return _read(_file(folder, epoch))


def kept_epochs(folder: Path) -> tuple[int, ...]:
    """The epochs whose weights are there, ascending."""
    return tuple(sorted(int(path.stem) for path in (folder / EPOCHS).glob("*.safetensors")))


def forget_kept(folder: Path) -> None:
    """Removes all weights that an earlier attempt has kept. Raises OSError."""
    for path in (folder / FILE, *(folder / EPOCHS).glob("*.safetensors")):
        path.unlink(missing_ok=True)


def bytes_of_epochs(parameters: int, epochs: int) -> int:
    """About what the weights of so many epochs take on disk."""
    return epochs * (4 * parameters + HEADER)


def _file(folder: Path, epoch: int) -> Path:
    return folder / EPOCHS / f"{epoch:06}.safetensors"


def _write(path: Path, kept: Kept) -> None:
    about = {"epoch": kept.epoch, "monitor": kept.monitor, "value": kept.value, "members": kept.members}
    write_sealed(path, kept.weights, about)


def _read(path: Path) -> Kept:
    weights, about = read_sealed(path)
    return Kept(weights=weights, **about)
