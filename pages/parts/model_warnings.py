"""What a network that fits does all the same wrong: said below the picture, mended by one click."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.examples.prepare import Prepared
from core.findings import Finding
from core.models.ahead import ahead_finding, ahead_repairs
from core.models.given import Given
from core.models.masks import mask_finding, mask_repairs
from core.models.repairing import Repair
from core.models.spec import ModelSpec
from pages.parts import notices
from pages.parts.model_changes import become
from pages.parts.model_network import Nodes
from pages.parts.words import plain


def warnings(model: ModelSpec, nodes: Nodes, given: Given, prepared: Prepared) -> None:
    """Nothing where every layer leaves filling out and no answer sees later timesteps."""
    if found := ahead_finding(nodes, model):
        _offered("ahead", found, ahead_repairs(model, given))
    lengths = prepared.examples.inputs.lengths
    if lengths is None or (shortest := int(lengths.min())) == given.timesteps:
        return
    if found := mask_finding(nodes, shortest):
        _offered("mask", found, mask_repairs(model, given, shortest))


def _offered(key: str, found: Finding, repairs: Sequence[Repair]) -> None:
    notices.show(found)
    with st.container(horizontal=True, wrap=True, key=f"repairs_{key}"):
        for repair in repairs:
            st.button(plain(repair.text), key=f"repair_{key}_{repair.key}", icon=":material/build:",
                      on_click=notices.callback(become), args=(repair.model,))  # fmt: skip
