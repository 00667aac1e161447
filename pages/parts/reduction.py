"""Principal components in place of columns: how many, and the elbow that helps to choose."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.elbow import elbow
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.fitting import scaled_blocks
from core.examples.reduction import FEWEST, Array, elbow_at, how_many, replaced, spread_of
from core.examples.split import rows_of
from core.runs.places import home
from core.text import count, figure, say
from pages.parts import cache, notices, shell
from pages.parts import draft as drafts
from pages.parts.draft import Draft
from pages.parts.window_picture import FRAGMENTS

WAYS = ("off", "share", "number")
SHARES = (50, 60, 70, 80, 85, 90, 95, 98, 99)
USUAL = 95
"""Percent of the variance; nine tenths and more is the usual rule (Jolliffe, Principal Component Analysis, 6.1)."""


def reduction(draft: Draft, data: Dataset) -> None:
    """Whether components stand for columns, how many, and what they keep."""
    shell.section(say("pages.window.reduction.title"))
    columns = len(replaced(data))
    if not columns:
        st.markdown(say("pages.window.reduction.too_few", least=FEWEST))
        return
    st.markdown(say("pages.window.reduction.sentence", columns=count(columns, "column")))
    wanted = draft.experiment.fitting.components
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        _way(wanted)
    with right:
        _how_many(wanted, columns)
    try:
        shares = _shares(draft)
    except SettingsError:
        return  # the examples page says what is missing
    if shares is None or not np.isfinite(shares).all():
        st.markdown(say("pages.window.reduction.still"))
        return
    _picture(shares, wanted)


def _way(wanted: float | None) -> None:
    st.session_state["pca"] = "off" if wanted is None else "number" if wanted >= 1 else "share"
    st.segmented_control(say("pages.window.reduction.way"), WAYS, key="pca", required=True, on_change=_another_way,
                         format_func=lambda way: say(f"pages.window.reduction.ways.{way}"),
                         help=say("pages.window.reduction.way_help"))  # fmt: skip


def _how_many(wanted: float | None, columns: int) -> None:
    """The share of the variance in percent, or the number of components."""
    if wanted is None:
        return
    if wanted < 1:
        chosen = round(100 * wanted, 2)
        st.session_state["pca_share"] = chosen
        st.select_slider(say("pages.window.reduction.share"), sorted({*SHARES, chosen}), key="pca_share",
                         format_func=lambda share: f"{share:g} %", on_change=_another_share)  # fmt: skip
    else:
        st.session_state["pca_number"] = min(int(wanted), columns)
        st.number_input(say("pages.window.reduction.number"), 1, columns, key="pca_number", on_change=_another_number)


def _picture(shares: Array, wanted: float | None) -> None:
    kept = None if wanted is None else how_many(shares, wanted)
    bend = elbow_at(shares)
    if kept is None:
        sentence = say(
            "pages.window.reduction.could", components=count(bend, "component"), share=_percent(shares, bend)
        )
    else:
        columns = count(len(shares), "column")
        sentence = say("pages.window.reduction.keeps", components=count(kept, "component"), columns=columns,
                       share=_percent(shares, kept))  # fmt: skip
    with st.container(border=True, key="elbow_frame"):
        st.plotly_chart(elbow(shares, kept, shell.dark()), theme=None, config=NO_TOOLS, key="elbow", alt=sentence)
    st.markdown(sentence)
    shell.how_to_read(say("pages.window.reduction.how", bend=bend))


def _percent(shares: Array, components: int) -> str:
    """`96 %`, and never 100 % of less than all."""
    share = 100 * float(shares[:components].sum())
    return f"{figure(min(share, 99.9) if components < len(shares) else 100.0)} %"


def _shares(draft: Draft) -> Array | None:
    """(P,) what each component keeps of the scaled training rows; raises SettingsError where nothing can be learned."""
    e = draft.experiment
    specs = (e.data, e.split, e.fitting.but(components=None))
    return _shares_of(str(home()), drafts.OWNER, draft.dataset, *(spec.model_dump_json() for spec in specs))


@st.cache_data(max_entries=16, show_spinner=False)
def _shares_of(folder: str, owner: str, dataset_id: str, data: str, split: str, fitting: str) -> Array | None:
    fitted, dataset, parts = cache.learned_of(folder, owner, dataset_id, data, split, fitting)
    spread = spread_of(scaled_blocks(fitted, dataset, replaced(dataset), rows_of(parts, 0)))
    return None if spread is None else spread.shares


@notices.callback
def _another_way() -> None:
    """With the usual share, or as many components as lie before the elbow."""
    way, draft = st.session_state["pca"], drafts.current()
    if way == "number":
        shares = _shares(draft)
        _change(1 if shares is None else elbow_at(shares))
    else:
        _change(USUAL / 100 if way == "share" else None)


@notices.callback
def _another_share() -> None:
    _change(round(st.session_state["pca_share"] / 100, 6))


@notices.callback
def _another_number() -> None:
    _change(int(st.session_state["pca_number"]))


def _change(components: float | None) -> None:
    drafts.update(fitting=drafts.current().experiment.fitting.but(components=components))
    st.rerun([name for name in FRAGMENTS if name in ("window_shape", "window_tabs")])
