"""Compressed uploads: a gzip file, or one table out of a zip file, unpacked beside the upload."""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from core.errors import DataError
from core.spec import record
from core.text import bytes_in_words

CHUNK = 1 << 20
MOST_MEMBERS = 2_000
_LONGEST_NAME = 1_000  # of `Reading.member`
MOST_RATIO = 200  # tables shrink to a third or a thirtieth; a bomb to a thousandth
_FREE = 10 * CHUNK  # bytes that may unpack whatever the ratio
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".dat")
# What else comes as a zip file: a name in it, and what to call it.
_DOCUMENTS = (("[Content_Types].xml", "excel"), ("content.xml", "excel"), ("weights.safetensors", "bundle"))
_DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, struct.error)


@record
class Unpacked:
    """`path` holds the plain bytes; `member` is the name in the zip file, `members` all it could be."""

    path: Path
    member: str = ""
    members: tuple[str, ...] = ()


@contextmanager
def unpacked(path: Path, *, limit: int, member: str = "") -> Iterator[Unpacked]:
    """The file itself, or its content in a temporary file that goes afterwards.

    Without a `member` the largest table of a zip file is taken. Raises DataError for what is no
    table, damaged, encrypted, larger than `limit` bytes, or blown up like a bomb.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if not start.startswith((_GZIP, *_ZIP)):
        yield Unpacked(path=path)
        return
    with TemporaryDirectory() as folder:
        yield _unpack(path, Path(folder) / "unpacked", start.startswith(_GZIP), limit, member)


def _unpack(path: Path, plain: Path, is_gzip: bool, limit: int, member: str) -> Unpacked:
    try:
        if is_gzip:
            with gzip.open(path) as packed:
                _copy(packed.read, plain, path.stat().st_size, limit)
            return Unpacked(path=plain)
        with zipfile.ZipFile(path) as archive:
            names = _tables(archive)
            chosen = _chosen(archive, names, member)
            with archive.open(chosen) as packed:
                _copy(packed.read, plain, archive.getinfo(chosen).compress_size, limit)
            return Unpacked(path=plain, member=chosen, members=names)
    except _DAMAGED as error:
        raise DataError("packed_damaged") from error
    except NotImplementedError as error:  # a method of packing that Python does not know
        raise DataError("packed_unknown") from error


def members(path: Path) -> tuple[str, ...]:
    """The tables in a zip file, the largest first; nothing for any other file. Raises DataError."""
    with path.open("rb") as file:
        if not file.read(4).startswith(_ZIP):
            return ()
    try:
        with zipfile.ZipFile(path) as archive:
            return _tables(archive)
    except _DAMAGED as error:
        raise DataError("packed_damaged") from error


def _tables(archive: zipfile.ZipFile) -> tuple[str, ...]:
    inside = archive.infolist()
    for name, what in _DOCUMENTS:
        if any(info.filename.startswith(name) for info in inside):
            raise DataError(f"not_csv_{what}")
    if len(inside) > MOST_MEMBERS:
        raise DataError("packed_too_many", files=f"{len(inside):,}", limit=f"{MOST_MEMBERS:,}")
    found = [info for info in inside if not info.is_dir() and _is_table(PurePosixPath(info.filename))]
    if not found:
        raise DataError("packed_no_table", names=", ".join(info.filename for info in inside[:5]) or "–")
    by_kind = sorted(found, key=lambda info: (not info.filename.lower().endswith(_TABLES[:2]), -info.file_size))
    return tuple(info.filename for info in by_kind)


def _is_table(name: PurePosixPath) -> bool:
    """Files a Mac adds on its own are none."""
    hidden = name.name.startswith(".") or "__MACOSX" in name.parts or len(str(name)) > _LONGEST_NAME
    return name.suffix.lower() in _TABLES and not hidden


def _chosen(archive: zipfile.ZipFile, names: tuple[str, ...], member: str) -> str:
    if member and member not in names:
        raise DataError("packed_no_member", member=member, names=", ".join(names[:5]))
    chosen = member or names[0]
    if archive.getinfo(chosen).flag_bits & 1:
        raise DataError("packed_encrypted")
    return chosen


def _copy(read: Callable[[int], bytes], plain: Path, size: int, limit: int) -> None:
    """Counted while unpacking: what a header says about the size may be a lie."""
    total = 0
    with plain.open("wb") as target:
        while chunk := read(CHUNK):
            total += len(chunk)
            if total > limit:
                raise DataError("packed_too_big", limit=bytes_in_words(limit))
            if total > max(_FREE, MOST_RATIO * size):
                raise DataError("packed_bomb", size=bytes_in_words(size), unpacked=bytes_in_words(total))
            target.write(chunk)
