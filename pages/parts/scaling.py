"""One scaling per column: its choice, what it does in words, and its values before and after; then components."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.scaling import histogram, legend
from core.charts.theme import NO_TOOLS
from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.fitting import Fitted, fit, scale, scaler_of
from core.examples.scalers import SCALERS
from core.examples.spec import FittingSpec
from core.text import amount, figure, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.reduction import reduction
from pages.parts.window_picture import FRAGMENTS
from pages.parts.words import plain, told

RECOMMENDED = "standard"
SAME = "same"


def scaling(draft: Draft, part_of_row: NDArray[np.int8]) -> None:
    """The general scaler, the scaler of the column shown, and two histograms of the rows as the model meets them."""
    fitting, data = draft.experiment.fitting, drafts.shown(draft)
    names = list(dict.fromkeys([*data.target_names, *data.input_names]))
    st.session_state["scaler"] = fitting.scaler
    st.segmented_control(say("pages.window.scaling.all"), list(SCALERS), key="scaler", required=True, wrap=True,
                         format_func=_label, on_change=_general,
                         help=say("pages.window.scaling.all_help"))  # fmt: skip
    left, right = st.columns(2, gap="medium")
    with left:
        column = _column(names)
    with right:
        _own(data, fitting, column)
    fitted = _fitted(draft, data, part_of_row, fitting)
    st.markdown(in_words(fitted, data, column))
    _before_and_after(data, fitted, part_of_row, column)
    reduction(draft, data)


def in_words(fitted: Fitted, data: Dataset, column: str) -> str:
    """What the scaler of a column does, with the figures it learned and their unit."""
    i = fitted.columns.index(column)
    bent = column in fitted.log
    learned, unit = fitted.learned(i), "" if bent else data.units[data.names.index(column)]
    values = {name: plain(amount(float(array), unit)) for name, array in learned.items() if array.ndim == 0}
    if "exponent" in learned:
        values["exponent"] = figure(float(learned["exponent"]))
    key = fitted.scalers[i]
    undone = "" if key == "none" else " " + say("pages.window.scaling.training_only")
    first = say("pages.window.scaling.log_first") + " " if bent else ""
    return first + say(f"scalers.{key}.sentence", **values) + undone


def _column(names: list[str]) -> str:
    chosen: str = st.selectbox(say("pages.window.scaling.column"), names, key="scaling_column")
    return chosen


def _own(data: Dataset, fitting: FittingSpec, column: str) -> None:
    """A scaler of its own for one column; for a target only those that can be undone exactly."""
    target = column in data.target_names
    options = [SAME, *(key for key, scaler in SCALERS.items() if scaler.for_targets or not target)]
    own = dict(fitting.per_column).get(column, SAME)
    general = scaler_of(data, fitting.but(per_column=()), column)
    st.session_state["own_scaler"] = own if own in options else SAME
    st.selectbox(
        told("pages.window.scaling.own", column=column), options, key="own_scaler", on_change=_one, args=(column,),
        help=say("pages.window.scaling.own_help"),
        format_func=lambda key: say("pages.window.scaling.same", label=say(f"scalers.{general}.label"))
        if key == SAME else say(f"scalers.{key}.label"),
    )  # fmt: skip


def _before_and_after(data: Dataset, fitted: Fitted, part_of_row: NDArray[np.int8], column: str) -> None:
    values = data.values[:, [data.names.index(column)]]
    scaled = scale(fitted, values, [column])
    unit = data.units[data.names.index(column)]
    titles = (
        say("pages.window.scaling.in_unit" if unit else "pages.window.scaling.in_own", column=column, unit=unit),
        say("pages.window.scaling.as_seen", column=column),
    )
    for place, name, shown, title in zip(st.columns(2), ("before", "after"), (values, scaled), titles, strict=True):
        with place.container(border=True, key=f"scaling_{name}"):
            st.markdown(f"**{say(f'pages.window.scaling.{name}')}**")
            parts = [shown[part_of_row == part, 0] for part in (0, 1, 2)]
            parts = [part[np.isfinite(part)] for part in parts]
            st.plotly_chart(histogram(parts, title, shell.dark()), theme=None, config=NO_TOOLS,
                            key=f"histogram_{name}", alt=title)  # fmt: skip
    st.plotly_chart(legend(shell.dark()), theme=None, config=NO_TOOLS, key="scaling_legend",
                    alt=say("pages.window.scaling.legend"))  # fmt: skip
    bent = fitted.scalers[fitted.columns.index(column)] in ("quantile", "power")
    shell.how_to_read(say(f"pages.window.scaling.{'how_bent' if bent else 'how'}"))


def _fitted(draft: Draft, data: Dataset, part_of_row: NDArray[np.int8], fitting: FittingSpec) -> Fitted:
    """What was learned for the examples; when a part has none, learned here."""
    try:
        return drafts.located(draft).fitted
    except SettingsError:
        return fit(data, part_of_row, fitting)


def _label(key: str) -> str:
    return say(f"scalers.{key}.label") + (" ★" if key == RECOMMENDED else "")


@notices.callback
def _general() -> None:
    _change(drafts.current().experiment.fitting.but(scaler=st.session_state["scaler"]))


@notices.callback
def _one(column: str) -> None:
    fitting = drafts.current().experiment.fitting
    others = tuple((name, key) for name, key in fitting.per_column if name != column)
    chosen = st.session_state["own_scaler"]
    _change(fitting.but(per_column=others if chosen == SAME else (*others, (column, chosen))))


def _change(fitting: FittingSpec) -> None:
    drafts.update(fitting=fitting)
    st.rerun([name for name in FRAGMENTS if name in ("window_tabs", "window_nothing")])
