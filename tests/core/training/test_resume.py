"""A training goes on from files that are not as they should be, and says so."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from core.errors import RunError
from core.experiment import Stopping
from core.files import write_bytes
from core.training import sealed
from core.training.checkpoint import LAST, PREVIOUS
from tests.core.training.given import (
    RECURRENT,
    After,
    batches_of,
    experiment,
    kept_weights,
    last_weights,
    of_kind,
    trained,
)


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training of six epochs without a break."""
    folder = tmp_path_factory.mktemp("straight")
    trained(experiment(epochs=6), folder)
    return folder


def test_a_damaged_state_falls_back_to_the_one_before_and_says_so(tmp_path: Path, straight: Path) -> None:
    given = experiment(epochs=6)
    trained(given, tmp_path / "hurt", wanted=After(batches_of(4) + 1))
    raw = bytearray((tmp_path / "hurt" / LAST).read_bytes())
    raw[-9] ^= 1
    (tmp_path / "hurt" / LAST).write_bytes(raw)
    outcome, events = trained(given, tmp_path / "hurt", resume=True)
    assert events[0]["first_epoch"] == 4
    assert outcome.findings[0].key == "checkpoint_damaged"
    assert "goes on with epoch 4" in outcome.findings[0].text
    assert last_weights(tmp_path / "hurt") == last_weights(straight)
    assert kept_weights(tmp_path / "hurt") == kept_weights(straight)


def test_a_worker_that_dies_between_two_writes_leaves_a_state_to_go_on_from(tmp_path: Path) -> None:
    trained(experiment(epochs=2), tmp_path)
    (tmp_path / LAST).unlink()  # renamed away, the new one not written yet
    outcome, events = trained(experiment(epochs=2), tmp_path, resume=True)
    assert events[0]["first_epoch"] == 2
    assert outcome.findings == ()


def test_with_both_states_damaged_it_starts_again_and_says_so(tmp_path: Path) -> None:
    trained(experiment(epochs=2), tmp_path)
    for name in (LAST, PREVIOUS):
        (tmp_path / name).write_bytes(b"torn")
    outcome, events = trained(experiment(epochs=2), tmp_path, resume=True)
    assert events[0]["first_epoch"] == 1
    assert outcome.epochs == 2
    assert outcome.findings[0].key == "checkpoints_damaged"


def test_resuming_what_has_ended_trains_nothing_and_ends_the_same(tmp_path: Path) -> None:
    given = experiment(epochs=30, learning_rate=0.3, stopping=Stopping(patience=1))
    first, _ = trained(given, tmp_path)
    before = last_weights(tmp_path)
    again, events = trained(given, tmp_path, resume=True)
    assert again == first
    assert not of_kind(events, "epoch")
    assert last_weights(tmp_path) == before


def test_a_state_of_another_model_is_refused(tmp_path: Path) -> None:
    trained(experiment(epochs=1), tmp_path)
    with pytest.raises(RunError, match="another model"):
        trained(experiment(RECURRENT, epochs=2), tmp_path, resume=True)


def test_a_new_start_takes_nothing_from_an_earlier_attempt(tmp_path: Path) -> None:
    trained(experiment(epochs=1), tmp_path)
    outcome, _ = trained(experiment(epochs=1), tmp_path, wanted=After(1))
    assert outcome.best_epoch is None
    assert not list(tmp_path.glob("*.safetensors"))


@pytest.mark.parametrize("failing", [1, 2, 4])
def test_a_disk_that_is_full_at_any_write_loses_no_whole_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, straight: Path, failing: int
) -> None:
    """Fail at write 1, 2, 3 …: what was saved before still leads to the same end."""
    given = experiment(epochs=6)
    left = iter(range(failing - 1, -1, -1))

    def write(path: Path, content: bytes) -> None:
        if not next(left):
            raise OSError(errno.ENOSPC, "No space left on device")
        write_bytes(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(sealed, "write_bytes", write)
        with pytest.raises(OSError, match="No space left"):
            trained(given, tmp_path / "full")
    trained(given, tmp_path / "full", resume=True)
    assert last_weights(tmp_path / "full") == last_weights(straight)
    assert kept_weights(tmp_path / "full") == kept_weights(straight)
