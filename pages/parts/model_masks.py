"""Layers that read what only fills up shorter examples: said below the picture, mended by one click."""

from __future__ import annotations

import streamlit as st

from core.examples.prepare import Prepared
from core.models.given import Given
from core.models.masks import mask_finding, mask_repairs
from core.models.spec import ModelSpec
from pages.parts import notices
from pages.parts.model_changes import become
from pages.parts.model_network import Nodes
from pages.parts.words import plain


def masks(model: ModelSpec, nodes: Nodes, given: Given, prepared: Prepared) -> None:
    """Nothing where no example is filled up, or where every layer leaves the filling out."""
    lengths = prepared.examples.inputs.lengths
    if lengths is None:
        return
    shortest = int(lengths.min())
    found = mask_finding(nodes, shortest)
    if found is None or shortest == given.timesteps:
        return
    notices.show(found)
    with st.container(horizontal=True, wrap=True, key="repairs_mask"):
        for repair in mask_repairs(model, given, shortest):
            st.button(plain(repair.text), key=f"repair_mask_{repair.key}", icon=":material/build:",
                      on_click=notices.callback(become), args=(repair.model,))  # fmt: skip
