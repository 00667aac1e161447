"""Spoken vowels as a long file: examples of 7 to 29 timesteps, from the CSV to the forecast of a new one."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.recommend import sources_of
from core.data.spec import Column, DataSpec
from core.evaluation.evaluate import evaluate
from core.evaluation.predicting import predict
from core.examples.gather import materialise
from core.examples.prepare import Prepared, prepare
from core.experiment import Experiment
from core.models.forward import forward
from core.models.given import given_of
from core.models.plan import plan
from core.recommend import recommend
from core.training.kept import read_kept
from core.training.trainer import compiled, planned, train


def vowels(path: Path, examples: int = 90, seed: int = 5) -> Path:
    """Nine speakers, each with two coefficients of its own level and turn; an example is one utterance."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(7, 30, examples)
    lengths[:2] = 7, 29
    which = np.repeat(np.arange(examples), lengths)
    at = np.concatenate([np.arange(length) for length in lengths])
    speaker = which % 3
    frame = pd.DataFrame(
        {
            "utterance": [f"u{one:03}" for one in which],
            "first": speaker + 0.05 * at + 0.1 * rng.normal(size=len(at)),
            "second": np.sin(at / (2 + speaker)) + 0.1 * rng.normal(size=len(at)),
            "speaker": [("anna", "ben", "cleo")[one] for one in speaker],
        }
    )
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Experiment, Prepared]:
    path = vowels(tmp_path_factory.mktemp("vowels") / "vowels.csv")
    table = read(path, recognise(path))
    columns = (
        Column(name="speaker", roles=("target",), classes=("anna", "ben", "cleo")),
        *(Column(name=name) for name in ("first", "second")),
        Column(name="utterance", roles=("series",)),
    )
    experiment = recommend(table, DataSpec(sources=sources_of(table, "vowels.csv"), columns=columns))
    dataset = arrange(table, experiment.data)
    return experiment, prepare(dataset, experiment.examples, experiment.split, experiment.fitting)


@pytest.mark.course("A2")
def test_the_recommended_window_reads_the_longest_and_loses_no_example(case: tuple[Experiment, Prepared]) -> None:
    experiment, prepared = case
    assert (experiment.examples.lookback, experiment.examples.padded, experiment.examples.whole) == (29, True, True)
    assert sum(prepared.counts.values()) == 90
    assert not prepared.placement.lost
    assert experiment.model.preset == "bidirectional"


def test_keras_padding_and_masking_by_hand_learn_the_same(case: tuple[Experiment, Prepared], tmp_path: Path) -> None:
    """One batch of everything; the examples are cut out of the file and filled up by Keras itself."""
    experiment, prepared = case
    training = experiment.training.but(batch=None, epochs=2, optimizer="sgd", learning_rate=0.05, keep="last")
    experiment = experiment.but(training=training)
    events: list[dict] = []
    train(prepared, experiment, tmp_path, events.append, lambda: None)
    told = [event["loss"] for event in events if event["kind"] == "epoch"]
    matrix, series = prepared.examples.inputs.matrix, prepared.dataset.series
    each = [matrix[series == series[now]] for now in prepared.placement.of(0)]
    x = keras.utils.pad_sequences(each, maxlen=29, dtype="float32", padding="pre", truncating="pre", value=-1e9)
    y = materialise(prepared.examples.of(0).targets)
    history = compiled(prepared, experiment).fit(x, y, epochs=2, batch_size=1_000, shuffle=False, verbose=0).history
    assert told == pytest.approx(history["loss"], rel=1e-5)


def test_it_is_judged_and_the_filling_changes_no_answer(case: tuple[Experiment, Prepared], tmp_path: Path) -> None:
    experiment, prepared = case
    experiment = experiment.but(training=experiment.training.but(epochs=2))
    train(prepared, experiment, tmp_path, lambda event: None, lambda: None)
    nodes, weights = planned(prepared, experiment), read_kept(tmp_path).weights
    said = predict(prepared, lambda x: forward(nodes, weights, x), np.ones(90, bool))
    told = evaluate(prepared, said)
    assert told["question"] == "classes_of_examples"
    assert 0 <= told["metrics"]["test"]["original"]["speaker"]["accuracy"] <= 1
    inputs = prepared.examples.inputs
    one = inputs.of(np.array([int(inputs.lengths.argmin())]))
    assert int(one.lengths[0]) == 7
    short = plan(experiment.model, given_of(prepared.dataset, experiment.examples.but(lookback=7), experiment.task))
    alone = forward(short, weights, materialise(one)[:, -7:])
    np.testing.assert_allclose(said.values[[int(inputs.lengths.argmin())]], alone, atol=1e-6)
