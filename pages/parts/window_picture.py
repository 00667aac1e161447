"""The picture with its brackets and the controls that move them: one fragment, so a move is quick."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.charts import window as chart
from core.charts.theme import NO_TOOLS
from core.charts.window_scene import Scene, scene_rows
from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.spec import Windows
from core.examples.suggest import suggest
from core.examples.windows import needed_rows
from core.spec import record
from core.text import count, say, span
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.choices import round_rows
from pages.parts.series import series_control
from pages.parts.words import plain, told

FRAGMENTS = ["window_picture", "window_shape", "window_parts", "window_tabs", "window_nothing", shell.SETTINGS]
"""What is drawn again when a setting of the window changes, the quick picture first."""

FIELDS: Mapping[str, int] = {"lookback": 1, "step": 1, "delay": 0, "horizon": 1}
"""The four settings of the picture and the least each can be."""

SERIES = "window_series"
"""Which of several series the page shows."""


@record
class Shown:
    """Which part of the curve is in view: the row of *now* and the column drawn."""

    now: int
    column: int


@st.fragment(key="window_picture")
@notices.careful
def draw() -> None:
    """Picture, slider for now, and the four settings in time and in rows."""
    draft = drafts.current()
    data, windows = drafts.dataset(draft), draft.experiment.examples
    if too_long(data, windows):
        notices.error(what_is_too_long(windows, longest(data)))
    else:
        with st.container(border=True, key="picture"):
            shown = _one_series(data, windows)
        if shown:
            name, reads = data.names[shown.column], shown.column in data.inputs
            key = "pages.window.picture.how" if reads else "pages.window.picture.how_other"
            shell.how_to_read(told(key, column=name))
    _controls(data, windows)


def _one_series(data: Dataset, windows: Windows) -> Shown | None:
    """The picture on one series; None where it is too short to hold a window."""
    one = data.of_series(series_control(data, SERIES, lambda: st.rerun(FRAGMENTS)))
    if too_long(one, windows):
        st.markdown(say("pages.window.picture.short_series", rows=count(len(one), "row"), needed=needed_rows(windows)))
        return None
    shown = _column_and_now(one, windows)
    _picture(one, windows, shown)
    return shown


def sentence(data: Dataset, windows: Windows) -> str:
    """The settings as one sentence, with units."""
    one = windows.horizon == 1
    key = "sentence" + ("_class" if one and data.classes else "_one" if one else "")
    key += "_every" if windows.step == 1 else ""
    words: dict[str, object] = {name: span(getattr(windows, name), data.spacing) for name in FIELDS}
    start = "from_now" if windows.delay else "now"
    words |= {"start": say(f"pages.window.{start}", delay=words["delay"]), "classes": len(data.classes)}
    return say(f"pages.window.{key}", **words)


def too_long(data: Dataset, windows: Windows) -> bool:
    """Whether no series of the file can hold a single example."""
    return needed_rows(windows) > longest(data)


def longest(data: Dataset) -> int:
    """Rows of the longest series: no window reaches from one into another."""
    return int(np.bincount(data.series).max(initial=0))


def what_is_too_long(windows: Windows, rows: int) -> SettingsError:
    """The sum that does not fit, as `core.examples` states it."""
    needed, past = needed_rows(windows), windows.reach + 1
    longest = rows - needed + past
    key = "too_few_rows" if longest >= 1 else "too_few_rows_for_answer"
    return SettingsError(
        key, needed=needed, rows=rows, past=past, ahead=needed - past, longest=longest, horizon=windows.horizon
    )


def _picture(data: Dataset, windows: Windows, shown: Shown) -> None:
    first, end = scene_rows(shown.now, windows, len(data))
    scene = Scene(
        values=np.ascontiguousarray(data.values[first:end, shown.column]),
        time=None if data.time is None else data.time[first:end],
        first=first,
        now=shown.now,
        windows=windows,
        unit=data.units[shown.column],
        spacing=data.spacing,
        reads=shown.column in data.inputs,
    )
    figure = chart.picture(scene, shell.dark())
    st.plotly_chart(figure, theme=None, config=NO_TOOLS, alt=chart.alt(scene, data.names[shown.column]), key="window")
    low, high = _now_range(windows, len(data))
    if high > low:
        st.slider(say("pages.window.picture.slider"), low, high, key="now", format="row %d",
                  label_visibility="collapsed")  # fmt: skip


def _column_and_now(data: Dataset, windows: Windows) -> Shown:
    """The column picked (the first target at first) and *now* kept within what the window allows.

    Classes are no curve: then it is one of the inputs.
    """
    choices = data.inputs if data.classes and data.inputs else data.targets
    column = choices[0]
    if len(choices) > 1:
        names = {data.names[i]: i for i in choices}
        chosen = st.pills(say("pages.window.picture.column"), list(names), default=data.names[column], required=True,
                          key="window_column", format_func=plain, label_visibility="collapsed")  # fmt: skip
        column = names[chosen or data.names[column]]
    low, high = _now_range(windows, len(data))
    now = st.session_state.get("now", round(0.444 * len(data)))
    st.session_state["now"] = min(max(low, now), high)
    return Shown(now=st.session_state["now"], column=column)


def _now_range(windows: Windows, rows: int) -> tuple[int, int]:
    low = min(windows.reach, rows - 1)
    return low, max(low, rows - max(1, windows.delay + windows.horizon))


def _controls(data: Dataset, windows: Windows) -> None:
    for column, name in zip(st.columns(4, gap="medium"), FIELDS, strict=True):
        with column.container(gap="xxsmall"):
            setting(data, windows, name)
    suggested = suggest(data)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(say("pages.window.stride.title"), type="tertiary", icon=":material/tune:"):
            st.markdown(f":small[{say('pages.window.stride.text')}]")
            setting(data, windows, "stride")
        if windows != suggested:
            st.button(say("pages.window.suggest"), type="tertiary", icon=":material/undo:", key="suggest",
                      on_click=_change, args=(suggested,),
                      help=sentence(data, suggested).replace("**", ""))  # fmt: skip


def setting(data: Dataset, windows: Windows, name: str) -> None:
    """A slider over round times and a number of rows, both telling the same."""
    value, least = getattr(windows, name), FIELDS.get(name, 1)
    reach = longest(data) if windows.whole else longest(data) // 2
    most = max(value, windows.lookback if name == "step" else reach, least + 1)
    options = sorted({*round_rows(data.spacing, data.season, most, value, least), *([most] if windows.whole else [])})
    st.session_state[f"{name}_time"] = value
    st.session_state[f"{name}_rows"] = value
    st.select_slider(
        _label(windows, name), options, key=f"{name}_time", help=say(f"pages.window.{_words(windows, name)}.help"),
        format_func=lambda rows: span(rows, data.spacing) if rows else say("pages.window.same_row"),
        on_change=_moved, args=(name, "time"),
    )  # fmt: skip
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.number_input(
            say("pages.window.in_rows", setting=_label(windows, name)), least, max(value, len(data)),
            step=1, key=f"{name}_rows", label_visibility="collapsed", on_change=_moved, args=(name, "rows"),
        )  # fmt: skip
        st.markdown(f":small[:gray[{say('pages.window.rows')}]]", width="content")


def _words(windows: Windows, name: str) -> str:
    """Of a whole example the lookback is how much of it is read."""
    return f"whole.{name}" if windows.whole else name


def _label(windows: Windows, name: str) -> str:
    return say(f"pages.window.{_words(windows, name)}.label")


@notices.callback
def _moved(name: str, how: str) -> None:
    value = st.session_state[f"{name}_{how}"]
    if value is not None:
        _change(drafts.current().experiment.examples.but(**{name: int(value)}))


@notices.callback
def _change(windows: Windows) -> None:
    drafts.update(examples=windows)
    st.rerun(FRAGMENTS)
