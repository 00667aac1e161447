"""The form in which a person corrects how a file is read: every field of `Reading`."""

from __future__ import annotations

from functools import cache
from typing import TypeVar
from zoneinfo import available_timezones

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data.describe import encoding_in_words
from core.data.encodings import ENCODINGS
from core.data.spec import Across, Reading
from core.data.turning import VALUE
from core.text import known, say

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
QUOTES = {'"': "double", "'": "single", "": "no"}
COMMENTS = ("", "#", "%", "//", ";", "!")
FORMATS = ("", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d",
           "%Y-%m", "%Y", "unix_s", "unix_ms", "quarter")  # fmt: skip
STEPS = ("", "s", "min", "5min", "10min", "15min", "30min", "h", "D", "B", "W", "MS", "QS", "YS")
T = TypeVar("T", str, int)
_SPOKEN = {**SEPARATORS, ".": "point", "": "none", "'": "apostrophe"}


def form(key: str, reading: Reading, columns: list[str], members: tuple[str, ...] = ()) -> dict[str, object] | None:
    """What was filled in, when the button was pressed.

    `columns` are the names in the file, none before it could be read; `members` the files of an archive.
    """
    with st.form(key, border=False):
        with _group("file"):
            found: dict[str, object] = {
                "encoding": _choice(key, "encoding", _with(ENCODINGS, reading.encoding), reading.encoding),
                "separator": _choice(key, "separator", _with(tuple(SEPARATORS), reading.separator), reading.separator),
                "quote": _choice(key, "quote", _with(tuple(QUOTES), reading.quote), reading.quote),
                "comment": _choice(key, "comment", _with(COMMENTS, reading.comment), reading.comment, new=True),
                "skip": int(_number(key, "skip", reading.skip)),
                "header": _choice(key, "header", (0, 1, 2), reading.header),
                "decimal": _choice(key, "decimal", (".", ","), reading.decimal),
                "thousands": _choice(key, "thousands", _with(("", ",", ".", " ", "'"), reading.thousands),
                                     reading.thousands),
            }  # fmt: skip
            if len(members) > 1:
                found["member"] = _choice(key, "member", members, reading.member or members[0])
        with _group("time"):
            found |= _times(key, reading, columns)
        found["turned"] = st.checkbox(say("pages.data.reading.turned"), value=reading.turned, key=f"{key}_turned",
                                      help=say("pages.data.reading.turned_help"))  # fmt: skip
        if columns:
            found["across"] = _across(key, reading, columns)
        asked = st.form_submit_button(say("pages.data.reading.again"), icon=":material/refresh:")
    return found if asked else None


def _across(key: str, reading: Reading, columns: list[str]) -> tuple[Across, ...]:
    """The columns that are the timesteps of one; groups that were recognised stay as long as nobody changes them."""
    now = [name for entry in reading.across for name in entry.columns]
    names = [*now, *(name for name in columns if name not in now)]
    chosen = st.multiselect(say("pages.data.reading.across"), names, now, key=f"{key}_across",
                            help=say("pages.data.reading.across_help"))  # fmt: skip
    if set(chosen) == set(now):
        return reading.across
    return (Across(name=VALUE, columns=tuple(chosen)),) if chosen else ()


def _group(name: str) -> DeltaGenerator:
    """Four fields in a row under a small heading."""
    st.markdown(f"**{say(f'pages.data.reading.group.{name}')}**")
    return st.grid(4)


def _times(key: str, reading: Reading, columns: list[str]) -> dict[str, object]:
    """Columns that tell the time and how; or, where none does, when the first row was and how far apart rows are."""
    time = list(reading.time)
    if columns:
        time = st.multiselect(say("pages.data.reading.time"), columns, [name for name in time if name in columns],
                              key=f"{key}_time", help=say("pages.data.reading.time_help"))  # fmt: skip
    format = _choice(key, "format", _with(FORMATS, reading.time_format), reading.time_format, new=True)
    zone = _choice(key, "zone", _with(zones(), reading.zone), reading.zone)
    start = start_field(key, reading.start)
    every = _choice(key, "every", _with(STEPS, reading.every), reading.every, new=True)
    return {"time": tuple(time), "time_format": format, "zone": zone, "start": start, "every": every}


def start_field(key: str, value: str) -> str:
    """When the first row was, as a person writes it."""
    written = st.text_input(say("pages.data.reading.start"), value, key=f"{key}_start", max_chars=40,
                            placeholder="2024-01-01 00:00", help=say("pages.data.reading.start_help"))  # fmt: skip
    return str(written or "").strip()


def every_field(key: str, value: str) -> str:
    """How far apart the rows are."""
    chosen: str = _choice(key, "every", _with(STEPS[1:], value), value, new=True)
    return chosen


@cache
def zones() -> tuple[str, ...]:
    """None, then every clock of the world that knows its continent."""
    return ("", "UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def _choice(form: str, name: str, options: tuple[T, ...], value: T, new: bool = False) -> T:
    chosen: T = st.selectbox(
        say(f"pages.data.reading.{name}"), options, options.index(value), accept_new_options=new, key=f"{form}_{name}",
        format_func=lambda option: _label(name, str(option)), help=say(f"pages.data.reading.{name}_help"),
    )  # fmt: skip
    return chosen


def _number(form: str, name: str, value: int) -> int:
    return st.number_input(say(f"pages.data.reading.{name}"), 0, 1_000, value, step=1, key=f"{form}_{name}",
                           help=say(f"pages.data.reading.{name}_help")) or 0  # fmt: skip


def _label(name: str, option: str) -> str:
    if name == "encoding":
        return encoding_in_words(option)
    spoken = QUOTES.get(option, option) if name == "quote" else _SPOKEN.get(option, option)
    key = f"pages.data.reading.options.{name}.{spoken}"
    return say(key) if known(key) else option


def _with(options: tuple[str, ...], value: str) -> tuple[str, ...]:
    return options if value in options else (value, *options)
