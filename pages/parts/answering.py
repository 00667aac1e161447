"""The network of a judged run in NumPy, at hand for what is asked of it on a page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.evaluation.explain.asked import Asked, Rows, asked_at
from core.evaluation.predicting import Answer, way_of
from core.export.network import nodes_of
from core.models.forward import forward
from core.training.kept import as_kept, read_kept
from pages.parts import draft as drafts
from pages.parts.inspect_run import Judged


def asked_of(judged: Judged, now: Rows) -> Asked:
    """Windows read from these rows (W,), ready to be changed and asked again."""
    return asked_at(judged.prepared, answer_of(judged), way_of(judged.run.experiment.model.head), now)


def answer_of(judged: Judged) -> Answer:
    """What the network says to scaled inputs (W, T, F)."""
    stamp = (drafts.library().folder(judged.run.id) / "weights.safetensors").stat().st_mtime_ns
    return _answer(drafts.OWNER, judged.run.id, stamp, judged)


@st.cache_resource(max_entries=4, show_spinner=False)
def _answer(owner: str, run: str, stamp: int, _judged: Judged) -> Answer:
    kept = read_kept(drafts.library().folder(run))
    return partial(forward, nodes_of(as_kept(_judged.run.experiment, kept), _judged.dataset), kept.weights)
