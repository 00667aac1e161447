"""What a stranger may put into a zip, and what becomes of it."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from contextlib import suppress

import pytest

from core.errors import BundleError
from core.export.archive import pack, unpack

MEMBERS = {"a.json": b'{"x": 1}', "b.bin": bytes(range(64))}
LIMITS = {"a.json": 1_000, "b.bin": 1_000, "c.md": 10}
REQUIRED = ("a.json", "b.bin")


def read(raw: bytes) -> dict[str, bytes]:
    return unpack(raw, LIMITS, REQUIRED)


def refused(raw: bytes) -> BundleError:
    with pytest.raises(BundleError) as caught:
        read(raw)
    assert str(caught.value), "every refusal can be said"
    return caught.value


def zipped(*members: tuple[zipfile.ZipInfo | str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_what_is_packed_comes_back_and_equal_members_give_equal_bytes() -> None:
    assert read(pack(MEMBERS)) == MEMBERS
    assert pack(MEMBERS) == pack(dict(MEMBERS))


def test_any_ordinary_stored_zip_is_read() -> None:
    assert read(zipped(*MEMBERS.items())) == MEMBERS


@pytest.mark.parametrize("raw", [b"", b"\x00" * 1_000, b"<html>", b"\x89PNG\r\n", json.dumps({}).encode()])
def test_what_is_no_zip_is_said_to_be_none(raw: bytes) -> None:
    assert refused(raw).key == "bundle_not_zip"


@pytest.mark.parametrize("kept", [3, 20, 60, 150, -1, -10, -30])
def test_a_zip_cut_short_is_refused(kept: int) -> None:
    assert refused(pack(MEMBERS)[:kept]).key == "bundle_damaged_zip"


def test_every_flipped_bit_of_the_zip_is_refused_or_changes_nothing() -> None:
    raw = pack(MEMBERS)
    for position in range(len(raw)):
        for bit in range(8):
            damaged = bytearray(raw)
            damaged[position] ^= 1 << bit
            with suppress(BundleError):
                assert read(bytes(damaged)) == MEMBERS


def test_a_compressed_member_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(("a.json", b"{}"), ("b.bin", bytes(50_000_000)), compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert refused(bomb).key == "bundle_compressed"


@pytest.mark.parametrize("name", ["../a.json", "/etc/passwd", "A.JSON", "a.json/", "sub/a.json", "a.json\\", "e.pkl"])
def test_a_name_outside_the_set_is_refused(name: str) -> None:
    assert refused(zipped(*MEMBERS.items(), (name, b""))).key == "bundle_extra_member"


def test_a_name_with_a_nul_does_not_pass_for_the_part_before_it() -> None:
    raw = zipped(("a.jsonXc", b"{}"), ("b.bin", b"")).replace(b"a.jsonXc", b"a.json\0c")
    assert refused(raw).key == "bundle_extra_member"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_double_member_is_refused() -> None:
    assert refused(zipped(*MEMBERS.items(), ("a.json", b"{}"))).key == "bundle_double_member"


def test_a_missing_member_is_named() -> None:
    error = refused(zipped(("a.json", b"{}")))
    assert error.key == "bundle_missing_member"
    assert "b.bin" in error.text


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO])
def test_a_link_is_refused(kind: int) -> None:
    link = zipfile.ZipInfo("b.bin")
    link.create_system = 3
    link.external_attr = (kind | 0o777) << 16
    assert refused(zipped(("a.json", b"{}"), (link, b"/etc/passwd"))).key == "bundle_not_a_file"


def test_a_member_over_its_limit_is_refused() -> None:
    assert refused(zipped(*MEMBERS.items(), ("c.md", b"x" * 11))).key == "bundle_member_too_large"


def test_bytes_before_between_or_after_the_members_are_refused() -> None:
    raw = pack(MEMBERS)
    assert refused(raw + b"tail").key == "bundle_hidden_bytes"
    assert refused(b"PK" + raw).key == "bundle_hidden_bytes"
    assert refused(_with_hole(raw, b"hole")).key in ("bundle_hidden_bytes", "bundle_damaged_zip")


def test_a_comment_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in MEMBERS.items():
            archive.writestr(name, content)
        archive.comment = b"hello"
    assert refused(buffer.getvalue()).key == "bundle_hidden_bytes"


def test_two_members_that_share_their_bytes_are_refused() -> None:
    """A zip whose directory points twice at the same bytes grows without limit (D. Fifield, 2019)."""
    raw = bytearray(pack({"a.json": b"{}", "b.bin": b"{}"}))
    second = raw.rindex(b"PK\x01\x02")
    raw[second + 42 : second + 46] = struct.pack("<I", 0)
    assert refused(bytes(raw)).key in ("bundle_damaged_zip", "bundle_hidden_bytes")


def test_an_encrypted_member_is_refused() -> None:
    raw = bytearray(pack(MEMBERS))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + flags] |= 1
    assert refused(bytes(raw)).key == "bundle_encrypted"


def _with_hole(raw: bytes, hole: bytes) -> bytes:
    """The zip with bytes that belong to nothing before its directory."""
    directory = raw.index(b"PK\x01\x02")
    end = bytearray(raw[raw.index(b"PK\x05\x06") :])
    end[16:20] = struct.pack("<I", directory + len(hole))
    return raw[:directory] + hole + raw[directory : raw.index(b"PK\x05\x06")] + bytes(end)
