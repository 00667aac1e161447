"""The answers kept of every epoch: the right rows, the right epoch, and the same after a resume."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.examples.gather import materialise
from core.examples.windows import target_offsets
from core.training import snapshots
from core.training.snapshots import ANSWERS, append, begin, read_snapshots, stretch
from tests.core.training.given import After, batches_of, experiment, prepared, trained


def test_the_stretch_is_the_newest_of_validation_and_its_answers_lie_side_by_side() -> None:
    case = prepared(experiment())
    now = stretch(case, case.windows.horizon)
    asked = case.placement.of(1)
    assert now[-1] == asked[-1]
    assert set(now) <= set(asked)
    assert (np.diff(now) == case.windows.horizon).all()
    rows = (now[:, None] + target_offsets(case.windows)).ravel()
    assert (np.diff(rows) == 1).all()
    assert len(now) == len(asked[:: -case.windows.horizon])


def test_a_long_validation_part_is_shown_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "ROWS", 10)
    case = prepared(experiment())
    assert len(stretch(case, case.windows.horizon)) * case.windows.horizon == 10


@pytest.mark.course("D5")
def test_every_epoch_is_kept_with_what_its_own_weights_say(tmp_path: Path) -> None:
    """The best epoch's weights are on the disk: Keras answers with them as the snapshot of that epoch says."""
    from core.models.weights import set_weights
    from core.training.kept import read_kept
    from core.training.trainer import compiled

    given = experiment(epochs=4)
    outcome, _ = trained(given, tmp_path)
    kept = read_snapshots(tmp_path)
    assert kept is not None
    assert kept.epochs.tolist() == [1, 2, 3, 4]
    case = prepared(given)
    model = compiled(case, given)
    set_weights(model, read_kept(tmp_path).weights)
    inputs = case.examples.inputs
    where = np.searchsorted(inputs.rows, kept.now)
    said = model.predict_on_batch(materialise(inputs.of(where)))
    assert outcome.best_epoch is not None
    np.testing.assert_allclose(kept.answers[outcome.best_epoch - 1], said, atol=1e-5)
    assert np.abs(kept.answers[0] - kept.answers[3]).max() > 1e-4


def test_a_resumed_run_tells_the_same_story_as_one_that_was_never_stopped(tmp_path: Path) -> None:
    trained(experiment(epochs=5), tmp_path / "straight")
    trained(experiment(epochs=5), tmp_path / "stopped", wanted=After(batches_of(3) + 2))
    trained(experiment(epochs=5), tmp_path / "stopped", resume=True)
    assert (tmp_path / "stopped" / ANSWERS).read_bytes() == (tmp_path / "straight" / ANSWERS).read_bytes()


def test_a_record_cut_off_in_the_middle_is_left_out_and_a_missing_file_is_none(tmp_path: Path) -> None:
    assert read_snapshots(tmp_path) is None
    begin(tmp_path, np.array([3, 5]), horizon=2, targets=1)
    for epoch in (1, 2):
        append(tmp_path, epoch, np.full((2, 2, 1), epoch, np.float32))
    with (tmp_path / ANSWERS).open("ab") as file:
        file.write(b"torn")
    kept = read_snapshots(tmp_path)
    assert kept is not None
    assert kept.epochs.tolist() == [1, 2]
    assert (kept.answers[1] == 2).all()


def test_a_very_long_training_keeps_every_tenth_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "EVERY_EPOCH", 3)
    begin(tmp_path, np.array([3]), horizon=1, targets=1)
    for epoch in range(1, 25):
        append(tmp_path, epoch, np.zeros((1, 1, 1), np.float32))
    kept = read_snapshots(tmp_path)
    assert kept is not None
    assert kept.epochs.tolist() == [1, 2, 3, 10, 20]
