"""Several networks in one training: each is what it would be alone, whatever interrupts them."""

from __future__ import annotations

import errno
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import SettingsError
from core.experiment import Experiment, Stopping
from core.files import write_bytes
from core.models.ensemble import of_member, together
from core.models.walk import weight_shapes
from core.spec import record
from core.training import sealed
from core.training.earlier import single
from core.training.kept import as_kept, kept_epochs, read_epoch, read_kept
from core.training.outcome import Outcome, Reason
from core.training.snapshots import ANSWERS, read_snapshots
from tests.core.training.given import (
    After,
    batches_of,
    experiment,
    kept_weights,
    last_weights,
    of_kind,
    prepared,
    trained,
)

MEMBERS, EPOCHS = 3, 3


def three(**training: Any) -> Experiment:
    return experiment(epochs=EPOCHS, seed=5, members=MEMBERS, **training)


@record
class Whole:
    """A training of three networks without a break."""

    folder: Path
    outcome: Outcome
    events: list[dict[str, Any]]


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("straight")
    outcome, events = trained(three(), folder)
    return Whole(folder=folder, outcome=outcome, events=events)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[Whole]:
    """Three trainings of one network each, with seeds 5, 6 and 7."""
    done = []
    for seed in (5, 6, 7):
        folder = tmp_path_factory.mktemp(f"seed{seed}")
        outcome, events = trained(experiment(epochs=EPOCHS, seed=seed), folder)
        done.append(Whole(folder=folder, outcome=outcome, events=events))
    return done


def learned(folder: Path, member: int) -> dict[str, bytes]:
    kept = read_kept(folder)
    return {name: array.tobytes() for name, array in of_member(kept.weights, member, kept.members).items()}


@pytest.mark.course("C13")
def test_each_network_is_bit_identical_to_a_run_with_its_seed(straight: Whole, alone: list[Whole]) -> None:
    for member, own in enumerate(alone, 1):
        assert learned(straight.folder, member) == kept_weights(own.folder)
    assert learned(straight.folder, 1) != learned(straight.folder, 2)
    assert last_weights(straight.folder) == last_weights(alone[-1].folder)


def test_what_is_kept_fits_the_plan_of_all_together(straight: Whole) -> None:
    from core.training.trainer import planned

    kept = read_kept(straight.folder)
    nodes = together(planned(prepared(three()), three()), MEMBERS)
    assert {name: array.shape for name, array in kept.weights.items()} == weight_shapes(nodes)
    assert kept.members == MEMBERS


def test_epochs_count_on_and_every_event_names_its_network(straight: Whole, alone: list[Whole]) -> None:
    epochs = of_kind(straight.events, "epoch")
    assert [event["epoch"] for event in epochs] == list(range(1, 10))
    assert [event["member"] for event in epochs] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert {event["member"] for event in of_kind(straight.events, "batch")} == {1, 2, 3}
    assert [e["val_loss"] for e in epochs] == [e["val_loss"] for own in alone for e in of_kind(own.events, "epoch")]
    start, end = straight.events[0], straight.events[-1]
    assert (start["members"], start["epochs"], start["first_epoch"]) == (MEMBERS, EPOCHS, 1)
    assert (end["epoch"], end["kept"], end["reason"]) == (9, MEMBERS, "all_epochs")
    json.dumps(straight.events, allow_nan=False)


def test_the_outcome_tells_the_newest_kept_epoch_and_the_mean_of_the_best_losses(
    straight: Whole, alone: list[Whole]
) -> None:
    outcome = straight.outcome
    assert outcome.epochs == 9
    assert outcome.best_epoch == 6 + (alone[2].outcome.best_epoch or 0)
    assert outcome.best == pytest.approx(np.mean([own.outcome.best for own in alone]))
    kept = read_kept(straight.folder)
    assert (kept.epoch, kept.value) == (outcome.best_epoch, outcome.best)


def test_every_epoch_of_every_network_can_be_replayed(straight: Whole, alone: list[Whole]) -> None:
    kept = read_snapshots(straight.folder)
    assert kept is not None
    assert kept.epochs.tolist() == list(range(1, 10))
    for member, own in enumerate(alone):
        said = read_snapshots(own.folder)
        assert said is not None
        assert np.array_equal(kept.answers[member * EPOCHS : (member + 1) * EPOCHS], said.answers)


@pytest.mark.parametrize(
    ("member", "epochs"),
    [
        pytest.param(1, 1, id="in the second epoch of the first"),
        pytest.param(2, 0, id="in the first of the second"),
        pytest.param(2, 2, id="in its last"),
    ],
)
def test_a_stop_in_any_network_and_a_resume_end_as_without_a_break(
    straight: Whole, tmp_path: Path, member: int, epochs: int
) -> None:
    done = (member - 1) * EPOCHS + epochs
    stopped, _ = trained(three(), tmp_path, wanted=After(batches_of(done) + 5))
    assert (stopped.reason, stopped.epochs) == (Reason.STOPPED, done)
    resumed, rest = trained(three(), tmp_path, resume=True)
    assert rest[0]["first_epoch"] == done + 1
    assert resumed == straight.outcome
    assert kept_weights(tmp_path) == kept_weights(straight.folder)
    assert last_weights(tmp_path) == last_weights(straight.folder)
    assert (tmp_path / ANSWERS).read_bytes() == (straight.folder / ANSWERS).read_bytes()
    for once, again in zip(of_kind(straight.events, "epoch")[done:], of_kind(rest, "epoch"), strict=True):
        assert {**once, "seconds": 0} == {**again, "seconds": 0}


