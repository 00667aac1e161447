"""What is recommended can be trained, whatever the length of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.spec import Column
from core.examples.prepare import prepare
from core.models.spec import TaskSpec
from core.recommend import batch_for, recommend, with_data
from tests.core.training import given as small


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


def test_quantiles_stay_with_a_number_and_leave_with_classes() -> None:
    whole = small.experiment()
    task, training = TaskSpec(kind="quantile", quantiles=(0.1, 0.5, 0.9)), whole.training.but(loss="pinball")
    asked = whole.but(task=task, training=training)
    assert with_data(asked, asked.data) == asked
    column = Column(name="load", roles=("target",), classes=("low", "high"))
    of_classes = with_data(asked, asked.data.but(columns=(column, *asked.data.columns[1:])))
    assert (of_classes.task, of_classes.training.loss) == (TaskSpec(kind="binary"), "cross_entropy")
    back = with_data(of_classes, asked.data)
    assert (back.task, back.training.loss) == (TaskSpec(), "mae")
