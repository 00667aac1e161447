"""What the answers would be if one column were smaller or larger, all else as it is."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.explain_response import Answered, answered
from core.examples.split import PARTS
from core.text import amount, count, say
from pages.parts import shell
from pages.parts.analysis import analysed
from pages.parts.inspect_errors import draw
from pages.parts.inspect_run import Judged

WAVES = (" (sine)", " (cosine)")


def one_column(judged: Judged, part: str) -> None:
    dataset, run = judged.dataset, judged.run.id
    names = [dataset.names[place] for place in swept(judged)]
    if not names:
        shell.how_to_read(say("pages.inspect.looks.response.none"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="why_response_controls"):
        name = st.selectbox(say("pages.inspect.looks.response.column"), names, key=f"response_{run}", width=240)
        newest = True
        if judged.prepared.windows.timesteps > 1:
            whole = st.segmented_control(
                say("pages.inspect.looks.response.where"), ["newest", "whole"], default="newest", required=True,
                format_func=lambda key: say(f"pages.inspect.looks.response.{key}"), key=f"response_where_{run}",
            )  # fmt: skip
            newest = whole == "newest"
        k = _class_control(judged)
    found = analysed(judged, "response", {"part": part, "column": name, "newest": newest})
    if found is None:
        return
    classes = dataset.classes
    mean, low, high = (
        (100.0 if classes else 1.0) * np.array(found[key], float)[:, k] for key in ("mean", "low", "high")
    )
    unit, place = "%" if classes else judged.unit, dataset.names.index(name)
    view = Answered(values=np.array(found["values"], float), mean=mean, low=low, high=high, column=name,
                    unit=dataset.units[place], answer_unit=unit)  # fmt: skip
    words = {"column": name, "windows": count(found["windows"], "window"), "part": say(f"parts.{part}")}
    words |= {"low": amount(float(view.values[0]), view.unit), "high": amount(float(view.values[-1]), view.unit)}
    words |= {"from_": amount(float(mean[0]), unit), "to": amount(float(mean[-1]), unit)}
    words["answer"] = say("pages.inspect.looks.window.class", word=classes[k]) if classes else judged.target
    draw("why_response", answered(view, dark=shell.dark()), say("pages.inspect.looks.response.how", **words))


def swept(judged: Judged) -> list[int]:
    """The inputs that may be moved by themselves: no sine without its cosine, and none that never changes."""
    dataset = judged.dataset
    training = judged.prepared.placement.part_of_row == PARTS.index("train")
    return [
        place for place in dataset.inputs
        if not dataset.names[place].endswith(WAVES) and np.nanstd(dataset.values[training, place]) > 0
    ]  # fmt: skip


def _class_control(judged: Judged) -> int:
    """Which of the answers is drawn."""
    classes = judged.dataset.classes
    if not classes:
        return judged.c
    chosen = st.selectbox(
        say("pages.inspect.looks.response.class"), range(len(classes)), index=len(classes) - 1, width=200,
        format_func=lambda k: classes[k], key=f"response_class_{judged.run.id}",
    )  # fmt: skip
    return int(chosen)
