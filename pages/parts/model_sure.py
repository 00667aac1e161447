"""A switch under the training: whether the network says how sure it is, and how much its interval should hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.experiment import Experiment
from core.models.quantiles import PROMISES, promises_of, quantiles_for
from core.recommend import loss_for
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft

USUAL = 0.9


def say_how_sure(draft: Draft) -> None:
    """Off it answers one number; on also the ends of an interval. Where the head cannot, why."""
    task, head = draft.experiment.task, draft.experiment.model.head
    fits = head.ahead == "direct" and head.kind in ("dense", "shared_over_targets")
    st.session_state["quantiles"] = bool(task.quantiles)
    with st.container(horizontal=True, vertical_alignment="center", key="quantiles_row"):
        st.toggle(say("pages.model.quantiles.label"), key="quantiles", help=say("pages.model.quantiles.help"),
                  disabled=not fits and not task.quantiles, on_change=_switched)  # fmt: skip
        if task.quantiles:
            _promise(task.quantiles)
    if not fits and not task.quantiles:
        st.markdown(f":small[:gray[{say('errors.quantiles_at_once.text')}]]")


def with_promise(experiment: Experiment, promise: float | None) -> Mapping[str, Any]:
    """The parts of an experiment that change with what its interval should hold; None for no interval."""
    quantiles = quantiles_for(promise) if promise else ()
    task = experiment.task.but(kind="quantile" if promise else "regression", quantiles=quantiles)
    training = experiment.training
    return {"task": task, "training": training.but(loss=loss_for(task, training.loss))}


def _promise(quantiles: tuple[float, ...]) -> None:
    """Quantiles from a file may promise something else, and more than one thing: the widest is shown."""
    promise = promises_of(quantiles)[-1]
    st.session_state["quantiles_promise"] = promise
    st.segmented_control(
        say("pages.model.quantiles.promise"), sorted({*PROMISES, promise}), format_func=lambda one: f"{100 * one:g} %",
        key="quantiles_promise", help=say("pages.model.quantiles.promise_help"), required=True, on_change=_promised,
    )  # fmt: skip


@notices.callback
def _switched() -> None:
    wanted = USUAL if st.session_state["quantiles"] else None
    drafts.update(**with_promise(drafts.current().experiment, wanted))


@notices.callback
def _promised() -> None:
    drafts.update(**with_promise(drafts.current().experiment, float(st.session_state["quantiles_promise"])))
