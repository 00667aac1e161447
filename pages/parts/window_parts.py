"""Which rows learn and which judge: the timeline, where it is cut, and what is lost to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import streamlit as st

from core.charts import parts as chart
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.ahead import look_ahead
from core.examples.drift import drift
from core.examples.fitting import fit_and_transform
from core.examples.spec import SplitSpec
from core.examples.split import PARTS, borders_by_series, part_of_row
from core.examples.windows import Placement, needed_rows, place
from core.text import count, say, spacing_word
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.window_picture import FRAGMENTS, SERIES

KINDS = ("fraction", "rows", "date")


@st.fragment(key="window_parts")
@notices.careful
def draw() -> None:
    """Timeline, range slider for the cuts, the other ways to cut, drift, and lost rows."""
    draft = drafts.current()
    data, split = drafts.dataset(draft), draft.experiment.split
    shell.section(say("pages.window.parts.title"))
    placed = placement(data, draft)
    with st.container(border=True, key="parts"):
        line = _timeline(data, split, placed)
        figure = chart.timeline(line, shell.dark())
        st.plotly_chart(figure, theme=None, config=NO_TOOLS, alt=chart.alt(line), key="parts_chart")
        _slider(data, split)
        with st.expander(say("pages.window.parts.more")):
            _more(data, split)
    moved = drift(data, placed.part_of_row if placed else part_of_row(data, split))
    if moved:
        notices.show(moved)
    if placed:
        st.markdown(f":small[:gray[{lost_in_words(data, placed)}]]")


def placement(data: Dataset, draft: Draft) -> Placement | None:
    """Where the examples are, also when a part has none; None when the file is too short for one."""
    windows, split = draft.experiment.examples, draft.experiment.split
    if needed_rows(windows) > len(data):
        return None
    try:
        return drafts.located(draft).placement
    except SettingsError:
        parts = part_of_row(data, split)
        _, rows = fit_and_transform(data, parts, draft.experiment.fitting)
        return place(look_ahead(rows, windows), windows, parts, purge=split.border == "purge")


def lost_in_words(data: Dataset, placed: Placement) -> str:
    """How many rows cannot be now, and why, most first."""
    lost = most_first(placed)
    if not lost:
        return say("pages.window.lost.none")
    rows = spacing_word(data.spacing, len(data))
    reasons = ", ".join(say(f"lost.{reason}", rows=number) for reason, number in lost)
    return say("pages.window.lost.sentence", lost=sum(placed.lost.values()), rows=len(data), word=rows, reasons=reasons)


def lost_examples_in_words(placed: Placement, examples: int) -> str:
    """How many whole examples are not used, and why, most first."""
    reasons = ", ".join(say(f"lost_whole.{reason}", rows=number) for reason, number in most_first(placed))
    return say("pages.window.lost.sentence_whole", lost=sum(placed.lost.values()), all=examples, reasons=reasons)


def most_first(placed: Placement) -> list[tuple[str, int]]:
    """Reasons for which rows or examples are lost, with how many are."""
    return sorted(placed.lost.items(), key=lambda item: -item[1])


def borders(data: Dataset, split: SplitSpec) -> tuple[int, int, int]:
    """The first row of validation, the first of test and the end of test in the series shown."""
    first, second, end = borders_by_series(data, split)[_shown(data)].tolist()
    return first, second, end


def _shown(data: Dataset) -> int:
    """The series the picture above shows."""
    chosen: int = st.session_state.get(SERIES) or 0
    return chosen if chosen < len(data.series_names) else 0


def _timeline(data: Dataset, split: SplitSpec, placed: Placement | None) -> chart.Timeline:
    """The series shown, with the examples of all."""
    one = data.of_series(_shown(data))
    counts = [0 if placed is None else len(placed.of(part)) for part in range(len(PARTS))]
    return chart.Timeline(
        values=np.ascontiguousarray(one.values[:, one.targets[0]]),
        time=one.time,
        borders=borders(data, split),
        examples=(counts[0], counts[1], counts[2]),
        gap=split.gap,
    )


def _slider(data: Dataset, split: SplitSpec) -> None:
    """Both cuts as one range slider, in the unit of the split."""
    first, second, end = borders(data, split)
    rows = len(data.of_series(_shown(data)))
    label, help = say("pages.window.parts.cuts"), say("pages.window.parts.cuts_help")
    if split.by == "fraction":
        shares = [round(100 * float(cut)) for cut in split.cuts]
        st.session_state["cuts"] = (shares[0], shares[0] + shares[1])
        st.slider(label, 0, 100, key="cuts", format="%d %%", help=help, on_change=_cut)
    elif split.by == "rows":
        st.session_state["cuts_rows"] = (first, second)
        st.slider(label, 0, rows, key="cuts_rows", format="row %d", help=help, on_change=_cut)
    else:
        days = [_day(str(cut)) for cut in split.cuts]
        assert data.time is not None
        st.session_state["cuts_date"] = (days[0], days[1])
        st.slider(label, _day(str(data.time.min())), _day(str(data.time.max())) + timedelta(days=1),
                  key="cuts_date", format="D MMM YYYY", help=help, on_change=_cut)  # fmt: skip
    if end < rows:
        shell.how_to_read(say("pages.window.parts.left_over", rows=count(rows - end, "row")))


def _more(data: Dataset, split: SplitSpec) -> None:
    kinds = [kind for kind in KINDS if kind != "date" or data.time is not None]
    left, right = st.columns(2, gap="medium")
    with left:
        st.session_state["cut_by"] = split.by
        st.segmented_control(say("pages.window.parts.by"), kinds, key="cut_by", required=True, on_change=_by,
                             format_func=lambda kind: say(f"pages.window.parts.by_{kind}"))  # fmt: skip
    with right:
        st.session_state["gap"] = split.gap
        st.number_input(say("pages.window.parts.gap"), 0, max(split.gap, len(data) // 4), step=1, key="gap",
                        help=say("pages.window.parts.gap_help"), on_change=_distance)  # fmt: skip
    if len(data.series_names) > 1 and data.time is not None and split.by == "fraction":
        st.session_state["cut_per"] = split.per == "series"
        st.toggle(say("pages.window.parts.per_series"), key="cut_per", on_change=_per,
                  help=say("pages.window.parts.per_series_help"))  # fmt: skip
    st.session_state["purge"] = split.border == "purge"
    st.toggle(say("pages.window.parts.purge"), key="purge", help=say("pages.window.parts.purge_help"),
              on_change=_distance)  # fmt: skip
    if split.by == "rows":
        for column, part, rows in zip(st.columns(3), PARTS, split.cuts, strict=True):
            st.session_state[f"rows_{part}"] = int(rows)
            column.number_input(say("pages.window.parts.rows_of", part=say(f"parts.{part}")), 1, len(data), step=1,
                                key=f"rows_{part}", on_change=_rows)  # fmt: skip


@notices.callback
def _cut() -> None:
    """The range slider moved. Every part keeps at least one share, row or day."""
    draft = drafts.current()
    split, data = draft.experiment.split, drafts.dataset(draft)
    rows = len(data.of_series(_shown(data)))
    if split.by == "fraction":
        a, b = apart(*st.session_state["cuts"], 100)
        _change(split, cuts=(a / 100, (b - a) / 100, (100 - b) / 100))
    elif split.by == "rows":
        a, b = apart(*st.session_state["cuts_rows"], rows)
        _change(split, cuts=(a, b - a, rows - b))
    else:
        a, b = st.session_state["cuts_date"]
        _change(split, cuts=(a.isoformat(), max(b, a + timedelta(days=1)).isoformat()))


def apart(a: int, b: int, end: int) -> tuple[int, int]:
    a = min(max(a, 1), end - 2)
    return a, min(max(b, a + 1), end - 1)


@notices.callback
def _by() -> None:
    """The same borders, said in another unit."""
    draft = drafts.current()
    split, data = draft.experiment.split, drafts.dataset(draft)
    first, second, end = borders(data, split)
    one = data.of_series(_shown(data))
    by = st.session_state["cut_by"]
    if by == "fraction":
        a, b = apart(round(100 * first / len(one)), round(100 * second / len(one)), 100)
        _change(split, by=by, cuts=(a / 100, (b - a) / 100, (100 - b) / 100))
    elif by == "rows":
        _change(split, by=by, cuts=(first, second - first, end - second))
    elif one.time is not None:
        days = [str(one.time[min(row, len(one) - 1)])[:10] for row in (first, second)]
        _change(split, by=by, cuts=(days[0], max(days[1], (_day(days[0]) + timedelta(days=1)).isoformat())))


@notices.callback
def _rows() -> None:
    """Row counts of the three parts; rows left over belong to no part."""
    rows = tuple(st.session_state[f"rows_{part}"] or 1 for part in PARTS)
    split = drafts.current().experiment.split.but(cuts=rows)
    borders(drafts.dataset(drafts.current()), split)
    _change(split)


@notices.callback
def _per() -> None:
    per = "series" if st.session_state["cut_per"] else "calendar"
    _change(drafts.current().experiment.split, per=per)


@notices.callback
def _distance() -> None:
    border = "purge" if st.session_state["purge"] else "context"
    _change(drafts.current().experiment.split, gap=st.session_state["gap"] or 0, border=border)


def _change(split: SplitSpec, **changes: Any) -> None:
    whole = {"since": None, "until": None} if "cuts" in changes else {}  # new cuts are of the whole file
    drafts.update(split=split.but(**whole, **changes))
    st.rerun([*FRAGMENTS[1:]])


def _day(iso: str) -> date:
    return date.fromisoformat(iso[:10])
