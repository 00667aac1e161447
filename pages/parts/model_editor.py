"""The layers themselves: add, remove, move, copy, change; what does not fit is mended where it stands."""

from __future__ import annotations

import streamlit as st

from core.errors import DoesNotFit, LookbackError
from core.models.editing import Line, lines, problem_of
from core.models.given import Given
from core.models.spec import ModelSpec
from core.text import say
from pages.parts.draft import Draft
from pages.parts.model_branches import branches
from pages.parts.model_changes import ways_back
from pages.parts.model_layers import add, layer
from pages.parts.model_repairs import mend


def editor(draft: Draft, given: Given) -> None:
    """Folded while a preset is in use; open once its layers were changed."""
    model = draft.experiment.model
    with st.expander(say("pages.model.editor.title"), expanded=model.preset is None, key="layers_editor",
                     on_change="rerun") as box:  # fmt: skip
        if not box.open:
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":small[:gray[{say('pages.model.editor.how')}]]", width="stretch")
            ways_back(model)
        branches(model, given)
        problem = problem_of(model, given)
        groups = () if problem and problem.key.startswith("branch_") else lines(model, given)
        if len(model.branches) == 1:
            _one_list(groups, problem, given)
        else:
            _by_branch(model, groups, problem, given)


def is_open(draft: Draft) -> bool:
    """Whether the editor is unfolded in this run of the page."""
    return bool(st.session_state.get("layers_editor", draft.experiment.model.preset is None))


def _one_list(groups: tuple[tuple[Line, ...], ...], problem: LookbackError | None, given: Given) -> None:
    """One input: all layers under each other."""
    for group in groups:
        _layers(group, problem, given)
    _at_the_end(problem, given)
    add(1 if groups and groups[-1] else 0)


def _by_branch(
    model: ModelSpec, groups: tuple[tuple[Line, ...], ...], problem: LookbackError | None, given: Given
) -> None:
    """A tab for each branch, and one for what follows where they meet; above them where something does not fit."""
    titles = [say("pages.model.branches.name", number=number + 1) for number in range(len(model.branches))]
    titles.append(say("pages.model.branches.after"))
    if groups and isinstance(problem, DoesNotFit):
        wrong = [n for n, group in enumerate(groups) if any(line.problem for line in group)]
        where = titles[wrong[0] if wrong else -1]
        st.markdown(f":orange[:material/warning:] :small[{say('pages.model.branches.look', where=where)}]")
    tabs = st.tabs(titles, key="branch_tabs", on_change="rerun")
    for number, (tab, group) in enumerate(zip(tabs, groups, strict=False)):
        if not tab.open:
            continue
        with tab:
            after = number == len(model.branches)
            if after and isinstance(problem, DoesNotFit) and problem.key == "inputs_differ":
                mend(problem, given, "meet")
            _layers(group, problem, given)
            if after:
                _at_the_end(problem, given)
            add(number, f"_{number}")


def _layers(group: tuple[Line, ...], problem: LookbackError | None, given: Given) -> None:
    for line in group:
        layer(line, len(group) - 1, problem, given)


def _at_the_end(problem: LookbackError | None, given: Given) -> None:
    """What the last layer cannot be answered from."""
    if isinstance(problem, DoesNotFit) and problem.key.startswith("head_needs"):
        mend(problem, given, "head")
