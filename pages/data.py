"""Stage 1: a file, the column to predict, what the model may look at, and what was found."""

import streamlit as st

from core.data.describe import summary
from core.data.samples import SAMPLES
from core.text import say
from pages.parts import draft as drafts
from pages.parts import files, shell, undo
from pages.parts.columns import calendar_of, inputs, target
from pages.parts.correct_reading import correct_refused
from pages.parts.data_findings import findings
from pages.parts.data_look import look
from pages.parts.data_steps import steps
from pages.parts.data_tabs import tabs
from pages.parts.draft import Draft
from pages.parts.layouts import untimed
from pages.parts.recipes import shelf_of_recipes
from pages.parts.second_file import second_file
from pages.parts.shelf import shelf
from pages.parts.words import listed, plain


def in_words(draft: Draft) -> str:
    """`Predict OT from its own past and the hour of the day`."""
    data = draft.experiment.data
    key = "own_past" if len(data.targets) == 1 else "own_past_of_all"
    own = [say(f"pages.data.{key}")] if set(data.targets) & set(data.inputs) else []
    others = [plain(name) for name in (*data.inputs, *data.categories) if name not in data.targets]
    parts = [say(f"pages.data.the.{part}") for part in calendar_of(data)]
    targets = f"**{plain(listed(list(data.targets)))}**"
    return say("pages.data.bottom", targets=targets, inputs=listed([*own, *others, *parts], most=3))


def described(draft: Draft) -> str:
    """The file in a sentence: its rows, or its examples."""
    name = files.shown_name(draft)
    if draft.experiment.examples.whole and draft.experiment.data.series:
        return say("pages.data.examples", name=name, **shell.examples_in(draft))
    return summary(drafts.table(draft.dataset), drafts.profiled(draft.dataset), name)


draft = drafts.current()
table, profile = drafts.table(draft.dataset), drafts.profiled(draft.dataset)
shell.page(say("pages.data.title"), described(draft), ("data", "target", "inputs"))
left, right = st.columns([5, 4], gap="medium", vertical_alignment="center")
with left:
    files.upload()
with right:
    files.pick_sample(draft)
second_file(draft)
if refused := files.refused():
    correct_refused(refused)
if draft.experiment.data.sources[0].name == SAMPLES["dial"].file_name:
    files.dials(draft)
target(draft, table, profile)
inputs(draft, table, profile)
findings(draft)
if not draft.experiment.examples.whole:
    untimed(draft, table)
steps(draft)
look()
tabs(draft, table, profile)
shelf_of_recipes(draft, table)
shelf(draft)
with shell.bottom(in_words(draft), next="window").actions:
    undo.button()
