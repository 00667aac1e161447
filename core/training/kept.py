"""The weights a run keeps: those of its best epoch, for everybody who predicts with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.spec import record
from core.training.sealed import read_sealed, write_sealed

__all__ = ["FILE", "Kept", "read_kept", "write_kept"]

FILE = "weights.safetensors"


@record
class Kept:
    """`weights` by `<node>/<variable>`, the epoch they are of (from 1), and what it was chosen by."""

    weights: Mapping[str, NDArray[np.float32]]
    epoch: int
    monitor: str
    value: float


def write_kept(folder: Path, kept: Kept) -> None:
    """Into the run's folder, atomically. Raises OSError."""
    about = {"epoch": kept.epoch, "monitor": kept.monitor, "value": kept.value}
    write_sealed(folder / FILE, kept.weights, about)


def read_kept(folder: Path) -> Kept:
    """Raises FileNotFoundError when nothing was kept, RunError when the file is damaged."""
    weights, about = read_sealed(folder / FILE)
    return Kept(weights=weights, **about)
