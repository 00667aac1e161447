"""Files that cannot be used beside those of `hostile.py`: refused with the reason, the place and the remedy."""

from __future__ import annotations

import gzip

import pytest

from core.data.reading import read, recognise
from core.errors import DataError

ROWS = "a,b,c\n" + "1,2,3\n" * 40


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"a,b,c", "header_only"),
        (b"<?xml version='1.0'?><a/>", "not_csv_html"),
        (b'{"a": [1, 2]}', "not_csv_json"),
        (b"PK\x03\x04\x14\0data.csv" + b"\0" * 99, "packed_damaged"),
        (gzip.compress(gzip.compress(ROWS.encode(), mtime=0), mtime=0), "not_csv_archive"),
        (b"%PDF-1.7", "not_csv_pdf"),
        (b"PAR1" + b"\0" * 9, "not_csv_parquet"),
        (bytes(range(1, 256)) * 100, "not_csv_binary"),
        (b'a,b\n1,2\n3,"4' + b"\n5,6" * 50_000, "quote_open"),  # one cell beyond the csv module's own limit
        (b"a,b\n" + b"".join(b"%d,5,6\n" % (i * 7 % 13) for i in range(50)), "header_mismatch"),
        (b"x" * 2_200_000 + b",b\n1,2\n", "line_too_long"),
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
        ("# made by hand\n\n" + ROWS + "1,2\n", "Line 44"),
        (ROWS + '1,"2,3\n' + ROWS[6:], "line 42"),
    ],
)
def test_the_line_at_fault_is_named(write, content, line):
    path = write(content)
    with pytest.raises(DataError, match=line):
        read(path, recognise(path))


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
