"""Looking closer: one panel of many at a time, below the predictions and their figures."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.evaluation.questions import Question, question_of
from core.spec import record
from core.text import say
from pages.parts import notices, shell
from pages.parts.inspect_backtest import again_and_again
from pages.parts.inspect_cost import costs_of_errors
from pages.parts.inspect_errors import errors
from pages.parts.inspect_free_running import free_running
from pages.parts.inspect_leak import leak_xray
from pages.parts.inspect_map import window_places
from pages.parts.inspect_residuals import leftovers
from pages.parts.inspect_run import Judged
from pages.parts.inspect_storyboard import worst_moments
from pages.parts.inspect_sure import how_sure
from pages.parts.inspect_what_if import what_if
from pages.parts.inspect_when import when_it_errs
from pages.parts.inspect_why import why
from pages.parts.whole_errors import errors as errors_of_examples

__all__ = ["CLOSER", "Panel", "closer", "panels"]

NUMBERS: tuple[Question, ...] = ("numbers_over_time", "numbers_of_examples")
OVER_TIME: tuple[Question, ...] = ("numbers_over_time", "classes_over_time")
EVERY: tuple[Question, ...] = (*NUMBERS, "classes_over_time", "classes_of_examples")


@record
class Panel:
    """What it draws of a run and of the part that is looked at, and the questions it can answer."""

    key: str
    draw: Callable[[Judged, str], None]
    serves: tuple[Question, ...] = ("numbers_over_time",)
    there: Callable[[Judged], bool] = lambda judged: True


CLOSER: tuple[Panel, ...] = (
    Panel(key="where", draw=errors),
    Panel(key="examples", draw=errors_of_examples, serves=("numbers_of_examples",)),
    Panel(key="storyboard", draw=worst_moments),
    Panel(key="when", draw=when_it_errs, serves=EVERY),
    Panel(key="leftovers", draw=leftovers),
    Panel(key="sure", draw=how_sure, there=lambda judged: {"validation", "test"} <= set(judged.parts)),
    Panel(key="why", draw=why, serves=EVERY),
    Panel(key="what_if", draw=what_if, serves=EVERY),
    Panel(key="free_running", draw=free_running),
    Panel(key="cost", draw=costs_of_errors, serves=NUMBERS, there=lambda judged: "test" in judged.parts),
    Panel(key="backtest", draw=again_and_again, serves=OVER_TIME),
    Panel(key="map", draw=window_places, serves=EVERY),
    Panel(key="leak", draw=leak_xray, serves=OVER_TIME),
)
"""A new panel is a module of its own, one entry here, and its title `pages.inspect.closer.<key>`."""


def panels(judged: Judged) -> list[Panel]:
    """Those that have something to say of this run."""
    question = question_of(judged.prepared)
    return [panel for panel in CLOSER if question in panel.serves and panel.there(judged)]


def closer(judged: Judged, part: str) -> None:
    shell.section(say("pages.inspect.closer.title"))
    st.fragment(_closer)(judged, part)


@notices.careful
def _closer(judged: Judged, part: str) -> None:
    """Only the chosen panel is worked out; what it draws is a fragment of its own."""
    shown = {panel.key: panel for panel in panels(judged)}
    if st.session_state.get("closer") not in shown:  # the first visit, or a run that has no such panel
        st.session_state["closer"] = next(iter(shown))
    chosen = st.pills(say("pages.inspect.closer.title"), list(shown), required=True, label_visibility="collapsed",
                      format_func=lambda key: say(f"pages.inspect.closer.{key}"), key="closer")  # fmt: skip
    with st.container(key="closer_panel"):
        st.fragment(notices.careful(shown[str(chosen)].draw))(judged, part)
