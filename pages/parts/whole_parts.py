"""Which whole examples learn and which judge: drawn at random by a seed, or named by a column of the file."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.charts import class_parts as chart
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.data.spec import Column, DataSpec
from core.examples.spec import SplitSpec
from core.examples.split import PARTS
from core.examples.windows import Placement, lengths_of
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.window_parts import apart, lost_examples_in_words, placement
from pages.parts.window_picture import FRAGMENTS

KINDS = ("random", "column")


@st.fragment(key="window_parts")
@notices.careful
def draw() -> None:
    """A bar for each part, cut into classes; the controls; what is lost."""
    draft = drafts.current()
    data, split = drafts.dataset(draft), draft.experiment.split
    shell.section(say("pages.window.whole.parts.title"))
    placed = placement(data, draft)
    with st.container(border=True, key="parts"):
        if placed is not None:
            view = counts_of(data, placed)
            st.plotly_chart(chart.class_parts(view, dark=shell.dark()), theme=None, config=NO_TOOLS, key="parts_chart",
                            alt=chart.alt(view))  # fmt: skip
        _controls(draft, split)
    if placed:
        key = "how_column" if split.by == "column" else "how_classes" if data.classes else "how"
        shell.how_to_read(say(f"pages.window.whole.parts.{key}"))
        if placed.lost:
            shell.how_to_read(lost_examples_in_words(placed, len(lengths_of(data))))


def counts_of(data: Dataset, placed: Placement) -> chart.ClassParts:
    """(3, K) examples of each class in each part."""
    words = data.classes
    kind = np.zeros(len(placed.now), np.int64)
    if words:
        kind = data.values[placed.now, data.targets[0]].astype(np.int64)
    counts = np.zeros((len(PARTS), max(1, len(words))), np.int64)
    inside = (placed.part >= 0) & (placed.part < len(PARTS))
    np.add.at(counts, (placed.part[inside], kind[inside]), 1)
    return chart.ClassParts(words=words, counts=counts)


def _controls(draft: Draft, split: SplitSpec) -> None:
    columns = split_columns(draft)
    if columns or split.by == "column":
        st.session_state["draw_by"] = split.by if split.by in KINDS else None
        st.segmented_control(say("pages.window.whole.parts.by"), KINDS, key="draw_by", on_change=_by,
                             format_func=lambda kind: say(f"pages.window.whole.parts.by_{kind}"),
                             label_visibility="collapsed")  # fmt: skip
    if split.by == "column":
        st.session_state["split_column"] = draft.experiment.data.split
        st.selectbox(say("pages.window.whole.parts.column"), columns, key="split_column", on_change=_column,
                     help=say("pages.window.whole.parts.column_help"))  # fmt: skip
        return
    if split.by != "random":
        st.button(say("pages.window.whole.parts.at_random"), key="at_random", on_click=_at_random)
        return
    left, right = st.columns([3, 1], gap="medium")
    with left:
        shares = [round(100 * float(cut)) for cut in split.cuts]
        st.session_state["shares"] = (shares[0], shares[0] + shares[1])
        st.slider(say("pages.window.whole.parts.shares"), 0, 100, key="shares", format="%d %%", on_change=_share,
                  help=say("pages.window.whole.parts.shares_help"))  # fmt: skip
    with right:
        st.session_state["split_seed"] = split.seed
        st.number_input(say("pages.window.whole.parts.seed"), 0, 2**31 - 1, step=1, key="split_seed", on_change=_seed,
                        help=say("pages.window.whole.parts.seed_help"))  # fmt: skip


def split_columns(draft: Draft) -> list[str]:
    """Columns of a few words that are in no other use: one of them may name the parts."""
    data = draft.experiment.data
    used = {*data.targets, *data.series, *data.inputs, *data.categories}
    words = [name for name in drafts.wordy(draft.dataset) if name not in used]
    return words if data.split is None or data.split in words else [data.split, *words]


def with_split(data: DataSpec, column: str | None) -> DataSpec:
    """The column names the parts, and does nothing else; None: no column does."""
    others = tuple(c for c in data.columns if "split" not in c.roles and c.name != column)
    return data.but(columns=others if column is None else (*others, Column(name=column, roles=("split",))))


@notices.callback
def _by() -> None:
    draft, by = drafts.current(), st.session_state["draw_by"]
    if by is None or by == draft.experiment.split.by:
        return
    if by == "random":
        _at_random()
    else:
        _name(draft, split_columns(draft)[0])


@notices.callback
def _column() -> None:
    _name(drafts.current(), st.session_state["split_column"])


def _name(draft: Draft, column: str) -> None:
    data = with_split(draft.experiment.data, column)
    _change(data=data, split=SplitSpec(by="column"))


@notices.callback
def _at_random() -> None:
    data = with_split(drafts.current().experiment.data, None)
    _change(data=data, split=SplitSpec(by="random"))


@notices.callback
def _share() -> None:
    a, b = apart(*st.session_state["shares"], 100)
    split = drafts.current().experiment.split
    _change(split=split.but(cuts=(a / 100, (b - a) / 100, (100 - b) / 100)))


@notices.callback
def _seed() -> None:
    split = drafts.current().experiment.split
    _change(split=split.but(seed=st.session_state["split_seed"] or 0))


def _change(**changes: Any) -> None:
    drafts.update(**changes)
    st.rerun(FRAGMENTS)
