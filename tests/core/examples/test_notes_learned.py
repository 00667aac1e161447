"""The notes' tables of three timesteps and an answer, learned by their LSTM 10–2–10, and the value after the last."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.remedies import apply_remedy
from core.data.table import Table
from core.evaluation.predicting import predict
from core.examples.gather import materialise
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, SplitSpec
from core.experiment import Experiment
from core.models.presets import preset
from core.recommend import recommend

STAIRS = [(n, n + 1, n + 2, n + 3) for n in range(1, 11)]
LARGE = [(20, 30, 40, 50), (30, 40, 50, 60), (40, 50, 60, 70)]
FOURTEEN = [*STAIRS, *(tuple(1000 * cell for cell in row) for row in LARGE), (100, 200, 300, 400)]


def experiment_on(path: Path, scaler: str, loss: str) -> tuple[Table, Experiment]:
    """What the app recommends for the file, read as examples; the network, scaler and loss are the notes'."""
    plain = read(path, recognise(path))
    about = profile(plain)
    (found,) = (finding for finding in findings(plain, about) if finding.key == "looks_whole")
    reading = apply_remedy(recommended(plain, about), found, "as_examples").sources[0].reading
    table = read(path, reading)
    made = recommend(table, recommended(table, profile(table)))
    changed = Experiment.model_validate(
        made.model_dump()
        | {
            "model": preset("bottleneck").make(activation="relu"),
            "fitting": FittingSpec(scaler=scaler),
            "split": SplitSpec(by="random", cuts=(0.8, 0.1, 0.1), seed=1),
            "training": made.training.but(loss=loss, learning_rate=0.01, stopping=None),
        }
    )
    return table, changed


def next_value(path: Path, scaler: str, loss: str, steps: int) -> float:
    """Learns all training examples at once, `steps` times, and predicts the row without an answer."""
    import tensorflow as tf

    from core.training.trainer import compiled

    table, experiment = experiment_on(path, scaler, loss)
    prepared = prepare(arrange(table, experiment.data), experiment.examples, experiment.split, experiment.fitting)
    network, learns = compiled(prepared, experiment), prepared.examples.of(0)
    network.compile(optimizer=network.optimizer, loss=network.loss, steps_per_execution=steps)  # one call: quick
    pair = materialise(learns.inputs), materialise(learns.targets)
    network.fit(tf.data.Dataset.from_tensors(pair).repeat(steps), epochs=1, verbose=0, shuffle=False)
    nobody = np.zeros(len(prepared.placement.now), bool)
    predictions = predict(prepared, lambda windows: network(windows).numpy(), nobody)
    assert predictions.future.shape == (1, 1, 1)
    return float(predictions.future[0, 0, 0])


def file_of(folder: Path, rows: list[tuple[int, ...]], asked: tuple[int, ...]) -> Path:
    path = folder / "notes.csv"
    lines = [",".join(map(str, row)) for row in [*rows, asked]]
    path.write_text("\n".join(["x1,x2,x3,y", *lines]) + ",\n", "utf-8")
    return path


def test_thirteen_rows_of_three_timesteps_are_learned_and_the_next_value_is_near_80(tmp_path):
    value = next_value(file_of(tmp_path, [*STAIRS, *LARGE], (50, 60, 70)), "minmax", "mse", 1_000)
    assert value == pytest.approx(80, abs=5)


def test_beside_outliers_only_the_robust_scaler_leaves_the_small_rows_to_be_learned(tmp_path):
    """After 11, 12, 13 comes 14: others squeeze all that is small into a thousandth of what the outliers fill."""
    path = file_of(tmp_path, FOURTEEN, (11, 12, 13))
    off = {s: abs(next_value(path, s, "mae", 600) - 14) for s in ("minmax", "standard", "robust")}
    assert off["robust"] < 1.5
    assert min(off["minmax"], off["standard"]) > 5 * off["robust"]
