"""What an upload holds: refused unless it is text; its encoding, size and fingerprint; its lines as UTF-8."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.data.encodings import guessed_encoding, is_wide, marked_encoding
from core.data.spec import Reading
from core.data.unpacking import CHUNK, Unpacked, unpacked
from core.errors import DataError
from core.spec import record
from core.text import bytes_in_words

# First bytes of what people upload by mistake, and what to call it.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"\x89HDF", "hdf5"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"SQLite format 3", "sqlite"),
    (b"\x1f\x8b", "archive"),  # packed twice
    (b"PK\x03\x04", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
)


@record
class Contents:
    """A text file as a whole. `path` holds its lines as UTF-8, perhaps with a mark at the start.

    `encoding` is the one of the upload, `bytes` and `sha256` are of the upload as it stands.
    `lines` counts line ends, `quotes` the `"`, `hashes` the lines that start with `#`, `hexadecimals` the `0x`.
    `foreign_line` is the first line that is not UTF-8, 0 when all are.
    """

    path: Path
    member: str
    members: tuple[str, ...]
    encoding: str
    bytes: int
    sha256: str
    lines: int
    quotes: int
    hashes: int
    hexadecimals: int
    foreign_line: int


@contextmanager
def opened(path: Path, *, limit: int, reading: Reading | None = None) -> Iterator[Contents]:
    """The upload unpacked and in UTF-8 while the block lasts; `reading` tells its member and encoding.

    Raises DataError for anything that is not readable text, or not in the encoding that was told.
    """
    size = path.stat().st_size
    if size > limit:
        raise DataError("too_big", size=bytes_in_words(size), limit=bytes_in_words(limit))
    with unpacked(path, limit=limit, member=reading.member if reading else "") as plain:
        with plain.path.open("rb") as file:
            head = file.read(CHUNK)
        _refuse_what_is_no_table(head)
        marked = marked_encoding(head)
        if marked is None or not is_wide(marked):
            _refuse_what_is_not_text(head)
        with TemporaryDirectory() as folder:
            yield _as_utf8(path, plain, Path(folder) / "utf8", marked, reading.encoding if reading else None)


def _as_utf8(path: Path, plain: Unpacked, target: Path, marked: str | None, told: str | None) -> Contents:
    wide = marked is not None and is_wide(marked)
    if told and wide != is_wide(told):
        raise _misfit(told)
    counts, foreign = _Counts(), 0
    if not wide:
        foreign, mixed = _pass_over(plain.path, counts)
        if foreign and (_is_utf8(told) if told else mixed or marked):
            raise DataError("bad_byte", line=f"{foreign:,}")
    encoding = told or marked or (guessed_encoding(plain.path) if foreign else "utf-8")
    if encoding is None:
        raise DataError("bad_byte", line=f"{foreign:,}")
    if not _is_utf8(encoding):
        counts = _Counts()
        _transcode(plain.path, target, encoding, counts)
    return Contents(
        path=plain.path if _is_utf8(encoding) else target,
        member=plain.member,
        members=plain.members,
        encoding=encoding,
        bytes=path.stat().st_size,
        sha256=_fingerprint(path),
        lines=max(counts.lines, counts.returns),
        quotes=counts.quotes,
        hashes=counts.hashes,
        hexadecimals=counts.hexadecimals,
        foreign_line=foreign,
    )


@dataclass
class _Counts:
    """What is counted while the bytes of UTF-8 go by."""

    lines: int = 0
    returns: int = 0
    quotes: int = 0
    hashes: int = 0
    hexadecimals: int = 0
    before: bytes = b"\n"

    def add(self, chunk: bytes) -> None:
        """Raises DataError for a zero byte and for a line that does not end."""
        if (at := chunk.find(b"\0")) >= 0:
            line = self.lines + 1 + chunk.count(b"\n", 0, at)
            raise DataError("zero_byte", line=f"{line:,}")
        if len(chunk) >= CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise DataError("line_too_long", line=f"{self.lines + 1:,}", limit="1 MB")
        if b"#" in chunk:  # a single byte is looked for ten times as fast as two
            self.hashes += chunk.count(b"\n#") + (self.before == b"\n" and chunk.startswith(b"#"))
        self.before = chunk[-1:]
        self.lines += chunk.count(b"\n")
        self.returns += chunk.count(b"\r")
        self.quotes += chunk.count(b'"')
        if b"x" in chunk or b"X" in chunk:
            self.hexadecimals += chunk.count(b"0x") + chunk.count(b"0X")


def _pass_over(path: Path, counts: _Counts) -> tuple[int, bool]:
    """(the first line that is not UTF-8, 0 when all are; whether letters before it are UTF-8 beyond ASCII).

    A megabyte at a time, so that memory stays small.
    """
    decoder, multibyte, foreign = codecs.getincrementaldecoder("utf-8")(), False, 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not foreign:
                try:
                    multibyte |= not decoder.decode(chunk, final=len(chunk) < CHUNK).isascii()
                except UnicodeDecodeError as error:
                    multibyte |= not error.object[: error.start].isascii()
                    foreign = counts.lines + 1 + error.object.count(b"\n", 0, error.start)
            counts.add(chunk)
    return foreign, multibyte


def _transcode(path: Path, target: Path, encoding: str, counts: _Counts) -> None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise DataError("encoding_unknown", encoding=encoding) from error
    try:
        with path.open("rb") as file, target.open("wb") as out:
            while chunk := file.read(CHUNK):
                text = decoder.decode(chunk).encode()
                counts.add(text)
                out.write(text)
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise _misfit(encoding) from error


def _misfit(encoding: str) -> DataError:
    return DataError("encoding_does_not_fit", encoding=encoding)


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii")
    except LookupError:
        return False


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_what_is_no_table(head: bytes) -> None:
    """`head` is the first megabyte."""
    if not head.strip():
        raise DataError("empty")
    if not head.strip(b"\0\r\n\t "):
        raise DataError("only_zeros")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise DataError(f"not_csv_{what}")
    if head[257:262] == b"ustar":
        raise DataError("not_csv_archive")
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05":
        raise DataError("not_csv_program")


def _refuse_what_is_not_text(head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<svg")):
        raise DataError("not_csv_html")
    if start[:1] in b"{[" and start[1:].lstrip()[:1] in (b'"', b"{", b"[", b"}"):
        raise DataError("not_csv_json")
    control = sum(head[:65_536].count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if control > 0.02 * min(len(head), 65_536):
        raise DataError("not_csv_binary")
