"""Several networks that answer together: what each is worth alone, and how far they are apart."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from core.charts.members import HEIGHT, Alone, members_chart
from core.charts.theme import NO_TOOLS
from core.text import amount, say
from pages.parts import shell
from pages.parts.inspect_run import Judged
from pages.parts.words import plain


def networks_together(judged: Judged) -> None:
    """A quiet panel about the newest part that was judged; nothing where one network answers."""
    told = judged.evaluation.get("members")
    parts = told["parts"] if told else {}
    part = next((part for part in ("test", "validation") if part in parts), None)
    if part is None:
        return
    shell.section(say("pages.inspect.members.title"))
    view, apart = _of(judged, parts[part][judged.target])
    sentence = plain(in_words(view, apart, told["count"], share=bool(judged.dataset.classes)))
    with st.container(border=True, key="members"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.plotly_chart(members_chart(view, dark=shell.dark()), height=HEIGHT, config=dict(NO_TOOLS),
                          key="members_chart", alt=sentence)  # fmt: skip
        right.markdown(sentence)
    shell.how_to_read(say("pages.inspect.members.how", part=say(f"parts.{part}")))


def in_words(view: Alone, apart: float, count: int, *, share: bool) -> str:
    """`5 networks: alone ±1.02 to ±1.10 °C, together ±0.98 °C; on average they are 0.21 °C apart.`"""
    sign = "" if share else "±"
    known = [error for error in view.alone if math.isfinite(error)]
    least, most = (f"{sign}{amount(of(known, default=math.nan), view.unit)}" for of in (min, max))
    return say(
        f"pages.inspect.members.{'classes' if share else 'numbers'}",
        networks=count,
        least=least,
        most=most,
        together=f"{sign}{amount(view.together, view.unit)}",
        apart=amount(apart, view.unit),
    )


def _of(judged: Judged, figures: dict[str, Any]) -> tuple[Alone, float]:
    """The stored figures (null is NaN) of the target; of classes in percent."""
    classes = bool(judged.dataset.classes)
    size, unit = (100.0, "%") if classes else (1.0, judged.unit)
    alone, together, apart = (
        tuple(math.nan if one is None else size * one for one in values)
        for values in (figures["alone"], [figures["together"]], [figures["apart"]])
    )
    return Alone(alone=alone, together=together[0], unit=unit), apart[0]
