"""JSON a stranger may write."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BundleError
from core.export.strict_json import MAX_DEPTH, loads

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_honest_json_is_read_as_the_standard_library_reads_it(value: object) -> None:
    raw = json.dumps(value).encode()
    assert loads(raw, "x.json") == json.loads(raw)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b'{"a": 1, "a": 2}', "bundle_double_key"),
        (b'{"b": {"a": 1, "a": 1}}', "bundle_double_key"),
        (b'{"a": NaN}', "bundle_not_finite_json"),
        (b'{"a": -Infinity}', "bundle_not_finite_json"),
        (b'{"a": 1e999}', "bundle_not_finite_json"),
        (b'{"a": -1e400}', "bundle_not_finite_json"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "bundle_not_json"),
        (b'{"a": 1} trailing', "bundle_not_json"),
        (b"", "bundle_not_json"),
        (b'{"a": "\xff"}', "bundle_not_json"),
        ('{"a": 1}'.encode("utf-16"), "bundle_not_json"),
        (b"[" * 100_000 + b"]" * 100_000, "bundle_deep_json"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "bundle_deep_json"),
        (b"[" * 100_000, "bundle_deep_json"),
    ],
)
def test_what_is_not_strict_is_refused(raw: bytes, key: str) -> None:
    with pytest.raises(BundleError) as caught:
        loads(raw, "x.json")
    assert caught.value.key == key
    assert "x.json" in caught.value.text


def test_brackets_inside_texts_do_not_count_as_depth() -> None:
    assert loads(json.dumps({"a": '[{"' * 500}).encode(), "x.json") == {"a": '[{"' * 500}


def test_the_depth_allowed_is_the_one_stated() -> None:
    assert loads(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "x.json")
    with pytest.raises(BundleError):
        loads(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "x.json")
