"""When it errs more: a bar for each hour, weekday, month, level, series or stretch, and whether that is noise."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.slices import Sliced, slices_chart
from core.charts.theme import NO_TOOLS
from core.evaluation.baselines import doing_nothing
from core.evaluation.cuts import Cut, by_series, cuts
from core.evaluation.faults import Faults, faults
from core.evaluation.luck import p_in_words
from core.evaluation.questions import question_of
from core.evaluation.slices import Slices, by_slice
from core.evaluation.verdict import wrong_of
from core.examples.split import PARTS
from core.spec import record
from core.text import count, say
from pages.parts import shell
from pages.parts.inspect_ahead import skill_by_step
from pages.parts.inspect_run import Judged
from pages.parts.words import listed, plain, told

MOST_BARS = 24
MOST_STEPS = 200


@record
class Compared:
    """A way of cutting with what was found; `found` is None where there is nothing to compare."""

    cut: Cut
    found: Slices | None


def when_it_errs(judged: Judged, part: str) -> None:
    step = step_control(judged, "when")
    found = _compared(judged.run.id, judged.stamp, part, (judged.c, judged.series, step), judged)
    if not found:
        st.markdown(say("pages.inspect.when.none"))
        return
    st.markdown(told("pages.inspect.when.how", rule=_nothing(judged)))
    shown = [one for one in found if one.found is not None]
    for first in range(0, len(shown), 2):
        for column, one in zip(st.columns(2), shown[first : first + 2], strict=False):
            with column:
                _bars(judged, one)
    for one in found:
        if one.cut.reason:
            shell.how_to_read(plain(one.cut.reason))
    if judged.prepared.windows.horizon > 1:
        skill_by_step(judged, part)


def step_control(judged: Judged, key: str) -> int:
    """Which horizon step is looked at, from 0; the nearest unless said otherwise."""
    horizon = judged.prepared.windows.horizon
    if horizon == 1:
        return 0
    every = -(-horizon // MOST_STEPS)
    steps = sorted({*range(0, horizon, every), horizon - 1})
    return int(
        st.select_slider(say("pages.inspect.ahead.label"), steps, format_func=judged.ahead,
                         key=f"{key}_step_{judged.run.id}", help=say("pages.inspect.when.step_help"))
    )  # fmt: skip


@st.cache_resource(max_entries=16, show_spinner=False)
def _compared(run: str, stamp: int, part: str, which: tuple[int, int, int], _judged: Judged) -> tuple[Compared, ...]:
    """Over the series that is looked at; series against each other over all of them."""
    c, step = which[0], which[2]
    prepared, (now, values) = _judged.prepared, _judged.predictions.of(PARTS.index(part))
    all_series = faults(prepared, now, values, c, step)
    own = _of_series(all_series, _judged)
    if len(own) < 2:
        return ()
    pairs = [(own, cut) for cut in cuts(prepared.dataset, own.row, own.actual, _judged.unit)]
    if len(prepared.dataset.series_names) > 1 and not prepared.windows.whole:
        pairs.append((all_series, by_series(prepared.dataset, all_series.row)))
    return tuple(Compared(cut=cut, found=_sliced(of, cut)) for of, cut in pairs)


def _of_series(of: Faults, judged: Judged) -> Faults:
    if judged.prepared.windows.whole or judged.dataset.classes:
        return of
    first, end = np.searchsorted(of.row, [judged.rows.start, judged.rows.stop])
    return of.between(int(first), int(end))


def _sliced(of: Faults, cut: Cut) -> Slices | None:
    many = len(cut.names)
    return by_slice(of.model, of.nothing, cut.code, many, of.block(many)) if many > 1 else None


def _bars(judged: Judged, one: Compared) -> None:
    found, key = one.found, one.cut.key
    assert found is not None
    places = np.arange(len(one.cut.names))
    if len(places) > MOST_BARS:
        places = np.sort(np.argsort(-found.model, kind="stable")[:MOST_BARS])
    view = Sliced(
        names=[one.cut.names[place] for place in places],
        found=found.of(places),
        rule=_nothing(judged),
        unit=judged.unit,
        classes=bool(judged.dataset.classes),
    )
    sentence = " ".join([_difference(judged, one), *_where_it_loses(one), _counts(one, len(places))])
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{say(f'pages.inspect.when.by.{key}')}**")
        st.plotly_chart(slices_chart(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key=f"when_{key}",
                        alt=sentence)  # fmt: skip
        shell.how_to_read(plain(sentence))


def _difference(judged: Judged, one: Compared) -> str:
    """Whether the slices differ by more than noise, and what to do then."""
    found = one.found
    assert found is not None
    words = {
        "worst": one.cut.names[found.worst],
        "most": _spoken(judged, float(found.model[found.worst]), int(found.count[found.worst])),
        "best": one.cut.names[found.best],
        "least": _spoken(judged, float(found.model[found.best]), int(found.count[found.best])),
        "p": p_in_words(found.p),
    }
    key = "unknown" if found.p != found.p else "differ" if found.differ else "noise"
    told = say(f"pages.inspect.when.{key}", **words)
    return f"{told} {say(f'pages.inspect.when.next.{one.cut.key}')}" if found.differ else told


def _where_it_loses(one: Compared) -> list[str]:
    assert one.found is not None
    names = [one.cut.names[place] for place in np.flatnonzero(one.found.loses)]
    if len(names) == len(one.cut.names):
        return [say("pages.inspect.when.loses_everywhere")]
    return [say("pages.inspect.when.loses", names=listed(names))] if names else []


def _counts(one: Compared, shown: int) -> str:
    assert one.found is not None
    few, most = int(one.found.count.min()), int(one.found.count.max())
    counts = count(most, "forecast") if few == most else f"{few:,} to {count(most, 'forecast')}"
    many = len(one.cut.names)
    if shown < many:
        return say("pages.inspect.when.counts_of", shown=shown, of=f"{many:,}", counts=counts)
    return say("pages.inspect.when.counts", counts=counts)


def _spoken(judged: Judged, error: float, answers: int) -> str:
    """`±1.3 °C`; of classes `12 of 100 wrong`."""
    return wrong_of(error, answers) if judged.dataset.classes else f"±{judged.amount(error)}"


def _nothing(judged: Judged) -> str:
    return str(judged.evaluation["labels"][doing_nothing(question_of(judged.prepared))])
