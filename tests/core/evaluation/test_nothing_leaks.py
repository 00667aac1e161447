"""From the file to the baselines: what comes after the training rows changes nothing learned from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.reading import read
from core.data.spec import Column, DataSpec, Reading, Source
from core.data.steps import Calendar, ForwardFill, Gaps
from core.evaluation.baselines import baselines_for
from core.evaluation.number_report import mase_scale
from core.evaluation.ridge import FIT_WORK
from core.examples.gather import materialise
from core.examples.prepare import Prepared, prepare
from core.examples.scalers import SCALERS
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.experiment import Experiment
from core.models.spec import ModelSpec

ROWS, CUT = 600, 400
READING = Reading(time=("time",))


def experiment(scaler: str) -> Experiment:
    return Experiment(
        data=DataSpec(
            sources=(Source(name="made.csv", reading=READING),),
            columns=(Column(name="a", roles=("input", "target")), Column(name="b")),
            steps=(Gaps(), ForwardFill(columns=("a", "b"), limit=5), Calendar(parts=("hour", "month"))),
            season=24,
        ),
        examples=Windows(lookback=30, step=3, delay=2, horizon=4),
        split=SplitSpec(by="rows", cuts=(CUT, 100, 100)),
        fitting=FittingSpec(scaler=scaler),
        model=ModelSpec(),
    )


def written(path: Path, poisoned_from: int | None) -> Path:
    """Two waves with holes, one across the border; from a row on, noise and holes of another size."""
    draw, other = np.random.default_rng(1), np.random.default_rng(2)
    frame = pd.DataFrame({"time": pd.date_range("2024-01-01", periods=ROWS, freq="h")})
    for name, size in (("a", 3.0), ("b", 70.0)):
        values = size * np.sin(np.arange(ROWS) / 24 * 2 * np.pi) + draw.gamma(2.0, 1.0, ROWS)
        values[draw.random(ROWS) < 0.02] = np.nan
        values[CUT - 2 : CUT + 2] = np.nan
        if poisoned_from is not None:
            noise = 1e6 * other.standard_normal(ROWS - poisoned_from)
            values[poisoned_from:] = np.where(other.random(len(noise)) < 0.3, np.nan, noise)
        frame[name] = values
    frame.to_csv(path, index=False)
    return path


def prepared(path: Path, chosen: Experiment) -> Prepared:
    dataset = arrange(read(path, READING), chosen.data)
    return prepare(dataset, chosen.examples, chosen.split, chosen.fitting)


def same_examples(one: Prepared, other: Prepared, part: int) -> bool:
    """Whether inputs and targets of a part are equal bit by bit."""
    return all(
        np.array_equal(materialise(a), materialise(b))
        for a, b in (
            (one.examples.of(part).inputs, other.examples.of(part).inputs),
            (one.examples.of(part).targets, other.examples.of(part).targets),
        )
    )


@pytest.mark.parametrize("scaler", SCALERS)
def test_noise_after_the_training_cut_leaves_everything_learned_bit_identical(tmp_path, scaler) -> None:
    chosen = Experiment.model_validate_json(experiment(scaler).model_dump_json())
    clean = prepared(written(tmp_path / "clean.csv", None), chosen)
    noisy = prepared(written(tmp_path / "noisy.csv", CUT), chosen)
    training = clean.placement.of(0)
    assert np.array_equal(training, noisy.placement.of(0))
    assert not np.array_equal(clean.placement.of(2), noisy.placement.of(2))
    assert clean.fitted.arrays.keys() == noisy.fitted.arrays.keys()
    assert all(np.array_equal(clean.fitted.arrays[key], noisy.fitted.arrays[key]) for key in clean.fitted.arrays)
    assert same_examples(clean, noisy, 0)
    assert np.array_equal(mase_scale(clean), mase_scale(noisy))
    for key, rule in baselines_for(clean).items():
        answers = [rule(one, FIT_WORK).predict(training) for one in (clean, noisy)]
        assert np.array_equal(*answers), key


def test_noise_in_the_test_rows_leaves_every_validation_example_bit_identical(tmp_path) -> None:
    """What is chosen on validation, the best epoch, sees nothing of the test rows."""
    chosen = experiment("standard")
    clean = prepared(written(tmp_path / "clean.csv", None), chosen)
    noisy = prepared(written(tmp_path / "noisy.csv", CUT + 100), chosen)
    assert same_examples(clean, noisy, 0)
    assert same_examples(clean, noisy, 1)
    assert not same_examples(clean, noisy, 2)
