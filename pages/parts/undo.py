"""Taking back what was changed on the Data page, change by change."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import NotFoundError, SettingsError
from core.experiment import Experiment
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft

MOST = 30
_PAST, _OFFERED = "_past", "_offered"


def change(what: str, **changes: Any) -> None:
    """Save changes of the draft so that they can be taken back; `what` names them in `pages.data.undo.<what>`.

    Raises SettingsError when the model would have nothing left to look at.
    """
    before, data = drafts.current(), changes.get("data")
    if data and not (data.inputs or data.categories or any(step.kind == "calendar" for step in data.working)):
        raise SettingsError("no_inputs")
    drafts.update(**changes)
    remember(what, before)


def remember(what: str, before: Draft) -> None:
    """What the draft held before a change, unless nothing changed."""
    after = drafts.current()
    old: dict[str, Any] = {
        name: getattr(before.experiment, name)
        for name in Experiment.model_fields
        if getattr(before.experiment, name) != getattr(after.experiment, name)
    }
    if before.dataset != after.dataset:
        old = {"dataset": before.dataset, "experiment": before.experiment, "dials": before.dials}
    if old:
        past = st.session_state.setdefault(_PAST, [])
        past.append((what, after.dataset, old))
        del past[:-MOST]


def button() -> None:
    """Undo, where there is something to take back."""
    past = _of_this_dataset()
    if past:
        help = say("pages.data.undo.help", what=say(f"pages.data.undo.{past[-1][0]}"))
        st.button(say("pages.data.undo.label"), type="tertiary", icon=":material/undo:", key="undo", help=help,
                  on_click=_undo)  # fmt: skip


def offer(what: str) -> None:
    """Tell on the pages that follow what the newest change was, with the way to take it back."""
    st.session_state[_OFFERED] = (what, len(_of_this_dataset()))


def withdraw() -> None:
    """Offer it no more."""
    st.session_state.pop(_OFFERED, None)


def offered() -> None:
    """The change that is offered, as long as it is the newest one."""
    what, at = st.session_state.get(_OFFERED, ("", 0))
    if not at or at != len(_of_this_dataset()):
        withdraw()
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="offered"):
        st.markdown(f":material/check: {say('pages.data.undo.done', what=what)}", width="stretch")
        st.button(say("pages.data.undo.label"), type="tertiary", icon=":material/undo:", key="undo_offered",
                  on_click=_undo)  # fmt: skip


def _of_this_dataset() -> list[tuple[str, str, dict[str, Any]]]:
    """The changes up to the newest that led to what is on the screen; others went another way."""
    past: list[tuple[str, str, dict[str, Any]]] = st.session_state.get(_PAST, [])
    while past and past[-1][1] != drafts.current().dataset:
        past.pop()
    return past


@notices.callback
def _undo() -> None:
    """The newest change; a file that was deleted since cannot be opened again."""
    past = _of_this_dataset()
    if not past:
        return
    _, _, old = past.pop()
    if "dataset" in old:
        try:
            drafts.library().dataset(old["dataset"])
        except NotFoundError:
            past.clear()
            raise
        drafts.forget_widgets()
    drafts.update(**old)
