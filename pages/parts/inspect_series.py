"""Of several series, how far off the model and the simple rules are in each."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from core.text import say
from pages.parts import shell
from pages.parts.inspect_evidence import shown_rules
from pages.parts.inspect_run import Judged


def by_series(judged: Judged, part: str) -> None:
    """One line per series, the one the model is worst in against the best rule first; nothing for a single series."""
    found = judged.evaluation.get("by_series", {}).get(part, [])
    if not found:
        return
    shell.section(say("pages.inspect.by_series.title"))
    table = lines(judged, found)
    skill = table.columns[-1]
    st.markdown(say("pages.inspect.by_series.sentence", ahead=int((table[skill] > 0).sum()), series=len(table)))
    numbers = {name: st.column_config.NumberColumn(format="%.4g") for name in table.columns[2:-1]}
    percent = {skill: st.column_config.NumberColumn(format="%+.0f %%")}
    st.dataframe(table, hide_index=True, column_config={**numbers, **percent}, key="by_series",
                 alt=say("pages.inspect.by_series.alt"))  # fmt: skip
    shell.how_to_read(say("pages.inspect.by_series.how"))


def lines(judged: Judged, found: list[dict[str, Any]]) -> pd.DataFrame:
    """Series, windows, mean absolute error of the model and of the rules that matter, skill against the best one."""
    unit = f", {judged.unit}" if judged.unit else ""
    labels = {"model": judged.name} | {who: judged.evaluation["labels"][who] for who in shown_rules(judged.evaluation)}
    rows = []
    for one in found:
        errors = {who: _number(by_target[judged.target]) for who, by_target in one["errors"].items()}
        rules = [error for who, error in errors.items() if who != "model" and math.isfinite(error)]
        best = min(rules, default=math.nan)
        skill = 100 * (1 - errors["model"] / best) if best > 0 else math.nan
        rows.append(
            {
                say("pages.inspect.by_series.series"): one["series"],
                say("pages.inspect.by_series.windows"): one["windows"],
                **{f"{label}{unit}": errors[who] for who, label in labels.items()},
                say("pages.inspect.by_series.skill"): skill,
            }
        )
    return pd.DataFrame(rows).sort_values(say("pages.inspect.by_series.skill"), na_position="last")


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
