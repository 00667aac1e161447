"""One card for each architecture: when it is a good choice, how much it has to learn, Choose."""

from __future__ import annotations

import streamlit as st

from core.charts.theme import palette
from core.data.dataset import Dataset
from core.models.presets import PRESETS, Preset
from core.recommend import preset_for
from core.text import say
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.model_network import choose, learnable, settings_of
from pages.parts.words import told

IN_ROW = 3


def cards(draft: Draft, dataset: Dataset) -> None:
    """All presets, three in a row; the chosen one has a blue frame and says so."""
    _mark_chosen(draft.experiment.model.preset)
    presets = list(PRESETS.values())
    for start in range(0, len(presets), IN_ROW):
        for column, preset in zip(st.columns(IN_ROW), presets[start : start + IN_ROW], strict=False):
            with column:
                _card(preset, draft, dataset)


def _card(preset: Preset, draft: Draft, dataset: Dataset) -> None:
    chosen = draft.experiment.model.preset == preset.key
    numbers = learnable(preset.key, draft, dataset)
    fits = isinstance(numbers, int)
    with st.container(border=True, height="stretch", vertical_alignment="distribute", key=f"card_{preset.key}"):
        first = preset is preset_for(draft.experiment.data, draft.experiment.examples)
        star = f" :blue-badge[★ {say('pages.model.start_here')}]" if first else ""
        text = preset.text if fits else told(f"errors.{numbers.key}.title", **numbers.values)
        st.markdown(f"**{preset.title}**{star}  \n:small[{text}]")
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"
        ):
            count = say("pages.model.numbers", count=numbers) if fits else say("pages.model.does_not_fit")
            st.markdown(f":small[:gray[{count}]]", width="content")
            st.button(
                say("pages.model.chosen" if chosen else "pages.model.choose"),
                key=f"choose_{preset.key}",
                icon=":material/check:" if chosen else None,
                disabled=chosen or not fits,
                help=None if fits else str(numbers),
                on_click=notices.callback(choose),
                args=(preset.key, settings_of(preset.key, draft)),
            )


def _mark_chosen(key: str | None) -> None:
    """Streamlit cannot colour one container; these rules of our own hold no text of a user."""
    rules = '[class*="st-key-card_"] p {line-height: 1.4;}'
    if key in PRESETS:
        colours = palette(shell.dark())
        rules += (
            f" .st-key-card_{key} {{border-color: {colours.predicted} !important; "
            f"box-shadow: 0 0 0 1px {colours.predicted}; background: {colours.predicted_band};}}"
        )
    st.html(f"<style>{rules}</style>")
