"""Which column of which series is looked at, its rows at even steps, and how far back."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.even import Even, even, moving_mean
from core.data.words import lasting
from core.spec import record
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts.choices import round_rows
from pages.parts.draft import Draft
from pages.parts.series import series_control
from pages.parts.words import plain

MOST_PILLS = 12
HOLE = 5_000
"""Rows: nothing that is shown looks back further across a hole."""


@record
class Looked:
    """One column of one series, arranged; `key` names it and the settings it depends on."""

    key: tuple[str, str, str, int]
    data: Dataset
    column: int
    rows: Even

    @property
    def name(self) -> str:
        return self.data.names[self.column]

    @property
    def unit(self) -> str:
        return self.data.units[self.column]

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """(M,) at even steps."""
        return self.rows.of(self.data.values[:, self.column])


def looked_at(draft: Draft, tab: str) -> Looked:
    """Controls for series and column, the first target at first; nothing to choose, nothing shown."""
    whole = drafts.dataset(draft)
    series = series_control(whole, f"look_series_{tab}")
    data = whole.of_series(series)
    targets = () if data.classes and data.inputs else data.targets  # classes are no curve
    names = [data.names[i] for i in dict.fromkeys((*targets, *data.inputs))]
    names = [name for name in names if name in drafts.table(draft.dataset).kinds]
    name = _column(names, tab)
    key = (draft.dataset, draft.experiment.data.model_dump_json(), name, series)
    return Looked(key=key, data=data, column=data.names.index(name), rows=even_rows(draft, data, series))


def even_rows(draft: Draft, data: Dataset, series: int) -> Even:
    """The places of the rows of one series."""
    return _even(draft.dataset, draft.experiment.data.model_dump_json(), series, data)


def without_drift(values: NDArray[np.float64], rows: int) -> NDArray[np.float64]:
    """What moves slower than `rows` rows taken out."""
    return values - moving_mean(values, rows)


def how_far(key: str, rows: int, usual: int, season: int | None, spacing: float | None) -> int:
    """A slider for the longest lag, in lengths that read well."""
    choices = round_rows(spacing, season, max(1, rows // 3), usual, least=min(4, usual))
    st.session_state.setdefault(key, usual)
    if st.session_state[key] not in choices:
        st.session_state[key] = usual
    return int(
        st.select_slider(say("pages.data.look.how_far"), choices, key=key, format_func=lambda lag: _far(lag, spacing))
    )


def _far(lag: int, spacing: float | None) -> str:
    return lasting(lag * spacing) if spacing else count(lag, "row")


def _column(names: list[str], tab: str) -> str:
    if len(names) < 2:
        return names[0]
    key, label = f"look_column_{tab}", say("pages.data.look.column")
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    if len(names) <= MOST_PILLS:
        chosen = st.pills(label, names, required=True, key=key, format_func=plain, wrap=True,
                          label_visibility="collapsed")  # fmt: skip
    else:
        chosen = st.selectbox(label, names, key=key, label_visibility="collapsed", width=420)
    return str(chosen or names[0])


@st.cache_resource(max_entries=8, show_spinner=False)
def _even(dataset: str, spec: str, series: int, _data: Dataset) -> Even:
    return even(_data.time, _data.segment, _data.spacing, HOLE)
