"""The table itself, its columns and units, and how the file was read, with controls to correct it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.data.describe import reading_in_words
from core.data.profile import Profile
from core.data.table import Table
from core.text import figure, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.columns import data_unit
from pages.parts.correct_reading import correct
from pages.parts.draft import Draft
from pages.parts.raw_lines import raw_lines
from pages.parts.words import plain, told

TABS = ("rows", "columns", "reading")
ROWS = 7
MOST_UNITS = 12


def tabs(draft: Draft, table: Table, profile: Profile) -> None:
    """Only the open tab is worked out."""
    st.space("small")
    labels = [say(f"pages.data.tabs.{name}") for name in TABS]
    for name, tab in zip(TABS, st.tabs(labels, key="data_tab", on_change="rerun"), strict=True):
        if not tab.open:
            continue
        with tab:
            if name == "rows":
                _rows(table)
            elif name == "columns":
                _columns(draft, table, profile)
            else:
                correct(draft, table)


def _rows(table: Table) -> None:
    """Raw lines on the left, what became of them on the right, and how they were read below."""
    with st.container(key="raw_and_read"):
        left, right = st.columns(2, gap="medium")
        with left:
            st.markdown(f":small[:gray[{say('pages.data.rows.as_it_stands')}]]")
            raw_lines(table)
        with right:
            st.markdown(f":small[:gray[{say('pages.data.rows.as_read')}]]")
            _parsed(table)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        words = " ".join(f":gray-badge[{plain(word)}]" for word in reading_in_words(table.reading))
        st.markdown(f":small[:gray[{say('pages.data.rows.read_as')}]] {words}", width="content")
        st.button(say("pages.data.rows.correct"), type="tertiary", key="correct", on_click=_to_reading)


def _parsed(table: Table) -> None:
    shown = table.frame.head(ROWS).copy()
    for name in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            whole_days = (shown[name].dropna() == shown[name].dropna().dt.normalize()).all()
            shown[name] = shown[name].dt.strftime("%Y-%m-%d" if whole_days else "%Y-%m-%d %H:%M")
    numbers = {name: st.column_config.NumberColumn(format="%.6g") for name in table.numbers}
    st.dataframe(shown, hide_index=True, column_config=numbers, alt=say("pages.data.rows.alt", rows=len(shown)))


@notices.callback
def _to_reading() -> None:
    st.session_state["data_tab"] = say("pages.data.tabs.reading")


def _columns(draft: Draft, table: Table, profile: Profile) -> None:
    st.dataframe(columns_table(draft, table, profile), hide_index=True, alt=say("pages.data.columns.alt"))
    data = draft.experiment.data
    used = [column.name for column in data.columns][:MOST_UNITS]
    st.markdown(f"**{say('pages.data.columns.units')}**")
    with st.grid(4):
        for name in used:
            key = f"unit_{draft.dataset}_{name}"
            st.session_state[key] = data_unit(data, name)
            st.text_input(told("pages.data.columns.unit_of", column=name), key=key, max_chars=20, on_change=_unit,
                          args=(name, key))  # fmt: skip
        st.session_state["season"] = data.season or 0
        st.number_input(say("pages.data.columns.season"), 0, max(2, len(table) // 2, data.season or 0), step=1,
                        key="season", help=say("pages.data.columns.season_help"), on_change=_season)  # fmt: skip
    shell.how_to_read(say("pages.data.columns.how"))


def columns_table(draft: Draft, table: Table, profile: Profile) -> pd.DataFrame:
    """One line per column: kind, what is missing, its range, and what it is used for."""
    data = draft.experiment.data
    lines = []
    for name, kind in table.kinds.items():
        use = [say(f"pages.data.columns.{role}") for c in data.columns if c.name == name for role in c.roles]
        if name in table.reading.time:
            use = [say("pages.data.columns.time")]
        low = mean = high = ""
        if name in table.numbers:
            values = table.column(name)
            values = values[np.isfinite(values)]
            if len(values):
                low, mean, high = (figure(float(v), 4) for v in (values.min(), values.mean(), values.max()))
        cells = (name, say(f"data.kinds.{kind}"), f"{profile.missing[name]:,}", low, mean, high, ", ".join(use))
        lines.append(cells)
    heads = ("name", "kind", "missing", "low", "mean", "high", "use")
    return pd.DataFrame(lines, columns=[say(f"pages.data.columns.{head}") for head in heads])


@notices.callback
def _unit(name: str, key: str) -> None:
    data = drafts.current().experiment.data
    unit = " ".join(st.session_state[key].split())[:20]
    columns = tuple(c.but(unit=unit) if c.name == name else c for c in data.columns)
    drafts.update(data=data.but(columns=columns))


@notices.callback
def _season() -> None:
    """0 and 1 mean: it does not repeat."""
    rows = st.session_state["season"]
    drafts.update(data=drafts.current().experiment.data.but(season=rows if rows and rows > 1 else None))
