"""Every step between the file and the examples, in order, each with a switch; and new ones."""

from __future__ import annotations

import streamlit as st

from core.examples.steps import Listed, listed, removed, switched
from core.text import count, say
from pages.parts import add_step, notices, undo
from pages.parts import draft as drafts
from pages.parts.draft import Draft
from pages.parts.words import plain

_OPEN = "_steps_open"


def steps(draft: Draft) -> None:
    """Folded: the list is drawn when it is open."""
    found = listed(drafts.preparation(draft))
    off = sum(not step.on for step in found)
    key = "none" if not found else "title_off" if off else "title"
    label = say(f"pages.data.steps.{key}", steps=count(len(found), "step"), off=off)
    st.space("xxsmall")
    # Its label tells how many there are, and an expander with another label is another one: it starts as this one was.
    with st.expander(label, expanded=st.session_state.get(_OPEN, False), key="steps", on_change="rerun") as box:
        st.session_state[_OPEN] = box.open
        if not box.open:
            return
        st.markdown(f":small[:gray[{say('pages.data.steps.how')}]]")
        for step in found:
            _one(step)
        add_step.draw(draft)


def _one(step: Listed) -> None:
    name = f"{step.part}_{step.at}"
    ahead = f" :orange-badge[{say('pages.data.steps.ahead')}]" if step.looks_ahead else ""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"step_{name}"):
        key = f"switch_{name}"
        st.session_state[key] = step.on
        st.toggle(plain(step.sentence) + ahead, key=key, disabled=not step.switchable, on_change=_switch,
                  args=(step, key), width="stretch")  # fmt: skip
        st.button(say("pages.data.steps.remove"), type="tertiary", key=f"remove_{name}", on_click=_remove, args=(step,))


@notices.callback
def _switch(step: Listed, key: str) -> None:
    prep = switched(drafts.preparation(drafts.current()), step, st.session_state[key])
    undo.change("steps", data=prep.data, fitting=prep.fitting)


@notices.callback
def _remove(step: Listed) -> None:
    prep = removed(drafts.preparation(drafts.current()), step)
    undo.change("steps", data=prep.data, fitting=prep.fitting)
