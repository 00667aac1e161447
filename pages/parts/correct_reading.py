"""How the file was read, beside its first lines, and a form to read it again another way."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.data.reading import LIMIT, corrected
from core.data.spec import Reading
from core.data.table import Table
from core.data.unpacking import members, unpacked
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
    path = drafts.library().original(draft.dataset)
    changed = form(f"reading_{draft.dataset}", table.reading, list(table.kinds), members(path))
    if changed:
        _read(path, draft.experiment.data.sources[0].name, table.reading, changed)


def correct_refused(refused: Refused) -> None:
    """The same for a file that could not be used as it was recognised."""
    if refused.path is None:
        return
    try:
        head, inside = _head(refused.path), members(refused.path)
    except DataError:
        return  # it cannot even be unpacked, as the notice says
    with st.expander(told("pages.data.upload.another", name=refused.name)):
        _lines(head)
        changed = form("refused", Reading(), [], inside)
        if changed:
            _read(refused.path, refused.name, Reading(), changed, look=True)


def _head(path: Path) -> tuple[str, ...]:
    """The first lines of a file nobody could read, unpacked where it is packed."""
    with unpacked(path, limit=LIMIT) as plain, plain.path.open("rb") as file:
        return tuple(file.read(4_000).decode("utf-8", "replace").splitlines())


def _lines(raw: tuple[str, ...]) -> None:
    st.markdown(say("pages.data.reading.lines", lines=min(LINES, len(raw))))
    st.code("\n".join(line[:200] for line in raw[:LINES]), language=None)


def _read(path: Path, name: str, reading: Reading, changed: dict[str, object], *, look: bool = False) -> None:
    """When the file cannot be read that way nothing changes; `look` for the time of a file nobody could read."""
    try:
        try:
            new = reading.but(**changed)
        except ValueError as problem:
            raise DataError("reading_impossible") from problem
        with st.spinner(say("pages.data.reading.reading")):
            open_file(path, name, corrected(path, new, look=look))
    except LookbackError as problem:
        notices.error(problem, say("pages.data.reading.unchanged"))
        return
    st.rerun()
