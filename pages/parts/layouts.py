"""A file laid out another way: read again with a row per series and time, or with a time it does not tell."""

from __future__ import annotations

import streamlit as st

from core.data.series import with_timeline
from core.data.spec import Reading
from core.data.table import Table
from core.errors import DataError
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.files import open_file
from pages.parts.reading_form import every_field, start_field


def read_anew(draft: Draft, reading: Reading) -> None:
    """The open file read another way becomes a file of its own. Raises DataError; nothing then changes."""
    if reading != drafts.table(draft.dataset).reading:
        name = draft.experiment.data.sources[0].name
        open_file(drafts.library().original(draft.dataset), name, reading)


def untimed(draft: Draft, table: Table) -> None:
    """For a file without a time: when its first row was and how far apart rows are, if that is known."""
    if table.time is not None:
        return
    with st.popover(say("pages.data.untimed.title"), icon=":material/schedule:", type="tertiary"):
        st.markdown(say("pages.data.untimed.text"))
        start_field("untimed", "")
        every_field("untimed", "h")
        st.button(say("pages.data.untimed.give"), key="give_time", on_click=_give_time, args=(draft, table))


@notices.callback
def _give_time(draft: Draft, table: Table) -> None:
    start, every = st.session_state["untimed_start"].strip(), st.session_state["untimed_every"]
    if not start:
        raise DataError("start_missing")
    read_anew(draft, with_timeline(table, start, every))
