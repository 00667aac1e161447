"""Below the fold: the first examples, scaling, lost rows, and what happens under the hood."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.charts import staircase as chart
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.examples.spec import Windows
from core.examples.windows import Placement, input_offsets, target_offsets
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.scaling import scaling
from pages.parts.under_the_hood import under_the_hood
from pages.parts.whole_first import cell, decimals, ends, first_examples
from pages.parts.window_parts import most_first, placement
from pages.parts.words import plain, told

TABS = ("first", "scaling", "lost", "hood")
STAIRS, TABLE_ROWS = 6, 4


@st.fragment(key="window_tabs")
@notices.careful
def draw() -> None:
    """Only the open tab is worked out."""
    draft = drafts.current()
    data, windows = drafts.dataset(draft), draft.experiment.examples
    placed = placement(data, draft)
    st.space("small")
    titles = [say(f"pages.window.tabs.{_lost_title(windows) if name == 'lost' else name}") for name in TABS]
    tabs = st.tabs(titles, key="window_tab", on_change="rerun")
    for name, tab in zip(TABS, tabs, strict=True):
        if not tab.open:
            continue
        with tab:
            if placed is None or not len(placed.now):
                st.markdown(say("pages.window.tabs.empty"))
            elif name == "first" and windows.whole:
                first_examples(drafts.shown(draft), windows, placed)
            elif name == "first":
                _first(data, windows, placed)
            elif name == "scaling":
                scaling(draft, placed.part_of_row)
            elif name == "lost":
                _lost(data, placed, windows.whole)
            else:
                under_the_hood(data, windows, placed)


def _first(data: Dataset, windows: Windows, placed: Placement) -> None:
    now = placed.now[:STAIRS]
    with st.container(border=True, key="staircase"):
        st.plotly_chart(chart.staircase(now, windows, shell.dark()), theme=None, config=NO_TOOLS,
                        alt=chart.alt(now, windows), key="staircase_chart")  # fmt: skip
    column = data.targets[0] if data.targets[0] in data.inputs else data.inputs[0]
    unit = data.units[column]
    values = told("pages.window.first.values_in", unit=unit) if unit else say("pages.window.first.values")
    shown = st.segmented_control(say("pages.window.first.show"), ["values", "rows"], default="values", required=True,
                                 format_func={"values": values, "rows": say("pages.window.first.rows")}.get,
                                 label_visibility="collapsed", key="first_shows")  # fmt: skip
    table = examples_table(data, windows, now[:TABLE_ROWS], column, shown != "rows")
    digits = decimals(data.values[:, column]) if shown != "rows" else 0
    numbers = list(table.select_dtypes("number").columns)
    styled = table.style.format(partial(cell, digits=digits), subset=numbers, na_rep="–")
    st.table(styled, border="horizontal", hide_index=True, alt=say("pages.window.first.alt"))
    key = "how" if column in data.targets else "how_other"
    shell.how_to_read(told(f"pages.window.first.{key}", column=data.names[column],
                           target=data.target_names[0]))  # fmt: skip


def examples_table(data: Dataset, windows: Windows, now: NDArray[np.int64], column: int, values: bool) -> pd.DataFrame:
    """One line per example: its oldest and newest inputs, its first and last answers.

    `values` shows them in their own unit, else their row numbers.
    """
    read, asked = input_offsets(windows), target_offsets(windows)
    table: dict[str, Any] = {say("pages.window.staircase.now"): [f"{row:,}" for row in now.tolist()]}
    for offsets, source, blank in ((read, column, "…"), (asked, data.targets[0], "… ")):
        for offset in ends(offsets):
            if offset is None:
                table[blank] = ["…"] * len(now)
                continue
            rows = now + offset
            if values and source in data.targets and data.classes:
                places = data.values[rows, source].astype(np.int64)
                table[after_now(offset, data.spacing)] = [plain(data.classes[place]) for place in places]
                continue
            table[after_now(offset, data.spacing)] = data.values[rows, source] if values else rows.astype(np.float64)
    return pd.DataFrame(table)


def after_now(offset: int, spacing: float | None) -> str:
    """`now`, `−162 h`, `+6 h`; without a spacing that is whole, rows: `+6`."""
    if offset == 0:
        return say("pages.window.first.now")
    sign = "−" if offset < 0 else "+"
    for name, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if spacing and spacing < 2_400_000 and spacing % size == 0:
            return f"{sign}{abs(offset) * round(spacing / size):,} {say(f'pages.window.first.{name}')}"
    return f"{sign}{abs(offset):,}"


def _lost_title(windows: Windows) -> str:
    return "lost_whole" if windows.whole else "lost"


def _lost(data: Dataset, placed: Placement, whole: bool) -> None:
    """Why rows, or whole examples, are not used, and what would bring them back."""
    lost, words = most_first(placed), "pages.window.lost_whole" if whole else "pages.window.lost"
    if not lost:
        st.markdown(say("pages.window.lost.none_whole" if whole else "pages.window.lost.none"))
        return
    table = pd.DataFrame(
        {
            say("pages.window.lost.reason"): [say(f"{words}.{key}") for key, _ in lost],
            say(f"pages.window.lost.{'examples' if whole else 'rows'}"): [f"{rows:,}" for _, rows in lost],
            say("pages.window.lost.remedy"): [say(f"{words}.{key}_remedy") for key, _ in lost],
        }
    )
    st.table(table, border="horizontal", hide_index=True)
    total = count(len(placed.future), "example" if whole else "row")
    if whole:
        shell.how_to_read(say("pages.window.lost.how_whole", future=total))
        return
    shell.how_to_read(say("pages.window.lost.how", future=total, target=plain(", ".join(data.target_names))))
