"""The column to predict over the whole file, as the model will meet it: the picture and its counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.charts import overview as chart
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.findings import Finding
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.series import series_control

SERIES = "data_series"
FEWEST, MOST_MARKS = 8, 100
"""Rows that can be looked at by themselves; triangles that find room side by side."""


@st.fragment(key="overview")
@notices.careful
def overview() -> None:
    """The curve of the first target; dragging across it draws that stretch anew, with all its detail."""
    draft = drafts.current()
    shown = drafts.shown(draft)
    series = series_control(shown, SERIES)
    data, original = shown.of_series(series), drafts.unprepared(draft).of_series(series)
    changes = in_words(data, original)
    as_read = bool(changes) and st.session_state.get("as_read", False)
    _curve(draft, original if as_read else data, series, as_read)
    if changes:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":small[{changes}]", width="content")
            st.toggle(say("pages.data.overview.as_read"), key="as_read", help=say("pages.data.overview.as_read_help"))


def _curve(draft: Draft, data: Dataset, series: int, as_read: bool) -> None:
    column, place = data.targets[0], (draft.dataset, data.names[data.targets[0]], series, as_read)
    stretch = st.session_state.get("stretch")
    if not stretch or stretch[0] != place or stretch[1][1] > len(data):
        stretch = None
    first, end = stretch[1] if stretch else (0, len(data))
    view = _view(draft, data, first, end)
    key = f"overview_{draft.dataset}_{column}_{series}_{as_read}_{first}_{end}"
    event = st.plotly_chart(chart.overview(view, shell.dark()), theme=None, config=NO_TOOLS, key=key, on_select="rerun",
                            selection_mode="box", alt=chart.alt(view, data.names[column]))  # fmt: skip
    chosen = event.selection["box"] if event and event.selection else []
    if chosen:
        low, high = sorted(chosen[0]["x"])
        begin = max(first, int(np.ceil(low)))
        if (stop := min(end, int(np.floor(high)) + 1)) - begin >= FEWEST:
            st.session_state["stretch"] = (place, (begin, stop))
            st.rerun(scope="fragment")
    if stretch:
        st.button(say("pages.data.overview.all"), type="tertiary", icon=":material/zoom_out:", key="show_all",
                  on_click=_show_all)  # fmt: skip


@notices.callback
def _show_all() -> None:
    st.session_state.pop("stretch", None)


def _view(draft: Draft, data: Dataset, first: int, end: int) -> chart.Overview:
    column = data.targets[0]
    told = marked_rows(drafts.found(draft.dataset), data.names[column])
    marks = _apart(np.flatnonzero(np.isin(data.row, told)), (end - first) // MOST_MARKS)
    return chart.Overview(
        values=np.ascontiguousarray(data.values[first:end, column]),
        time=None if data.time is None else data.time[first:end],
        first=first,
        unit=data.units[column],
        words=data.classes,
        marks=marks,
        filled=None if data.filled is None else data.filled[first:end, 0],
        breaks=tuple((np.flatnonzero(np.diff(data.segment[first:end])) + 1 + first).tolist()),
    )


def in_words(data: Dataset, original: Dataset) -> str:
    """`Prepared: 43,800 rows in 3 stretches, 24 values filled in, 12 missing`; nothing where all is as it was read.

    Both are one series, before and after the preparation.
    """
    stretches = int(data.segment[-1]) + 1
    filled = 0 if data.filled is None else int(data.filled[:, 0].sum())
    missing = int(np.isnan(data.values[:, data.targets[0]]).sum())
    changed = _changed(data, original)
    if len(data) == len(original) and stretches == 1 and not (filled or missing or changed):
        return ""
    told = [count(len(data), "row")]
    if stretches > 1:
        told[0] = say("pages.data.overview.in_stretches", rows=told[0], stretches=f"{stretches:,}")
    if changed:
        told.append(say("pages.data.overview.changed", values=count(changed, "value")))
    if filled:
        told.append(f":blue[{say('pages.data.overview.filled', values=count(filled, 'value'))}]")
    if missing:
        told.append(say("pages.data.overview.missing", values=count(missing, "value")))
    return say("pages.data.overview.prepared", parts=", ".join(told))


def _changed(data: Dataset, original: Dataset) -> int:
    """Known values that are other known ones now; rows that were put together to longer ones are not compared."""
    if data.spacing != original.spacing:
        return 0
    after = pd.Series(data.values[:, data.targets[0]], index=data.row)
    before = pd.Series(original.values[:, original.targets[0]], index=original.row).reindex(after.index)
    changed = before.notna() & after.notna() & (before != after)
    return int((changed if data.filled is None else changed & ~data.filled[:, 0]).sum())


def marked_rows(found: tuple[Finding, ...], column: str) -> list[int]:
    """First rows of what the findings say about this column or about whole rows, at most twenty of each."""
    rows: list[int] = []
    for finding in found:
        if not finding.columns or column in finding.columns:
            stretches = finding.rows[::2] if "spans" in finding.values else finding.rows
            rows += stretches[:20]
    return rows


def _apart(rows: NDArray[np.int64], distance: int) -> tuple[int, ...]:
    """Those so far apart that their triangles can be told from each other."""
    kept: list[int] = []
    for row in rows.tolist():
        if not kept or row - kept[-1] > distance:
            kept.append(row)
    return tuple(kept)
