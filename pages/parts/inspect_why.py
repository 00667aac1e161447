"""What a model looks at: which columns matter, how far back, which timesteps of one window, one column's values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.explain_back import Back, back
from core.charts.explain_columns import Matter, matters
from core.data.words import duration
from core.text import count, say
from pages.parts import notices, shell
from pages.parts.analysis import analysed
from pages.parts.inspect_errors import draw, frame
from pages.parts.inspect_run import Judged
from pages.parts.inspect_why_response import one_column
from pages.parts.inspect_why_window import one_window
from pages.parts.words import plain

MOST_COLUMNS = 15

Array = NDArray[np.float64]


def why(judged: Judged, part: str) -> None:
    """Each picture is a fragment of its own: what one needs is worked out without the others."""
    st.markdown(say("pages.inspect.looks.sentence"))
    steps = judged.prepared.windows.timesteps
    if steps > 1:
        left, right = st.columns(2)
        with left, frame("looks.columns"):
            st.fragment(notices.careful(_columns))(judged, part)
        with right, frame("looks.back"):
            st.fragment(notices.careful(_back))(judged, part)
    else:
        with frame("looks.columns"):
            st.fragment(notices.careful(_columns))(judged, part)
    with frame("looks.window"):
        st.fragment(notices.careful(one_window))(judged, part)
    with frame("looks.response"):
        st.fragment(notices.careful(one_column))(judged, part)


def _columns(judged: Judged, part: str) -> None:
    found = analysed(judged, "columns", {"part": part})
    if found is None:
        return
    worse = _of_target(judged, found["worse"])  # (G, P)
    order = np.argsort(-np.nan_to_num(worse.mean(axis=1), nan=-math.inf))
    rows = [_matter(judged, found["names"][g], worse[g]) for g in order[:MOST_COLUMNS]]
    st.plotly_chart(matters(rows, dark=shell.dark()), config={"displayModeBar": False}, key="why_columns",
                    alt=say("pages.inspect.looks.columns.alt", first=rows[0].name))  # fmt: skip
    if len(order) > MOST_COLUMNS:
        st.markdown(say("pages.inspect.looks.columns.more", more=count(len(order) - MOST_COLUMNS, "column")))
    base = float(_of_target(judged, found["base"]))
    words = {"base": error_words(judged, base), "windows": count(found["windows"], "window"), "repeats": worse.shape[1]}
    key = "only" if len(rows) == 1 else "none" if not rows[0].size > 0 else "how"
    shell.how_to_read(plain(say(f"pages.inspect.looks.columns.{key}", first=rows[0].name, **words)))


def _matter(judged: Judged, name: str, worse: Array) -> Matter:
    size, least, most = (float(of(worse)) for of in (np.mean, np.min, np.max))
    return Matter(name=name, size=size, least=least, most=most, words=more_words(judged, size))


def _back(judged: Judged, part: str) -> None:
    found = analysed(judged, "timesteps", {"part": part})
    if found is None:
        return
    lost = _of_target(judged, found["worse"])  # (S,)
    newest, oldest = (np.array(found[name]) for name in ("newest", "oldest"))
    ago = [_ago(judged, *ends) for ends in zip(newest.tolist(), oldest.tolist(), strict=True)]
    ticks = [_ago(judged, one, one) for one in newest.tolist()]
    view = Back(lost=lost * _size(judged), middle=-(newest + oldest) / 2, ago=ago, ticks=ticks, unit=error_unit(judged))
    most = int(np.nanargmax(lost)) if np.isfinite(lost).any() else len(lost) - 1
    key = "none" if not lost[most] > 0 else "how_whole" if judged.prepared.windows.whole else "how"
    least = int(np.nanargmin(lost)) if np.isfinite(lost).any() else most
    if -lost[least] > max(0.0, lost[most]):
        key, most = "misled", least
    words = {"ago": ago[most], "lost": more_words(judged, float(lost[most])), "end": ago[_end(lost)]}
    sentence = say(f"pages.inspect.looks.back.{key}", **words)
    draw("why_back", back(view, dark=shell.dark()), sentence)


def _end(lost: Array) -> int:
    """From the newest stretch back to this one lie nine tenths of all that is lost."""
    known = np.maximum(np.nan_to_num(lost), 0.0)[::-1]
    if not known.sum() > 0:
        return len(lost) - 1
    return len(lost) - 1 - int(np.searchsorted(np.cumsum(known), 0.9 * known.sum()))


def _ago(judged: Judged, newest: int, oldest: int) -> str:
    """How long before *now* a stretch lies, its newest and oldest timestep counted back from 0."""
    windows, spacing = judged.prepared.windows, judged.dataset.spacing
    if windows.whole:
        last = windows.timesteps
        ends = (str(last - oldest), str(last - newest))
        key = "step"
    else:
        ends = tuple(duration(k * windows.step, spacing) for k in (newest, oldest))
        key = "now" if newest == 0 else "ago"
    return say(f"pages.inspect.looks.{key if newest == oldest else f'{key}_range'}", first=ends[0], last=ends[1])


def _of_target(judged: Judged, stored: list[Any]) -> Array:
    """Figures (…, C) of the target that is looked at; of classes there is one. None is NaN."""
    return np.array(stored, dtype=float)[..., 0 if judged.dataset.classes else judged.c]


def _size(judged: Judged) -> float:
    return 100.0 if judged.dataset.classes else 1.0


def error_unit(judged: Judged) -> str:
    return "%" if judged.dataset.classes else judged.unit


def error_words(judged: Judged, error: float) -> str:
    """`±0.8 °C`, or `12 % wrong`."""
    if judged.dataset.classes:
        return say("pages.inspect.looks.wrong", share=f"{100 * error:.3g}")
    return f"±{judged.amount(error)}"


def more_words(judged: Judged, worse: float) -> str:
    """How much the error grows: `+0.4 °C`, `+12 % wrong`, `nothing`."""
    if not math.isfinite(worse):
        return say("pages.inspect.looks.unknown")
    if judged.dataset.classes:
        return say("pages.inspect.looks.more_wrong", share=f"{100 * worse:+.2g}".replace("-", "−"))
    return f"{'+' if worse > 0 else '−' if worse < 0 else ''}{judged.amount(abs(worse), 2)}"
