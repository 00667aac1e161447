"""What goes together with the target, and how long before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts import lags as chart
from core.charts.theme import NO_TOOLS
from core.data import lags as core
from core.data.arrange import arrange
from core.data.correlogram import usual_lags
from core.data.dataset import Dataset
from core.data.spec import Column, DataSpec
from core.data.steps import Calendar, ForwardFill, SeasonalFill
from core.data.table import Table
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.draft import Draft
from pages.parts.look_column import even_rows, how_far
from pages.parts.series import series_control
from pages.parts.words import plain, told

CYCLES = 2
SEED = 0
NEWEST = 200_000
"""Rows that are arranged with all their columns: in a tenth of a second."""
CLEAR = 0.2
"""A correlation below this, even of the best lag, is not worth a headline."""
TARGET = "look_target"


def together(draft: Draft) -> None:
    """A row of colours for every column of numbers, also those that are no input yet."""
    data, whole = draft.experiment.data, drafts.dataset(draft)
    series = series_control(whole, "look_series_together")
    own, table = whole.of_series(series), drafts.table(draft.dataset)
    rows = even_rows(draft, own, series)
    target = _target(data)
    sentence = st.empty()
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        key = f"look_lag_{draft.dataset}_{data.targets[0]}"
        usual = usual_lags(len(own), data.season, CYCLES)
        longest = how_far(key, len(own), usual, data.season, rows.spacing)
    with right:
        help = say("pages.data.look.together.changes_help")
        by_changes = st.toggle(say("pages.data.look.together.changes"), key="look_changes", help=help)
    asked = (draft.dataset, data.model_dump_json(), target, series, longest, by_changes)
    found, left_out = _together(*asked, own, table)
    spacing = rows.spacing
    sentence.markdown(in_words(found, target, spacing))
    with st.container(border=True):
        st.plotly_chart(chart.lags(found, target, data.season, spacing, shell.dark()), theme=None, config=NO_TOOLS,
                        key="look_lags", alt=chart.alt(found, target, spacing))  # fmt: skip
    full = f"{chart.full_colour(found, target):.2f}"
    notes = [told("pages.data.look.together.how", target=target, full=full)]
    if found.rows < found.of:
        key = "newest" if found.of < len(own) else "sampled"
        rows_of = {"rows": count(found.rows), "of": count(found.of, "row")}
        notes.append(say(f"pages.data.look.together.{key}", **rows_of))
    if left_out:
        notes.append(say("pages.data.look.together.left", columns=count(left_out, "column")))
    shell.how_to_read(" ".join(notes))


def in_words(found: core.Together, target: str, spacing: float | None) -> str:
    """The column that goes together with the target most, apart from its own past."""
    others = [k for k, name in enumerate(found.names) if name != target and found.strongest(k) is not None]
    if not others:
        return told("pages.data.look.together.alone", target=target)
    words = chart.strongest(found, others[0], spacing)
    weak = np.nanmax(np.abs(found.correlation[others[0]])) < CLEAR
    key = "pages.data.look.together.weak" if weak else "pages.data.look.together.best"
    return told(key, target=target, column=found.names[others[0]], strongest=words)


def _target(data: DataSpec) -> str:
    if len(data.targets) == 1:
        return data.targets[0]
    if st.session_state.get(TARGET) not in data.targets:
        st.session_state[TARGET] = data.targets[0]
    chosen = st.pills(say("pages.data.target.label"), data.targets, required=True, key=TARGET, format_func=plain)
    return str(chosen or data.targets[0])


@st.cache_resource(max_entries=16, show_spinner=False)
def _together(
    dataset: str,
    data: str,
    target: str,
    series: int,
    longest: int,
    by_changes: bool,
    _own: Dataset,
    _table: Table,
) -> tuple[core.Together, int]:
    """(the correlations, how many columns were left out).

    Among many columns those worth showing are chosen as they stand in the file; all that are shown are
    arranged as the target is.
    """
    every = _table.numbers

    def in_file(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.column_stack([_table.column(name)[_own.row[rows]] for name in every])

    def seen(cells: core.Cells, segment: NDArray[np.int32]) -> core.Cells:
        return core.changes(cells, segment) if by_changes else cells

    names = core.promising(seen(in_file, _own.segment), every, target, _own.segment, longest, seed=SEED)
    wide = _wide(dataset, data, series, names, _own, _table)
    places = sorted({*wide.inputs, *wide.targets})

    def arranged(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return wide.values[rows][:, places]

    shown = [wide.names[place] for place in places]
    found = core.together(seen(arranged, wide.segment), shown, target, wide.segment, longest, seed=SEED)
    return found, len(every) - len(names)


@st.cache_resource(max_entries=2, show_spinner=False)
def _wide(dataset: str, data: str, series: int, names: tuple[str, ...], _own: Dataset, _table: Table) -> Dataset:
    """The newest rows of one series with all these columns."""
    newest = _own.row[-NEWEST:]
    rows = slice(int(newest.min()), int(newest.max()) + 1)
    time = None if _table.time is None else _table.time[rows]
    part = replace(_table, frame=_table.frame.iloc[rows], time=time)
    arranged = arrange(part, _with(DataSpec.model_validate_json(data), names))
    return arranged.of_series(arranged.series_names.index(_own.series_names[0]))


def _with(data: DataSpec, names: tuple[str, ...]) -> DataSpec:
    """All these columns as inputs, as numbers. Parts of the calendar are no columns of the file, and a
    filled cell tells nothing that its neighbours do not."""
    used = {column.name: column.but(category=False) for column in data.columns}
    kept = [c for c in used.values() if {"target", "series"} & set(c.roles)]
    others = [Column(name=name) for name in names if name not in {c.name for c in kept}]
    steps = tuple(step for step in data.steps if not isinstance(step, Calendar | ForwardFill | SeasonalFill))
    return data.but(columns=(*kept, *others), steps=steps)
