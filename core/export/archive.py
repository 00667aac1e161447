"""A stored zip, read as if a stranger had made it: plain members from a fixed set, and not one byte more.

Nothing is unpacked onto the disk, so a member's name is never a path.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Mapping, Sequence
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.errors import BundleError
from core.text import bytes_in_words

__all__ = ["pack", "unpack"]

_LOCAL_HEADER = 30
_DIRECTORY_ENTRY = 46
_DIRECTORY_END = 22
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def pack(members: Mapping[str, bytes]) -> bytes:
    """The members as a stored zip, in their order. Equal members give equal bytes: no date is kept."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, content in members.items():
            info = ZipInfo(name, _NO_DATE)
            info.create_system = 3  # the same bytes on every system
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def unpack(raw: bytes, limits: Mapping[str, int], required: Sequence[str]) -> dict[str, bytes]:
    """The members of a stored zip; `limits` is the closed set of names, with the most bytes of each.

    Raises BundleError for anything but a plain zip of these names: compressed, encrypted, linked,
    double, unknown, missing, too large or damaged members, and bytes that belong to no member.
    """
    if not raw.startswith(b"PK"):
        raise BundleError("bundle_not_zip")
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            _check_names(infos, limits, required)
            for info in infos:
                _check_member(info, limits[info.filename])
            _check_layout(archive, infos, len(raw))
            return {info.filename: archive.read(info) for info in infos}
    except (BadZipFile, EOFError, UnicodeDecodeError, NotImplementedError, ValueError, RuntimeError) as error:
        raise BundleError("bundle_damaged_zip") from error


def _check_names(infos: Sequence[ZipInfo], limits: Mapping[str, int], required: Sequence[str]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename  # `filename` is cut at a NUL
        if name not in limits:
            raise BundleError("bundle_extra_member", member=name[:100], members=", ".join(limits))
        if name in seen:
            raise BundleError("bundle_double_member", member=name)
        seen.add(name)
    for name in required:
        if name not in seen:
            raise BundleError("bundle_missing_member", member=name)


def _check_member(info: ZipInfo, limit: int) -> None:
    if info.compress_type != ZIP_STORED or info.compress_size != info.file_size:
        raise BundleError("bundle_compressed", member=info.filename)
    if info.flag_bits & 0x1:
        raise BundleError("bundle_encrypted", member=info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise BundleError("bundle_not_a_file", member=info.filename)
    if info.file_size > limit:
        raise BundleError(
            "bundle_member_too_large",
            member=info.filename,
            limit=bytes_in_words(limit),
            received=bytes_in_words(info.file_size),
        )


def _check_layout(archive: ZipFile, infos: Sequence[ZipInfo], total: int) -> None:
    """Members lie one behind the other from byte 0, then the directory, then the end of the file."""
    position = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset != position:
            raise BundleError("bundle_hidden_bytes", where=position)
        with archive.open(info):  # the local header names the same member, else BadZipFile
            position += _LOCAL_HEADER + len(info.orig_filename.encode()) + info.file_size
    if archive.start_dir != position:
        raise BundleError("bundle_hidden_bytes", where=position)
    for info in infos:
        position += _DIRECTORY_ENTRY + len(info.orig_filename.encode()) + len(info.extra) + len(info.comment)
    if position + _DIRECTORY_END != total:
        raise BundleError("bundle_hidden_bytes", where=position)
