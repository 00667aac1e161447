"""How the network is trained: the four choices that matter first, the rest folded."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.examples.prepare import Prepared
from core.experiment import Experiment
from core.findings import Finding
from core.text import say
from core.training.concerns import apply_concern, concerns
from core.training.settings import losses_for
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.model_sure import say_how_sure
from pages.parts.training_controls import number, select
from pages.parts.training_more import more
from pages.parts.words import listed, plain


def training(draft: Draft, prepared: Prepared, numbers: int | None) -> None:
    """Controls that write into the draft; each says its unit beside it. `numbers` to learn, where they are known."""
    spec = draft.experiment.training
    loss, most, patience, seed = st.columns(4)
    with loss:
        select("loss", losses_of(draft.experiment), spec.loss)
    with most, _beside():
        number("epochs", spec.epochs, 1, 100_000)
        _unit()
    with patience, _beside():
        number("patience", spec.stopping.patience if spec.stopping else 0, 0, 10_000)
        _unit()
    with seed:
        number("seed", spec.seed, 0, 2**31 - 1)
    if prepared.dataset.classes:
        _weights(draft, prepared)
    else:
        say_how_sure(draft)
    for place, finding in enumerate(concerns(prepared, draft.experiment)):
        _concern(place, finding)
    with st.expander(say("pages.model.more_training"), key="more_training", on_change="rerun") as box:
        if box.open:
            more(spec, prepared, numbers)


def losses_of(experiment: Experiment) -> tuple[str, ...]:
    """Classes and quantiles learn by one loss each, numbers by any of the others."""
    return tuple(loss.key for loss in losses_for(experiment.task))


def _weights(draft: Draft, prepared: Prepared) -> None:
    """A switch, and what it does to these classes."""
    st.session_state["class_weights"] = draft.experiment.task.weights == "balanced"
    st.toggle(say("pages.model.weights.label"), key="class_weights", help=say("pages.model.weights.help"),
              on_change=_weigh)  # fmt: skip
    dataset, now = prepared.dataset, prepared.placement.of(0)
    counts = np.bincount(dataset.values[now, dataset.targets[0]].astype(np.int64), minlength=len(dataset.classes))
    words = [f"{plain(word)}: {n:,}" for word, n in zip(dataset.classes, counts.tolist(), strict=True)]
    st.markdown(f":small[:gray[{say('pages.model.weights.counts', counts=listed(words, most=8))}]]")


@notices.callback
def _weigh() -> None:
    weights = "balanced" if st.session_state["class_weights"] else "none"
    drafts.update(task=drafts.current().experiment.task.but(weights=weights))


def _concern(place: int, finding: Finding) -> None:
    notices.show(finding)
    with st.container(horizontal=True, key=f"training_concern_{place}"):
        for remedy in finding.remedies:
            sentence = f"remedies.{remedy}"
            st.button(say(sentence), key=f"mend_{remedy}", icon=":material/build:", on_click=_mend,
                      args=(finding, remedy))  # fmt: skip


@notices.callback
def _mend(finding: Finding, remedy: str) -> None:
    mended = apply_concern(drafts.current().experiment, finding, remedy)
    drafts.update(training=mended.training, fitting=mended.fitting)


def _beside() -> Any:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", wrap=False)


def _unit() -> None:
    st.markdown(f":small[:gray[{say('pages.model.epochs')}]]", width="content")
