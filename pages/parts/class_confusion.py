"""What was taken for what: the matrix, a cell of it, and the examples in that cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts import confusion as chart
from core.charts import together
from core.charts.bars import Bar, bars
from core.charts.theme import NO_TOOLS
from core.examples.windows import input_offsets
from core.text import count, say
from pages.parts import notices, shell
from pages.parts.class_answers import Answered, answered, confusion_of, title_of
from pages.parts.inspect_run import Judged
from pages.parts.whole import MOST_LINES, drawn
from pages.parts.words import plain, told

MOST_BARS = 8

Cell = tuple[int, int]


def taken_for(judged: Judged, part: str) -> None:
    shell.section(say("pages.inspect.confusion.title"))
    st.fragment(_taken_for)(judged, part)


@notices.careful
def _taken_for(judged: Judged, part: str) -> None:
    words, counts = judged.dataset.classes, confusion_of(judged, part)
    cells = cells_of(counts)
    key = f"cell_{judged.run.id}_{part}"
    if st.session_state.get(key) not in cells:
        st.session_state[key] = cells[0]
    chosen: Cell = st.session_state[key]
    left, right = st.columns([5, 4], gap="medium")
    with left:
        with st.container(border=True, key="confusion"):
            view = chart.Confusion(words=words, counts=counts, chosen=chosen)
            matrix = f"matrix_{part}_{chosen[0]}_{chosen[1]}"
            st.plotly_chart(chart.confusion(view, shell.dark()), theme=None, config=dict(NO_TOOLS), alt=chart.alt(view),
                            key=matrix, selection_mode="points",
                            on_select=lambda: _clicked(key, matrix, cells))  # fmt: skip
        shell.how_to_read(say("pages.inspect.confusion.how"))
    with right:
        st.selectbox(
            say("pages.inspect.confusion.cell"), cells, key=key,
            format_func=lambda cell: in_words(words, cell, int(counts[cell])),
        )  # fmt: skip
        _examples(judged, part, chosen)


def cells_of(counts: NDArray[np.int64]) -> list[Cell]:
    """Cells that hold something: mistakes first, the most frequent of them first, then what was right."""
    found = [(int(i), int(j)) for i, j in np.argwhere(counts > 0)]
    return sorted(found, key=lambda cell: (cell[0] == cell[1], -int(counts[cell]), cell))


def in_words(words: tuple[str, ...], cell: Cell, number: int) -> str:
    """`2 that were cat, called dog`."""
    key = "right" if cell[0] == cell[1] else "wrong"
    return say(f"pages.inspect.confusion.{key}", count=number, actual=words[cell[0]], predicted=words[cell[1]])


def _clicked(key: str, widget: str, cells: list[Cell]) -> None:
    """A click on a cell chooses it; an empty one holds no examples to show."""
    points = points_of(st.session_state.get(widget))
    if points:
        cell = (int(points[0]["customdata"][0]), int(points[0]["customdata"][1]))
        if cell in cells:
            st.session_state[key] = cell


def points_of(event: Any) -> list[dict[str, Any]]:
    """The points of a selection event; none where nothing is selected."""
    return list(event["selection"]["points"]) if event else []


def _examples(judged: Judged, part: str, cell: Cell) -> None:
    """One example of the cell after the other: what went in, and how sure the model was of each class."""
    answers = answered(judged, part)
    places = answers.cell(*cell)
    if not len(places):
        st.markdown(say("pages.inspect.confusion.thinned"))
        return
    at = 0
    if len(places) > 1:
        key = f"of_cell_{judged.run.id}_{part}_{cell[0]}_{cell[1]}"
        nth = st.slider(say("pages.inspect.confusion.which"), 1, len(places), key=key, label_visibility="collapsed",
                        format=say("pages.window.whole.nth", examples=len(places)))  # fmt: skip
        at = nth - 1
    place = int(places[at])
    title = title_of(judged, answers, place)
    st.markdown(told("pages.inspect.confusion.one", name=title[:1].upper() + title[1:],
                     sure=f"{100 * answers.shares[place, cell[1]]:.0f}",
                     predicted=judged.dataset.classes[cell[1]]))  # fmt: skip
    _what_went_in(judged, answers, places, at)
    _how_sure(judged, answers, place)


def _what_went_in(judged: Judged, answers: Answered, places: NDArray[np.int64], at: int) -> None:
    """The example thick over the others of the cell."""
    data, windows = judged.dataset, judged.prepared.windows
    first = max(0, min(at - MOST_LINES // 2, len(places) - MOST_LINES))
    some = places[first : first + MOST_LINES]
    now = answers.now[some]
    column = data.inputs[0] if windows.timesteps > 1 else None
    if windows.whole:
        view = drawn(data, windows, np.sort(now), int(np.searchsorted(np.sort(now), answers.now[places[at]])), column)
    else:
        values, title = data.values[now[:, None] + input_offsets(windows), data.inputs[0]], int(places[at])
        view = together.Together(values=values, kind=answers.actual[some], kinds=data.classes, chosen=at - first,
                                 title=title_of(judged, answers, title), unit=data.units[data.inputs[0]])  # fmt: skip
    st.plotly_chart(together.together(view, shell.dark()), theme=None, config=dict(NO_TOOLS), key="of_cell",
                    alt=together.alt(view))  # fmt: skip


def _how_sure(judged: Judged, answers: Answered, place: int) -> None:
    """The probability of each class as a bar, the surest first; the true class is named."""
    shares, words = answers.shares[place], judged.dataset.classes
    order = np.argsort(-shares, kind="stable")[:MOST_BARS]
    rows = [
        Bar(
            label=chart.short(words[k])
            + (f" {say('pages.inspect.confusion.it_was')}" if k == answers.actual[place] else ""),
            size=float(shares[k]),
            words=f"{100 * shares[k]:.0f} %",
            model=bool(k == answers.said[place]),
        )
        for k in order.tolist()
    ]
    st.plotly_chart(bars(rows, dark=shell.dark()), config=dict(NO_TOOLS), key="how_sure",
                    alt=", ".join(f"{row.label} {row.words}" for row in rows))  # fmt: skip
    if len(words) > MOST_BARS:
        shell.how_to_read(say("pages.inspect.confusion.more", more=count(len(words) - MOST_BARS, "class", "classes")))
    shell.how_to_read(say("pages.inspect.confusion.how_sure", target=plain(judged.target)))
