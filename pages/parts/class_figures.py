"""How often it is right: cards, the figures beside the simple rules, class by class, and the curves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.charts.rates import Rates, rates
from core.charts.theme import NO_TOOLS
from core.evaluation.class_metrics import CLASS_METRICS
from core.text import figure, say
from pages.parts import shell
from pages.parts.inspect_metrics import at_path, card, number, percent, tables
from pages.parts.inspect_run import Judged
from pages.parts.words import plain, told


def figures(judged: Judged, part: str) -> None:
    """Three cards, then the table with the best of each column in bold, and why a figure is missing."""
    _cards(judged, part)
    shares = {say(f"metrics.{key}.label") for key, metric in CLASS_METRICS.items() if metric.kind == "share"}
    tables(judged, *table_of(judged, part), shares)
    missing = judged.evaluation["not_computable"].get(part, {}).get(judged.target, {})
    notes = [say("pages.inspect.table.bold")]
    notes += [told("pages.inspect.table.left_out", metric=say(f"metrics.{key}.label"), reason=reason)
              for key, reason in missing.items()]  # fmt: skip
    if len(judged.dataset.classes) == 2:
        notes.append(told("pages.inspect.classes.sought", sought=judged.dataset.classes[1]))
    shell.how_to_read(" ".join(notes))


def table_of(judged: Judged, part: str) -> tuple[pd.DataFrame, dict[str, set[str]]]:
    """Rows are the model and the rules; columns the metrics that can be computed. And who is best."""
    who = {"model": judged.evaluation["metrics"]} | judged.evaluation["baselines"]
    labels = {"model": judged.name} | judged.evaluation["labels"]
    columns: dict[str, list[float]] = {}
    best: dict[str, set[str]] = {}
    for key, metric in CLASS_METRICS.items():
        values = [number(at_path(by_part[part], ("original", judged.target, key))) for by_part in who.values()]
        if not np.isfinite(values).any():
            continue
        name = say(f"metrics.{key}.label")
        columns[name] = values
        ideal = np.nanmax(values) if metric.better == "higher" else np.nanmin(values)
        best[name] = {labels[one] for one, value in zip(who, values, strict=True) if value == ideal}
    index = pd.Index([labels[key] for key in who], name=say(f"pages.inspect.table.parts.{part}"))
    return pd.DataFrame(columns, index=index), best


def _cards(judged: Judged, part: str) -> None:
    told_of: dict[str, Any] = judged.evaluation["classes"]["parts"][part]
    own = judged.evaluation["metrics"][part]["original"][judged.target]
    total = sum(one["support"] for one in told_of["by_class"])
    wrong = total - int(np.trace(np.array(told_of["confusion"])))
    first, second, third = st.columns(3)
    with first:
        note = say("pages.inspect.right.note", wrong=f"{wrong:,}", of=f"{total:,}")
        card("right", percent(number(own["accuracy"])), note)
    with second:
        card("balanced", percent(number(own["balanced_accuracy"])), say("pages.inspect.balanced.note"))
    with third:
        card("hardest", *_hardest(told_of["by_class"]))


def _hardest(by_class: list[dict[str, Any]]) -> tuple[str, str]:
    """The class that is found least often, and how often."""
    there = [one for one in by_class if one["support"]]
    if not there:
        return "–", ""
    worst = min(there, key=lambda one: number(one["recall"]))
    found = round(number(worst["recall"]) * worst["support"])
    return worst["class"], say("pages.inspect.hardest.note", found=f"{found:,}", of=f"{worst['support']:,}")


def by_class(judged: Judged, part: str) -> None:
    """One line per class: how often it occurs, is said, is found, and is right when it is said."""
    shell.section(say("pages.inspect.by_class.title"))
    lines = judged.evaluation["classes"]["parts"][part]["by_class"]
    keys = ("class", "support", "predicted", "recall", "precision", "f1")
    table = pd.DataFrame([[one[key] for key in keys] for one in lines],
                         columns=[say(f"pages.inspect.by_class.{key}") for key in keys])  # fmt: skip
    for name in table.columns[3:]:
        table[name] = [100 * number(value) for value in table[name]]
    shares = {name: st.column_config.NumberColumn(format="%.0f %%") for name in table.columns[3:]}
    st.dataframe(table, hide_index=True, column_config=shares, key="by_class",
                 alt=say("pages.inspect.by_class.alt"))  # fmt: skip
    shell.how_to_read(say("pages.inspect.by_class.how"))


def curves(judged: Judged, part: str) -> None:
    """ROC and precision–recall side by side."""
    told_of = judged.evaluation["curves"][part]
    lines = {word: line for word, line in told_of["roc"].items() if len(line["x"])}
    if not lines:
        return
    shell.section(say("pages.inspect.curves.title"))
    looks = {word: place for place, word in enumerate(judged.dataset.classes)}
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        _curve("roc", lines, looks, ([0.0, 1.0], [0.0, 1.0]))
        areas = [number(line.get("area")) for line in lines.values()]
        mean = float(np.nanmean(areas)) if any(map(math.isfinite, areas)) else math.nan
        shell.how_to_read(say("pages.inspect.curves.roc.how", area=figure(mean)))
    with right, st.container(border=True, height="stretch"):
        _curve("precision_recall", told_of["precision_recall"], looks, None)
        shell.how_to_read(say("pages.inspect.curves.precision_recall.how"))


def _curve(
    key: str, lines: dict[str, Any], looks: dict[str, int], chance: tuple[list[float], list[float]] | None
) -> None:
    title = say(f"pages.inspect.curves.{key}.title")
    st.markdown(f"**{title}**")
    axes = (say(f"pages.inspect.curves.{key}.x"), say(f"pages.inspect.curves.{key}.y"))
    view = Rates(lines={word: (line["x"], line["y"]) for word, line in lines.items()}, looks=looks, chance=chance,
                 axes=axes)  # fmt: skip
    st.plotly_chart(rates(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key=f"curve_{key}",
                    alt=f"{title}: {plain(', '.join(lines))}")  # fmt: skip
