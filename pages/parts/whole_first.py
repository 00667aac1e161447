"""The first whole examples as a table: what goes in, and what has to come out."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.charts.diagram_example import read_of
from core.data.dataset import Dataset
from core.examples.spec import Windows
from core.examples.split import PARTS
from core.examples.windows import Placement
from core.text import say
from pages.parts import shell
from pages.parts.whole import answer_of, name_of
from pages.parts.words import plain

ROWS, ENDS = 8, 2


def first_examples(data: Dataset, windows: Windows, placed: Placement) -> None:
    """One line per example; of many timesteps or columns the first and the last two."""
    some = np.arange(min(ROWS, len(placed.now)))
    table = examples_table(data, windows, placed, some)
    numbers = list(table.select_dtypes("number").columns)
    digits = decimals(data.values[:, list(data.inputs)])
    styled = table.style.format(partial(cell, digits=digits), subset=numbers, na_rep="" if windows.padded else "–")
    st.table(styled, border="horizontal", hide_index=True, alt=say("pages.window.first.alt"))
    key = "how_padded" if windows.padded else "how" if windows.lookback > 1 else "how_rows"
    shell.how_to_read(say(f"pages.window.whole.first.{key}", column=plain(data.names[data.inputs[0]])))


def examples_table(data: Dataset, windows: Windows, placed: Placement, some: NDArray[np.int64]) -> pd.DataFrame:
    """Name, inputs, answer and part of the examples at these places."""
    now = placed.now[some]
    table: dict[str, Any] = {say("pages.window.whole.first.example"): [plain(name_of(data, int(row))) for row in now]}
    if windows.lookback > 1:
        read = read_of(data, windows, now, data.inputs[0])
        cells = [(f"t{at + 1}", values) for at, values in enumerate(read.T)]
    else:
        cells = [(plain(data.names[at]), data.values[now, at]) for at in data.inputs]
    for at in ends(np.arange(len(cells))):
        title, values = ("…", ["…"] * len(now)) if at is None else cells[at]
        table[title] = values
    table[plain(data.target_names[0])] = [plain(answer_of(data, int(row))) for row in now]
    table[say("pages.window.whole.first.part")] = [say(f"parts.{PARTS[part]}") for part in placed.part[some]]
    return pd.DataFrame(table)


def ends(offsets: NDArray[np.int64]) -> list[int | None]:
    """The first and the last two; None stands for what lies between."""
    listed: list[int | None] = [int(offset) for offset in offsets]
    return listed if len(listed) <= 2 * ENDS + 1 else [*listed[:ENDS], None, *listed[-ENDS:]]


def cell(value: float, digits: int) -> str:
    """`−0.5`, and never a zero with a minus."""
    return f"{value:z,.{digits}f}".replace("-", "−")


def decimals(values: NDArray[np.float64]) -> int:
    """As many as give the largest value three digits."""
    most = float(np.nanmax(np.abs(values), initial=0.0))
    return max(0, 2 - math.floor(math.log10(most))) if most > 0 else 0
