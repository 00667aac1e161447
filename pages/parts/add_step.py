"""A step of a person's own choice: what to do, in which columns, and how far it may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.data.spacing import DAY, MONTH
from core.data.spec import DataSpec
from core.data.step_list import with_step
from core.data.steps import Blank, ForwardFill, Resample, SeasonalFill, Sentinels, Step
from core.data.words import every
from core.errors import SettingsError
from core.examples.remedies import Preparation, with_learned
from core.examples.spec import Clip, LinearFill, UsualFill
from core.spec import record
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, undo
from pages.parts.draft import Draft

HOURS = 3_600.0
DISTANCES = (60, 300, 600, 900, 1_800, HOURS, 3 * HOURS, 6 * HOURS, DAY, 7 * DAY, MONTH, 3 * MONTH, 12 * MONTH)


Answers = Mapping[str, Any]
Make = Callable[[Preparation, Answers], Preparation]


@record
class Kind:
    """`fields` are what is asked for; `make` turns the answers into a step of the preparation."""

    fields: tuple[str, ...]
    make: Make


def draw(draft: Draft) -> None:
    """The kinds of steps, the fields of the chosen one, and a button."""
    with st.popover(say("pages.data.add.title"), icon=":material/add:", type="tertiary", key="add_step"):
        kind = st.selectbox(say("pages.data.add.what"), list(KINDS), key="add_kind",
                            format_func=lambda key: say(f"pages.data.add.kinds.{key}"))  # fmt: skip
        answers = {field: FIELDS[field](draft, kind) for field in KINDS[kind].fields}
        st.button(say("pages.data.add.add"), key="add", on_click=_add, args=(kind, answers))


def _columns(draft: Draft, kind: str) -> tuple[str, ...]:
    """Those in use that hold numbers; what is predicted is chosen at first."""
    data = draft.experiment.data
    options = list(dict.fromkeys((*data.targets, *data.inputs)))
    return tuple(st.multiselect(say("pages.data.add.columns"), options, list(data.targets), key=f"add_columns_{kind}"))


def _limit(draft: Draft, kind: str) -> int:
    season = drafts.dataset(draft).season
    usual = max(24, season or 0) if kind == "seasonal_fill" else 24
    return int(st.number_input(say("pages.data.add.limit"), 1, 100_000, usual, step=1, key=f"add_limit_{kind}",
                               help=say("pages.data.add.limit_help")))  # fmt: skip


def _season(draft: Draft, kind: str) -> int:
    season = drafts.dataset(draft).season or 24
    return int(st.number_input(say("pages.data.add.season"), 2, 1_000_000, season, step=1, key=f"add_season_{kind}"))


def _how(draft: Draft, kind: str) -> str:
    options = {"usual_fill": ["median", "mean", "season"], "resample": ["mean", "sum", "last"],
               "clip": ["clip", "missing"]}[kind]  # fmt: skip
    if kind == "usual_fill" and not drafts.dataset(draft).season:
        options.remove("season")
    return str(st.selectbox(say("pages.data.add.how"), options, key=f"add_how_{kind}",
                            format_func=lambda how: say(f"pages.data.add.hows.{how}")))  # fmt: skip


def _reach(draft: Draft, kind: str) -> float:
    return float(st.number_input(say("pages.data.add.reach"), 0.5, 100.0, 3.0, step=0.5, key="add_reach",
                                 help=say("pages.data.add.reach_help")))  # fmt: skip


def _every(draft: Draft, kind: str) -> float:
    spacing = drafts.unprepared(draft).spacing or 0
    options = [seconds for seconds in DISTANCES if seconds > spacing * 1.01] or [DISTANCES[-1]]
    return float(st.selectbox(say("pages.data.add.every"), options, key="add_every", format_func=every))


def _value(draft: Draft, kind: str) -> float:
    return float(st.number_input(say("pages.data.add.value"), value=-999.0, key="add_value", format="%g"))


def _span(draft: Draft, kind: str) -> tuple[str, str]:
    time = drafts.unprepared(draft).time
    if time is None:
        st.markdown(say("pages.data.add.needs_time"))
        return "", ""
    first, last = time[0].astype("datetime64[s]").item(), time[-1].astype("datetime64[s]").item()
    start = st.datetime_input(say("pages.data.add.start"), first, min_value=first, max_value=last, key="add_start")
    end = st.datetime_input(say("pages.data.add.end"), last, min_value=first, max_value=last, key="add_end")
    return (start.isoformat(), end.isoformat()) if start and end else ("", "")


FIELDS: Mapping[str, Callable[[Draft, str], Any]] = {
    "columns": _columns,
    "season": _season,
    "limit": _limit,
    "how": _how,
    "reach": _reach,
    "every": _every,
    "value": _value,
    "span": _span,
}


def _data(
    step: Callable[[DataSpec, Mapping[str, Any]], Any],
) -> Callable[[Preparation, Mapping[str, Any]], Preparation]:
    """A step that learns nothing."""

    def make(prep: Preparation, answers: Answers) -> Preparation:
        return Preparation(data=with_step(prep.data, step(prep.data, answers)), fitting=prep.fitting)

    return make


def _learned(kind: type[LinearFill] | type[UsualFill] | type[Clip]) -> Make:
    """A step that learns from training rows."""

    def make(prep: Preparation, answers: Answers) -> Preparation:
        season = {"season": prep.data.season} if answers.get("how") == "season" else {}
        return Preparation(data=prep.data, fitting=with_learned(prep.fitting, kind(**answers, **season)))

    return make


def _together(kind: type[ForwardFill] | type[SeasonalFill]) -> Callable[[DataSpec, Answers], Step]:
    """One step for all its columns: those that it had stay."""

    def step(data: DataSpec, answers: Answers) -> Step:
        old = next((step.columns for step in data.steps if isinstance(step, kind)), ())
        return kind(**{**answers, "columns": tuple(dict.fromkeys((*old, *answers["columns"])))})

    return step


KINDS: Mapping[str, Kind] = {
    "forward_fill": Kind(fields=("columns", "limit"), make=_data(_together(ForwardFill))),
    "seasonal_fill": Kind(fields=("columns", "season", "limit"), make=_data(_together(SeasonalFill))),
    "linear_fill": Kind(fields=("columns", "limit"), make=_learned(LinearFill)),
    "usual_fill": Kind(fields=("columns", "how"), make=_learned(UsualFill)),
    "clip": Kind(fields=("columns", "how", "reach"), make=_learned(Clip)),
    "resample": Kind(fields=("every", "how"), make=_data(lambda data, answers: Resample(**answers))),
    "sentinels": Kind(
        fields=("columns", "value"),
        make=_data(lambda data, answers: Sentinels(columns=answers["columns"], values=(answers["value"],))),
    ),
    "blank": Kind(
        fields=("columns", "span"),
        make=_data(lambda data, answers: Blank(columns=answers["columns"], spans=(answers["span"],))),
    ),
}
"""In the order they are offered: filling first, it is wanted most."""


@notices.callback
def _add(kind: str, answers: Answers) -> None:
    if not answers.get("columns", True) or "" in answers.get("span", ()):
        raise SettingsError("step_incomplete")
    prep = KINDS[kind].make(drafts.preparation(drafts.current()), answers)
    undo.change("steps", data=prep.data, fitting=prep.fitting)
