"""Where a model errs on whole examples that are answered by a number: example by example."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.answers import Answers, answers
from core.charts.errors import scatter, sizes
from core.charts.theme import NO_TOOLS
from core.examples.split import PARTS
from core.text import say
from pages.parts import notices, shell
from pages.parts.inspect_errors import draw, frame, scatter_side
from pages.parts.inspect_picture import part_control
from pages.parts.inspect_run import Judged
from pages.parts.whole import name_of


def by_example(judged: Judged) -> None:
    """What each example was and what was predicted for it, from the smallest to the largest."""
    shell.section(say("pages.inspect.over_actual"))
    st.fragment(_by_example)(judged)


@notices.careful
def _by_example(judged: Judged) -> None:
    with st.container(border=True):
        part = part_control(judged, "picture_part")
        now, values = judged.predictions.of(PARTS.index(part))
        view = Answers(actual=judged.truth[now], predicted=np.asarray(values[:, 0, judged.c], np.float64),
                       names=tuple(name_of(judged.dataset, int(row)) for row in now), unit=judged.unit)  # fmt: skip
        sentence = say("pages.inspect.by_example.how")
        st.plotly_chart(answers(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="by_example",
                        alt=sentence)  # fmt: skip
    shell.how_to_read(sentence)


def errors(judged: Judged, part: str) -> None:
    """Predicted against actual, and the sizes of the errors."""
    actual, predicted = judged.pairs(part)
    finite = np.isfinite(actual) & np.isfinite(predicted)
    if not finite.any():
        return
    actual, predicted = actual[finite], predicted[finite]
    wrong = predicted - actual
    first, second = st.columns(2)
    with first, frame("scatter"):
        chart = scatter(actual, predicted, judged.unit, part, dark=shell.dark())
        draw("scatter", chart, say(f"pages.inspect.scatter.{scatter_side(wrong)}"))
    with second, frame("sizes"):
        share = say("pages.inspect.sizes.right", share=f"{100 * float((wrong > 0).mean()):.0f} %")
        draw("sizes", sizes(wrong, judged.unit, part, dark=shell.dark()), share)
