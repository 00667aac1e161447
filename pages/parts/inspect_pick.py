"""One window of the judged part: one of the worst moments, or any other."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.axes import moment
from core.evaluation.class_scores import each_class
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.text import say
from pages.parts import draft as drafts
from pages.parts.inspect_run import Judged
from pages.parts.whole import name_of

WORST = 5
OWN = -1
Rows = NDArray[np.int64]


def window_control(judged: Judged, part: str, key: str) -> int | None:
    """The *now* row that is looked at; None where the part has no window of this series."""
    now, off = _windows(judged.run.id, stamp(judged), part, (judged.c, judged.series), judged)
    if not len(now):
        st.markdown(say("pages.inspect.no_answers_here", part=say(f"parts.{part}")))
        return None
    worst = _apart(now, off, 1 if judged.prepared.windows.whole else judged.prepared.windows.reach + 1)
    name = f"{key}_{judged.run.id}_{part}_{judged.series}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            say("pages.inspect.pick.label"), [*worst, OWN], key=f"{name}_{judged.c}", width=340,
            format_func=lambda place: _words(judged, now, off, place), help=say("pages.inspect.pick.help"),
        )  # fmt: skip
        place = _own(judged, now, name) if chosen == OWN else int(chosen)
    return int(now[place])


def stamp(judged: Judged) -> int:
    """A run that was judged anew has other predictions."""
    return (drafts.library().folder(judged.run.id) / "evaluation.json").stat().st_mtime_ns


@st.cache_data(max_entries=16, show_spinner=False)
def _windows(
    run: str, stamp: int, part: str, which: tuple[int, int], _judged: Judged
) -> tuple[Rows, NDArray[np.float64]]:
    """(w,) *now* rows of the series, and how far off each answer was: in the target's unit, or by how sure of wrong."""
    now, values = _judged.predictions.of(PARTS.index(part))
    if not _judged.prepared.windows.whole:
        own = (now >= _judged.rows.start) & (now < _judged.rows.stop)
        now, values = now[own], values[own]
    truth = _judged.truth[now[:, None] + target_offsets(_judged.prepared.windows)]
    if _judged.dataset.classes:
        given = np.take_along_axis(each_class(values), truth[..., None].astype(np.int64), axis=-1)[..., 0]
        return now, np.asarray(1 - given.mean(axis=1))
    return now, np.asarray(np.abs(values[..., which[0]] - truth).mean(axis=1))


def _apart(now: Rows, off: NDArray[np.float64], rows: int) -> list[int]:
    """The worst windows, none so near another one that they are nearly the same."""
    found: list[int] = []
    for place in np.argsort(-np.nan_to_num(off, nan=-1.0))[: 200 * WORST].tolist():
        if all(abs(int(now[place]) - int(now[other])) >= rows for other in found):
            found.append(place)
        if len(found) == WORST:
            break
    return found


def _words(judged: Judged, now: Rows, off: NDArray[np.float64], place: int) -> str:
    if place == OWN:
        return say("pages.inspect.pick.own")
    if judged.dataset.classes:
        by = say("pages.inspect.pick.sure", share=f"{100 * off[place]:.0f}")
    else:
        by = say("pages.inspect.pick.off", by=judged.amount(float(off[place]), 2))
    return say("pages.inspect.pick.worst", when=when(judged, int(now[place])), by=by)


def when(judged: Judged, row: int) -> str:
    """The newest row of a window in words."""
    if judged.prepared.windows.whole:
        return name_of(judged.dataset, row)
    if judged.dataset.time is not None:
        return moment(judged.dataset.time[row], judged.dataset.spacing)
    return say("pages.inspect.worst.row", row=int(judged.dataset.row[row]) + 1)


def _own(judged: Judged, now: Rows, key: str) -> int:
    """The place of the window that is slid to."""
    time = judged.dataset.time
    if len(now) == 1:
        return 0
    if time is None or judged.prepared.windows.whole or time[now[0]] == time[now[-1]]:
        return int(st.slider(say("pages.inspect.pick.number"), 1, len(now), key=f"{key}_number")) - 1
    first, last = (_moment(time[row]) for row in (now[0], now[-1]))
    chosen = st.slider(say("pages.inspect.pick.time"), first, last, key=f"{key}_time", format="D MMM YYYY, HH:mm")
    return min(int(np.searchsorted(time[now], np.datetime64(chosen))), len(now) - 1)


def _moment(time: np.datetime64) -> datetime:
    return time.astype("datetime64[s]").astype(datetime)  # type: ignore[no-any-return]
