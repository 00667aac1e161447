"""Arrays in one file that knows whether it is whole: safetensors with its own SHA-256.

The file stays an ordinary `.safetensors` for everybody else; the seal and what is told about the
arrays stand in its metadata.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import RunError
from core.files import write_bytes

__all__ = ["read_sealed", "write_sealed"]

Arrays = Mapping[str, NDArray[Any]]


def write_sealed(path: Path, arrays: Arrays, about: Mapping[str, Any]) -> None:
    """Written atomically. `about` is JSON without NaN. Raises OSError, the old file then stands."""
    told = json.dumps(dict(about), allow_nan=False, sort_keys=True)
    whole = {name: np.ascontiguousarray(array).reshape(np.shape(array)) for name, array in arrays.items()}
    write_bytes(path, save(whole, metadata={"about": told, "sha256": _seal(whole, told)}))


def read_sealed(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays and what is told about them.

    Raises FileNotFoundError, and RunError when a single bit is not as it was written.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    try:
        with safe_open(path, framework="np") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except SafetensorError as error:
        raise RunError("file_damaged", file=path.name) from error
    told = metadata.get("about", "")
    if metadata.get("sha256") != _seal(arrays, told):
        raise RunError("file_damaged", file=path.name)
    return arrays, json.loads(told)


def _seal(arrays: Arrays, told: str) -> str:
    """SHA-256 over names, kinds, shapes and bytes in order of name, and over `told`."""
    digest = hashlib.sha256(told.encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"\0{name}\0{array.dtype}\0{np.shape(arrays[name])}\0".encode())
        digest.update(array.data)
    return digest.hexdigest()
