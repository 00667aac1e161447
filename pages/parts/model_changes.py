"""The network changed by hand: each change can be taken back, and the preset it came from is one click away."""

from __future__ import annotations

import streamlit as st

from core.models.presets import PRESETS
from core.models.spec import ModelSpec
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.model_network import choose

MOST = 30
PAST, OPEN = "_layers_past", "_layer_open"
"""Where the session keeps earlier models, and the layer whose settings are unfolded."""


def become(model: ModelSpec) -> None:
    """The draft with another model; the one before is remembered."""
    _remember(drafts.current().experiment.model)
    drafts.update(model=model)


def ways_back(model: ModelSpec) -> None:
    """Buttons for the last change, and for the preset the layers came from."""
    if st.session_state.get(PAST):
        st.button(say("pages.model.editor.undo"), icon=":material/undo:", type="tertiary", key="undo_layer",
                  on_click=_undo)  # fmt: skip
    if model.preset is None and model.origin in PRESETS:
        st.button(say("pages.model.editor.back", preset=PRESETS[model.origin].title), type="tertiary",
                  icon=":material/restart_alt:", key="back_to_preset", on_click=_back)  # fmt: skip


def _remember(model: ModelSpec) -> None:
    st.session_state[PAST] = [*st.session_state.get(PAST, []), model][-MOST:]


@notices.callback
def _undo() -> None:
    past = st.session_state.get(PAST)
    if past:
        st.session_state[OPEN] = None
        drafts.update(model=past.pop())


@notices.callback
def _back() -> None:
    model = drafts.current().experiment.model
    _remember(model)
    choose(str(model.origin), dict(model.settings))
