"""How sure it is: an interval that should hold, how often it did, and a fan around what is ahead."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.predictions import Line
from core.charts.sure import Banded, Fan, banded
from core.charts.sure import fan as fan_chart
from core.charts.theme import NO_TOOLS
from core.evaluation.intervals import LEVELS, fewest
from core.evaluation.own_levels import bands, own_sureness
from core.evaluation.residuals import Residuals, residuals
from core.evaluation.sureness import Sureness, fan, sureness
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.export.rows import time_of
from core.models.quantiles import promises_of
from core.text import count, say
from pages.parts import shell
from pages.parts.inspect_errors import frame
from pages.parts.inspect_picture import stretch_of
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

SHOWN = 240
MOST_STEPS = 200


def how_sure(judged: Judged, part: str) -> None:
    """Learned on validation rows or by the network, measured on test rows, whatever part is looked at elsewhere."""
    own = bool(judged.run.experiment.task.quantiles) and _whose(judged) == "own"
    level, adaptive, step = _controls(judged, own)
    found = _own(judged, level, step) if own else _learned(judged, level, adaptive, step)
    if found is None:
        st.markdown(_why_not(judged, own, level, step))
        return
    st.markdown(_in_words(judged, found, step, own))
    left, right = st.columns(2)
    with left, frame("sure.band"):
        _band(judged, found, step)
    with right, frame("sure.fan"):
        _fan(judged, own)


def _whose(judged: Judged) -> str:
    """The interval that the network answers, or the one that its errors teach."""
    chosen = st.segmented_control(
        say("pages.inspect.sure.whose"), ("own", "conformal"), default="own", required=True,
        format_func=lambda one: say(f"pages.inspect.sure.{one}"), key=f"sure_whose_{judged.run.id}",
        help=say("pages.inspect.sure.whose_help"),
    )  # fmt: skip
    return str(chosen)


def _controls(judged: Judged, own: bool) -> tuple[float, bool, int]:
    horizon, run = judged.prepared.windows.horizon, judged.run.id
    levels = promises_of(judged.run.experiment.task.quantiles) if own else LEVELS
    with st.container(horizontal=True, vertical_alignment="bottom", key="sure_controls"):
        level = st.segmented_control(
            say("pages.inspect.sure.level"), levels, default=0.9 if 0.9 in levels else levels[-1], required=True,
            format_func=_percent, key=f"sure_level_{run}{'_own' if own else ''}",
            help=say("pages.inspect.sure.level_help"),
        )  # fmt: skip
        adaptive = not own and st.toggle(say("pages.inspect.sure.adaptive"), key=f"sure_adaptive_{run}",
                                         help=say("pages.inspect.sure.adaptive_help"))  # fmt: skip
        if horizon == 1 or horizon > MOST_STEPS:
            return float(level), adaptive, 0
        step = st.select_slider(say("pages.inspect.ahead.label"), range(horizon), format_func=judged.ahead,
                                key=f"sure_step_{run}", help=say("pages.inspect.sure.step_help"))  # fmt: skip
    return float(level), adaptive, int(step)


def _residuals(judged: Judged, part: str, step: int) -> Residuals:
    rows, predicted = judged.at_step(part, step)
    ahead = int(target_offsets(judged.prepared.windows)[step])
    return residuals(rows, judged.truth[rows], predicted, ahead)


def _own(judged: Judged, level: float, step: int) -> Sureness | None:
    """The network's own interval."""
    rows, levels = judged.at_step("test", step)[0], judged.levels("test", step)
    assert levels is not None
    found = {promise: ends for promise, *ends in bands(judged.run.experiment.task.quantiles, levels)}
    return own_sureness(_residuals(judged, "test", step), rows, np.stack(found[level], axis=-1), level)


def _learned(judged: Judged, level: float, adaptive: bool, step: int) -> Sureness | None:
    """The one that its errors on validation rows teach."""
    return _found(judged.run.id, judged.stamp, (judged.c, judged.series, step), (level, adaptive), judged)


def _why_not(judged: Judged, own: bool, level: float, step: int) -> str:
    if own:
        return say("pages.inspect.sure.nothing_known")
    few = count(len(_residuals(judged, "validation", step)), "forecast")
    return say("pages.inspect.sure.too_few", share=_percent(level), needed=fewest(level), found=few)


@st.cache_data(max_entries=32, show_spinner=False)
def _found(
    run: str, stamp: int, which: tuple[int, int, int], how: tuple[float, bool], _judged: Judged
) -> Sureness | None:
    """`which` target, series and step; `how` sure, and whether it follows changes."""
    calibration, other = (_residuals(_judged, part, which[2]) for part in ("validation", "test"))
    return sureness(calibration, other, *how)


