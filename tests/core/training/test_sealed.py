"""A sealed file is whole, or says that it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.errors import RunError
from core.training.sealed import read_sealed, write_sealed

ARRAYS = {
    "a/kernel": np.arange(6, dtype=np.float32).reshape(2, 3),
    "seed": np.array([3, 4], dtype=np.uint32),
    "step": np.array(17),
}


def test_what_was_written_is_read_scalars_and_kinds_included(tmp_path: Path) -> None:
    write_sealed(tmp_path / "x.safetensors", ARRAYS, {"epoch": 3, "text": "°C"})
    arrays, about = read_sealed(tmp_path / "x.safetensors")
    assert about == {"epoch": 3, "text": "°C"}
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        assert arrays[name].shape == array.shape
        np.testing.assert_array_equal(arrays[name], array)


def test_anybody_else_can_read_it_as_ordinary_safetensors(tmp_path: Path) -> None:
    write_sealed(tmp_path / "x.safetensors", ARRAYS, {})
    np.testing.assert_array_equal(load_file(tmp_path / "x.safetensors")["a/kernel"], ARRAYS["a/kernel"])


def test_every_flipped_bit_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    write_sealed(path, ARRAYS, {"epoch": 3})
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            arrays, about = read_sealed(path)
        except RunError:
            continue
        assert about == {"epoch": 3}, f"byte {at}"  # padding of the header may change without harm
        assert all(np.array_equal(arrays[name], ARRAYS[name]) for name in ARRAYS), f"byte {at}"


@pytest.mark.parametrize("left", [0, 7, 8, 100, -1])
def test_a_cut_off_file_is_damaged(tmp_path: Path, left: int) -> None:
    path = tmp_path / "x.safetensors"
    write_sealed(path, ARRAYS, {})
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(RunError, match=r"x\.safetensors"):
        read_sealed(path)


def test_a_missing_file_is_not_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sealed(tmp_path / "x.safetensors")
