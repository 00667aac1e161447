"""From a network's answers to forecasts: at once, of the newest timestep, and from its own answers."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation import predicting
from core.evaluation.predicting import answers, at_newest, at_once, from_own_answers, predict, way_of
from core.examples.fitting import in_own_units
from core.examples.gather import Gather, materialise
from core.examples.prepare import Prepared
from core.examples.spec import Windows
from core.models.spec import Head
from tests.core.evaluation.builders import prepared, wavy

RNG = np.random.default_rng(2)


def linear(timesteps: int, width: int):
    """A network (W, T, C) → (W, 1, C): a fixed weighted sum of everything it reads."""
    weights = RNG.normal(size=(timesteps * width, width)).astype(np.float32) / (timesteps * width)
    return lambda x: np.tanh(x.reshape(len(x), 1, -1) @ weights)


def one_by_one(answer, inputs: Gather, horizon: int) -> np.ndarray:
    """(W, H, C) slowly: each example alone, its rows in a list that grows by every answer."""
    found = []
    for now in inputs.rows:
        rows = [inputs.matrix[row] for row in range(now + inputs.offsets[0], now + 1)]
        for _ in range(horizon):
            read = np.array([rows[len(rows) - 1 + offset] for offset in inputs.offsets])
            rows.append(answer(read[None])[0, 0])
        found.append(rows[-horizon:])
    return np.array(found)


@pytest.mark.course("C10")
@pytest.mark.parametrize("step", [1, 2, 5])
@pytest.mark.parametrize("horizon", [1, 3, 12])
def test_recursion_is_a_plain_loop_over_rows_that_grow_by_every_answer(step: int, horizon: int) -> None:
    case = prepared(windows=Windows(lookback=11, step=step, delay=1, horizon=horizon))
    answer, inputs = linear(case.windows.timesteps, 2), case.examples.inputs
    np.testing.assert_allclose(
        from_own_answers(answer, inputs, horizon), one_by_one(answer, inputs, horizon), rtol=1e-5, atol=1e-6
    )


def test_one_step_of_recursion_is_what_the_network_answers() -> None:
    case = prepared(windows=Windows(lookback=8, step=3, delay=1))
    answer, inputs = linear(case.windows.timesteps, 2), case.examples.inputs
    assert np.array_equal(from_own_answers(answer, inputs, 1), at_once(answer, inputs, 1))


def test_recursion_reads_nothing_behind_now() -> None:
    windows = Windows(lookback=6, step=2, delay=1, horizon=4)
    answer, values = linear(windows.timesteps, 2), wavy()
    case = prepared(values, windows)
    inputs = case.examples.inputs.of(slice(0, 1))
    now = int(inputs.rows[0])
    before = from_own_answers(answer, inputs, 4)
    inputs.matrix[now + 1 :] = np.nan
    assert np.array_equal(from_own_answers(answer, inputs, 4), before)


def test_a_row_that_is_missing_between_those_first_read_is_the_one_before_it() -> None:
    windows = Windows(lookback=6, step=2, delay=1, horizon=3)
    case = prepared(windows=windows)
    matrix = case.examples.inputs.matrix.copy()
    inputs = Gather(matrix=matrix, rows=np.array([10]), offsets=case.examples.inputs.offsets)
    answer = linear(windows.timesteps, 2)
    matrix[9] = matrix[8]
    repeated = from_own_answers(answer, inputs, 3)
    matrix[9] = np.nan
    assert np.array_equal(from_own_answers(answer, inputs, 3), repeated)


def test_of_every_timestep_the_newest_is_the_forecast() -> None:
    case = prepared(windows=Windows(lookback=9, delay=2))
    inputs = case.examples.inputs

    def answer(x):
        return x + np.arange(x.shape[1], dtype=np.float32)[:, None]

    assert np.array_equal(at_newest(answer, inputs, 1), materialise(inputs)[:, -1:] + 8)


@pytest.mark.parametrize(
    ("head", "way"),
    [
        (Head(), at_once),
        (Head(kind="shared_over_targets"), at_once),
        (Head(kind="each_step"), at_once),
        (Head(kind="each_timestep"), at_newest),
        (Head(ahead="recursive"), from_own_answers),
        (Head(kind="shared_over_targets", ahead="recursive"), from_own_answers),
    ],
)
def test_the_head_says_which_way(head: Head, way) -> None:
    assert way_of(head) is way


def in_pieces(case: Prepared, answer, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    monkeypatch.setattr(predicting, "NUMBERS_AT_ONCE", 200)
    return answers(case, case.examples.inputs, answer, from_own_answers)


def test_forecasts_come_in_own_units_with_those_behind_the_last_row_and_in_any_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = prepared(windows=Windows(lookback=8, step=2, delay=1, horizon=6))
    answer = linear(case.windows.timesteps, 2)
    said = predict(case, answer, np.ones(len(case.placement.now), bool), way=from_own_answers)
    for inputs, got in ((case.examples.inputs, said.values), (case.future, said.future)):
        wanted = in_own_units(case.fitted, case.dataset, one_by_one(answer, inputs, 6).astype(np.float64))
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-4)
    assert len(said.future) == 6
    np.testing.assert_allclose(in_pieces(case, answer, monkeypatch), said.values, rtol=1e-5, atol=1e-5)