def _in_words(judged: Judged, found: Sureness, step: int, own: bool) -> str:
    """What is promised, in the target's unit, and whether it was kept."""
    low, high, whose = float(found.interval.low[-1]), float(found.interval.high[-1]), "own_" if own else ""
    promised = say(
        f"pages.inspect.sure.{whose}promised", share=_percent(found.level), ahead=judged.ahead(step),
        low=_side(judged, low), high=_side(judged, high),
    )  # fmt: skip
    held = say(f"pages.inspect.sure.{whose}{found.kept}", held=f"{100 * found.held:.1f} %",
               questions=f"{len(found.residuals):,}")  # fmt: skip
    crossed = judged.predictions.crossed if own else None
    more = " " + say("pages.inspect.sure.crossed", share=f"{100 * crossed:.2g} %") if crossed else ""
    return plain(f"{promised} {held}{more}")


def _side(judged: Judged, value: float) -> str:
    return say(f"pages.inspect.sure.{'above' if value >= 0 else 'below'}", amount=judged.amount(abs(value), 2))


def _band(judged: Judged, found: Sureness, step: int) -> None:
    newest = slice(max(0, len(found.residuals) - SHOWN), None)
    rows, said = found.residuals.row[newest], found.residuals.predicted[newest]
    outside = ~found.interval.holds(found.residuals.value)[newest]
    view = Banded(
        actual=stretch_of(judged, rows, judged.truth[rows], judged.prepared.windows.stride),
        predicted=Line(x=judged.x[rows], y=said),
        low=said + found.interval.low[newest],
        high=said + found.interval.high[newest],
        missed=Line(x=judged.x[rows[outside]], y=judged.truth[rows[outside]]),
        unit=judged.unit,
    )
    sentence = say("pages.inspect.sure.band.how", missed=int(outside.sum()), shown=len(rows), ahead=judged.ahead(step))
    st.plotly_chart(banded(view, dark=shell.dark()), config=dict(NO_TOOLS), key="sure_band", alt=sentence)
    shell.how_to_read(plain(sentence))


def _fan(judged: Judged, own: bool) -> None:
    """Around the newest forecast, or the last one of the test part where nothing lies ahead."""
    now, values, levels = _newest(judged)
    if len(values) > MOST_STEPS:
        shell.how_to_read(say("pages.inspect.sure.fan.too_long", most=MOST_STEPS))
        return
    if own and levels is not None:
        ends = bands(judged.run.experiment.task.quantiles, levels)
    else:
        ends = _learned_bands(judged.run.id, judged.stamp, (judged.c, judged.series), judged, values)
    rows = now + target_offsets(judged.prepared.windows)
    timed = judged.dataset.time is not None
    x = time_of(judged.dataset, rows, np.array([now])) if timed else judged.x[now] + rows - now
    past = np.arange(max(judged.rows.start, now + 1 - max(4 * len(values), 48)), now + 1)
    view = Fan(
        past=Line(x=judged.x[past], y=judged.truth[past]),
        future=Line(x=x, y=values),
        bands=ends,
        unit=judged.unit,
    )
    sentence = say("pages.inspect.sure.fan.how", shares=", ".join(_percent(level) for level, _, _ in view.bands))
    st.plotly_chart(fan_chart(view, dark=shell.dark()), config=dict(NO_TOOLS), key="sure_fan", alt=sentence)
    shell.how_to_read(plain(sentence))


@st.cache_data(max_entries=16, show_spinner=False)
def _learned_bands(
    run: str, stamp: int, which: tuple[int, int], _judged: Judged, _values: np.ndarray
) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """The widest first: each level with its low and high ends (H,) around the forecast."""
    found = {one: fan(lambda step: _residuals(_judged, "validation", step), _values, one) for one in LEVELS[::-1]}
    return [(level, *pair) for level, pair in found.items() if pair]


def _newest(judged: Judged) -> tuple[int, np.ndarray, np.ndarray | None]:
    """The *now* row of the newest forecast of the series, its values (H,), and its quantiles (H, Q) if it has any."""
    answers, own, c = judged.predictions, judged.rows, judged.c
    last = int(np.searchsorted(answers.future_row, own.stop)) - 1
    if last >= 0 and answers.future_row[last] >= own.start:
        levels = answers.future_levels
        return int(answers.future_row[last]), answers.future[last][:, c], None if levels is None else levels[last][:, c]
    of_test = np.flatnonzero(answers.part == PARTS.index("test"))
    inside = of_test[(answers.row[of_test] >= own.start) & (answers.row[of_test] < own.stop)][-1]
    levels = answers.levels
    return int(answers.row[inside]), answers.values[inside][:, c], None if levels is None else levels[inside][:, c]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
