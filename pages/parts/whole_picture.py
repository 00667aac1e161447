"""Whole examples drawn over each other, a slider through them, and how much of each is read."""

from __future__ import annotations

import streamlit as st

from core.charts import together as chart
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.examples.spec import Windows
from core.examples.split import PARTS
from core.examples.windows import Placement
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.whole import drawn, escaped
from pages.parts.whole_lengths import lengths
from pages.parts.window_parts import placement
from pages.parts.window_picture import longest, setting, too_long, what_is_too_long
from pages.parts.words import plain

MOST_PILLS = 12


def sentence(data: Dataset, windows: Windows) -> str:
    """`Every example is 150 timesteps of 2 columns.`"""
    answer = answer_in_words(data)
    columns = count(len(data.inputs) + len(data.texts), "column")
    if windows.lookback == 1:
        return say("pages.window.whole.sentence_row", columns=columns, answer=answer)
    every = say("pages.window.whole.every", step=windows.step) if windows.step > 1 else ""
    return say("pages.window.whole.sentence", timesteps=count(windows.timesteps, "timestep"), columns=columns,
               answer=answer, every=every)  # fmt: skip


def answer_in_words(data: Dataset) -> str:
    """`one of 3 classes`, `a number`."""
    if data.classes:
        return say("pages.window.whole.one_of", classes=len(data.classes))
    return say("pages.window.whole.number")


@st.fragment(key="window_picture")
@notices.careful
def draw() -> None:
    """The picture, the slider, what the chosen example is; below, how much of each is read."""
    draft = drafts.current()
    windows, data = draft.experiment.examples, drafts.shown(draft)
    if too_long(data, windows):
        notices.error(what_is_too_long(windows, longest(data)))
    else:
        placed = placement(drafts.dataset(draft), draft)
        if placed is None or not len(placed.now):
            st.markdown(say("pages.window.tabs.empty"))
        else:
            _examples(data, windows, placed)
    if windows.lookback > 1:
        _controls(draft, data, windows)


def _examples(data: Dataset, windows: Windows, placed: Placement) -> None:
    at = min(st.session_state.get("example", 1), len(placed.now)) - 1
    with st.container(border=True, key="picture"):
        column = _column(data) if windows.lookback > 1 else None
        view = drawn(data, windows, placed.now, at, column)
        st.plotly_chart(chart.together(view, shell.dark()), theme=None, config=NO_TOOLS, alt=chart.alt(view),
                        key="together")  # fmt: skip
        if len(placed.now) > 1:
            st.session_state["example"] = at + 1
            st.slider(say("pages.window.whole.slider"), 1, len(placed.now), key="example",
                      format=say("pages.window.whole.nth", examples=len(placed.now)),
                      label_visibility="collapsed")  # fmt: skip
        name, answer = escaped(data, int(placed.now[at]))
        part = say(f"parts.{PARTS[placed.part[at]]}")
        st.markdown(say("pages.window.whole.chosen", name=name[:1].upper() + name[1:], answer=answer, part=part,
                        target=plain(data.target_names[0])))  # fmt: skip
    shell.how_to_read(say(f"pages.window.whole.{'how_rows' if column is None else 'how'}",
                          shown=len(view.values), examples=len(placed.now)))  # fmt: skip


def _column(data: Dataset) -> int:
    """The column drawn, of those that are read."""
    names = {data.names[i]: i for i in data.inputs}
    if len(names) < 2:
        return data.inputs[0]
    label = say("pages.window.picture.column")
    if len(names) > MOST_PILLS:
        return names[st.selectbox(label, list(names), key="example_column", label_visibility="collapsed")]
    chosen = st.pills(label, list(names), default=data.names[data.inputs[0]], required=True, key="example_column",
                      format_func=plain, label_visibility="collapsed", wrap=True)  # fmt: skip
    return names[chosen or data.names[data.inputs[0]]]


def _controls(draft: Draft, data: Dataset, windows: Windows) -> None:
    """Only the newest part of each example, or every n-th value of it; what happens to shorter ones."""
    for place, name in zip(st.columns(2, gap="medium"), ("lookback", "step"), strict=True):
        with place.container(gap="xxsmall"):
            setting(data, windows, name)
    lengths(draft, data, windows)
