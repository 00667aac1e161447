"""What is left unexplained, in pictures and words, wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from core.charts.correlogram import correlogram, signed
from core.charts.residuals import bell, by_predicted, over_time, quantiles
from core.data.words import rows_lasting
from core.evaluation.leftovers import Leftover
from core.evaluation.residuals import Memory
from core.spec import record
from core.text import amount, count, say

__all__ = ["Pictured", "apart", "course", "memory", "pattern", "tested"]

FAINT = 0.2
"""A correlation below which knowing the last errors would take away less than 4 % of their variance."""


@record
class Pictured:
    """`key` names it, `how` says how to read it."""

    key: str
    chart: go.Figure
    how: str

    @property
    def title(self) -> str:
        return say(f"pages.inspect.leftovers.{self.key}.title")


def pattern(found: Leftover, spacing: float | None) -> str:
    """Whether something is left to learn, and where it stands out most."""
    own = found.memory
    lag = own.strongest if own else None
    if own is None or lag is None or found.white:
        return say("pages.inspect.leftovers.no_memory")
    value = float(own.found.correlation[lag])
    words = {"lag": rows_lasting(lag * own.step, spacing), "value": signed(value)}
    return say(f"pages.inspect.leftovers.{'faint' if abs(value) < FAINT else 'memory'}", **words)


def memory(own: Memory, spacing: float | None, season: int | None, *, dark: bool) -> list[Pictured]:
    """What errors have to do with earlier ones, and with each earlier one alone where that can be computed."""
    one = spacing * own.step if spacing else None
    every = season // own.step if season and season % own.step == 0 else None
    chance = f"{own.found.chance:.2f}"
    shown = {"earlier": own.found, "direct": replace(own.found, correlation=own.direct)}
    return [
        Pictured(key=key, chart=correlogram(of, every, one, dark), how=_how(key, chance=chance))
        for key, of in shown.items()
        if of.computable
    ]


def course(found: Leftover, x: Sequence[object], unit: str, part: str, *, dark: bool) -> list[Pictured]:
    """The errors over time (at `x`), by what was predicted, as a histogram, and beside a normal curve's."""
    assert found.shape is not None
    left, deviation = found.residuals, amount(float(found.residuals.value.std()), unit, 2)
    charts = {
        "time": over_time(x, left.value, unit, part, dark=dark),
        "predicted": by_predicted(left.predicted, left.value, unit, part, dark=dark),
        "bell": bell(found.shape, unit, part, dark=dark),
        "quantiles": quantiles(found.shape, unit, part, dark=dark),
    }
    return [Pictured(key=key, chart=chart, how=_how(key, deviation=deviation)) for key, chart in charts.items()]


def tested(found: Leftover) -> tuple[list[str], list[list[str]]]:
    """The head and the rows of a table: what is asked, what is assumed, the figures, and what they mean."""
    head = [say(f"pages.inspect.leftovers.columns.{key}") for key in ("test", "assumed", "statistic", "p", "meaning")]
    rows = [
        [
            say(f"residual_tests.{result.key}.label"),
            say(f"residual_tests.{result.key}.null"),
            "–" if result.reason else f"{result.statistic:,.2f}".replace("-", "−"),
            _p(result.p),
            result.sentence,
        ]
        for result in found.tests
    ]
    return head, rows


def apart(found: Leftover) -> str:
    """That the tests used only errors far enough apart, where they did."""
    used = found.residuals.apart
    if len(used) == len(found.residuals):
        return ""
    rows = count(found.residuals.ahead, "row")
    return say("pages.inspect.leftovers.apart", rows=rows, used=f"{len(used):,}")


def _how(key: str, **words: object) -> str:
    return say(f"pages.inspect.leftovers.{key}.how", **words)


def _p(value: float) -> str:
    if not np.isfinite(value):
        return "–"
    return say("pages.inspect.leftovers.small") if value < 0.001 else f"{value:.3f}"
