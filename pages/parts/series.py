"""Which of several series is looked at; files with one never see this."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.data.dataset import Dataset
from core.text import say
from pages.parts.words import plain

MOST_PILLS = 12


def series_control(data: Dataset, key: str, on_change: Callable[[], None] | None = None) -> int:
    """The place of the chosen series in `series_names`, the first at first; no widget for a single one."""
    names = data.series_names
    if len(names) < 2:
        return 0
    label, places = say("pages.series.label"), range(len(names))
    help = say("pages.series.help", series=len(names))
    if len(names) <= MOST_PILLS:
        chosen = st.pills(label, places, default=0, required=True, key=key, format_func=lambda k: plain(names[k]),
                          help=help, wrap=True, on_change=on_change)  # fmt: skip
    else:
        chosen = st.selectbox(label, places, key=key, format_func=lambda k: names[k], help=help, on_change=on_change)
    return int(chosen or 0)
