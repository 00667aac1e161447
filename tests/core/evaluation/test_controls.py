"""Figures published or recomputed elsewhere that the baselines must reproduce: ETTh1, 336 → 96."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.evaluate import evaluate
from core.evaluation.predictions import Predictions
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, Windows
from tests.core.evaluation.builders import ETT_SPLIT, etth1, predictions_of

SEVEN = ("HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT")


def scaled_on_test(targets: tuple[str, ...]) -> dict[str, dict[str, float]]:
    case = prepare(etth1(targets), Windows(lookback=336, horizon=96), ETT_SPLIT, FittingSpec())
    assert case.counts == {"train": 8209, "validation": 2785, "test": 2785}
    everything = predictions_of(case)
    test = everything.part == 2
    only_test = Predictions(
        part=everything.part[test],
        row=everything.row[test],
        values=everything.values[test],
        future_row=everything.future_row,
        future=everything.future,
    )
    figures = evaluate(case, only_test)["baselines"]
    return {key: figures[key]["test"]["scaled"] for key in figures}


def test_one_column_ridge_control_and_last_value() -> None:
    scaled = scaled_on_test(("OT",))
    assert scaled["ridge"]["mse"] == pytest.approx(0.053, abs=5e-4)
    assert scaled["last_value"]["mse"] == pytest.approx(0.069, abs=5e-4)


def test_seven_columns_ridge_control_and_last_value() -> None:
    scaled = scaled_on_test(SEVEN)
    assert scaled["ridge"]["mse"] == pytest.approx(0.370, abs=5e-4)
    assert scaled["ridge"]["mae"] == pytest.approx(0.392, abs=1e-3)
    assert scaled["last_value"]["mse"] == pytest.approx(1.295, abs=1e-3)
    assert scaled["last_value"]["mae"] == pytest.approx(0.713, abs=1e-3)
    assert np.isfinite(scaled["seasonal"]["mse"])
