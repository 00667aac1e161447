"""The chosen runs side by side: how each learned, what each predicted, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
import pandas as pd
import streamlit as st

from core.charts.compare import curves
from core.charts.history import History
from core.charts.predictions import Stretch, overlaid
from core.charts.theme import NO_TOOLS
from core.errors import LookbackError
from core.text import say
from pages.parts import shell
from pages.parts.class_answers import answered
from pages.parts.compare_differences import differences
from pages.parts.compare_rows import Row, Table
from pages.parts.inspect_picture import stretch_of
from pages.parts.inspect_run import Judged, judged
from pages.parts.inspect_verdict import small
from pages.parts.live_run import as_draft, history_of, rules_of
from pages.parts.words import plain

MOST = 5
ROWS = 100  # of the test part, the newest


def side_by_side(seen: Table, rows: Sequence[Row]) -> None:
    shown = distinct([row for row in rows if row.ranked][:MOST])
    if not shown:
        return
    number = say(f"pages.compare.numbers.n{len(shown)}")
    shell.section(say("pages.compare.side.one" if len(shown) == 1 else "pages.compare.side.many", number=number))
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        _curves(seen, shown)
    with right, st.container(border=True, height="stretch"):
        _predictions(shown)
    if len(shown) > 1:
        _differences(shown)


def distinct(rows: Sequence[Row]) -> list[Row]:
    """The rows with a number behind a name that another row before has too: lines go by name."""
    named: dict[str, Row] = {}
    for row in rows:
        others = (f"{row.run.name} ({n})" for n in range(2, len(rows) + 2))
        name = row.run.name if row.run.name not in named else next(other for other in others if other not in named)
        named[name] = replace(row, run=replace(row.run, name=name))
    return list(named.values())


def _curves(seen: Table, rows: Sequence[Row]) -> None:
    st.markdown(f"**{say('pages.compare.side.curves')}**")
    scales = {row.run.id: rules_of(as_draft(row.run)).scale for row in rows}
    in_unit = not any(scale.raw for scale in scales.values())
    runs = {
        row.run.name: [
            (epoch.number, scales[row.run.id].shown(epoch.validation) if in_unit else epoch.validation)
            for epoch in history_of(row.run).epochs
        ]
        for row in rows
    }
    same_loss = len({row.run.experiment.training.loss for row in rows}) == 1
    rules = {small(label): errors[0] for label, errors in seen.rules.items()} if in_unit else {}
    chart = curves(runs, rules if same_loss else {}, seen.unit if in_unit else "", dark=shell.dark())
    sentence = " ".join(filter(None, (_how_it_went(row.run.name, history_of(row.run)) for row in rows)))
    st.plotly_chart(chart, config=dict(NO_TOOLS), key="curves", alt=sentence)
    shell.how_to_read(plain(sentence if in_unit else f"{sentence} {say('pages.compare.side.raw')}"))


def _how_it_went(name: str, history: History) -> str:
    """Nothing of a model brought back from a file: of its training only the kept epoch is known."""
    if not history.start:
        return ""
    goes_on = history.lowest == history.done
    key = "pages.compare.side.goes_on" if goes_on else "pages.compare.side.turns"
    return say(key, name=name, epoch=history.lowest)


def _predictions(rows: Sequence[Row]) -> None:
    try:
        models = [judged(row.run) for row in rows]
    except LookbackError as problem:
        shell.how_to_read(plain(str(problem)))
        return
    first = models[0]
    if first.dataset.classes or first.prepared.windows.whole:
        _example_by_example(models)
        return
    step = (first.prepared.windows.horizon - 1) // 2
    st.markdown(f"**{say('pages.compare.side.predictions', ahead=first.ahead(step))}**")
    part = first.parts[-1]
    last = min(int(model.at_step(part, step)[0][-1]) for model in models)
    view = np.arange(max(0, last - ROWS), last + 1)
    stretch = Stretch(
        actual=stretch_of(first, view, first.truth[view], 1),
        predicted={model.name: _line(model, part, step, view) for model in models},
        unit=first.unit,
    )
    ink = say(f"pages.compare.side.{'white' if shell.dark() else 'black'}")
    sentence = say("pages.compare.side.lines", part=say(f"parts.{part}"), ink=ink)
    chart = overlaid(stretch, dark=shell.dark())
    st.plotly_chart(chart, config=dict(NO_TOOLS), key="overlaid", alt=sentence)
    shell.how_to_read(sentence)


def _example_by_example(models: Sequence[Judged]) -> None:
    """Of examples without an order: how many all get right, and where they part."""
    st.markdown(f"**{say('pages.compare.side.examples')}**")
    first = models[0]
    part = first.parts[-1]
    if not first.dataset.classes:
        named = {model.name: model.evaluation["metrics"][part]["original"][first.target]["mae"] for model in models}
        lines = [f"- {plain(name)}: ±{plain(first.amount(float(mae)))}" for name, mae in named.items()]
        st.markdown("\n".join(lines))
        return
    answers = [answered(model, part) for model in models]
    common = reduce(np.intersect1d, [one.row for one in answers])
    right = np.array([(one.said == one.actual)[np.isin(one.row, common)] for one in answers])
    counts = {"all": int(right.all(axis=0).sum()), "none": int((~right).all(axis=0).sum()), "of": right.shape[1]}
    st.markdown(say("pages.compare.side.agree", part=say(f"parts.{part}"), **counts))
    shell.how_to_read(say("pages.compare.side.agree_how"))


def _line(model: Judged, part: str, step: int, view: np.ndarray):  # type: ignore[no-untyped-def]
    rows, values = model.at_step(part, step)
    inside = (rows >= view[0]) & (rows <= view[-1])
    return stretch_of(model, rows[inside], values[inside].astype(float), model.prepared.windows.stride)


def _differences(rows: Sequence[Row]) -> None:
    st.markdown(say("pages.compare.differs.title"))
    different, same = differences(rows)
    names = [plain(row.run.name) for row in rows]
    if different:
        frame = pd.DataFrame([[plain(value) for value in values] for values in different.values()], columns=names)
        frame.insert(0, say("pages.compare.differs.setting"), [plain(label) for label in different])
        st.table(frame, border="horizontal", hide_index=True)
    if same:
        shell.how_to_read(say("pages.compare.differs.same", names=plain(", ".join(same))))
