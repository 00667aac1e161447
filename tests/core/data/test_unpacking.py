"""Compressed uploads: unpacked with their size counted, told where a choice was made, refused when harmful."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest

from core.data.contents import opened
from core.data.reading import read, recognise
from core.data.spec import Reading
from core.data.unpacking import members
from core.errors import DataError

ROWS = "a,b\n" + "".join(f"{i},{i * 2}\n" for i in range(40))


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def test_gzip_is_read_as_what_is_inside_and_known_by_what_was_uploaded(write):
    packed = gzip.compress(ROWS.encode(), mtime=0)
    path = write(packed)
    table = read(path, recognise(path))
    assert table.column("b").tolist() == [i * 2 for i in range(40)]
    assert table.raw[:2] == ("a,b", "0,0")
    assert (table.sha256, table.bytes) == (hashlib.sha256(packed).hexdigest(), len(packed))
    assert path.read_bytes() == packed


def test_gzip_of_several_parts_is_read_to_the_end(table_of):
    assert len(table_of(gzip.compress(b"a,b\n1,2\n", mtime=0) + gzip.compress(b"3,4\n5,6\n", mtime=0))) == 3


def test_the_only_table_of_a_zip_file_is_read_and_named(write):
    path = write(zipped(**{"data__load.csv": ROWS, "data__map.png": "x", "__MACOSX__._load.csv": "x"}))
    assert recognise(path).member == "data/load.csv"
    table = read(path, recognise(path))
    assert len(table) == 40
    assert "several_members" not in {note.key for note in table.notes}


def test_of_several_tables_the_largest_is_read_the_others_are_told_and_may_be_chosen(write):
    path = write(zipped(**{"readme.txt": "hello " * 999, "small.csv": "a,b\n1,2\n", "large.csv": ROWS}))
    assert members(path) == ("large.csv", "small.csv", "readme.txt")
    reading = recognise(path)
    note = next(note for note in read(path, reading).notes if note.key == "several_members")
    assert reading.member == "large.csv"
    assert "small.csv, readme.txt" in note.text
    assert len(read(path, reading.but(member="small.csv"))) == 1


def test_a_file_that_is_no_zip_has_no_members(write):
    assert members(write(ROWS)) == ()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip cut short": (lambda: gzip.compress(ROWS.encode(), mtime=0)[:-30], "packed_damaged"),
    "gzip of another length": (lambda: gzip.compress(ROWS.encode(), mtime=0)[:-4] + b"\0\0\0\1", "packed_damaged"),
    "zip cut short": (lambda: zipped(**{"a.csv": ROWS})[:99], "packed_damaged"),
    "zip without its list": (
        lambda: zipped(**{"a.csv": ROWS}).replace(b"PK\x01\x02", b"PK\x01\x03"),
        "packed_damaged",
    ),
    "picture": (lambda: zipped(**{"a.png": "x"}), "packed_no_table"),
    "empty zip": (lambda: zipped(), "packed_no_table"),
    "thousands of files": (lambda: zipped(**{f"{i}.csv": "a" for i in range(2_001)}), "packed_too_many"),
    "workbook": (lambda: zipped(**{"[Content_Types].xml": "", "xl__workbook.xml": ""}), "not_csv_excel"),
    "bundle": (lambda: zipped(**{"weights.safetensors": "", "manifest.json": ""}), "not_csv_bundle"),
    "web page": (lambda: zipped(**{"a.csv": "<html>"}), "not_csv_html"),
    "tar": (
        lambda: gzip.compress(b"x.csv".ljust(257, b"\0") + b"ustar\0" + b"\0" * 300, mtime=0),
        "not_csv_archive",
    ),
    "gzip bomb": (lambda: gzip.compress(b"0" * 30_000_000, mtime=0), "packed_bomb"),
    "zip bomb": (lambda: zipped(**{"a.csv": "0,0\n" * 6_000_000}), "packed_bomb"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_unpacked_or_should_not_be_is_refused_with_its_reason(write, case):
    content, key = REFUSED[case]
    with pytest.raises(DataError) as refused:
        recognise(write(content()))
    assert refused.value.key == key
    assert refused.value.title
    assert refused.value.text.endswith(".")


def test_a_zip_file_with_a_password_is_refused(write):
    encrypted = bytearray(zipped(**{"a.csv": ROWS}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(sign) + at] |= 1
    with pytest.raises(DataError) as refused:
        recognise(write(bytes(encrypted)))
    assert refused.value.key == "packed_encrypted"


def test_a_member_that_is_not_there_is_refused_with_those_that_are(write):
    path = write(zipped(**{"a.csv": ROWS}))
    with pytest.raises(DataError, match=r"b\.csv.*a\.csv"):
        read(path, Reading(member="b.csv"))


def test_the_limit_holds_for_what_comes_out(write):
    path = write(gzip.compress(ROWS.encode() * 9, mtime=0))
    with pytest.raises(DataError) as refused:
        recognise(path, limit=1_000)
    assert refused.value.key == "packed_too_big"


def test_nothing_unpacked_is_left_behind(write):
    with opened(write(gzip.compress("é\n1\n".encode("cp1252"), mtime=0)), limit=1_000) as file:
        plain = file.path
        assert plain.read_text("utf-8") == "é\n1\n"
    assert not plain.exists()
