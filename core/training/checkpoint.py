"""Everything a training needs to go on exactly where it was.

All variables of the network (weights, moving averages, seed generators), all variables of the
optimiser, and the state of what counts epochs. `save_weights` alone does not resume exactly.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.errors import RunError
from core.spec import record
from core.training.sealed import read_sealed, write_sealed

__all__ = ["LAST", "PREVIOUS", "Checkpoint", "apply", "read_newest", "take", "write"]

LAST, PREVIOUS = "last.safetensors", "previous.safetensors"


@record
class Checkpoint:
    """The state of one network at the end of its `epoch` (from 1), and what others remember about it.

    That is what early stopping has seen, what lowers the learning rate, what is kept, and what `earlier` networks have
    left; states of older versions know nothing of the last two.
    """

    epoch: int
    stopping: dict[str, Any]
    lowering: dict[str, Any]
    kept: dict[str, Any] = field(default_factory=dict)
    earlier: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, NDArray[Any]]


def take(model: keras.Model, epoch: int, about: Mapping[str, dict[str, Any]]) -> Checkpoint:
    """A copy of the state of a compiled model, with what others remember `about` it."""
    arrays = {name: np.array(variable.numpy()) for name, variable in _variables(model).items()}
    return Checkpoint(epoch=epoch, arrays=arrays, **about)


def apply(model: keras.Model, checkpoint: Checkpoint) -> None:
    """Sets every variable of a compiled model. Raises RunError when the state is of another model."""
    variables = _variables(model)
    given = {name: array.shape for name, array in checkpoint.arrays.items()}
    if given != {name: tuple(variable.shape) for name, variable in variables.items()}:
        raise RunError("checkpoint_of_another_model")
    for name, variable in variables.items():
        variable.assign(checkpoint.arrays[name])


def write(folder: Path, checkpoint: Checkpoint) -> None:
    """The newest state as `last`, the one before it as `previous`. Raises OSError.

    Whenever this is cut off, one of the two is whole.
    """
    if (folder / LAST).exists():
        os.replace(folder / LAST, folder / PREVIOUS)
    about = {name: value for name, value in vars(checkpoint).items() if name != "arrays"}
    write_sealed(folder / LAST, checkpoint.arrays, about)


def read_newest(folder: Path) -> tuple[Checkpoint | None, bool]:
    """The newest state that is whole, and whether a newer one had to be passed over as damaged."""
    damaged = False
    for name in (LAST, PREVIOUS):
        try:
            arrays, about = read_sealed(folder / name)
        except FileNotFoundError:
            continue
        except RunError:
            damaged = True
            continue
        return Checkpoint(arrays=arrays, **{"lowering": {}, **about}), damaged
    return None, damaged


def _variables(model: keras.Model) -> dict[str, Any]:
    """Every variable by its place in the network or the optimiser: the order is that of the building."""
    sources = {"model": model.variables, "optimizer": model.optimizer.variables}
    return {f"{of}/{i:04}": variable for of, variables in sources.items() for i, variable in enumerate(variables)}
