"""A closer look at the data: every column, what repeats, what goes together, trend and season."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.look_parts import parts
from pages.parts.look_repeats import repeats
from pages.parts.look_strips import strips
from pages.parts.look_together import together

TABS: Mapping[str, Callable[[Draft], None]] = {
    "strips": strips,
    "repeats": repeats,
    "together": together,
    "parts": parts,
}


def look() -> None:
    """The heading, and below it four views of which only the open one is worked out."""
    with st.container(key="look"):
        shell.section(say("pages.data.look.title"))
        _tabs()


@st.fragment(key="data_look")
@notices.careful
def _tabs() -> None:
    draft = drafts.current()
    tabs = st.tabs([say(f"pages.data.look.tabs.{name}") for name in TABS], key="look_tab", on_change="rerun")
    for (name, draw), tab in zip(TABS.items(), tabs, strict=True):
        if tab.open:
            with tab, st.container(key=f"look_{name}"):
                draw(draft)
