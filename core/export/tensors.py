"""Named arrays from a stranger's safetensors: the header is read and compared before any array is made.

Layout (huggingface/safetensors, README "Format"): eight bytes of header length, a JSON header
`{name: {dtype, shape, data_offsets}}`, then the arrays end to end.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from core.errors import BundleError
from core.export.strict_json import loads
from core.spec import record

__all__ = ["MAX_HEADER", "Wanted", "read_tensors", "write_tensors"]

MAX_HEADER = 1_000_000
_DTYPES: Mapping[str, tuple[str, int]] = {"F32": ("float32", 4), "F64": ("float64", 8)}

Array = NDArray[np.float32] | NDArray[np.float64]


@record
class Wanted:
    """What an array must be: its kind of number and its shape, where None is any length above 0."""

    dtype: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        return f"{self.dtype} ({', '.join('any' if n is None else str(n) for n in self.shape)})"

    def fits(self, dtype: str, shape: object) -> bool:
        if not isinstance(shape, list) or len(shape) != len(self.shape) or dtype != self.dtype:
            return False
        lengths = zip(shape, self.shape, strict=True)
        return all(type(n) is int and (n == wanted if wanted is not None else n > 0) for n, wanted in lengths)


def write_tensors(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    return safetensors.numpy.save({name: np.asarray(array, order="C") for name, array in arrays.items()})


def read_tensors(raw: bytes, wanted: Mapping[str, Wanted], member: str) -> dict[str, NDArray[Any]]:
    """The arrays, exactly those wanted, all finite. Raises BundleError."""
    header, body = _header(raw, member)
    missing = sorted(set(wanted) - set(header))
    unknown = sorted(set(header) - set(wanted))
    if missing or unknown:
        raise BundleError(
            "bundle_tensor_names",
            missing=", ".join(missing[:3]) or "–",
            unknown=", ".join(name[:60] for name in unknown[:3]) or "–",
        )
    for name, entry in header.items():
        _check_entry(name, entry, wanted[name], member)
    _check_ends(header, body, member)
    try:
        arrays = safetensors.numpy.load(raw)
    except SafetensorError as error:
        raise BundleError("bundle_damaged_tensors", member=member) from error
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise BundleError("bundle_not_finite", tensor=name, member=member)
    return arrays


def _header(raw: bytes, member: str) -> tuple[dict[str, Any], int]:
    """The header, and how many bytes of arrays follow it."""
    size = struct.unpack("<Q", raw[:8])[0] if len(raw) >= 8 else 0
    if not 2 <= size <= min(MAX_HEADER, len(raw) - 8):
        raise BundleError("bundle_damaged_tensors", member=member)
    header = loads(raw[8 : 8 + size], member)
    if not isinstance(header, dict):
        raise BundleError("bundle_damaged_tensors", member=member)
    return header, len(raw) - 8 - size


def _check_entry(name: str, entry: Any, wanted: Wanted, member: str) -> None:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise BundleError("bundle_damaged_tensors", member=member)
    dtype = _DTYPES.get(str(entry["dtype"]), (str(entry["dtype"])[:20], 0))[0]
    if not wanted.fits(dtype, entry["shape"]):
        received = f"{dtype} {str(entry['shape'])[:60]}"
        raise BundleError("bundle_tensor_shape", tensor=name, wanted=str(wanted), received=received)


def _check_ends(header: Mapping[str, Any], body: int, member: str) -> None:
    """Every array is as long as its shape says, and together they fill the file."""
    position = 0
    try:
        entries = sorted(header.values(), key=lambda entry: (entry["data_offsets"][0], entry["data_offsets"][1]))
        for entry in entries:
            start, end = entry["data_offsets"]
            if start != position or end - start != math.prod(entry["shape"]) * _DTYPES[entry["dtype"]][1]:
                raise BundleError("bundle_damaged_tensors", member=member)
            position = end
    except (TypeError, ValueError, IndexError) as error:
        raise BundleError("bundle_damaged_tensors", member=member) from error
    if position != body:
        raise BundleError("bundle_damaged_tensors", member=member)
