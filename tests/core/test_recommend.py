"""What is recommended can be trained, whatever the length of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.examples.prepare import prepare
from core.recommend import batch_for, recommend


@pytest.mark.parametrize("rows", [60, 144, 1_000, 20_000])
def test_a_recommended_experiment_has_examples_in_every_part(rows, tmp_path) -> None:
    time = pd.date_range("2020-01-01", periods=rows, freq="h")
    frame = pd.DataFrame({"time": time, "load": np.sin(np.arange(rows) / 24 * 2 * np.pi) + np.arange(rows) / rows})
    frame.to_csv(tmp_path / "a.csv", index=False)
    table = read(tmp_path / "a.csv", recognise(tmp_path / "a.csv"))
    experiment = recommend(table, recommended(table, profile(table)))
    dataset = arrange(table, experiment.data)
    counts = prepare(dataset, experiment.examples, experiment.split, experiment.fitting).counts
    assert min(counts.values()) > 0
    assert experiment.training.batch == batch_for(rows)


def test_a_short_file_is_read_in_small_batches_so_that_an_epoch_has_steps() -> None:
    assert [batch_for(rows) for rows in (60, 144, 400, 1_000, 2_560, 17_420)] == [8, 8, 16, 32, 128, 128]
