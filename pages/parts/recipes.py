"""The recipes: experiments that come with the app, each opened on the file at hand with one click."""

from __future__ import annotations

import streamlit as st

from core.data.table import Table
from core.errors import LookbackError
from core.experiment import Experiment
from core.recipes import Recipe, recipes
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, undo
from pages.parts.draft import Draft
from pages.parts.words import listed, told

_REFUSED = "_recipe_refused"
"""The recipe that could not be used, and why, until it has been shown."""


def shelf_of_recipes(draft: Draft, table: Table) -> None:
    """Those whose columns are there, each with its button; of the others, which columns they want."""
    fitting = [recipe for recipe in recipes() if not recipe.missing(table)]
    with st.expander(say("pages.data.recipes.title", recipes=count(len(fitting), say("pages.data.recipes.one"))),
                     key="recipes", on_change="rerun") as box:  # fmt: skip
        if not box.open:
            return
        st.markdown(f":small[:gray[{say('pages.data.recipes.text')}]]")
        for recipe in fitting:
            _one(recipe, draft, table)
        _wanted([recipe for recipe in recipes() if recipe not in fitting], table)


def _one(recipe: Recipe, draft: Draft, table: Table) -> None:
    used = _made(recipe, draft, table) == draft.experiment
    with st.container(horizontal=True, vertical_alignment="center", key=f"recipe_{recipe.key}"):
        st.markdown(f"**{recipe.title}**  \n:small[{recipe.text}]", width="stretch")
        st.button(
            say("pages.data.recipes.used" if used else "pages.data.recipes.use"),
            key=f"use_{recipe.key}",
            icon=":material/check:" if used else None,
            disabled=used,
            on_click=_use,
            args=(recipe,),
        )
    key, problem = st.session_state.get(_REFUSED, (None, None))
    if key == recipe.key:
        del st.session_state[_REFUSED]
        notices.error(problem)


def _wanted(others: list[Recipe], table: Table) -> None:
    """Recipes that want the same columns share a line."""
    wanting: dict[tuple[str, ...], list[Recipe]] = {}
    for recipe in others:
        wanting.setdefault(recipe.missing(table), []).append(recipe)
    for columns, group in wanting.items():
        names = listed([recipe.title for recipe in group])
        st.markdown(told("pages.data.recipes.wanted", recipes=names, columns=listed(list(columns), most=20)))


def _made(recipe: Recipe, draft: Draft, table: Table) -> Experiment:
    data = draft.experiment.data
    return recipe.on(table, data.sources, data.join)


@notices.callback
def _use(recipe: Recipe) -> None:
    """Nothing changes where the rows of this file do not suffice: then it says why, beside the recipe."""
    draft = drafts.current()
    experiment = _made(recipe, draft, drafts.table(draft.dataset))
    try:
        drafts.prepared(Draft(id=draft.id, dataset=draft.dataset, experiment=experiment))
    except LookbackError as problem:
        st.session_state[_REFUSED] = (recipe.key, problem)
        return
    drafts.forget_widgets()
    drafts.update(experiment=experiment)
    undo.remember("recipe", draft)
