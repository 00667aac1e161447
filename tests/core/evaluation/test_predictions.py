"""A network's answers in own units, and how they are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.evaluation.predicting import predict
from core.evaluation.predictions import load, save
from core.examples.spec import Windows
from core.export.predictions_csv import csv_bytes, run_tables
from tests.core.evaluation.builders import prepared, wavy


def test_a_target_a_million_times_its_spread_keeps_its_digits(tmp_path: Path) -> None:
    """Cause: kept as float32, predictions of 100,000,000 ± 1 were all multiples of 8."""
    small, large = (prepared(wavy(columns=1) + level, Windows(lookback=4), targets=(0,)) for level in (0.0, 1e8))
    every = np.ones(len(small.placement.now), bool)
    near, far = (predict(case, lambda x: x[:, -1:, :1] * 0.9, every) for case in (small, large))
    save(far, tmp_path)
    np.testing.assert_allclose(load(tmp_path).values - 1e8, near.values, atol=1e-5)
    written = csv_bytes(run_tables(large.dataset, large.windows, load(tmp_path), parts=(2,))).decode()
    said = [float(line.split(",")[4]) for line in written.splitlines()[1:]]
    assert said == far.of(2)[1].ravel().tolist()
