"""Columns read apart: which branch of the network reads which columns, and how the branches meet."""

from __future__ import annotations

from typing import Literal, cast

import streamlit as st

from core.models.branching import merged, with_branches, without_branches
from core.models.check import MOST_BRANCHES
from core.models.editing import by_hand
from core.models.given import Given
from core.models.plan import places_read
from core.models.spec import ModelSpec
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.model_changes import OPEN, become
from pages.parts.words import listed, plain

MERGES = ("concatenate", "average")


def branches(model: ModelSpec, given: Given) -> None:
    """One input: a button that splits it. Several: the columns of each, and how they meet."""
    if len(model.branches) == 1:
        _offer(given)
        return
    with st.container(border=True, key="branches"):
        st.markdown(f"**{say('pages.model.branches.title')}**  \n:small[:gray[{say('pages.model.branches.how')}]]")
        rest = rest_of(model, given)
        st.markdown(f":small[{say('pages.model.branches.first', columns=listed([plain(n) for n in rest]))}]")
        for number in range(1, len(model.branches)):
            _columns(model, given, number)
        _meet(model, rest, given)


def rest_of(model: ModelSpec, given: Given) -> list[str]:
    """What the branch without names of its own reads: all that no other branch names."""
    named = {name for branch in model.branches for name in branch.columns}
    return [name for name in given.columns if name not in named]


def _offer(given: Given) -> None:
    enough = len(given.columns) > 1
    st.button(say("pages.model.branches.split"), key="split", icon=":material/call_split:", disabled=not enough,
              help=say("pages.model.branches.why" if enough else "pages.model.branches.one_column"),
              on_click=_another, args=(given,))  # fmt: skip


def _columns(model: ModelSpec, given: Given, number: int) -> None:
    own = [name for name in model.branches[number].columns if name in given.columns]
    elsewhere = {n for other, branch in enumerate(model.branches) if other != number for n in branch.columns}
    key = f"branch_columns_{number}"
    st.session_state[key] = own
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False):
        st.multiselect(say("pages.model.branches.reads", number=number + 1),
                       [name for name in given.columns if name not in elsewhere], key=key, on_change=_read,
                       args=(number, given))  # fmt: skip
        st.button("", icon=":material/close:", type="tertiary", key=f"remove_branch_{number}",
                  help=say("pages.model.branches.remove"), on_click=_without, args=(number,))  # fmt: skip


def _meet(model: ModelSpec, rest: list[str], given: Given) -> None:
    """Side by side or averaged; one more branch; back to one."""
    st.session_state["merge"] = model.merge
    with st.container(horizontal=True, vertical_alignment="center", wrap=True):
        st.segmented_control(say("pages.model.branches.meet"), MERGES, key="merge", on_change=_merge,
                             help=say("pages.model.branches.meet_help"), required=True,
                             format_func=lambda how: say(f"pages.model.branches.{how}"))  # fmt: skip
        full = len(rest) < 2 or len(model.branches) >= MOST_BRANCHES
        st.button(say("pages.model.branches.more"), key="more_branches", icon=":material/call_split:", type="tertiary",
                  disabled=full, help=say("pages.model.branches.no_more") if full else None, on_click=_another,
                  args=(given,))  # fmt: skip
        st.button(say("pages.model.branches.back"), key="one_branch", icon=":material/call_merge:", type="tertiary",
                  on_click=_together)  # fmt: skip


def _become(model: ModelSpec) -> None:
    st.session_state[OPEN] = None
    become(model)


@notices.callback
def _another(given: Given) -> None:
    """One more branch: it begins with the last column of the first, and copies of its layers."""
    model = drafts.current().experiment.model
    groups = [branch.columns for branch in model.branches[1:]]
    _become(with_branches(model, [*groups, (rest_of(model, given)[-1],)]))


@notices.callback
def _read(number: int, given: Given) -> None:
    """Other columns for a branch, its layers as they are. Raises SettingsError where a branch would have none."""
    model, chosen = drafts.current().experiment.model, st.session_state[f"branch_columns_{number}"]
    if not chosen:
        _without(number)
        return
    changed = [
        branch.but(columns=tuple(chosen)) if at == number else branch for at, branch in enumerate(model.branches)
    ]
    new = by_hand(model, branches=tuple(changed))
    places_read(new, given.columns)
    _become(new)


@notices.callback
def _without(number: int) -> None:
    """The branch goes, and the first reads its columns."""
    model = drafts.current().experiment.model
    left = (*model.branches[:number], *model.branches[number + 1 :])
    _become(without_branches(model) if len(left) == 1 else by_hand(model, branches=left))


@notices.callback
def _merge() -> None:
    how = cast(Literal["concatenate", "average"], st.session_state["merge"])
    _become(merged(drafts.current().experiment.model, how))


@notices.callback
def _together() -> None:
    _become(without_branches(drafts.current().experiment.model))
