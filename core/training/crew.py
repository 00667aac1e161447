"""One network learns: its data, its callbacks, and Keras' fit over them."""

from __future__ import annotations

from functools import partial

import keras
import tensorflow as tf

from core.experiment import TrainingSpec
from core.spec import record
from core.training import checkpoint
from core.training.callbacks import Finite, Leave, Pace, Stop
from core.training.earlier import Earlier, earlier_of
from core.training.feed import Shuffle
from core.training.keeping import EveryEpoch, Keep, SaveState, Snapshot
from core.training.kept import read_kept
from core.training.outcome import Reason
from core.training.progress import Progress
from core.training.schedules import plateau_call
from core.training.waiting import Lower, Patience

__all__ = ["Crew", "Waiting", "fit", "restore", "waiting"]


@record
class Waiting:
    """What counts epochs without an improvement, where a training asks for it."""

    patience: Patience | None
    lower: Lower | None


def waiting(training: TrainingSpec) -> Waiting:
    plateau = plateau_call(training)
    return Waiting(
        patience=Patience(training.stopping) if training.stopping else None,
        lower=Lower(**plateau.options) if plateau else None,
    )


@record
class Crew:
    """A compiled network, its data and the callbacks of its training."""

    model: keras.Model
    feed: Shuffle
    validation: tf.data.Dataset | None
    kept: Keep
    every: EveryEpoch | None
    waits: Waiting
    progress: Progress
    stop: Stop
    save: SaveState
    snapshot: Snapshot

    @property
    def callbacks(self) -> list[keras.callbacks.Callback]:
        """In the order they act: an epoch is kept and saved before it is told, told before it is left."""
        asked_for = [one for one in (self.every, self.waits.patience, self.waits.lower) if one]
        return [self.feed, self.kept, *asked_for, self.save, self.snapshot, self.progress, Finite(), self.stop]

    @property
    def over(self) -> bool:
        """Whether patience has run out."""
        return self.waits.patience is not None and self.waits.patience.over

    def left(self) -> Earlier:
        """What the next network finds when this one has ended."""
        values = (*self.kept.earlier.values, self.kept.value)
        epochs = self.kept.earlier.epochs + self.progress.whole
        state = {"epochs": epochs, "epoch": self.kept.epoch, "values": values}
        return earlier_of(self.kept.folder, state)


def restore(crew: Crew, state: checkpoint.Checkpoint) -> None:
    """Sets everything to a state of this network. Raises RunError when it is of another.

    The kept weights may be of a later epoch than the state, when the worker died between the two:
    training that epoch again gives the same weights, so they stand.
    """
    checkpoint.apply(crew.model, state)
    if crew.waits.patience:
        crew.waits.patience.restore(state.stopping)
    if crew.waits.lower:
        crew.waits.lower.restore(state.lowering)
    if state.kept:
        crew.kept.restore(state.kept)
    else:
        kept = read_kept(crew.kept.folder)
        crew.kept.restore({"epoch": kept.epoch, "value": kept.value})
    crew.progress.whole = state.epoch


def fit(crew: Crew, epochs: int) -> Reason:
    """One epoch of single steps, which are timed; then as many steps at once as are quick enough.

    Begins behind the epochs that are done. Results do not depend on how many steps are taken at once.
    """
    pace, first, model = Pace(), crew.progress.whole, crew.model
    fit = partial(model.fit, crew.feed.dataset, validation_data=crew.validation, shuffle=False, verbose=0)
    try:
        if first < epochs and not crew.over:
            fit(initial_epoch=first, epochs=first + 1, callbacks=[*crew.callbacks, pace])
        if first + 1 < epochs and not crew.over:
            _take_together(model, pace.together((epochs - first - 1) * crew.progress.batches))
            fit(initial_epoch=first + 1, epochs=epochs, callbacks=crew.callbacks)
    except Leave as leave:
        return leave.reason
    return Reason.PATIENCE if crew.over else Reason.ALL_EPOCHS


def _take_together(model: keras.Model, steps: int) -> None:
    """Keras reads the number when it traces its loops, so both are made anew."""
    if steps > 1:
        model.steps_per_execution = steps
        model.make_train_function(force=True)
        model.make_test_function(force=True)
