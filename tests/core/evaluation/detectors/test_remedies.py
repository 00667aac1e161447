"""What a remedy changes of an experiment, and when it is not offered."""

from __future__ import annotations

import pytest

from core.data.spec import Column, DataSpec, Source
from core.evaluation.detectors.remedies import REMEDIES, changed
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.models.presets import PRESETS
from core.models.spec import TaskSpec


def experiment(preset: str = "gru", **parts: object) -> Experiment:
    columns = (Column(name="y", roles=("target", "input")), Column(name="x"))
    data = DataSpec(sources=(Source(name="a.csv"),), columns=columns)
    base = {"data": data, "examples": Windows(lookback=24, step=2), "model": PRESETS[preset].make()}
    return Experiment(**{**base, **parts})


def test_each_changes_what_its_button_says() -> None:
    e = experiment(training=TrainingSpec(keep="last"))
    assert changed("anchor", e).model.head.anchor == "last_value"
    assert changed("anchor", e).model == PRESETS["gru"].make(anchor=True)
    assert changed("linear", e).model == PRESETS["linear"].make()
    assert changed("more_units", e).model == PRESETS["gru"].make(units=64)
    assert changed("fewer_units", e).model == PRESETS["gru"].make(units=16)
    assert changed("more_dropout", e).model == PRESETS["gru"].make(dropout=0.2)
    assert changed("more_epochs", e).training.epochs == 2 * e.training.epochs
    assert changed("keep_best", e).training.keep == "best"
    assert changed("square_loss", e).training.loss == "mse"
    assert changed("several_networks", e).training.members == 5
    assert changed("longer_window", e).examples.lookback == 48
    assert changed("finer_window", e).examples.step == 1
    assert changed("newer_training", e).split.cuts == (0.8, 0.1, 0.1)
    assert changed("leave_out_columns", e, ("x",)).data.inputs == ("y",)


def test_what_changes_nothing_is_not_offered() -> None:
    e = experiment("linear", examples=Windows(lookback=24), split=SplitSpec(cuts=(0.8, 0.1, 0.1)))
    for key in ("anchor", "linear", "more_units", "fewer_units", "more_dropout", "keep_best", "finer_window",
                "newer_training", "other_parts", "more_inputs"):  # fmt: skip
        assert changed(key, e) is None, key
    assert changed("leave_out_columns", e, ("y",)) is None, "what is predicted stays"
    sure = {"task": TaskSpec(kind="quantile", quantiles=(0.1, 0.5, 0.9)), "training": TrainingSpec(loss="pinball")}
    assert changed("square_loss", experiment(**sure)) is None


@pytest.mark.parametrize("key", sorted(REMEDIES))
def test_layers_changed_by_hand_and_whole_examples_never_break(key) -> None:
    by_hand = experiment().model.but(preset=None, settings=(), origin="gru")
    for e in (experiment(model=by_hand), experiment("dense", examples=Windows(lookback=1, delay=0, whole=True))):
        new = changed(key, e, ("x",))
        assert new is None or Experiment.model_validate_json(new.model_dump_json()) == new
