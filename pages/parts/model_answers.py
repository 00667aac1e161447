"""What the network answers: once, at every timestep, step by step, or from its own answers."""

from __future__ import annotations

import streamlit as st

from core.errors import DoesNotFit, LookbackError
from core.models.editing import by_hand, problem_of
from core.models.given import Given
from core.models.repairing import repairs
from core.models.spec import Head, ModelSpec
from core.text import say
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.model_changes import become
from pages.parts.model_kind import kind
from pages.parts.model_repairs import mend_buttons, mends
from pages.parts.words import plain, told

CHOICES = ("last_state", "each_timestep", "each_step", "recursive")


def answers(draft: Draft, given: Given) -> None:
    """Folded until wanted: all four, with what keeps one from fitting and what mends that."""
    chosen = choice_of(draft.experiment.model.head)
    with st.expander(say("pages.model.answers.title"), key="answers", on_change="rerun") as box:
        if not box.open:
            return
        kind(given, draft.experiment.model.head)
        for choice in CHOICES:
            with st.container(border=True, key=f"answer_{choice}", gap="xsmall"):
                _choice(draft, given, choice, chosen == choice)


def choice_of(head: Head) -> str:
    """Which of the choices a head is."""
    if head.ahead == "recursive":
        return "recursive"
    return head.kind if head.kind in CHOICES else "last_state"


def with_answer(model: ModelSpec, choice: str) -> ModelSpec:
    """The same layers, answering so; what else the head does stays."""
    head = model.head
    if choice in ("each_timestep", "each_step"):
        return by_hand(model, head=head.but(kind=choice, ahead="direct"))
    kind = head.kind if head.kind == "shared_over_targets" else "dense"
    return by_hand(model, head=head.but(kind=kind, ahead="recursive" if choice == "recursive" else "direct"))


def _choice(draft: Draft, given: Given, choice: str, chosen: bool) -> None:
    model = draft.experiment.model
    wanted = model if chosen else with_answer(model, choice)
    problem = None if chosen else problem_of(wanted, given)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        words = f"pages.model.answers.{choice}"
        st.markdown(f"**{say(f'{words}.title')}**  \n:small[{say(f'{words}.text')}]", width="stretch")
        st.button(say("pages.model.chosen" if chosen else "pages.model.choose"), key=f"choose_answer_{choice}",
                  icon=":material/check:" if chosen else None, disabled=chosen or problem is not None,
                  on_click=notices.callback(become), args=(wanted,))  # fmt: skip
    if problem is not None:
        _not_yet(draft, given, wanted, problem)


def _not_yet(draft: Draft, given: Given, wanted: ModelSpec, problem: LookbackError) -> None:
    """Why it does not fit here, and the clicks after which it does."""
    key = choice_of(wanted.head)
    st.markdown(f":small[:gray[{told(f'errors.{problem.key}.text', **problem.values)}]]")
    with st.container(horizontal=True, wrap=True, key=f"repairs_answer_{key}"):
        if not isinstance(problem, DoesNotFit):
            mend_buttons(list(mends(draft.experiment, problem)), f"answer_{key}")
            return
        for repair in repairs(wanted, problem, given):
            if repair.key != "answer_once":
                st.button(plain(repair.text), key=f"repair_answer_{key}_{repair.key}", icon=":material/build:",
                          on_click=notices.callback(become), args=(repair.model,))  # fmt: skip
