"""What is asked at every timestep: the rows behind each, and how much each answer counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.examples.asked import at_each_timestep, first_step
from core.examples.gather import Examples, class_weights, materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from tests.core.examples.builders import dataset

RNG = np.random.default_rng(6)


def case(rows: int = 60, missing: tuple[int, ...] = (), border: str = "context", **windows: int) -> Prepared:
    """One input without holes, and two targets that miss some rows."""
    values = np.column_stack([np.arange(rows) * 1.0, RNG.normal(size=rows), RNG.normal(size=rows)])
    values[list(missing), 1] = np.nan
    split = SplitSpec.model_validate({"cuts": (0.5, 0.25, 0.25), "border": border})
    return prepare(dataset(values, inputs=(0,), targets=(1, 2)), Windows(**windows), split, FittingSpec())


def asked(prepared: Prepared) -> Examples:
    return at_each_timestep(prepared.examples, prepared.placement)


def one_by_one(prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """Slowly: targets (W, T, C) with 0 for what does not count, and what each counts (W, T)."""
    windows, scaled = prepared.windows, prepared.examples.targets.matrix
    targets, counts = [], []
    for now, part in zip(prepared.placement.now, prepared.placement.part, strict=True):
        rows = [now - windows.reach + t * windows.step + windows.delay for t in range(windows.timesteps)]
        known = [bool(np.isfinite(scaled[row]).all()) for row in rows]
        targets.append([scaled[row] if there else [0, 0] for row, there in zip(rows, known, strict=True)])
        own = [prepared.placement.part_of_row[row] == part for row in rows]
        counts.append([float(a and b) for a, b in zip(known, own, strict=True)])
    weights = np.array(counts)
    for part in range(3):
        weights[prepared.placement.part == part] /= weights[prepared.placement.part == part].mean()
    return np.array(targets), weights


@pytest.mark.course("A8")
@settings(max_examples=40, deadline=None)
@given(
    lookback=st.integers(1, 9),
    step=st.integers(1, 3),
    delay=st.integers(0, 4),
    missing=st.sets(st.integers(0, 59), max_size=8),
    purge=st.booleans(),
)
def test_targets_and_counts_are_those_of_a_plain_loop(lookback, step, delay, missing, purge):
    border = "purge" if purge else "context"
    prepared = case(missing=tuple(missing), border=border, lookback=lookback, step=step, delay=delay)
    examples, (targets, counts) = asked(prepared), one_by_one(prepared)
    np.testing.assert_array_equal(materialise(examples.targets), targets.astype(np.float32))
    np.testing.assert_allclose(materialise(examples.counts)[..., 0], counts, rtol=1e-6)


def test_the_newest_target_is_the_one_that_is_forecast():
    prepared = case(lookback=7, step=2, delay=3)
    assert np.array_equal(materialise(asked(prepared).targets)[:, -1:], materialise(prepared.examples.targets))


def test_the_weights_of_each_part_are_1_in_the_mean():
    examples = asked(case(missing=(3, 4, 30), lookback=6, delay=2))
    for part in range(3):
        assert materialise(examples.of(part).counts).mean() == pytest.approx(1, rel=1e-6)


def test_no_row_of_another_part_counts():
    """Poison: every target outside the training part changes, and nothing that is learned from does."""
    prepared = case(lookback=9, delay=2)
    before = asked(prepared).of(0)
    matrix = prepared.examples.targets.matrix
    matrix[prepared.placement.part_of_row != 0] = 1e9
    after = asked(prepared).of(0)
    counts = materialise(after.counts)
    assert np.array_equal(materialise(before.counts), counts)
    assert np.array_equal(counts * materialise(before.targets), counts * materialise(after.targets))
    validation = asked(prepared).of(1)
    assert (materialise(validation.counts)[0, 0] == 0).all(), "its oldest answers are training rows"


def test_a_recursive_network_is_asked_for_the_first_step_alone():
    prepared = case(lookback=5, horizon=4)
    assert np.array_equal(
        materialise(first_step(prepared.examples).targets), materialise(prepared.examples.targets)[:, :1]
    )


def test_classes_are_weighed_by_the_answers_that_count():
    values = np.column_stack([np.arange(40.0), np.tile([0, 0, 0, 1], 10)])
    split = SplitSpec(cuts=(0.5, 0.25, 0.25))
    data = dataset(values, inputs=(0,), targets=(1,))
    prepared = prepare(data, Windows(lookback=5), split, FittingSpec(scaler="none"))
    learned = asked(prepared).of(0)
    counted = materialise(learned.counts)[..., 0] > 0
    codes = materialise(learned.targets)[..., 0][counted].astype(int)
    wanted = len(codes) / (2 * np.bincount(codes))
    np.testing.assert_allclose(class_weights(learned.targets, 2, learned.counts), wanted, rtol=1e-6)
    assert not np.isclose(class_weights(asked(prepared).of(1).targets, 2)[0], wanted[0], rtol=1e-3)
