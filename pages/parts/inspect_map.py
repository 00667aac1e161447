"""Windows as points: those the data make alike lie together, or those the network takes for alike."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.axes import moment
from core.charts.map import Shade, window_map
from core.charts.theme import NO_TOOLS
from core.evaluation.embedding import METHODS, Floats, Method, Places, as_read, as_understood, drawn, place
from core.examples.gather import Gather
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.export.network import nodes_of
from core.models.walk import weight_shapes
from core.text import amount, count, figure, say
from core.training.kept import as_kept, read_kept
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.inspect_run import Judged

SPACES = ("windows", "hidden")
DRAG: dict[str, object] = {**NO_TOOLS, "scrollZoom": True}


def window_places(judged: Judged, part: str) -> None:
    """A map of the windows of all parts on demand: it takes seconds, and nobody waits for what was not asked for."""
    st.markdown(say("pages.inspect.map.sentence"))
    run, dataset = judged.run.id, judged.dataset
    spaces = SPACES if learns_before_answer(judged) else SPACES[:1]
    shades = [key for key in ("target", "time", "part") if key != "time" or dataset.time is not None]
    with st.container(horizontal=True, vertical_alignment="bottom", key="map_controls"):
        space = _choice("space", list(spaces), run)
        method: Method = "tsne" if _choice("method", list(METHODS), run) == "tsne" else "pca"
        shade = _choice("shade", shades, run)
        if not st.session_state.get(f"_map_{run}"):
            st.button(say("pages.inspect.map.draw"), icon=":material/scatter_plot:", key="draw_map", on_click=_draw,
                      args=(run,))  # fmt: skip
    if not st.session_state.get(f"_map_{run}"):
        shell.how_to_read(say("pages.inspect.map.not_yet"))
        return
    inputs = _sampled(judged)
    with st.spinner(say(f"pages.inspect.map.reading_{space}", windows=count(len(inputs), "window"))):
        described = _described(drafts.OWNER, run, _stamp(judged), space, judged, inputs)
    with st.spinner(say(f"pages.inspect.map.placing_{method}", windows=count(len(inputs), "window"))):
        places = _places(drafts.OWNER, run, _stamp(judged), space, method, described)
    _picture(judged, inputs, places, space, shade)


@notices.callback
def _draw(run: str) -> None:
    st.session_state[f"_map_{run}"] = True


def _choice(name: str, options: list[str], run: str) -> str:
    """One of a few words; the first unless said otherwise."""
    chosen = st.segmented_control(
        say(f"pages.inspect.map.{name}"), options, default=options[0], required=True, key=f"map_{name}_{run}",
        format_func=lambda key: say(f"pages.inspect.map.{name}s.{key}"),
        help=say(f"pages.inspect.map.{name}_help"),
    )  # fmt: skip
    return str(chosen)


def learns_before_answer(judged: Judged) -> bool:
    """Whether the network has a layer of its own before the answer."""
    nodes = nodes_of(judged.run.experiment, judged.dataset)
    inner = {node.name for node in nodes if node.part in ("branch", "trunk")}
    return any(name.partition("/")[0] in inner for name in weight_shapes(nodes))


def _sampled(judged: Judged) -> Gather:
    """Some windows of all parts, always the same."""
    inputs = judged.prepared.examples.inputs
    return inputs.of(drawn(len(inputs), len(inputs.offsets) * inputs.matrix.shape[1]))


def _stamp(judged: Judged) -> int:
    """A run that was resumed has other weights."""
    return (drafts.library().folder(judged.run.id) / "weights.safetensors").stat().st_mtime_ns


@st.cache_resource(max_entries=2, show_spinner=False)
def _described(owner: str, run: str, stamp: int, space: str, _judged: Judged, _inputs: Gather) -> Floats:
    """(W, D) the windows as they are read, or as the network understands them."""
    if space == "hidden":
        kept = read_kept(drafts.library().folder(run))
        nodes = nodes_of(as_kept(_judged.run.experiment, kept), _judged.dataset)
        understood = as_understood(_inputs, nodes, kept.weights)
        if understood is not None:
            return understood
    return as_read(_inputs)


@st.cache_data(max_entries=8, show_spinner=False)
def _places(owner: str, run: str, stamp: int, space: str, method: Method, _described: Floats) -> Places:
    return place(_described, method)


def _picture(judged: Judged, inputs: Gather, places: Places, space: str, shade: str) -> None:
    chart = window_map(places.at, shade_of(judged, inputs, shade), _told(judged, inputs), dark=shell.dark())
    alt = say(f"pages.inspect.map.alt_{space}", windows=len(inputs))
    with st.container(border=True, key="map_frame"):
        st.plotly_chart(chart, theme=None, config=DRAG, key="window_map", alt=alt)
    all_of = len(judged.prepared.examples.inputs)
    number = say("pages.inspect.map.some" if len(inputs) < all_of else "pages.inspect.map.all",
                 drawn=f"{len(inputs):,}", windows=f"{all_of:,}")  # fmt: skip
    if places.shares:
        kept = say("pages.inspect.map.kept", share=figure(100 * sum(places.shares), 2))
    else:
        kept = say("pages.inspect.map.far")
    shell.how_to_read(f"{say(f'pages.inspect.map.how_{space}')} {number} {kept}")


def shade_of(judged: Judged, inputs: Gather, key: str) -> Shade:
    """What colours the windows: their first answer, the time of their newest row, or their part."""
    dataset = judged.dataset
    if key == "time" and dataset.time is not None:
        return Shade(values=dataset.time[inputs.rows], title=say("pages.inspect.map.shades.time"))
    if key == "part":
        placement = judged.prepared.placement
        part = placement.part[np.searchsorted(placement.now, inputs.rows)]
        return Shade(values=part, title="", groups=tuple(say(f"parts.{name}") for name in PARTS), parts=True)
    answer = judged.truth[inputs.rows + target_offsets(judged.prepared.windows)[0]]
    return Shade(values=answer, title=judged.target, unit=judged.unit, groups=dataset.classes)


def _told(judged: Judged, inputs: Gather) -> list[str]:
    """Of each window its newest row, and what came next."""
    dataset, rows = judged.dataset, inputs.rows
    answers = judged.truth[rows + target_offsets(judged.prepared.windows)[0]].tolist()
    words = [dataset.classes[int(answer)] if dataset.classes else amount(answer, judged.unit) for answer in answers]
    if dataset.time is not None:
        times = dataset.time[rows]
        whens = [moment(time, dataset.spacing) for time in times]
    elif len(dataset.series_names) > 1:
        whens = [dataset.series_names[place] for place in dataset.series[rows].tolist()]
    else:
        whens = [say("pages.inspect.worst.row", row=int(row) + 1) for row in dataset.row[rows].tolist()]
    return [f"{when}: {judged.target} {word}" for when, word in zip(whens, words, strict=True)]
