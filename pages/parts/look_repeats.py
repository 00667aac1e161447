"""What repeats: how much a column resembles itself earlier, and how long its ups and downs last."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts import correlogram as chart
from core.charts.theme import NO_TOOLS
from core.data.correlogram import Correlogram, correlogram, usual_lags
from core.data.spectrum import Spectrum, spectrum
from core.data.words import rows_lasting
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.draft import Draft
from pages.parts.look_column import Looked, how_far, looked_at, without_drift
from pages.parts.words import plain

CYCLES = 8


def repeats(draft: Draft) -> None:
    """A sentence with the season in words, then both pictures beside each other."""
    looked = looked_at(draft, "repeats")
    rows = looked.rows
    values = looked.values
    season = _season(draft, looked)
    sentence = st.empty()
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        key = f"look_far_{draft.dataset}_{looked.name}"
        lags = how_far(key, len(values), usual_lags(len(values), season, CYCLES), season, rows.spacing)
    with right:
        help = say("pages.data.look.drift_help")
        drift = st.toggle(say("pages.data.look.drift"), value=True, key="look_drift", help=help)
    found, lengths = _found(*looked.key, lags, drift, rows.spacing, values)
    sentence.markdown(in_words(looked, found, season, rows.spacing))
    if not found.computable or not len(lengths.length):
        return
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        st.markdown(f"**{say('pages.data.look.repeats.earlier')}**")
        st.plotly_chart(chart.correlogram(found, season, rows.spacing, shell.dark()), theme=None, config=NO_TOOLS,
                        key="look_correlogram", alt=_alt(looked, found, season, rows.spacing))  # fmt: skip
        shell.how_to_read(say("pages.data.look.repeats.how_earlier", chance=f"{found.chance:.2f}"))
    with right, st.container(border=True, height="stretch"):
        st.markdown(f"**{say('pages.data.look.repeats.lengths')}**")
        st.plotly_chart(chart.spectrum(lengths, rows.spacing, shell.dark()), theme=None, config=NO_TOOLS,
                        key="look_spectrum", alt=_alt_lengths(looked, lengths, rows.spacing))  # fmt: skip
        shell.how_to_read(say("pages.data.look.repeats.how_lengths"))
    missing = int(np.isnan(values).sum())
    if missing:
        shell.how_to_read(say("pages.data.look.repeats.missing", cells=count(missing, "cell")))


def in_words(looked: Looked, found: Correlogram, season: int | None, spacing: float | None) -> str:
    """`OT repeats every 24 rows = 1 day: …`, or that it does not."""
    name = plain(looked.name)
    if not found.computable:
        return say("pages.data.look.repeats.nothing", column=name)
    if season and season < len(found.correlation):
        value = chart.signed(float(found.correlation[season]))
        return say("pages.data.look.repeats.season", column=name, every=rows_lasting(season, spacing), value=value)
    if season:
        return say("pages.data.look.repeats.season_beyond", column=name, every=rows_lasting(season, spacing))
    return say("pages.data.look.repeats.none", column=name)


def _season(draft: Draft, looked: Looked) -> int | None:
    """What the data say of the first target; of another column, what is found in it."""
    data = draft.experiment.data
    if looked.name == data.targets[0]:
        return data.season
    return drafts.profiled(draft.dataset, looked.name).season


def _alt(looked: Looked, found: Correlogram, season: int | None, spacing: float | None) -> str:
    first, last = chart.signed(float(found.correlation[1])), len(found.correlation) - 1
    sentence = say("pages.data.look.repeats.alt", column=looked.name, first=first, last=rows_lasting(last, spacing))
    if not season or season > last:
        return sentence
    value, every = chart.signed(float(found.correlation[season])), rows_lasting(season, spacing)
    return f"{sentence} {say('pages.data.look.repeats.alt_season', every=every, value=value)}"


def _alt_lengths(looked: Looked, lengths: Spectrum, spacing: float | None) -> str:
    peaks = "; ".join(chart.peak_in_words(peak, spacing) for peak in lengths.peaks)
    if not peaks:
        return say("pages.data.look.repeats.alt_no_peaks", column=looked.name)
    return say("pages.data.look.repeats.alt_peaks", column=looked.name, peaks=peaks)


@st.cache_resource(max_entries=32, show_spinner=False)
def _found(
    dataset: str, data: str, column: str, series: int, lags: int, drift: bool, spacing: float | None,
    _values: NDArray[np.float64],
) -> tuple[Correlogram, Spectrum]:  # fmt: skip
    values = without_drift(_values, lags) if drift else _values
    return correlogram(values, lags), spectrum(values, spacing)
