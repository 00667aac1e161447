"""Left to itself: what comes of feeding a model its own answers, against plain loops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.spec import Column, DataSpec, Source
from core.data.steps import Calendar
from core.evaluation.explain.free import free_running, hindered, starts
from core.evaluation.past import actual
from core.evaluation.predicting import answers, at_once, from_own_answers
from core.examples.spec import Windows
from tests.core.evaluation.builders import prepared, wavy

WINDOWS = Windows(lookback=7, step=3, delay=1, horizon=2)


def network(timesteps: int, inputs: int, targets: int):
    weighted = np.random.default_rng(2).normal(size=(timesteps, inputs, 2, targets)) / (timesteps * inputs)
    return lambda x: np.tanh(np.einsum("wtf,tfhc->whc", x, weighted)).astype(np.float32)


def test_both_targets_fed_back_are_the_recursion_of_a_recursive_model() -> None:
    given = prepared(windows=WINDOWS)
    answer, now = network(3, 2, 2), starts(given, 2, 12)
    found = free_running(given, answer, at_once, now, 12)
    longer = replace(given, windows=WINDOWS.but(horizon=12))
    wanted = answers(longer, given.inputs_at(now), answer, from_own_answers)
    np.testing.assert_allclose(found.free, wanted, rtol=1e-4, atol=1e-5)
    assert np.array_equal(found.actual, actual(longer, now))
    assert np.array_equal(found.still, given.dataset.values[now])


def test_one_step_always_reads_what_really_happened() -> None:
    given = prepared(windows=WINDOWS)
    answer, now = network(3, 2, 2), starts(given, 1, 9)
    found = free_running(given, answer, at_once, now, 9)
    for step in range(9):
        wanted = answers(given, given.inputs_at(now + step), answer)[:, 0]
        np.testing.assert_allclose(found.one[:, step], wanted, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found.free[:, 0], found.one[:, 0])
    assert not np.allclose(found.free[:, 5], found.one[:, 5])


def test_what_is_known_beforehand_is_read_as_it_will_be() -> None:
    given = prepared(wavy(columns=3), WINDOWS, targets=(0,), inputs=(0, 2), segment=None)
    given = replace(given, dataset=replace(given.dataset, ahead=(2,)))
    answer, now = network(3, 2, 1), starts(given, 2, 6)
    found = free_running(given, answer, at_once, now, 6)
    matrix = given.examples.inputs.matrix.copy()
    row = int(now[4])
    for step in range(6):
        said = answer(matrix[row + step + given.examples.inputs.offsets][None])[0, 0]
        matrix[row + step + 1, 0] = said[0]  # the answer stands where the target was; the other column as it is
        scale = given.fitted.arrays["deviation"][0], given.fitted.arrays["mean"][0]
        assert found.free[4, step, 0] == pytest.approx(float(said[0]) * scale[0] + scale[1], rel=1e-5)


def test_starts_have_all_their_rows_in_one_part_and_one_segment() -> None:
    values, segment = wavy(), np.repeat([0, 1], [370, 30]).astype(np.int32)
    values[355, 0] = np.nan
    given = prepared(values, Windows(lookback=4, delay=1), segment=segment)
    now = starts(given, 2, 10)
    assert len(now)
    part = given.placement.part_of_row
    for row in now:
        assert (part[row + 1 : row + 11] == 2).all()
        assert len(set(segment[row - 3 : row + 11])) == 1
        assert np.isfinite(values[row + 1 : row + 11]).all()
    assert len(starts(given, 2, 200)) == 0
    assert len(starts(given, 0, 5, most=40)) == 40


def test_why_a_model_cannot_go_on_by_itself() -> None:
    data = DataSpec(sources=(Source(name="a.csv"),), columns=(Column(name="a", roles=("input", "target")),))
    assert hindered(prepared(windows=WINDOWS), data) is None
    assert hindered(prepared(windows=WINDOWS.but(delay=2)), data) == "delay"
    other = prepared(wavy(columns=3), WINDOWS, targets=(0,))
    assert hindered(other, data) == "inputs"
    assert hindered(replace(other, dataset=replace(other.dataset, ahead=(1, 2))), data) is None
    assert hindered(replace(other, dataset=replace(other.dataset, classes=("a", "b"))), data) == "classes"
    clocked = replace(other, dataset=replace(other.dataset, names=("a", "hour (sine)", "hour (cosine)")))
    assert hindered(clocked, data) == "inputs"
    assert hindered(clocked, data.but(steps=(*data.steps, Calendar(parts=("hour",))))) is None
