"""How far off it is: three sentences, then the table beside the simple rules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from core.charts.axes import moment
from core.evaluation.metrics import METRICS
from core.examples.split import PARTS
from core.text import figure, say
from pages.parts import shell
from pages.parts.inspect_evidence import folded_rules
from pages.parts.inspect_run import Judged
from pages.parts.inspect_verdict import quiet_lines
from pages.parts.whole import name_of
from pages.parts.words import plain, told

SHOWN = ("mae", "rmse", "mase", "r2", "smape", "mape")
SCALED = ("mse", "mae")


def metrics(judged: Judged, part: str) -> None:
    """Cards, the table with the best of each column in bold, and why a figure is missing."""
    _cards(judged, part)
    shares = {say(f"metrics.{key}.label") for key in SHOWN if METRICS[key].kind == "share"}
    tables(judged, *figures(judged, part), shares)
    notes = [say("pages.inspect.table.bold"), *_left_out(judged, part)]
    if part == PARTS[-1]:
        notes += [line for line in quiet_lines(judged) if not _about_a_metric(line)]
    st.markdown(f":small[:gray[{' '.join(notes)}]]")


def tables(judged: Judged, table: pd.DataFrame, best: dict[str, set[str]], shares: set[str]) -> None:
    """The model beside the rules that matter; all of them where there are more, folded."""
    labels, rest = judged.evaluation["labels"], folded_rules(judged.evaluation)
    shown = table.drop(index=[labels[key] for key in rest if labels[key] != judged.name])
    st.table(styled(shown, best, shares), border="horizontal")
    if rest:
        with st.expander(say("pages.inspect.table.every", rules=len(labels))):
            st.table(styled(table, best, shares), border="horizontal")


def figures(judged: Judged, part: str) -> tuple[pd.DataFrame, dict[str, set[str]]]:
    """Rows are the model and the rules; columns the metrics that can be computed. And who is best."""
    who = {"model": judged.evaluation["metrics"]} | judged.evaluation["baselines"]
    labels = {"model": judged.name} | judged.evaluation["labels"]
    columns: dict[str, list[float]] = {}
    best: dict[str, set[str]] = {}
    for name, path, higher in _columns(judged):
        values = [number(at_path(by_part[part], path)) for by_part in who.values()]
        if not np.isfinite(values).any():
            continue
        columns[name] = values
        ideal = np.nanmax(values) if higher else np.nanmin(values)
        best[name] = {labels[key] for key, value in zip(who, values, strict=True) if value == ideal}
    index = pd.Index([labels[key] for key in who], name=say(f"pages.inspect.table.parts.{part}"))
    return pd.DataFrame(columns, index=index), best


def _columns(judged: Judged) -> list[tuple[str, tuple[str, ...], bool]]:
    """Title, where the figure stands in the evaluation, and whether more is better."""
    out = []
    for key in SHOWN:
        unit = f", {judged.unit}" if METRICS[key].kind == "unit" and judged.unit else ""
        title = say(f"metrics.{key}.label") + unit
        out.append((title, ("original", judged.target, key), METRICS[key].better == "higher"))
    for key in SCALED:
        title = say("pages.inspect.table.scaled", metric=say(f"metrics.{key}.label"))
        out.append((title, ("scaled", key), False))
    return out


def styled(table: pd.DataFrame, best: dict[str, set[str]], shares: set[str]) -> Styler:
    """Figures with the best of each column in bold; those of `shares` in percent."""
    formats = {name: (percent if name in shares else figure) for name in table.columns}
    shown = table.rename(index=plain)
    table_styled = shown.style.format(formats, na_rep="–")
    own = shown.index[0]

    def bold(column: pd.Series) -> list[str]:
        winners = {plain(label) for label in best[str(column.name)]}
        return ["font-weight: 700" if label in winners else "" for label in column.index]

    return table_styled.apply(bold, axis=0).apply_index(
        lambda labels: ["font-weight: 700" if label == own else "" for label in labels], axis=0
    )


def _cards(judged: Judged, part: str) -> None:
    moments = judged.evaluation["moments"][part][judged.target]
    mae = number(at_path(judged.evaluation["metrics"][part], ("original", judged.target, "mae")))
    quantiles = {key: number(value) for key, value in moments["quantiles"].items()}
    average, leaning, worst = st.columns(3)
    with average:
        note = say(
            "pages.inspect.average.note", half=_short(judged, quantiles["0.5"]), most=_short(judged, quantiles["0.9"])
        )
        card("average", f"±{judged.amount(mae)}", note)
    with leaning:
        card("leaning", *_leaning(judged, moments, mae))
    with worst:
        row = say("pages.inspect.example") if judged.prepared.windows.whole else judged.row_word
        card("worst", *_worst(judged, moments["worst"]), row=row)


def _leaning(judged: Judged, moments: dict[str, Any], mae: float) -> tuple[str, str]:
    lean, mean = number(moments["leaning"]), number(moments["mean"])
    learned = float(judged.prepared.fitted.arrays["mean"][judged.dataset.targets[judged.c]])
    if not math.isfinite(lean) or abs(lean) < 0.05 * mae:
        return say("pages.inspect.leaning.none"), say("pages.inspect.leaning.even")
    value = say(f"pages.inspect.leaning.{'high' if lean > 0 else 'low'}", by=_short(judged, abs(lean)))
    apart = mean - learned
    if not math.isfinite(apart) or (apart < 0) != (lean > 0) or abs(apart) < abs(lean):
        return value, say("pages.inspect.leaning.always")
    key = "learned_higher" if apart < 0 else "learned_lower"
    return value, say(f"pages.inspect.leaning.{key}", by=_short(judged, abs(apart)))


def _worst(judged: Judged, worst: dict[str, Any]) -> tuple[str, str]:
    predicted, actual = number(worst["predicted"]), number(worst["actual"])
    when = (
        moment(np.datetime64(worst["time"])) if worst["time"] else say("pages.inspect.worst.row", row=worst["row"] + 1)
    )
    data = judged.prepared.dataset
    if judged.prepared.windows.whole:
        when = name_of(data, int(worst["row"]))
    elif len(data.series_names) > 1:
        series = data.series_names[data.series[worst["row"]]]
        when = say("pages.inspect.worst.in_series", series=plain(series), when=when)
    words = {"predicted": figure(predicted), "actual": judged.amount(actual)}
    return say("pages.inspect.worst.off", by=judged.amount(abs(predicted - actual))), say(
        "pages.inspect.worst.note", when=when, **words
    )


def card(name: str, value: str, note: str, **words: object) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(say(f"pages.inspect.{name}.label", **words), value, help=say(f"pages.inspect.{name}.help", **words))
        st.markdown(f":small[:gray[{plain(note)}]]")


def _left_out(judged: Judged, part: str) -> list[str]:
    """Why a metric is missing, one sentence each."""
    missing = judged.evaluation["not_computable"].get(part, {}).get(judged.target, {})
    return [
        told("pages.inspect.table.left_out", metric=say(f"metrics.{key}.label"), reason=reason)
        for key, reason in missing.items()
        if key in SHOWN
    ]


def _about_a_metric(line: str) -> bool:
    """Those lines stand beside the table already."""
    return any(line.startswith(plain(say("findings.metric_not_computable.title", metric=say(f"metrics.{key}.label"))))
               for key in METRICS)  # fmt: skip


def _short(judged: Judged, value: float) -> str:
    return judged.amount(value, 2)


def _like(value: float, beside: float) -> str:
    """With as many decimals as the figure it explains."""
    return f"{value:,.{len(figure(beside).partition('.')[2])}f}" if math.isfinite(value) else figure(value)


def percent(share: float) -> str:
    return f"{100 * share:.0f} %" if math.isfinite(share) else "–"


def number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def at_path(tree: dict[str, Any], path: tuple[str, ...]) -> Any:
    for name in path:
        tree = tree[name]
    return tree


def section(judged: Judged) -> str:
    """The heading with the choice of the part everything below speaks of."""
    shell.section(say("pages.inspect.how_often" if judged.dataset.classes else "pages.inspect.how_far"))
    from pages.parts.inspect_picture import part_control

    return part_control(judged, "figures_part")
