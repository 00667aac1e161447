"""The run a user pinned, beside the simple rules: on the questions both answered, from what both answered."""

from __future__ import annotations

import streamlit as st

from core.evaluation.predictions import load
from core.evaluation.reference import Reference, beside
from core.examples.split import PARTS
from core.runs.places import home
from core.runs.records import Run
from core.spec import record
from core.text import say
from pages.parts import draft as drafts
from pages.parts.inspect_run import Judged
from pages.parts.inspect_verdict import case_of
from pages.parts.live_run import question

__all__ = ["Pinned", "pinned_beside", "told_of"]

MOST = 2
"""Pinned runs that stand beside a model, the newest first."""


@record
class Pinned:
    """A pinned run's name, what it is called beside its bar, its error in words, and the comparison."""

    name: str
    label: str
    words: str
    found: Reference


def pinned_beside(judged: Judged, part: str) -> list[Pinned]:
    """Pinned runs of the same question, but for the one that is looked at."""
    found = []
    for run in _pinned(judged.run):
        compared = _compared(judged, run, part)
        if compared is not None:
            words = case_of(judged.evaluation, {"model": compared.error}).spoken("model")
            label = say("pages.inspect.reference.label", name=run.name)
            found.append(Pinned(name=run.name, label=label, words=words, found=compared))
    return found[:MOST]


def told_of(judged: Judged, one: Pinned) -> str:
    """What the difference to it is worth; of fewer questions than the verdict's, of how many."""
    rule = say("pages.inspect.reference.phrase", name=one.name)
    sentence = one.found.chance.sentence(rule)
    if one.found.chance.reason:
        sentence = say("pages.inspect.reference.unknown", rule=rule, reason=sentence)
    if one.found.shared == one.found.of:
        return sentence
    own = case_of(judged.evaluation, {"model": one.found.own}).spoken("model")
    some = say("pages.inspect.reference.some", shared=one.found.shared, of=one.found.of, name=judged.name, error=own)
    return f"{sentence} {some}"


def _pinned(own: Run) -> list[Run]:
    """Those that read the same files the same way and were asked the same, the newest first."""
    return [
        run
        for run in drafts.library().runs()
        if run.pinned
        and run.evaluated
        and run.id != own.id
        and run.dataset == own.dataset
        and run.experiment.data.sources == own.experiment.data.sources
        and question(run.experiment) == question(own.experiment)
    ]


def _compared(judged: Judged, run: Run, part: str) -> Reference | None:
    library = drafts.library()
    stamps = [(library.folder(one.id) / "predictions.safetensors").stat().st_mtime_ns for one in (judged.run, run)]
    return _beside(str(home()), drafts.OWNER, (judged.run.id, run.id, *stamps), PARTS.index(part), judged)


@st.cache_data(max_entries=64, show_spinner=False)
def _beside(home: str, owner: str, which: tuple[object, ...], part: int, _judged: Judged) -> Reference | None:
    """Worked out once for each pair."""
    other = load(drafts.library().folder(str(which[1])))
    return beside(_judged.prepared, _judged.predictions, other, part)
