"""How the file was read, beside its first lines, and a form to read it again another way."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.data.spec import Reading
from core.data.table import Table
from core.errors import DataError, LookbackError
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.files import Refused, open_file
from pages.parts.reading_form import form
from pages.parts.words import told

LINES = 8


def correct(draft: Draft, table: Table) -> None:
    """The first lines of the open file as they stand, and a form filled with what was recognised."""
    _lines(table.raw)
    changed = form(f"reading_{draft.dataset}", table.reading, list(table.kinds))
    if changed:
        again(draft, table.reading, changed)


def correct_refused(refused: Refused) -> None:
    """The same for a file that could not be used as it was recognised."""
    if refused.path is None:
        return
    with st.expander(told("pages.data.upload.another", name=refused.name)):
        with refused.path.open("rb") as file:
            head = file.read(4_000).decode("utf-8", "replace")
        _lines(tuple(head.splitlines()))
        changed = form("refused", Reading(), [])
        if changed:
            _read(refused.path, refused.name, Reading(), changed)


def again(draft: Draft, reading: Reading, changed: dict[str, object]) -> None:
    """Read the open file another way. It becomes a file of its own, so that this can be taken back."""
    name = draft.experiment.data.sources[0].name
    _read(drafts.library().original(draft.dataset), name, reading, changed)


def _lines(raw: tuple[str, ...]) -> None:
    st.markdown(say("pages.data.reading.lines", lines=min(LINES, len(raw))))
    st.code("\n".join(line[:200] for line in raw[:LINES]), language=None)


def _read(path: Path, name: str, reading: Reading, changed: dict[str, object]) -> None:
    """When the file cannot be read that way nothing changes."""
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
