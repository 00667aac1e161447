"""Every preparation step at once: what comes after a border changes nothing before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.arrange import arrange
from core.data.spec import Column, DataSpec, Source
from core.data.steps import Calendar, Circular, Duplicates, ForwardFill, Gaps, Resample, SeasonalFill, Sentinels, Sort
from core.examples.gather import materialise
from core.examples.prepare import prepare
from core.examples.spec import Clip, Encode, FittingSpec, LinearFill, SplitSpec, UsualFill, Windows
from tests.core.data.made import hours, made

BROKEN = -999.0
COLUMNS = (
    Column(name="y", roles=("input", "target")),
    Column(name="x"),
    Column(name="plan", roles=("input", "known_future")),
    Column(name="angle"),
    Column(name="wind", category=True),
    Column(name="size", category=True),
    Column(name="shop", roles=("series",)),
)
STEPS = (
    Sort(),
    Duplicates(keep="mean"),
    Resample(every=7200, how="mean"),
    Gaps(),
    Sentinels(columns=("y", "x"), values=(BROKEN,)),
    ForwardFill(columns=("x", "wind"), limit=2),
    SeasonalFill(columns=("x",), season=12, limit=3),
    Circular(columns=("angle",), period=360),
    Calendar(parts=("hour",)),
    Calendar(parts=("weekday",), ahead=True),
)
FITTING = FittingSpec(
    scaler="robust",
    log=("x",),
    learned=(
        Clip(columns=("y", "x"), reach=1.5),
        LinearFill(columns=("y", "x"), limit=3),
        UsualFill(columns=("x",), how="season", season=12),
        UsualFill(columns=("y",)),
        Encode(columns=("size",), how="ordinal"),
    ),
)
DATA = DataSpec(sources=(Source(name="made.csv"),), columns=COLUMNS, steps=STEPS, season=12)


def shops(seed: int, later: np.datetime64 | None = None):
    """Two shops, 400 hours each, shuffled, with holes; from `later` on every cell is other."""
    draw = np.random.default_rng(seed)
    at = np.concatenate([draw.choice(400, 380, replace=False), draw.choice(np.arange(100, 500), 380, replace=False)])
    n = len(at)
    ends = (at % 100) > 90  # the last hour with a measured target decides where the shares are cut
    cells = draw.normal(0, 5, (n, 4))
    cells[draw.random((n, 4)) < 0.08] = np.nan
    cells[draw.random((n, 4)) < 0.03] = BROKEN
    cells[ends, 0] = 1.0
    cells[:, 3] = draw.uniform(0, 360, n)
    wind = draw.choice(np.array(["N", "E", "S", None], dtype=object), n)
    size = draw.choice(np.array(["1", "2", "10"], dtype=object), n)
    time = hours(*at)
    if later is not None:
        other = time >= later
        cells[other] = draw.normal(1e4, 1e6, (int(other.sum()), 4))
        cells[other & (at < 360) & (draw.random(n) < 0.3), :2] = np.nan
        wind[other], size[other] = "storm", "99"
    table = made(time, y=cells[:, 0], x=cells[:, 1], plan=cells[:, 2], angle=cells[:, 3])
    words = {"wind": wind, "size": size, "shop": np.repeat(["s", "n"], n // 2)}
    frame = table.frame.assign(**{name: pd.Series(column, dtype=object) for name, column in words.items()})
    return replace(table, frame=frame, kinds={**table.kinds, **dict.fromkeys(words, "text")})


@pytest.mark.parametrize("border", [1, 2])
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1, 4]))
def test_what_comes_after_a_border_changes_nothing_before_it(border, seed, horizon) -> None:
    """Poison: from validation on (then from test on) every value and word is another. What was learned, and
    every example before, is bit for bit the same."""
    args = (Windows(lookback=5, step=2, horizon=horizon), SplitSpec(cuts=(0.5, 0.25, 0.25)), FITTING)
    clean = prepare(arrange(shops(seed), DATA), *args)
    later = clean.dataset.time[clean.placement.part_of_row == border].min()
    poisoned = prepare(arrange(shops(seed, later), DATA), *args)
    assert clean.fitted.words == poisoned.fitted.words
    assert clean.fitted.columns == poisoned.fitted.columns
    for key, array in clean.fitted.arrays.items():
        assert np.array_equal(array, poisoned.fitted.arrays[key]), key
    for part in range(border):
        before, after = clean.examples.of(part), poisoned.examples.of(part)
        assert len(before) > 20
        assert before.targets.rows.tolist() == after.targets.rows.tolist()
        np.testing.assert_array_equal(materialise(before.inputs), materialise(after.inputs))
        np.testing.assert_array_equal(materialise(before.targets), materialise(after.targets))


def test_the_network_sees_every_column_once_and_only_numbers() -> None:
    prepared = prepare(arrange(shops(1), DATA), Windows(lookback=5), SplitSpec(), FITTING)
    assert prepared.dataset.input_names == (
        "y", "x", "plan", "angle (sine)", "angle (cosine)", "hour (sine)", "hour (cosine)",
        "weekday (sine)", "weekday (cosine)", "wind = E", "wind = N", "wind = S", "size",
    )  # fmt: skip
    assert prepared.dataset.anchored
    assert prepared.fitted.words == {"wind": ("E", "N", "S"), "size": ("1", "2", "10")}
    assert np.isfinite(materialise(prepared.examples.inputs)).all()
    assert prepared.dataset.series_names == ("s", "n")
