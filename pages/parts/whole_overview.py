"""Whole examples on the Data page: a glance at some of them, drawn over each other."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts import together as chart
from core.charts.theme import NO_TOOLS
from core.examples.windows import example_ends
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.whole import drawn


@st.fragment(key="overview")
@notices.careful
def whole_overview() -> None:
    """The first column that is read, of all examples that are long enough; the first one thick."""
    draft = drafts.current()
    data, windows = drafts.shown(draft), draft.experiment.examples
    ends = np.flatnonzero(example_ends(data))
    first = np.searchsorted(data.series, data.series[ends]) if data.series_names != ("",) else ends
    now = ends if windows.padded else ends[ends - first >= windows.reach]
    if not len(now):
        st.markdown(say("pages.window.tabs.empty"))
        return
    view = drawn(data, windows, now, 0, data.inputs[0] if windows.lookback > 1 else None)
    st.plotly_chart(chart.together(view, shell.dark()), theme=None, config=NO_TOOLS, key="overview_whole",
                    alt=chart.alt(view))  # fmt: skip
