"""Trend and season: a column taken apart, and one usual season."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts import decomposition as chart
from core.charts.theme import NO_TOOLS
from core.data.cycle import cycle_of, seconds_into
from core.data.decompose import Parts, decompose, seasons, swing, swing_by_chance, usual_season
from core.data.words import lasting, rows_lasting
from core.text import amount, count, say
from pages.parts import shell
from pages.parts.draft import Draft
from pages.parts.look_column import Looked, looked_at
from pages.parts.words import told


def parts(draft: Draft) -> None:
    """The sentence, four panels, and what a usual season looks like."""
    looked = looked_at(draft, "parts")
    values, spacing = looked.values, looked.rows.spacing
    season = _season(draft, looked, seasons(len(values), spacing, draft.experiment.data.season))
    with st.spinner(say("pages.data.look.parts.working")):
        found = _parts(*looked.key, season, values) if season else None
    if found is None or season is None:
        st.markdown(told("pages.data.look.parts.none", column=looked.name))
        return
    words = in_words(looked, found, season)
    key = "pages.data.look.parts.sentence" if swing(found) > swing_by_chance(found) else "pages.data.look.parts.hardly"
    st.markdown(told(key, **words))
    with st.container(border=True):
        figure = chart.decomposition(found, times(looked, found), looked.name, looked.unit, shell.dark())
        st.plotly_chart(figure, theme=None, config=NO_TOOLS, key="look_decomposition",
                        alt=say("pages.data.look.parts.alt", **words))  # fmt: skip
    shell.how_to_read(" ".join([say("pages.data.look.parts.how"), *_notes(found, len(values), spacing)]))
    _usual(looked, found, season)


def in_words(looked: Looked, found: Parts, season: float) -> dict[str, str]:
    """How far trend and season move the column, and what is left, in its unit."""
    return {
        "column": looked.name,
        "low": _amount(float(np.nanmin(found.trend)), looked.unit),
        "high": _amount(float(np.nanmax(found.trend)), looked.unit),
        "length": length(season, looked.rows.spacing),
        "swing": _amount(swing(found), looked.unit, 2),
        "rest": _amount(float(np.nanmean(np.abs(found.rest))), looked.unit, 2),
    }


def times(looked: Looked, found: Parts) -> NDArray[np.datetime64] | None:
    """(P,) the time of each row of the parts, also where the file has none."""
    if looked.data.time is None:
        return None
    known = looked.data.time.astype("datetime64[ns]").astype(np.int64)
    return np.interp(found.places, looked.rows.at, known).astype(np.int64).astype("datetime64[ns]")


def length(rows: float, spacing: float | None) -> str:
    """`1 day`; `98 rows` where rows tell no time."""
    return lasting(rows * spacing) if spacing else rows_lasting(rows, None)


def _season(draft: Draft, looked: Looked, choices: Sequence[float]) -> float | None:
    """A control where several lengths fit; the one the data name at first."""
    if not choices:
        return None
    known = draft.experiment.data.season
    first = next((c for c in choices if known and abs(c - known) < 0.02 * known), choices[0])
    if len(choices) == 1:
        return first
    key = f"look_season_{draft.dataset}_{looked.name}"
    if st.session_state.get(key) not in choices:
        st.session_state[key] = first
    chosen = st.segmented_control(say("pages.data.look.parts.season"), choices, required=True, key=key,
                                  format_func=lambda rows: length(rows, looked.rows.spacing))  # fmt: skip
    return chosen or first


def _usual(looked: Looked, found: Parts, season: float) -> None:
    """The middle of all seasons, beginning at midnight, on Monday or in January where the season is one of these."""
    time, spacing, period = looked.data.time, looked.rows.spacing, found.period
    cycle = cycle_of(season * spacing) if spacing else None
    begins = seconds_into(time[0], cycle) / spacing if time is not None and spacing and cycle else 0.0
    middle, low, high = usual_season(found, begins)
    if cycle:
        labels = say(f"pages.data.look.parts.{cycle}").split()
        ticks = [i * period / len(labels) for i in range(len(labels))]
    else:
        ticks = [i * period / 4 for i in range(5)]
        labels = [length(round(tick * found.together), spacing) for tick in ticks]
    with st.container(border=True):
        st.markdown(f"**{say('pages.data.look.parts.usual', length=length(season, spacing))}**")
        figure = chart.usual(middle, low, high, (ticks, labels), looked.unit, shell.dark())
        st.plotly_chart(figure, theme=None, config=NO_TOOLS, key="look_usual",
                        alt=say("pages.data.look.parts.alt_usual", **in_words(looked, found, season)))  # fmt: skip
    shell.how_to_read(say("pages.data.look.parts.how_usual"))


def _amount(value: float, unit: str, digits: int = 3) -> str:
    return amount(value, unit, digits).replace("-", "−")


def _notes(found: Parts, rows: int, spacing: float | None) -> list[str]:
    notes = []
    if found.together > 1:
        notes.append(say("pages.data.look.parts.together", rows=length(found.together, spacing)))
    if found.first >= found.together:
        newest = count(found.together * len(found.values))
        notes.append(say("pages.data.look.parts.newest", rows=newest, of=count(rows, "row")))
    return notes


@st.cache_resource(max_entries=16, show_spinner=False)
def _parts(
    dataset: str, data: str, column: str, series: int, season: float, _values: NDArray[np.float64]
) -> Parts | None:
    return decompose(_values, season)
