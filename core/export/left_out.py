"""What a script does without: the settings have decided it, or it only tells of what was found.

A file is read by the app's own functions, but a script neither guesses how it is written nor tells what
is odd about it. Each source here stands for one of the app's and says why that is not needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.data.spec import Reading
from core.export.source import module

__all__ = ["left_out"]

Key = tuple[str, str]

_ALWAYS: Mapping[Key, str] = {
    ("core.data.encodings", "guessed_encoding"): '''def guessed_encoding(path):
    """The settings tell the encoding: nothing is left to guess."""
    return None''',
    ("core.data.reading", "_with_time"): '''def _with_time(file, reading, head, elsewhere):
    """The settings tell which columns are the time."""
    return reading''',
    ("core.data.rowtime", "_note_doubt"): '''def _note_doubt(*given):
    """The settings have decided between day and month."""''',
    ("core.data.notes", "Notes"): '''class Notes:
    """What is odd about a file is told by the app; here it goes unsaid."""

    def __init__(self, *given):
        self.findings, self.true_false, self.beyond_precision = (), [], []

    def __getattr__(self, name):
        return lambda *given: None''',
}
_UNTURNED: Mapping[Key, str] = {
    ("core.data.turning", "turn"): '''def turn(parsed, reading):
    """The settings turn nothing round."""
    raise NotImplementedError''',
}
_ONE_CLOCK: Mapping[Key, str] = {
    ("core.data.zones", name): f'''def {name}(time, zone):
    """The settings name no zone."""
    return time'''
    for name in ("winter_time", "utc_to_winter_time")
}


def left_out(reading: Reading) -> dict[Key, str]:
    """Other sources for definitions that a file read by `reading` never needs.

    Raises KeyError for one that is not there any more: whoever renames it renames it here.
    """
    found = {**_ALWAYS, **({} if reading.turned else _UNTURNED), **({} if reading.zone else _ONE_CLOCK)}
    if gone := [key for key in found if key[1] not in module(key[0]).definitions]:
        raise KeyError(gone)
    return found
