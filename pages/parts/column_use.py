"""What the cells of one column are: numbers, names, places on a circle; and what is known of it beforehand."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data.names import unit_of
from core.data.spec import Column, DataSpec
from core.data.step_list import with_step, without_columns
from core.data.steps import Circular
from core.data.table import Table
from core.examples.spec import FittingSpec
from core.text import figure, say
from pages.parts import draft as drafts
from pages.parts import notices, undo
from pages.parts.draft import Draft
from pages.parts.words import listed, plain, told

KINDS = ("number", "category", "circle", "series")
TURNS = (7, 12, 24, 31, 60, 360)
"""Full turns that are usual: weekday, month, hour, day, minute, degree."""


def draw(draft: Draft, table: Table) -> None:
    """What was said about columns in one line, and folded the controls to say more."""
    said = in_words(draft)
    if said:
        st.container(key="use_said").markdown(f":small[{said}]")
    with st.expander(say("pages.data.use.title"), type="compact", key="use", on_change="rerun") as box:
        if not box.open:
            return
        options = [name for name, kind in table.kinds.items() if kind in ("number", "constant", "text")
                   and name not in table.reading.time]  # fmt: skip
        left, right = st.columns([1, 2], gap="medium")
        with left:
            column = st.selectbox(say("pages.data.use.column"), options, key=f"use_column_{draft.dataset}")
        with right:
            _kind(draft, table, column)
        _more(draft, column)


def in_words(draft: Draft) -> str:
    """`wind is a category. direction goes round after 360. plan is known beforehand.`"""
    data, fitting = draft.experiment.data, draft.experiment.fitting
    turns = [(name, step.period) for step in data.working if isinstance(step, Circular) for name in step.columns]
    circles = [(name, period) for name, period in turns if name in data.inputs]
    groups = {"series": data.series, "category": data.categories, "known": data.known_future, "log": fitting.log}
    said = [say(f"pages.data.use.{key}_is", columns=plain(listed(list(names)))) for key, names in groups.items()
            if names]  # fmt: skip
    said += [told("pages.data.use.circle_is", columns=name, period=figure(period)) for name, period in circles]
    return " ".join(said)


def kind_of(data: DataSpec, column: str) -> str | None:
    """What the cells of a column are taken for; None for one that is not in use."""
    used = next((c for c in data.columns if c.name == column), None)
    if used is None:
        return None
    if "series" in used.roles:
        return "series"
    return "category" if used.category else "circle" if _turn(data, column) else "number"


def _turn(data: DataSpec, column: str) -> float | None:
    circles = (step for step in data.steps if isinstance(step, Circular) and column in step.columns)
    return next((step.period for step in circles), None)


def _kind(draft: Draft, table: Table, column: str) -> None:
    data = draft.experiment.data
    kinds = ("category", "series") if column not in table.numbers else KINDS
    st.session_state["use_kind"] = kind_of(data, column)
    st.segmented_control(
        say("pages.data.use.kind"),
        kinds if column not in data.targets else ("number",),
        key="use_kind",
        format_func=lambda kind: say(f"pages.data.use.{kind}"),
        help=say("pages.data.use.kind_help"),
        on_change=_pick_kind,
        args=(column,),
        wrap=True,
    )
    if kind_of(data, column) == "circle":
        st.session_state["use_turn"] = float(_turn(data, column) or 360)
        st.number_input(say("pages.data.use.turn"), min_value=0.001, key="use_turn", on_change=_pick_turn,
                        args=(column,), help=say("pages.data.use.turn_help"), width=200)  # fmt: skip


def _more(draft: Draft, column: str) -> None:
    data, fitting = draft.experiment.data, draft.experiment.fitting
    kind = kind_of(data, column)
    with st.container(horizontal=True, gap="medium"):
        st.session_state["use_known"] = column in data.known_future
        st.toggle(say("pages.data.use.known"), key="use_known", on_change=_pick_known, args=(column,),
                  help=say("pages.data.use.known_help"),
                  disabled=kind in (None, "series") or column in data.targets)  # fmt: skip
        st.session_state["use_log"] = column in fitting.log
        st.toggle(say("pages.data.use.log"), key="use_log", on_change=_pick_log, args=(column,),
                  help=say("pages.data.use.log_help"), disabled=kind != "number")  # fmt: skip


def as_kind(data: DataSpec, column: str, kind: str | None, turn: float = 360.0) -> DataSpec:
    """The column taken for numbers, names, series ids or places on a circle; None leaves it out."""
    known = {c.name: c for c in data.columns}
    old = known.pop(column, Column(name=column, unit=unit_of(column)))
    data = without_columns(data, Circular, (column,))
    if kind is None:
        if "target" in old.roles:
            return data
        return data.but(columns=tuple(known.values()))
    kept = tuple(role for role in old.roles if role in ("target", "known_future"))
    new = old.but(category=kind == "category", roles=("series",) if kind == "series" else ("input", *kept))
    columns = tuple(new if c.name == column else c for c in data.columns)
    data = data.but(columns=columns if new in columns else (*columns, new))
    return with_step(data, Circular(columns=(column,), period=turn)) if kind == "circle" else data


def usual_turn(table: Table, column: str) -> float:
    """The shortest usual turn that holds every value of the column: 360 for degrees, 24 for hours."""
    values = table.column(column)
    most = float(np.nanmax(values)) if np.isfinite(values).any() else 360.0
    return float(next((turn for turn in TURNS if most <= turn), 360))


def without_log(fitting: FittingSpec, column: str) -> FittingSpec:
    return fitting.but(log=tuple(name for name in fitting.log if name != column))


@notices.callback
def _pick_kind(column: str) -> None:
    draft, kind = drafts.current(), st.session_state["use_kind"]
    table, e = drafts.table(draft.dataset), draft.experiment
    turn = usual_turn(table, column) if kind == "circle" else 360.0
    fitting = e.fitting if kind == "number" else without_log(e.fitting, column)
    undo.change("columns", data=as_kind(e.data, column, kind, turn), fitting=fitting)


@notices.callback
def _pick_turn(column: str) -> None:
    data = drafts.current().experiment.data
    undo.change("columns", data=as_kind(data, column, "circle", st.session_state["use_turn"]))


@notices.callback
def _pick_known(column: str) -> None:
    data = drafts.current().experiment.data
    known: tuple[str, ...] = ("known_future",) if st.session_state["use_known"] else ()
    columns = tuple(
        c.but(roles=("input", *known)) if c.name == column and "target" not in c.roles else c for c in data.columns
    )
    undo.change("columns", data=data.but(columns=columns))


@notices.callback
def _pick_log(column: str) -> None:
    fitting = without_log(drafts.current().experiment.fitting, column)
    log = (*fitting.log, column) if st.session_state["use_log"] else fitting.log
    undo.change("columns", fitting=fitting.but(log=log))
