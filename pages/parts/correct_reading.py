"""How the file was read, beside its first lines, and a form to read it again another way."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.data.spec import Reading
from core.data.table import Table
from core.errors import DataError, LookbackError
from core.text import known, say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.files import Refused, open_file
from pages.parts.words import told

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp949", "cp1252", "latin-1")
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
FORMATS = ("", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d",
           "%Y-%m", "%Y", "unix_s", "unix_ms")  # fmt: skip
LINES = 8


def correct(draft: Draft, table: Table) -> None:
    """The first lines of the open file as they stand, and a form filled with what was recognised."""
    _lines(table.raw)
    changed = _form(f"reading_{draft.dataset}", table.reading, list(table.kinds))
    if changed:
        path, name = drafts.library().original(draft.dataset), draft.experiment.data.sources[0].name
        _again(path, name, table.reading, changed)


def correct_refused(refused: Refused) -> None:
    """The same for a file that could not be used as it was recognised."""
    if refused.path is None:
        return
    with st.expander(told("pages.data.upload.another", name=refused.name)):
        with refused.path.open("rb") as file:
            head = file.read(4_000).decode("utf-8", "replace")
        _lines(tuple(head.splitlines()))
        changed = _form("refused", Reading(), [])
        if changed:
            _again(refused.path, refused.name, Reading(), changed)


def _lines(raw: tuple[str, ...]) -> None:
    st.markdown(say("pages.data.reading.lines", lines=min(LINES, len(raw))))
    st.code("\n".join(line[:200] for line in raw[:LINES]), language=None)


def _form(key: str, reading: Reading, columns: list[str]) -> dict[str, object] | None:
    """What was filled in, when the button was pressed. Time columns can only be picked once names are known."""
    with st.form(key, border=False):
        with st.grid(4):
            encoding = _choice(key, "encoding", _with(ENCODINGS, reading.encoding), reading.encoding)
            separator = _choice(key, "separator", _with(tuple(SEPARATORS), reading.separator), reading.separator)
            decimal = _choice(key, "decimal", (".", ","), reading.decimal)
            thousands = _choice(key, "thousands", _with(("", ",", ".", " ", "'"), reading.thousands), reading.thousands)
            skip = st.number_input(say("pages.data.reading.skip"), 0, 1_000, reading.skip, step=1, key=f"{key}_skip")
            format = _choice(key, "format", _with(FORMATS, reading.time_format), reading.time_format, new=True)
        header = st.checkbox(say("pages.data.reading.header"), value=reading.header, key=f"{key}_header")
        time = list(reading.time)
        if columns:
            time = st.multiselect(say("pages.data.reading.time"), columns, [n for n in time if n in columns],
                                  help=say("pages.data.reading.time_help"))  # fmt: skip
        asked = st.form_submit_button(say("pages.data.reading.again"), icon=":material/refresh:")
    if not asked:
        return None
    return {"encoding": encoding, "separator": separator, "decimal": decimal, "thousands": thousands,
            "skip": int(skip or 0), "header": header, "time": tuple(time), "time_format": format}  # fmt: skip


def _again(path: Path, name: str, reading: Reading, changed: dict[str, object]) -> None:
    """Read a kept file another way; when that fails nothing changes."""
    try:
        try:
            new = reading.but(**changed)
        except ValueError as problem:
            raise DataError("reading_impossible") from problem
        with st.spinner(say("pages.data.reading.reading")):
            open_file(path, name, new)
    except LookbackError as problem:
        notices.error(problem, say("pages.data.reading.unchanged"))
        return
    st.rerun()


def _choice(form: str, name: str, options: tuple[str, ...], value: str, new: bool = False) -> str:
    chosen: str = st.selectbox(
        say(f"pages.data.reading.{name}"), options, options.index(value), accept_new_options=new, key=f"{form}_{name}",
        format_func=lambda option: _label(name, option), help=say(f"pages.data.reading.{name}_help"),
    )  # fmt: skip
    return chosen


def _label(name: str, option: str) -> str:
    key = f"pages.data.reading.options.{name}.{_SPOKEN.get(option, option)}"
    return say(key) if known(key) else option


_SPOKEN = {**SEPARATORS, ".": "point", "": "none", "'": "apostrophe"}


def _with(options: tuple[str, ...], value: str) -> tuple[str, ...]:
    return options if value in options else (value, *options)
