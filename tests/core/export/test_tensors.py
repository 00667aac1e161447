"""Arrays a stranger may send."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from core.errors import BundleError
from core.export.tensors import MAX_HEADER, Wanted, read_tensors, write_tensors

ARRAYS = {"net/a": np.arange(6, dtype="float32").reshape(2, 3), "fitted/b": np.array([0.1, 1 / 3])}
WANTED = {"net/a": Wanted(dtype="float32", shape=(2, 3)), "fitted/b": Wanted(dtype="float64", shape=(2,))}


def raw_of(header: object, body: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def refused(raw: bytes, wanted: dict[str, Wanted] = WANTED) -> str:
    with pytest.raises(BundleError) as caught:
        read_tensors(raw, wanted, "weights.safetensors")
    assert caught.value.text
    return caught.value.key


def test_arrays_come_back_bit_for_bit() -> None:
    found = read_tensors(write_tensors(ARRAYS), WANTED, "weights.safetensors")
    assert {name: (a.dtype, a.shape, a.tobytes()) for name, a in found.items()} == {
        name: (a.dtype, a.shape, a.tobytes()) for name, a in ARRAYS.items()
    }


def test_an_array_too_many_or_too_few_is_named() -> None:
    assert refused(write_tensors({"net/a": ARRAYS["net/a"]})) == "bundle_tensor_names"
    assert refused(write_tensors({**ARRAYS, "net/extra": np.zeros(1)})) == "bundle_tensor_names"


def test_another_shape_or_kind_of_number_is_refused() -> None:
    assert refused(write_tensors({**ARRAYS, "net/a": ARRAYS["net/a"].T.copy()})) == "bundle_tensor_shape"
    assert refused(write_tensors({**ARRAYS, "net/a": ARRAYS["net/a"].astype("float64")})) == "bundle_tensor_shape"
    assert refused(write_tensors({**ARRAYS, "fitted/b": np.array([1, 2])})) == "bundle_tensor_shape"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    assert refused(write_tensors({**ARRAYS, "fitted/b": np.array([1.0, value])})) == "bundle_not_finite"


def test_a_header_that_claims_gigabytes_makes_no_array() -> None:
    huge = {"net/a": {"dtype": "F32", "shape": [2**31, 2**31], "data_offsets": [0, 2**64]}}
    assert refused(raw_of(huge, b"")) == "bundle_tensor_names"
    wanted = {"net/a": Wanted(dtype="float32", shape=(2**31, 2**31))}
    assert refused(raw_of(huge, b""), wanted) == "bundle_damaged_tensors"
    assert refused(struct.pack("<Q", 2**63) + b"{}") == "bundle_damaged_tensors"
    assert refused(struct.pack("<Q", MAX_HEADER + 1) + b" " * (MAX_HEADER + 1)) == "bundle_damaged_tensors"


@pytest.mark.parametrize(
    "offsets", [[0, 23], [1, 25], [0, 24, 3], [24, 0], ["0", "24"], None, [0, 2**70], [0.0, 24.0], [-24, 0]]
)
def test_offsets_that_lie_are_refused(offsets: object) -> None:
    header = {"net/a": {"dtype": "F32", "shape": [2, 3], "data_offsets": offsets}}
    assert refused(raw_of(header, bytes(24)), {"net/a": WANTED["net/a"]}) == "bundle_damaged_tensors"


def test_two_arrays_may_not_share_bytes_and_no_byte_may_be_nobodys() -> None:
    one = Wanted(dtype="float32", shape=(1,))
    entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    assert refused(raw_of({"a": entry, "b": entry}, bytes(4)), {"a": one, "b": one}) == "bundle_damaged_tensors"
    assert refused(raw_of({"a": entry}, bytes(5)), {"a": one}) == "bundle_damaged_tensors"


def test_a_double_name_and_metadata_are_refused() -> None:
    entry = '{"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}'
    one = {"a": Wanted(dtype="float32", shape=(1,))}
    assert refused(raw_of(f'{{"a": {entry}, "a": {entry}}}'.encode(), bytes(4)), one) == "bundle_double_key"
    assert refused(raw_of(f'{{"__metadata__": {{}}, "a": {entry}}}'.encode(), bytes(4)), one) == "bundle_tensor_names"


@pytest.mark.parametrize("header", [b"[]", b"null", b'{"a": 1}', b'{"a": {"dtype": "F32"}}', b"not json", b""])
def test_a_header_of_another_form_is_refused(header: bytes) -> None:
    assert refused(raw_of(header, b""), {"a": Wanted(dtype="float32", shape=(1,))}).startswith("bundle_")
