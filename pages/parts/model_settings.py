"""A preset's settings, made from their declarations, and the layers that come of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.models.presets import PRESETS
from core.models.settings import Setting
from core.models.walk import rows, total
from core.text import say
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.model_network import Nodes, choose
from pages.parts.words import plain


def settings(draft: Draft) -> None:
    """The controls of the chosen preset; the rarer ones folded."""
    key = draft.experiment.model.preset
    if key not in PRESETS:
        st.markdown(f":small[:gray[{say('pages.model.own_layers')}]]")
        return
    now = dict(draft.experiment.model.settings)
    declared = PRESETS[key].settings
    for setting in declared:
        if not setting.folded:
            _control(key, setting, now[setting.name])
    folded = [setting for setting in declared if setting.folded]
    if folded:
        with st.expander(say("pages.model.more_settings")):
            for setting in folded:
                _control(key, setting, now[setting.name])


def _control(preset: str, setting: Setting, value: Any) -> None:
    """One control. Its key carries the preset, so that each preset remembers its own."""
    key = f"setting_{preset}_{setting.name}"
    shared: dict[str, Any] = {
        "help": setting.help,
        "key": key,
        "on_change": notices.callback(_changed),
        "args": (preset, setting.name, key),
    }
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    if setting.kind == "switch":
        st.toggle(setting.label, wrap=True, **shared)
    elif setting.kind == "choice":
        st.selectbox(setting.label, setting.choices, format_func=setting.choice_label, **shared)
    else:
        stops = sorted({*setting.marks, value})
        st.select_slider(setting.label, stops, format_func=_percent if setting.kind == "share" else _plain, **shared)


def _changed(preset: str, name: str, key: str) -> None:
    from pages.parts import draft as drafts

    now = dict(drafts.current().experiment.model.settings)
    choose(preset, {**now, name: st.session_state[key]})


def layer_table(nodes: Nodes, row_word: str, examples: int) -> None:
    """Each layer with what comes out of it and how much it learns; the sum, and what it means."""
    listed = [row for row in rows(nodes, row_word) if not row.plumbing]
    numbers = total(nodes)
    table = pd.DataFrame(
        {
            say("pages.model.column_layer"): [*(plain(row.title) for row in listed), say("pages.model.together")],
            say("pages.model.column_out"): [*(plain(row.words) for row in listed), ""],
            say("pages.model.column_shape"): [*(_axes(row.shape) for row in listed), ""],
            say("pages.model.column_numbers"): [*(row.parameters for row in listed), numbers],
        }
    )
    styled = table.style.format({table.columns[-1]: "{:,}"}).apply(_bold_last, axis=1)
    st.table(styled, border="horizontal", hide_index=True)
    st.markdown(f":small[:gray[{ratio(examples, numbers)}]]")


def ratio(examples: int, numbers: int) -> str:
    """How many examples there are for every number to learn."""
    share = examples / max(1, numbers)
    if share >= 1:
        return say("pages.model.ratio_many", ratio=f"{share:,.0f}" if share >= 2 else f"{share:.1f}")
    return say("pages.model.ratio_few", ratio=f"{1 / share:,.0f}" if share < 0.5 else f"{1 / share:.1f}")


def _bold_last(line: pd.Series) -> list[str]:
    """The sum stands out; numbers stay numbers, so that the table sets them to the right."""
    return ["font-weight: 700" if line.iloc[1] == "" else ""] * len(line)


def _axes(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _plain(value: float) -> str:
    return f"{value:g}"
