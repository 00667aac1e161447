"""What bytes a file holds: refused unless it is text, its encoding, its size and its fingerprint."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from core.errors import DataError
from core.spec import record
from core.text import bytes_in_words

CHUNK = 1 << 20

# First bytes of what people upload by mistake, and what to call it.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"\x89HDF", "hdf5"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"SQLite format 3", "sqlite"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@record
class Contents:
    """A text file as a whole. `lines` counts line ends, `quotes` the `"` characters.

    `odd_line` is the first line with an odd number of `"`, 0 when there is none.
    `foreign_line` is the first line that is not UTF-8, 0 when all are.
    """

    encoding: str
    bytes: int
    sha256: str
    lines: int
    quotes: int
    foreign_line: int


def contents(path: Path, *, limit: int) -> Contents:
    """One pass over the file. Raises DataError for anything that is not readable text."""
    size = path.stat().st_size
    if size > limit:
        raise DataError("too_big", size=bytes_in_words(size), limit=bytes_in_words(limit))
    with path.open("rb") as file:
        head = file.read(CHUNK)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked is None or marked == "utf-8-sig":
        _refuse_what_is_not_text(head)
    return _pass_over(path, marked)


def _refuse_what_is_not_text(head: bytes) -> None:
    """`head` is the first megabyte."""
    if not head.strip():
        raise DataError("empty")
    if not head.strip(b"\0\r\n\t "):
        raise DataError("only_zeros")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise DataError(f"not_csv_{what}")
    if head.startswith(b"PK\x03\x04"):
        raise DataError("not_csv_excel" if b"xl/" in head or b"[Content_Types]" in head else "not_csv_archive")
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05":
        raise DataError("not_csv_program")
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<svg")):
        raise DataError("not_csv_html")
    if start[:1] in b"{[" and start[1:].lstrip()[:1] in (b'"', b"{", b"[", b"}"):
        raise DataError("not_csv_json")
    control = sum(head[:65_536].count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if control > 0.02 * min(len(head), 65_536):
        raise DataError("not_csv_binary")


def _pass_over(path: Path, marked: str | None) -> Contents:
    """Hash, counts and encoding, a megabyte at a time, so that memory stays small."""
    digest, size, lines, returns, quotes, foreign, multibyte = hashlib.sha256(), 0, 0, 0, 0, 0, False
    decoder = codecs.getincrementaldecoder("utf-8")()
    wide = marked in ("utf-16", "utf-32")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if not wide and (at := chunk.find(b"\0")) >= 0:
                line = lines + 1 + chunk.count(b"\n", 0, at)
                raise DataError("zero_byte", line=f"{line:,}")
            if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
                raise DataError("line_too_long", line=f"{lines + 1:,}", limit="1 MB")
            if not wide and not foreign:
                try:
                    multibyte |= not decoder.decode(chunk, final=len(chunk) < CHUNK).isascii()
                except UnicodeDecodeError as error:
                    multibyte |= not error.object[: error.start].isascii()
                    foreign = lines + 1 + error.object.count(b"\n", 0, error.start)
            size, lines, quotes = size + len(chunk), lines + chunk.count(b"\n"), quotes + chunk.count(b'"')
            returns += chunk.count(b"\r")
    if foreign and (multibyte or marked == "utf-8-sig"):
        raise DataError("bad_byte", line=f"{foreign:,}")
    encoding = marked or (_east_or_west(path, foreign) if foreign else "utf-8")
    return Contents(
        encoding=encoding,
        bytes=size,
        sha256=digest.hexdigest(),
        lines=max(lines, returns),
        quotes=quotes,
        foreign_line=foreign,
    )


def _east_or_west(path: Path, foreign: int) -> str:
    """cp949 when what is not ASCII reads as common Korean syllables, else cp1252.

    `°C` in cp1252 is also a legal but rare cp949 pair, so only pairs of two high bytes (KS X 1001)
    speak for Korean. Raises DataError when neither can read the file.
    """
    if decodes(path, "cp949"):
        with path.open("rb") as file:
            sample = b"".join(line for line in file.read(8 * CHUNK).splitlines() if not line.isascii())
        high = [c for c in sample.decode("cp949", "replace") if ord(c) > 127]
        common = sum(_is_common_korean(c) for c in high)
        if common >= 0.5 * len(high) > 0:
            return "cp949"
    if decodes(path, "cp1252"):
        return "cp1252"
    raise DataError("bad_byte", line=f"{foreign:,}")


def _is_common_korean(character: str) -> bool:
    if not "가" <= character <= "힣":
        return False
    try:
        return len(character.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
