"""What a script does without: the settings have decided it, or it only tells of what was found.

A file is read by the app's own functions, but a script neither guesses how it is written nor tells what
is odd about it. Each source here stands for one of the app's and says why that is not needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.export.source import module

__all__ = ["SILENT", "left_out"]

Key = tuple[str, str]

_ALWAYS: Mapping[Key, str] = {
    ("core.data.contents", "Contents"): '''@record
class Contents:
    """A text file as a whole, in UTF-8: how many `"` stand in it, and how many `0x`."""

    path: Path
    quotes: int
    hexadecimals: int''',
    ("core.data.contents", "opened"): '''@contextmanager
def opened(path: Path, *, limit: int, reading: Reading) -> Iterator[Contents]:
    """The file unpacked and in UTF-8 while the block lasts."""
    raw = path.read_bytes()
    if reading.member:
        import zipfile

        raw = zipfile.ZipFile(path).read(reading.member)
    if raw.startswith(b"\\x1f\\x8b"):
        import gzip

        raw = gzip.decompress(raw)
    text = raw.decode(reading.encoding).encode()
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.csv"
        plain.write_bytes(text)
        yield Contents(path=plain, quotes=text.count(b\'"\'), hexadecimals=text.count(b"0x") + text.count(b"0X"))''',
    ("core.data.reading", "_with_time"): '''def _with_time(file, reading, head, elsewhere):
    """The settings tell which columns are the time."""
    return reading''',
    ("core.data.across", "untimed"): '''def untimed(reading):
    """The settings tell of no time."""
    return reading''',
    ("core.data.patterns", "looks_like_time"): '''def looks_like_time(cell):
    """A time is a text like any other: the settings tell which columns are the time."""
    return False''',
}
SILENT = (
    *("notes", "Notes", "Places", "Finding", "in_lines", "names_note", "_file_notes", "_doubt", "_renamed"),
    *("_note_lost", "_note_doubt", "_quotes", "tells_zone"),
    *("_refuse_open_quote", "_refuse_too_large", "refuse_too_few", "_refuse_other_spacing"),
)
"""Functions and objects that tell what was noticed, and refusals that say sooner what fails later anyway."""


def left_out() -> dict[Key, str]:
    """Other sources for definitions that a file whose reading is known never needs.

    Raises KeyError for one that is not there any more: whoever renames it renames it here.
    """
    if gone := [key for key in _ALWAYS if key[1] not in module(key[0]).definitions]:
        raise KeyError(gone)
    return dict(_ALWAYS)
