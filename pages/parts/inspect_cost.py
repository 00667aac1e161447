"""What errors cost: the user's own prices, the model beside repeating the past, the best shift, and the stock."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from core.charts.bars import Bar
from core.charts.costs import Shifted, cost_bars, shift_chart
from core.charts.theme import NO_TOOLS
from core.evaluation.costs import FEWEST, Bill, Prices, bill, by_shift, saving, shifts_around
from core.evaluation.rivals import Rivals, rivals
from core.evaluation.stock import stock
from core.examples.split import PARTS
from core.text import amount, count, figure, say
from pages.parts import shell
from pages.parts.inspect_errors import frame
from pages.parts.inspect_run import Judged
from pages.parts.inspect_when import step_control
from pages.parts.words import plain

DIGITS = 4


def costs_of_errors(judged: Judged, part: str) -> None:
    """Always of the test part: the shift is learned on validation rows."""
    st.markdown(say("pages.inspect.cost.sentence"))
    prices = _prices(judged)
    step = step_control(judged, "cost")
    found = _rivals(judged.run.id, judged.stamp, (judged.c, judged.series, step), judged)
    if not len(found.row):
        st.markdown(say("pages.inspect.cost.none"))
        return
    bills = [bill(side, prices) for side in found.sides]
    st.markdown(plain(" ".join([_saved(found, prices), *_cheaper(found, bills, prices)])))
    left, right = st.columns(2)
    with left, frame("cost.bars"):
        _bars(found, bills, prices)
    with right, frame("cost.shift"):
        _shift(judged, found, bills[0], prices)
    _table(judged, found, bills, prices)
    if not judged.prepared.windows.whole:
        _stock(judged, found, prices)


def _prices(judged: Judged) -> Prices:
    """Any number is taken, and what cannot be a price is told why."""
    run, unit = judged.run.id, judged.unit or say("pages.inspect.cost.unit")
    with st.container(horizontal=True, vertical_alignment="bottom", key="cost_controls"):
        over = st.number_input(say("pages.inspect.cost.over", unit=plain(unit)), value=1.0, key=f"cost_over_{run}",
                               help=say("pages.inspect.cost.over_help"), width=190)  # fmt: skip
        under = st.number_input(say("pages.inspect.cost.under", unit=plain(unit)), value=1.0, key=f"cost_under_{run}",
                                help=say("pages.inspect.cost.under_help"), width=190)  # fmt: skip
        currency = st.text_input(
            say("pages.inspect.cost.currency"), key=f"cost_currency_{run}", max_chars=12, width=150,
            placeholder=say("pages.inspect.cost.currency_example"), help=say("pages.inspect.cost.currency_help"),
        )  # fmt: skip
    return Prices(over=float(over), under=float(under), currency=" ".join((currency or "").split()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _rivals(run: str, stamp: int, which: tuple[int, int, int], _judged: Judged) -> Rivals:
    """Of the series that is looked at, or of all whole examples."""
    c, step, parts = which[0], which[2], {}
    for part in ("validation", "test"):
        if part in _judged.parts:
            now, values = _judged.predictions.of(PARTS.index(part))
            first, end = np.searchsorted(now, [_judged.rows.start, _judged.rows.stop])
            own = slice(None) if _judged.prepared.windows.whole else slice(int(first), int(end))
            parts[part] = now[own], values[own, step, c].astype(np.float64)
    return rivals(_judged.prepared, _judged.name, parts, c, step)


def _saved(found: Rivals, prices: Prices) -> str:
    """Against repeating the past, the longest past last: in total, per forecast, and whether it is luck."""
    model, rule = found.sides[0], found.sides[-1]
    less = saving(model, rule, prices, found.overlap, found.season)
    cost = bill(rule, prices).total
    words = {
        "rule": rule.phrase,
        "total": _money(abs(less.total), prices),
        "each": _money(abs(less.total) / len(found.row), prices),
        "share": f"{100 * abs(less.total) / cost:.0f} %" if cost > 0 else say("words.not_computable"),
        "forecasts": count(len(found.row), "test forecast"),
    }
    told = say(f"pages.inspect.cost.{'saved' if less.total >= 0 else 'lost'}", **words)
    if not math.isfinite(less.low):
        return f"{told} {say('pages.inspect.cost.too_few_to_tell')}"
    ends = {"low": _signed(less.low, prices), "high": _signed(less.high, prices)}
    key = "sure" if less.sure else "unsure"
    return f"{told} {say(f'pages.inspect.cost.{key}', **ends)}"


def _cheaper(found: Rivals, bills: list[Bill], prices: Prices) -> list[str]:
    """The cheapest rule, where it is cheaper than the model: else a saving against a dear one would flatter."""
    cheapest = min(range(1, len(bills)), key=lambda place: bills[place].total)
    if bills[cheapest].total >= bills[0].total:
        return []
    words = {"rule": found.sides[cheapest].phrase, "total": _money(bills[cheapest].total, prices)}
    return [say("pages.inspect.cost.cheaper", **words)]


def _bars(found: Rivals, bills: list[Bill], prices: Prices) -> None:
    rows = [
        Bar(label=side.name, size=one.total, words=_money(one.total, prices), model=place == 0)
        for place, (side, one) in enumerate(zip(found.sides, bills, strict=True))
    ]
    sentence = say("pages.inspect.cost.bars.how", forecasts=count(len(found.row), "test forecast"))
    st.plotly_chart(cost_bars(rows, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="cost_bars",
                    alt=sentence)  # fmt: skip
    shell.how_to_read(sentence)


def _shift(judged: Judged, found: Rivals, own: Bill, prices: Prices) -> None:
    """The valley of the costs, where the shift was learned and where it is tried."""
    model = found.sides[0]
    if not math.isfinite(own.shift):
        shell.how_to_read(say("pages.inspect.cost.shift.too_few", needed=FEWEST, found=len(model.validation)))
        return
    shifts = shifts_around(np.concatenate([model.validation, model.test]), own.shift)
    view = Shifted(
        shifts=shifts,
        validation=by_shift(model.validation, shifts, prices),
        test=by_shift(model.test, shifts, prices),
        chosen=own.shift,
        unit=judged.unit,
        currency=prices.currency,
    )
    side = "up" if own.shift >= 0 else "down"
    gained = own.total - own.shifted
    words = {
        "by": judged.amount(abs(own.shift)),
        "share": f"{100 * prices.critical:.0f} %",
        "before": _money(own.each, prices),
        "after": _money(own.shifted_each, prices),
    }
    result = say(f"pages.inspect.cost.shift.{'helps' if gained > 0 else 'harms'}")
    sentence = f"{say(f'pages.inspect.cost.shift.{side}', **words)} {result}"
    st.plotly_chart(shift_chart(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="cost_shift",
                    alt=sentence)  # fmt: skip
    shell.how_to_read(plain(sentence))


def _table(judged: Judged, found: Rivals, bills: list[Bill], prices: Prices) -> None:
    """Everybody with a shift of their own as well: a rule may learn one too."""
    keys = ("total", "each", "shift", "shifted", "shifted_each")
    units = dict.fromkeys(keys, prices.currency) | {"shift": judged.unit}
    lines = [
        [amount(getattr(one, key), units[key], DIGITS) if math.isfinite(getattr(one, key)) else "–" for key in keys]
        for one in bills
    ]
    index = pd.Index([plain(side.name) for side in found.sides], name=say("pages.inspect.cost.columns.who"))
    columns = [say(f"pages.inspect.cost.columns.{key}") for key in keys]
    st.table(pd.DataFrame(lines, index=index, columns=columns).map(plain), border="horizontal")
    shell.how_to_read(say("pages.inspect.cost.table_how"))


def _stock(judged: Judged, found: Rivals, prices: Prices) -> None:
    """Only where the target is a demand, which nobody but the user can know."""
    if not st.toggle(say("pages.inspect.cost.stock.label"), key=f"cost_stock_{judged.run.id}",
                     help=say("pages.inspect.cost.stock.help")):  # fmt: skip
        return
    demand, segment = judged.truth[found.row], judged.dataset.segment[found.row]
    spacing = judged.dataset.spacing
    lines = []
    for side in found.sides:
        one = stock(demand - side.test, demand, segment)
        turns = one.turnover_a_year(spacing) if spacing else one.turnover
        shares = f"{100 * one.served:.0f} %" if math.isfinite(one.served) else "–"
        lines.append([figure(turns), amount(one.average, judged.unit),
                      _money(one.cost(prices.over), prices), shares])  # fmt: skip
    turnover = say(f"pages.inspect.cost.stock.{'turnover_year' if spacing else 'turnover'}")
    names = [turnover, *(say(f"pages.inspect.cost.stock.{key}") for key in ("average", "cost", "served"))]
    index = pd.Index([plain(side.name) for side in found.sides], name=say("pages.inspect.cost.columns.who"))
    st.table(pd.DataFrame(lines, index=index, columns=names).map(plain), border="horizontal")
    shell.how_to_read(say("pages.inspect.cost.stock.how", row=judged.row_word))


def _money(value: float, prices: Prices) -> str:
    return amount(value, prices.currency, DIGITS)


def _signed(value: float, prices: Prices) -> str:
    """`€ 12 saved`, `€ 3 lost`."""
    return say(f"pages.inspect.cost.{'less' if value >= 0 else 'more'}", amount=_money(abs(value), prices))
