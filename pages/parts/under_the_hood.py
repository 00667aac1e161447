"""The same windows as index lists and as the calls a programmer would write."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.examples.gather import PADDING
from core.examples.spec import Windows
from core.examples.windows import Placement, input_offsets, own_timesteps, target_offsets
from core.text import say
from pages.parts import shell


def under_the_hood(data: Dataset, windows: Windows, placed: Placement) -> None:
    """Index lists of the first, second and last example, offsets, and the equal Keras call."""
    st.markdown(say("pages.window.hood.lists"))
    named = {"first": placed.now[0], "second": placed.now[min(1, len(placed.now) - 1)], "last": placed.now[-1]}
    table = pd.DataFrame(
        {
            say("pages.window.hood.example"): [say(f"pages.window.hood.{name}") for name in named],
            say("pages.window.hood.reads"): [_listed(_rows_read(data, windows, now)) for now in named.values()],
            say("pages.window.hood.answers"): [_listed(now + target_offsets(windows)) for now in named.values()],
        }
    )
    st.table(table, border="horizontal", hide_index=True)
    if windows.whole:
        st.markdown(say("pages.window.hood.arrays"))
        st.code(reshape_call(data, windows), language="python")
        return
    st.markdown(say("pages.window.hood.keras"))
    st.code(keras_call(windows, len(data)), language="python")
    shell.how_to_read(say("pages.window.hood.how", shift=windows.delay + windows.lookback - windows.reach,
                          lookback=windows.lookback, step=windows.step))  # fmt: skip


def keras_call(windows: Windows, rows: int) -> str:
    """`timeseries_dataset_from_array` giving the same windows, before split, gaps and missing cells."""
    ahead = windows.reach + windows.delay
    return f"""import keras
from numpy.lib.stride_tricks import sliding_window_view

# inputs ({rows:,}, columns) and target ({rows:,},): scaled arrays in order of time
answers = sliding_window_view(target, {windows.horizon})[{ahead}:]  # window i is answered by rows i + {ahead} …
windows = keras.utils.timeseries_dataset_from_array(
    inputs,
    answers,
    sequence_length={windows.timesteps},   # timesteps
    sampling_rate={windows.step},     # step
    sequence_stride={windows.stride},   # stride
    batch_size=128,
)
"""


def reshape_call(data: Dataset, windows: Windows) -> str:
    """The array of whole examples from their rows; every n-th counted from the newest."""
    examples, columns = len(data.series_names), len(data.inputs)
    if windows.lookback == 1:
        return f"x = inputs  # ({len(data):,}, {columns}): a row is an example\ny = target  # ({len(data):,},)\n"
    if windows.padded:
        every = f"[::-{windows.step}][::-1]" if windows.step > 1 else ""
        return f"""import keras

# examples: one scaled array (timesteps, {columns}) for each, oldest timestep first; answers ({examples},)
x = keras.utils.pad_sequences(
    [one{every} for one in examples],
    maxlen={windows.timesteps},      # the newest {windows.timesteps} timesteps of longer ones
    dtype="float32",
    padding="pre",  # shorter ones are filled up in front
    truncating="pre",
    value={PADDING:g},     # what keras.layers.Masking(mask_value={PADDING:g}) behind the input looks for
)
y = answers  # ({examples},)
"""
    return f"""# inputs (examples × timesteps, {columns}) and target: scaled arrays, the rows of an example together
x = inputs.reshape({examples}, -1, {columns})[:, -{windows.lookback}:]  # the newest {windows.lookback} timesteps
x = x[:, ::-{windows.step}][:, ::-1]  # ({examples}, {windows.timesteps}, {columns})
y = target.reshape({examples}, -1)[:, -1]  # the answer of an example stands in its last row
"""


def _rows_read(data: Dataset, windows: Windows, now: np.int64) -> NDArray[np.int64]:
    """The rows of one example, without what fills it up."""
    rows = now + input_offsets(windows)
    return rows[-own_timesteps(data, windows, np.array([now]))[0] :] if windows.padded else rows


def _listed(rows: NDArray[np.int64]) -> str:
    """`0, 6, 12 … 156, 162`."""
    listed = [f"{row:,}" for row in rows.tolist()]
    return ", ".join(listed) if len(listed) <= 6 else f"{', '.join(listed[:3])} … {', '.join(listed[-2:])}"
