"""Schedules, what is kept, and batches of any size, in whole trainings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.experiment import Cosine, Exponential, Plateau, StepDown, Stopping
from core.training.kept import bytes_of_epochs, kept_epochs, read_epoch, read_kept
from core.training.schedules import rate_after
from tests.core.models.asked import asked
from tests.core.training.given import (
    After,
    batches_of,
    experiment,
    kept_weights,
    last_weights,
    of_kind,
    trained,
)

HABITS: dict[str, dict[str, Any]] = {
    "step": {"schedule": StepDown(every=1, factor=0.5), "optimizer": "rmsprop", "rho": 0.8},
    "exponential": {"schedule": Exponential(factor=0.6), "optimizer": "sgd", "momentum": 0.9, "nesterov": True},
    "cosine": {"schedule": Cosine(warmup=1, floor=0.1), "optimizer": "adamw", "weight_decay": 0.1, "keep": "last"},
    "plateau": {
        "schedule": Plateau(patience=2, min_delta=10.0, cooldown=1),
        "stopping": Stopping(patience=9, start_from=1, baseline=0.001),
        "every_epoch": True,
    },
}


@pytest.mark.parametrize("name", HABITS)
def test_a_stop_and_a_resume_give_the_bits_of_a_training_without_a_break(tmp_path: Path, name: str) -> None:
    given = experiment(epochs=4, **HABITS[name])
    whole, events = trained(given, tmp_path / "whole")
    trained(given, tmp_path / "broken", wanted=After(batches_of(2) + 5))
    resumed, rest = trained(given, tmp_path / "broken", resume=True)
    assert resumed == whole
    assert last_weights(tmp_path / "broken") == last_weights(tmp_path / "whole")
    assert kept_weights(tmp_path / "broken") == kept_weights(tmp_path / "whole")
    assert kept_epochs(tmp_path / "broken") == kept_epochs(tmp_path / "whole")
    rates = [event["rate"] for event in of_kind(events, "epoch")]
    assert rates[2:] == [event["rate"] for event in of_kind(rest, "epoch")]
    assert rates[-1] < 0.01
    if name == "plateau":
        assert rates == pytest.approx([0.01, 0.01, 0.005, 0.005])  # epoch 1 is the best: none is 10 better
        assert kept_epochs(tmp_path / "whole") == (1, 2, 3, 4)
        best = read_epoch(tmp_path / "whole", whole.best_epoch or 0).weights
        assert {name: array.tobytes() for name, array in best.items()} == kept_weights(tmp_path / "whole")
    else:
        assert rates == pytest.approx([rate_after(given.training, epoch) for epoch in range(1, 5)], rel=1e-5)


def test_the_last_weights_are_kept_where_they_are_asked_for(tmp_path: Path) -> None:
    given = experiment(epochs=3, learning_rate=1.0, seed=3, keep="last", every_epoch=True)
    outcome, events = trained(given, tmp_path)
    losses = [event["val_loss"] for event in of_kind(events, "epoch")]
    assert np.argmin(losses) != 2
    assert outcome.best_epoch == read_kept(tmp_path).epoch == 3
    assert outcome.best == losses[-1]
    assert [event["best_epoch"] for event in of_kind(events, "epoch")] == [1, 2, 3]
    files = sum(path.stat().st_size for path in (tmp_path / "epochs").iterdir())
    assert files == pytest.approx(bytes_of_epochs(68, 3), rel=0.1)
    trained(experiment(epochs=1), tmp_path)
    assert kept_epochs(tmp_path) == ()


@pytest.mark.course("D3")
def test_a_batch_of_all_examples_is_one_step_an_epoch(tmp_path: Path) -> None:
    _, events = trained(experiment(epochs=2, batch=None), tmp_path / "all")
    assert events[0]["batches"] == 1
    trained(experiment(epochs=2, batch=192), tmp_path / "192")
    assert last_weights(tmp_path / "all") == last_weights(tmp_path / "192")


@pytest.mark.course("D3")
def test_a_batch_may_be_a_single_example(tmp_path: Path) -> None:
    _, events = trained(experiment(epochs=1, batch=1), tmp_path)
    assert events[0]["batches"] == 192


@pytest.mark.course("D2")
@pytest.mark.parametrize("loss", ["log_cosh", "mape"])
def test_every_loss_is_that_of_its_formula(tmp_path: Path, loss: str) -> None:
    from core.models.forward import forward
    from core.models.plan import plan
    from tests.core.training.given import prepared

    given = experiment(epochs=1, loss=loss)
    outcome, _ = trained(given, tmp_path)
    examples = prepared(given).examples.of(1)
    x, y = (g.matrix[g.rows[:, None] + g.offsets] for g in (examples.inputs, examples.targets))
    nodes = plan(given.model, asked(4, 2, 2, 1))
    off = (forward(nodes, read_kept(tmp_path).weights, x) - y).astype(np.float64)
    expected = np.log(np.cosh(off)).mean() if loss == "log_cosh" else 100 * np.abs(off / y).mean()
    assert outcome.best == pytest.approx(expected, rel=1e-4)
