"""Files that cannot be used: refused with the reason, the place and the remedy."""

from __future__ import annotations

import gzip
import pickle

import pytest

from core.data.reading import read, recognise
from core.errors import DataError

ROWS = "a,b,c\n" + "1,2,3\n" * 40


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"a,b,c\n", "header_only"),
        (b"a,b,c", "header_only"),
        (b"\0" * 1_000, "only_zeros"),
        (b"<!DOCTYPE html><html><body>a,b</body></html>", "not_csv_html"),
        (b"<?xml version='1.0'?><a/>", "not_csv_html"),
        (b'[{"a": 1}, {"a": 2}]', "not_csv_json"),
        (b'{"a": [1, 2]}', "not_csv_json"),
        (b"PK\x03\x04\x14\0data.csv" + b"\0" * 99, "packed_damaged"),
        (gzip.compress(gzip.compress(ROWS.encode(), mtime=0), mtime=0), "not_csv_archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "not_csv_image"),
        (b"%PDF-1.7", "not_csv_pdf"),
        (b"PAR1" + b"\0" * 9, "not_csv_parquet"),
        (pickle.dumps({"a": 1}), "not_csv_program"),
        (bytes(range(1, 256)) * 100, "not_csv_binary"),
        (ROWS.encode() + b"1,\x002,3\n", "zero_byte"),
        (b"a,b\0,c\n1,2,3\n", "zero_byte"),
        (("größe,b,c\n" + ROWS[6:]).encode() + b"1,\xff,3\n", "bad_byte"),
        (ROWS.encode() + b"1,2,3,4\n" + b"1,2,3\n" * 9, "ragged"),
        (ROWS.encode() + b"1,2\n", "ragged"),
        (b"a,b\n1,2\n3,\"4\n5,6\n" + b"7,8\n" * 50, "quote_open"),
        (b'a,b\n1,2\n3,"4' + b"\n5,6" * 50_000, "quote_open"),  # one cell beyond the csv module's own limit
        (b"a,b\n" + b"".join(b"%d,5,6\n" % (i * 7 % 13) for i in range(50)), "header_mismatch"),
        (b"x" * 2_200_000 + b",b\n1,2\n", "line_too_long"),
        (b"a,b\n1," + b"x" * 3_000_000 + b"\n", "line_too_long"),
        (b",".join(b"c%d" % i for i in range(100_000)) + b"\n" + b"1," * 99_999 + b"1\n", "too_many_columns"),
        ((b"," * 1_999 + b"\n") * 21_000, "too_many_cells"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(write, content, key):
    path = write(content)
    with pytest.raises(DataError) as refused:
        read(path, recognise(path))
    assert refused.value.key == key
    assert refused.value.title
    assert refused.value.text.endswith(".")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (ROWS + "1,2,3,4\n", "Line 42"),
        ("# made by hand\n\n" + ROWS + "1,2\n", "Line 44"),
        (ROWS + '1,"2,3\n' + ROWS[6:], "line 42"),
        ("größe,b,c\n".encode() + b"1,2,3\n" * 9 + b"1,\xff,3\n", "Line 11"),
        (b"a,b\n1,2\n1,\x002\n", "line 3"),
    ],
)
def test_the_line_at_fault_is_named(write, content, line):
    path = write(content)
    with pytest.raises(DataError, match=line):
        read(path, recognise(path))


def test_a_file_over_the_limit_is_refused_before_it_is_read(write):
    with pytest.raises(DataError) as refused:
        recognise(write(ROWS), limit=100)
    assert refused.value.key == "too_big"
    assert "100 B" in str(refused.value)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"encoding": "utf-16"}, "encoding_does_not_fit"),
        ({"encoding": "klingon"}, "encoding_unknown"),
        ({"time": ("when",)}, "time_column_missing"),
        ({"skip": 500}, "empty"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_too(write, change, key):
    path = write(ROWS)
    with pytest.raises(DataError) as refused:
        read(path, recognise(path).but(**change))
    assert refused.value.key == key
