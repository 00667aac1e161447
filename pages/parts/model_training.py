"""How the network is trained: the four choices that matter first, the rest folded."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from core.examples.prepare import Prepared
from core.experiment import Loss
from core.findings import Finding
from core.text import say
from core.training.concerns import apply_concern, concerns
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.training_controls import number, select
from pages.parts.training_more import more


def training(draft: Draft, prepared: Prepared, numbers: int | None) -> None:
    """Controls that write into the draft; each says its unit beside it. `numbers` to learn, where they are known."""
    spec = draft.experiment.training
    loss, most, patience, seed = st.columns(4)
    with loss:
        select("loss", get_args(Loss), spec.loss)
    with most, _beside():
        number("epochs", spec.epochs, 1, 100_000)
        _unit()
    with patience, _beside():
        number("patience", spec.stopping.patience if spec.stopping else 0, 0, 10_000)
        _unit()
    with seed:
        number("seed", spec.seed, 0, 2**31 - 1)
    for place, finding in enumerate(concerns(prepared, draft.experiment)):
        _concern(place, finding)
    with st.expander(say("pages.model.more_training"), key="more_training", on_change="rerun") as box:
        if box.open:
            more(spec, prepared, numbers)


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
