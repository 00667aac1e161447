"""How much is drawn while a network learns: what is stored is always everything."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run
from core.text import say
from pages.parts import notices

QUIET, EPOCH, BATCH = "quiet", "epoch", "batch"
_DETAIL, _WIDGET = "_detail", "detail"


def drawn(run: Run) -> str:
    """One of the three; a run that is over is shown whole."""
    return str(st.session_state.get(_DETAIL, BATCH)) if run.active else BATCH


def choose_detail() -> None:
    """Beside the progress; the choice outlives the run, and the page."""
    st.session_state[_WIDGET] = st.session_state.get(_DETAIL, BATCH)
    st.segmented_control(
        say("pages.train.detail.label"), (QUIET, EPOCH, BATCH), required=True, key=_WIDGET, width="content",
        format_func=lambda detail: say(f"pages.train.detail.{detail}"), label_visibility="collapsed",
        help=say("pages.train.detail.help"), on_change=_chosen,
    )  # fmt: skip


@notices.callback
def _chosen() -> None:
    st.session_state[_DETAIL] = st.session_state[_WIDGET]
