"""How the file was read, beside its first lines, and a form to read it again another way."""

from __future__ import annotations

import streamlit as st

from core.data.spec import Reading
from core.data.table import Table
from core.errors import DataError, LookbackError
from core.text import known, say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.files import open_file

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp949", "cp1252", "latin-1")
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
FORMATS = ("", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d",
           "%Y-%m", "%Y", "unix_s", "unix_ms")  # fmt: skip
LINES = 8


def correct(draft: Draft, table: Table) -> None:
    """The first lines as they stand, and a form filled with what was recognised."""
    st.markdown(say("pages.data.reading.lines", lines=min(LINES, len(table.raw))))
    st.code("\n".join(line[:200] for line in table.raw[:LINES]), language=None)
    reading = table.reading
    with st.form("reading", border=False):
        with st.grid(4):
            encoding = _choice("encoding", _with(ENCODINGS, reading.encoding), reading.encoding)
            separator = _choice("separator", _with(tuple(SEPARATORS), reading.separator), reading.separator)
            decimal = _choice("decimal", (".", ","), reading.decimal)
            thousands = _choice("thousands", _with(("", ",", ".", " ", "'"), reading.thousands), reading.thousands)
            skip = st.number_input(say("pages.data.reading.skip"), 0, 1_000, reading.skip, step=1)
            format = _choice("format", _with(FORMATS, reading.time_format), reading.time_format, new=True)
        header = st.checkbox(say("pages.data.reading.header"), value=reading.header)
        time = st.multiselect(say("pages.data.reading.time"), list(table.kinds),
                              [name for name in reading.time if name in table.kinds],
                              help=say("pages.data.reading.time_help"))  # fmt: skip
        asked = st.form_submit_button(say("pages.data.reading.again"), icon=":material/refresh:")
    if asked:
        changed = {"encoding": encoding, "separator": separator, "decimal": decimal, "thousands": thousands,
                   "skip": int(skip or 0), "header": header, "time": tuple(time), "time_format": format}  # fmt: skip
        _again(draft, reading, changed)


def _again(draft: Draft, reading: Reading, changed: dict[str, object]) -> None:
    """Read the kept file another way; when that fails the table stays as it is."""
    try:
        try:
            new = reading.but(**changed)
        except ValueError as problem:
            raise DataError("reading_impossible") from problem
        name = draft.experiment.data.sources[0].name
        with st.spinner(say("pages.data.reading.reading")):
            open_file(drafts.library().original(draft.dataset), name, new)
    except LookbackError as problem:
        notices.error(problem, say("pages.data.reading.unchanged"))
        return
    st.rerun()


def _choice(name: str, options: tuple[str, ...], value: str, new: bool = False) -> str:
    chosen: str = st.selectbox(
        say(f"pages.data.reading.{name}"), options, options.index(value), accept_new_options=new,
        format_func=lambda option: _label(name, option), help=say(f"pages.data.reading.{name}_help"),
    )  # fmt: skip
    return chosen


def _label(name: str, option: str) -> str:
    key = f"pages.data.reading.options.{name}.{_SPOKEN.get(option, option)}"
    return say(key) if known(key) else option


_SPOKEN = {**SEPARATORS, ".": "point", "": "none", "'": "apostrophe"}


def _with(options: tuple[str, ...], value: str) -> tuple[str, ...]:
    return options if value in options else (value, *options)
