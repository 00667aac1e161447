"""How a network reads a second file: by a branch of its own, or together with the first."""

from __future__ import annotations

import streamlit as st

from core.models.by_file import INPUTS
from core.text import known, say
from pages.parts import draft as drafts
from pages.parts import notices, undo
from pages.parts.draft import Draft
from pages.parts.words import listed, plain


def branches(draft: Draft) -> None:
    """Whether the columns of the second file are read by a branch of their own, and a click to change that."""
    data, model = draft.experiment.data, draft.experiment.model
    assert data.join is not None
    read_in = [name for names in data.joined_columns for name in names if name in (*data.inputs, *data.categories)]
    values = {"columns": listed([plain(name) for name in read_in]), "name": plain(data.sources[1].name)}
    apart = any(branch.input in INPUTS for branch in model.branches)
    if not read_in:
        key = "unused"
    elif not data.join.apart:
        key = "together"
    elif apart:
        key = "apart"
    else:
        key = "apart_later" if model.preset else "by_hand"
        values["model"] = say(f"presets.{model.preset}.title") if known(f"presets.{model.preset}.title") else ""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":small[{say(f'pages.data.second.{key}', **values)}]", width="stretch")
        if key in ("apart", "together"):
            words = "read_together" if key == "apart" else "read_apart"
            st.button(say(f"pages.data.second.{words}"), key="second_branches", type="tertiary", on_click=_read,
                      args=(key == "together",))  # fmt: skip


@notices.callback
def _read(apart: bool) -> None:
    data = drafts.current().experiment.data
    assert data.join is not None
    undo.change("branches", data=data.but(join=data.join.but(apart=apart)))
