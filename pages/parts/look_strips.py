"""Every column at a glance, as it stands in the file or after preparation."""

from __future__ import annotations

import streamlit as st
from plotly.graph_objects import Figure

from core.charts import strips as chart
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.data.strips import columns_of, of_dataset, of_table, stretches
from core.data.table import Table
from core.text import say
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.columns import data_unit
from pages.parts.draft import Draft

PAGE = 10


def strips(draft: Draft) -> None:
    """At most `PAGE` columns at once."""
    table = drafts.table(draft.dataset)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        which = st.segmented_control(
            say("pages.data.look.strips.which"), ["file", "prepared"], default="file", required=True, key="look_which",
            format_func=lambda which: say(f"pages.data.look.strips.{which}"), label_visibility="collapsed",
        )  # fmt: skip
    prepared = drafts.shown(draft) if which == "prepared" else None
    names = list(prepared.names if prepared else columns_of(table))
    with right:
        names = _page(names)
    units = {name: data_unit(draft.experiment.data, name) for name in names}
    of = draft.experiment.model_dump_json() if prepared else ""
    figure, alt = _drawn(draft.dataset, of, tuple(names), tuple(units.values()), shell.dark(), prepared, table)
    with st.container(border=True):
        st.plotly_chart(figure, theme=None, config=NO_TOOLS, alt=alt, key=f"look_strips_{which}")
    shell.how_to_read(say("pages.data.look.strips.how"))


def _page(names: list[str]) -> list[str]:
    """The columns of the page that is chosen; nothing to choose where one page holds all."""
    if len(names) <= PAGE:
        return names
    starts = range(0, len(names), PAGE)
    chosen = st.selectbox(
        say("pages.data.look.strips.page"), starts, key=f"look_page_{len(names)}", label_visibility="collapsed",
        format_func=lambda start: say("pages.data.look.strips.columns", first=start + 1,
                                      last=min(start + PAGE, len(names)), of=len(names)),
    )  # fmt: skip
    return names[chosen or 0 :][:PAGE]


@st.cache_resource(max_entries=16, show_spinner=False)
def _drawn(
    dataset: str,
    experiment: str,
    names: tuple[str, ...],
    units: tuple[str, ...],
    dark: bool,
    _data: Dataset | None,
    _table: Table,
) -> tuple[Figure, str]:
    """The picture and its words: drawing costs as much as looking, and most clicks change neither.

    `experiment` is "" for the file itself. What begins with an underscore follows from the others.
    """
    rows: Dataset | Table = _table if _data is None else _data
    within = stretches(len(rows), rows.time)
    if _data is None:
        shown = of_table(_table, names, dict(zip(names, units, strict=True)), within)
    else:
        shown = of_dataset(_data, names, within)
    return chart.strips(shown, within, dark), chart.alt(shown)
