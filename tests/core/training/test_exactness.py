"""The same settings and seed give the same bits, and nothing leaks into them from rows that may not count."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.experiment import Experiment, Stopping
from core.spec import record
from core.training import callbacks
from core.training.outcome import Outcome, Reason
from tests.core.training.given import (
    CUTS,
    DENSE,
    RECURRENT,
    After,
    batches_of,
    experiment,
    kept_weights,
    last_weights,
    of_kind,
    prepared,
    series,
    trained,
)

ROOT = Path(__file__).parents[3]
LAYERS = {"dense": DENSE, "recurrent": RECURRENT}


@record
class Whole:
    """A training of six epochs without a break."""

    folder: Path
    outcome: Outcome
    events: list[dict[str, Any]]


Straight = Callable[[str], Whole]


def six_epochs(name: str) -> Experiment:
    return experiment(LAYERS[name], epochs=6, stopping=Stopping(patience=6))


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Straight:
    """Trained when first asked for."""
    done: dict[str, Whole] = {}

    def of(name: str) -> Whole:
        if name not in done:
            folder = tmp_path_factory.mktemp(name)
            outcome, events = trained(six_epochs(name), folder)
            done[name] = Whole(folder=folder, outcome=outcome, events=events)
        return done[name]

    return of


def test_the_same_seed_in_two_processes_gives_bit_identical_weights(straight: Straight, tmp_path: Path) -> None:
    """The other one on a single thread (RELIABILITY N3)."""
    script = (
        "import sys, tensorflow as tf\n"
        "tf.config.threading.set_intra_op_parallelism_threads(1)\n"
        "tf.config.threading.set_inter_op_parallelism_threads(1)\n"
        "from pathlib import Path\n"
        "from tests.core.training.given import *\n"
        "trained(experiment(RECURRENT, epochs=6), Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert last_weights(tmp_path) == last_weights(straight("recurrent").folder)
    assert kept_weights(tmp_path) == kept_weights(straight("recurrent").folder)


def test_another_seed_gives_other_weights(tmp_path: Path) -> None:
    for seed in (1, 2):
        trained(experiment(epochs=1, seed=seed), tmp_path / str(seed))
    assert kept_weights(tmp_path / "1") != kept_weights(tmp_path / "2")


@pytest.mark.parametrize("name", LAYERS)
def test_stop_at_three_and_resume_to_six_equals_six_straight_bit_for_bit(
    straight: Straight, tmp_path: Path, name: str
) -> None:
    halfway = After(batches_of(3) + 5)  # in the middle of epoch 4, which has to be trained again
    stopped, _ = trained(six_epochs(name), tmp_path, wanted=halfway)
    assert stopped.reason is Reason.STOPPED
    assert stopped.epochs == 3
    resumed, rest = trained(six_epochs(name), tmp_path, resume=True)
    assert of_kind(rest, "start")[0]["first_epoch"] == 4
    whole = straight(name)
    assert last_weights(tmp_path) == last_weights(whole.folder)
    assert kept_weights(tmp_path) == kept_weights(whole.folder)
    assert resumed == whole.outcome
    for once, again in zip(of_kind(whole.events, "epoch")[3:], of_kind(rest, "epoch"), strict=True):
        assert {**once, "seconds": 0} == {**again, "seconds": 0}


def test_several_steps_at_once_change_no_bit(
    straight: Straight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks.Pace, "together", lambda self, steps_left: 7)
    outcome, _ = trained(six_epochs("recurrent"), tmp_path)
    assert outcome == straight("recurrent").outcome
    assert last_weights(tmp_path) == last_weights(straight("recurrent").folder)


def test_noise_after_the_training_cut_changes_neither_scaler_nor_weights(tmp_path: Path) -> None:
    given = experiment(epochs=1)
    poisoned = series()
    poisoned[CUTS[0] :] = np.random.default_rng(9).normal(size=poisoned[CUTS[0] :].shape) * 1000
    for name, values in (("clean", series()), ("poisoned", poisoned)):
        trained(given, tmp_path / name, values)
    clean, noisy = (prepared(given, values).fitted.arrays for values in (series(), poisoned))
    assert {k: v.tobytes() for k, v in clean.items()} == {k: v.tobytes() for k, v in noisy.items()}
    assert last_weights(tmp_path / "clean") == last_weights(tmp_path / "poisoned")


def test_noise_in_the_test_rows_changes_nothing_that_was_chosen(tmp_path: Path) -> None:
    given = experiment(epochs=5, stopping=Stopping(patience=2))
    poisoned = series()
    poisoned[sum(CUTS[:2]) :] = np.random.default_rng(9).normal(size=poisoned[sum(CUTS[:2]) :].shape) * 1000
    clean, _ = trained(given, tmp_path / "clean", series())
    noisy, _ = trained(given, tmp_path / "poisoned", poisoned)
    assert clean == noisy
    assert kept_weights(tmp_path / "clean") == kept_weights(tmp_path / "poisoned")
    assert last_weights(tmp_path / "clean") == last_weights(tmp_path / "poisoned")
