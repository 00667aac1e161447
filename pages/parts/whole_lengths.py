"""Whole examples of unequal lengths: filled up, or left out where they are too short."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.examples.spec import Windows
from core.examples.suggest import whole_examples
from core.examples.windows import lengths_of
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.window_picture import FRAGMENTS

FEW = 0.1
"""Share of the examples that may be lost where shorter ones are no longer filled up."""


def lengths(draft: Draft, data: Dataset, windows: Windows) -> None:
    """A switch, and what it changes in numbers; nothing where all examples are of one length."""
    rows = lengths_of(data)
    if not len(rows) or (rows.min() == rows.max() and not windows.padded):
        return
    st.session_state["fill_up"] = windows.padded
    st.toggle(say("pages.window.whole.fill_up"), key="fill_up", help=say("pages.window.whole.fill_up_help"),
              on_change=_changed)  # fmt: skip
    st.markdown(f":small[:gray[{in_words(rows, windows)}]]")


def in_words(rows: NDArray[np.int64], windows: Windows) -> str:
    """How long the examples (E,) are, and how many are shorter or longer than what is read."""
    short, long = int((rows <= windows.reach).sum()), int((rows > windows.lookback).sum())
    sentences = [say("pages.window.whole.lengths.all", shortest=int(rows.min()), longest=int(rows.max()),
                     middle=int(np.median(rows)))]  # fmt: skip
    if short:
        key = "filled" if windows.padded else "lost"
        sentences.append(say(f"pages.window.whole.lengths.{key}", short=count(short, "example"), all=len(rows),
                             timesteps=windows.lookback))  # fmt: skip
    if long:
        sentences.append(say("pages.window.whole.lengths.longer", long=count(long, "example")))
    return " ".join(sentences)


def switched(windows: Windows, suggested: Windows | None, rows: NDArray[np.int64]) -> Windows:
    """Filled up, as many timesteps are read as is suggested for that; else as many as nearly all examples have."""
    if windows.padded:
        enough = int(np.sort(rows)[int(FEW * len(rows))])
        return windows.but(padded=False, lookback=min(windows.lookback, enough))
    most = suggested.lookback if suggested and suggested.padded else int(rows.max())
    return windows.but(padded=True, lookback=max(windows.lookback, most))


@notices.callback
def _changed() -> None:
    draft = drafts.current()
    suggested = whole_examples(drafts.table(draft.dataset), draft.experiment.data)
    rows = lengths_of(drafts.dataset(draft))
    drafts.update(examples=switched(draft.experiment.examples, suggested, rows))
    st.rerun(FRAGMENTS)
