"""Runs that are stored and cannot be read: why, and a way to be rid of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs.records import LeftOut
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices


def left_out(runs: Sequence[LeftOut]) -> None:
    """One notice each; nothing where every run can be read."""
    for run in runs:
        notices.show(run.finding)
        st.button(
            say("pages.compare.left_out.delete"), type="tertiary", key=f"left_out_{run.id}", on_click=_remove,
            args=(run.id,),
        )  # fmt: skip


@notices.callback
def _remove(run_id: str) -> None:
    drafts.library().delete(run_id)
