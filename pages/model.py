"""Stage 3: which kind of model, drawn, counted and written as Keras code at once."""

from __future__ import annotations

import streamlit as st

from core.errors import DoesNotFit, LookbackError
from core.examples.prepare import Prepared
from core.models.code import keras_code
from core.models.kinds import kind_of
from core.models.walk import total
from core.runs.places import home
from core.runs.wake import wake
from core.text import count, say, spacing_word
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.model_answers import answers
from pages.parts.model_cards import cards
from pages.parts.model_editor import editor, is_open
from pages.parts.model_network import Nodes, given_in, nodes_of, picture
from pages.parts.model_repairs import mend
from pages.parts.model_settings import layer_table, settings
from pages.parts.model_training import training
from pages.parts.model_warnings import warnings
from pages.parts.words import model_in_words


def network(draft: Draft, prepared: Prepared) -> Nodes | None:
    """The plan of the draft's model. Where it does not fit, what mends it: here, or at the layer in the open editor."""
    try:
        return nodes_of(draft.experiment, prepared.dataset)
    except LookbackError as problem:
        if not (is_open(draft) and isinstance(problem, DoesNotFit)):
            mend(problem, given_in(draft.experiment, prepared.dataset), "top")
        return None


def layers(draft: Draft, nodes: Nodes | None, prepared: Prepared) -> None:
    """Settings on the left, what comes of them on the right."""
    shell.section(say("pages.model.layers", model=model_name(draft)))
    left, right = st.columns([3, 7], gap="medium")
    with left:
        settings(draft)
    if nodes:
        with right:
            layer_table(nodes, spacing_word(prepared.dataset.spacing, 1), prepared.counts["train"])
    given = given_in(draft.experiment, prepared.dataset)
    answers(draft, given)
    editor(draft, given)


def code(nodes: Nodes, seed: int) -> None:
    with st.expander(say("pages.model.under_the_hood")):
        st.markdown(f":small[:gray[{say('pages.model.code_note')}]]")
        st.code(keras_code(nodes, seed), language="python")


def model_name(draft: Draft) -> str:
    return model_in_words(draft.experiment).split(",")[0]


def everything(draft: Draft) -> str:
    """The page below its headline; the sentence for the bar at its foot."""
    prepared = drafts.prepared(draft)
    nodes = network(draft, prepared)
    if nodes:
        given = given_in(draft.experiment, prepared.dataset)
        picture(nodes, prepared, kind_of(given, draft.experiment.model.head))
        warnings(draft.experiment.model, nodes, given, prepared)
    cards(draft, prepared.dataset)
    layers(draft, nodes, prepared)
    shell.section(say("pages.model.how_trained"))
    training(draft, prepared, total(nodes) if nodes else None)
    if not nodes:
        return ""
    code(nodes, draft.experiment.training.seed)
    examples = count(prepared.counts["train"], say("pages.model.example"))
    return say("pages.model.bottom", model=model_name(draft), numbers=total(nodes), examples=examples)


wake(home())  # a worker gets ready while one reads
shell.page(say("pages.model.headline"), say("pages.model.sentence"))
sentence = ""
with notices.guarded():
    sentence = everything(drafts.current())
shell.bottom(sentence, back="window", next="train" if sentence else None)