@pytest.mark.parametrize(("into", "networks"), [(0, 1), (1, 2)])
def test_a_stop_in_the_second_network_keeps_it_only_if_it_has_kept_an_epoch(
    alone: list[Whole], tmp_path: Path, into: int, networks: int
) -> None:
    outcome, events = trained(three(), tmp_path, wanted=After(batches_of(EPOCHS + into) + 5))
    kept = read_kept(tmp_path)
    assert kept.members == networks
    assert events[-1]["kept"] == networks
    assert as_kept(three(), kept).training.members == networks
    assert learned(tmp_path, 1) == kept_weights(alone[0].folder)
    assert outcome.best_epoch == kept.epoch
    assert outcome.findings == ()


def test_patience_ends_each_network_on_its_own(tmp_path: Path) -> None:
    given = experiment(epochs=30, learning_rate=0.3, stopping=Stopping(patience=1), members=2)
    outcome, _ = trained(given, tmp_path / "two")
    lengths = []
    for member in (1, 2):
        own, _ = trained(single(given, member), tmp_path / str(member))
        lengths.append(own.epochs)
        assert learned(tmp_path / "two", member) == kept_weights(tmp_path / str(member))
    assert outcome.reason is Reason.PATIENCE
    assert outcome.epochs == sum(lengths)
    again, more = trained(given, tmp_path / "two", resume=True)
    assert again == outcome
    assert not of_kind(more, "epoch")


def test_a_loss_that_explodes_in_a_later_network_keeps_those_before_and_says_so(
    alone: list[Whole], tmp_path: Path
) -> None:
    from core.training import checkpoint

    trained(three(), tmp_path, wanted=After(batches_of(EPOCHS + 1) + 5))
    state, _ = checkpoint.read_newest(tmp_path)
    assert state is not None
    for name, array in state.arrays.items():
        if name.startswith("optimizer") and array.dtype == np.float32 and array.ndim == 0:
            state.arrays[name] = np.array(1e36, dtype=np.float32)
    checkpoint.write(tmp_path, state)
    outcome, events = trained(three(), tmp_path, resume=True)
    assert outcome.reason is Reason.NOT_FINITE
    assert "in epoch 2 of network 2. What was learned before is kept: 2 networks." in outcome.findings[0].text
    assert learned(tmp_path, 1) == kept_weights(alone[0].folder)
    assert math.isfinite(outcome.best)
    json.dumps(events, allow_nan=False)


@pytest.mark.parametrize("failing", [7, 9])
def test_a_disk_that_is_full_in_the_second_network_loses_no_whole_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, straight: Whole, failing: int
) -> None:
    left = iter(range(failing - 1, -1, -1))

    def write(path: Path, content: bytes) -> None:
        if not next(left):
            raise OSError(errno.ENOSPC, "No space left on device")
        write_bytes(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(sealed, "write_bytes", write)
        with pytest.raises(OSError, match="No space left"):
            trained(three(), tmp_path)
    resumed, _ = trained(three(), tmp_path, resume=True)
    assert resumed == straight.outcome
    assert kept_weights(tmp_path) == kept_weights(straight.folder)


def test_the_weights_of_every_epoch_are_those_of_the_network_that_learned_then(
    alone: list[Whole], tmp_path: Path
) -> None:
    trained(three(every_epoch=True), tmp_path)
    assert kept_epochs(tmp_path) == tuple(range(1, 10))
    last = read_epoch(tmp_path, 3 + (alone[1].outcome.best_epoch or 0))
    assert last.members == 1
    assert {name: array.tobytes() for name, array in last.weights.items()} == kept_weights(alone[1].folder)


def test_networks_that_would_be_too_large_together_are_refused_before_anything_is_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.models import check

    monkeypatch.setattr(check, "MOST_PARAMETERS", 150)
    trained(experiment(epochs=1), tmp_path / "one")
    with pytest.raises(SettingsError, match="too large"):
        trained(three(), tmp_path / "three")


def test_one_network_alone_tells_nothing_of_networks(tmp_path: Path) -> None:
    _, events = trained(experiment(epochs=1), tmp_path)
    assert not any({"member", "members", "kept"} & event.keys() for event in events)
    assert read_kept(tmp_path).members == 1


def test_the_seed_after_the_last_possible_one_is_the_first() -> None:
    assert single(experiment(seed=2**31 - 1, members=2), 2).training.seed == 0
