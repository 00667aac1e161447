"""One or many in, one or many out: the network by its usual name, drawn, with the shapes in words."""

from __future__ import annotations

import streamlit as st

from core.charts import kinds as chart
from core.charts.theme import NO_TOOLS
from core.models.given import Given
from core.models.kinds import kind_of
from core.models.spec import Head
from core.text import say
from pages.parts import shell


def kind(given: Given, head: Head) -> None:
    """The picture on the left, what it says on the right."""
    found = kind_of(given, head)
    left, right = st.columns([5, 4], gap="medium", vertical_alignment="center")
    with left:
        st.plotly_chart(chart.kinds(found, shell.dark()), theme=None, config={**NO_TOOLS, "staticPlot": True},
                        key="kind", alt=chart.alt(found))  # fmt: skip
    with right:
        shape = f"{given.shape.axes} → {(len(found.answers), given.outputs)}"
        st.markdown(f"**{found.title}** :gray-badge[{shape}]  \n:small[{found.text}]")
    shell.how_to_read(say("pages.model.kind.how"))
