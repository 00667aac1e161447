"""A network learns from prepared examples; everything on the way goes to callbacks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from core.examples.asked import at_each_timestep, first_step
from core.examples.gather import Examples, class_weights, materialise
from core.examples.prepare import Prepared
from core.experiment import Experiment, TrainingSpec
from core.findings import Finding
from core.models.build import build, make
from core.models.given import given_of
from core.models.plan import Node, columns_read, plan
from core.models.spec import Head
from core.models.walk import answer_shape
from core.spec import record
from core.training import checkpoint
from core.training.callbacks import (
    EveryEpoch,
    Finite,
    Keep,
    Leave,
    Lower,
    Pace,
    Patience,
    Progress,
    Report,
    SaveState,
    Snapshot,
    Stop,
)
from core.training.feed import Shuffle, apart, ordered, shared
from core.training.kept import forget_kept, read_kept
from core.training.outcome import Outcome, Reason, checkpoint_finding, ending_finding
from core.training.schedules import plateau_call
from core.training.settings import keras_loss, metric_calls, optimizer_call
from core.training.snapshots import begin, stretch

__all__ = ["asked", "compiled", "fed", "train"]


def train(
    prepared: Prepared,
    experiment: Experiment,
    folder: Path,
    report: Report,
    wanted: Callable[[], str | None],
    resume: bool = False,
) -> Outcome:
    """Fits the network of `experiment`, keeps its best or last weights in `folder`, and says how it ended.

    `report` receives events as dicts fit for JSON (start, batch, epoch, end); `wanted` is asked
    after every batch and stops the training with "stop". Losses are of the scaled values; for classes the events
    tell `accuracy` and `val_accuracy` beside them, in which no class counts more than another. Two
    calls with the same arguments give bit-identical weights, and so do a stop and a `resume`.
    Raises OSError (disk full) and DoesNotFit.
    """
    training = experiment.training
    model = compiled(prepared, experiment)
    crew = _crew(prepared, experiment, folder, report, wanted)
    first, findings = _go_on(model, crew, folder) if resume else _start_afresh(folder)
    steps = crew.snapshot.steps
    begin(folder, stretch(prepared, steps), steps, answer_shape(crew.snapshot.nodes)[1], after=first)
    report(_start_event(prepared, model, crew, training, first))
    reason = _fit(model, crew, first, training.epochs)
    done = max(first, crew.progress.whole)
    broken = ending_finding(reason, training, done + 1, crew.kept.epoch)
    report({"kind": "end", "reason": reason.value, "epoch": done, "best_epoch": crew.kept.epoch})
    return Outcome(
        reason=reason,
        epochs=done,
        best_epoch=crew.kept.epoch,
        best=crew.kept.value if crew.kept.epoch else float("nan"),
        findings=(*findings, *([broken] if broken else [])),
    )


def compiled(prepared: Prepared, experiment: Experiment) -> keras.Model:
    """The network with its first weights, which the seed alone decides. Raises DoesNotFit."""
    training = experiment.training
    keras.utils.set_random_seed(training.seed)
    tf.config.experimental.enable_op_determinism()
    model = build(planned(prepared, experiment))
    batches = -(-prepared.counts["train"] // training.batch_size)
    optimizer = make(optimizer_call(training, lambda epochs: epochs * batches))
    told = [make(call) for call in metric_calls(experiment.task)]
    counted = "weighted_metrics" if experiment.model.head.kind == "each_timestep" else "metrics"
    loss = keras_loss(training, experiment.task)
    model.compile(optimizer=optimizer, loss=loss, jit_compile=False, **{counted: told})
    optimizer.build(model.trainable_variables)
    return model


def asked(prepared: Prepared, head: Head) -> Examples:
    """The examples with what a network that answers so is asked while it learns."""
    if head.kind == "each_timestep":
        return at_each_timestep(prepared.examples, prepared.placement)
    return first_step(prepared.examples) if head.ahead == "recursive" else prepared.examples


def fed(prepared: Prepared, experiment: Experiment, examples: Examples) -> Shuffle:
    """The training part of `examples` in batches, its order by the seed; classes weighed where that is wanted."""
    training, task = experiment.training, experiment.task
    balanced = task.weights == "balanced" and task.kind != "regression"
    weights = None
    if balanced:
        learned = asked(prepared, experiment.model.head).of(0)
        weights = class_weights(learned.targets, len(prepared.dataset.classes), learned.counts)
    feed = Shuffle(examples.of(0), training.batch_size, training.seed, weights)
    feed.dataset = apart(feed.dataset, columns_read(planned(prepared, experiment)))
    return feed


def planned(prepared: Prepared, experiment: Experiment) -> tuple[Node, ...]:
    """The plan of the network for these examples. Raises DoesNotFit."""
    return plan(experiment.model, given_of(prepared.dataset, prepared.windows, experiment.task))


@record
class _Crew:
    """The data and the callbacks of one training."""

    feed: Shuffle
    validation: tf.data.Dataset
    kept: Keep
    every: EveryEpoch | None
    patience: Patience | None
    lower: Lower | None
    progress: Progress
    stop: Stop
    save: SaveState
    snapshot: Snapshot

    @property
    def callbacks(self) -> list[keras.callbacks.Callback]:
        """In the order they act: an epoch is kept and saved before it is told, told before it is left."""
        asked_for = [one for one in (self.every, self.patience, self.lower) if one]
        return [self.feed, self.kept, *asked_for, self.save, self.snapshot, self.progress, Finite(), self.stop]


def _crew(
    prepared: Prepared, experiment: Experiment, folder: Path, report: Report, wanted: Callable[[], str | None]
) -> _Crew:
    training, head, nodes = experiment.training, experiment.model.head, planned(prepared, experiment)
    steps = 1 if head.ahead == "recursive" else prepared.windows.horizon
    examples = shared(asked(prepared, head))
    feed = fed(prepared, experiment, examples)
    kept = Keep(folder, training.watched, last=training.keep == "last")
    patience = Patience(training.stopping) if training.stopping else None
    plateau = plateau_call(training)
    lower = Lower(**plateau.options) if plateau else None
    return _Crew(
        feed=feed,
        validation=apart(ordered(examples.of(1), training.batch_size), columns_read(nodes)),
        kept=kept,
        every=EveryEpoch(folder, training.watched) if training.every_epoch else None,
        patience=patience,
        lower=lower,
        progress=Progress(report, int(feed.dataset.cardinality()), kept, patience),
        stop=Stop(wanted),
        save=SaveState(folder, patience, lower),
        snapshot=Snapshot(folder, nodes, materialise(prepared.inputs_at(stretch(prepared, steps))), steps),
    )


def _start_event(
    prepared: Prepared, model: keras.Model, crew: _Crew, training: TrainingSpec, first: int
) -> dict[str, Any]:
    return {
        "kind": "start",
        "examples": prepared.counts,
        "batches": crew.progress.batches,
        "parameters": model.count_params(),
        "epochs": training.epochs,
        "first_epoch": first + 1,
    }


def _start_afresh(folder: Path) -> tuple[int, tuple[Finding, ...]]:
    """Nothing of an earlier attempt may be taken for a result of this one."""
    forget_kept(folder)
    for name in (checkpoint.LAST, checkpoint.PREVIOUS):
        (folder / name).unlink(missing_ok=True)
    return 0, ()


def _go_on(model: keras.Model, crew: _Crew, folder: Path) -> tuple[int, tuple[Finding, ...]]:
    """Sets everything to the newest whole state; returns its epoch, and what was wrong with a newer one.

    The kept weights may be of a later epoch than the state, when the worker died between the two:
    training that epoch again gives the same weights, so they stand.
    """
    state, damaged = checkpoint.read_newest(folder)
    findings = (checkpoint_finding(state.epoch if state else 0),) if damaged else ()
    if state is None:
        return _start_afresh(folder)[0], findings
    checkpoint.apply(model, state)
    if crew.patience:
        crew.patience.restore(state.stopping)
    if crew.lower:
        crew.lower.restore(state.lowering)
    kept = read_kept(folder)
    crew.kept.epoch, crew.kept.value = kept.epoch, kept.value
    return state.epoch, findings


def _fit(model: keras.Model, crew: _Crew, first: int, epochs: int) -> Reason:
    """One epoch of single steps, which are timed; then as many steps at once as are quick enough.

    Results do not depend on how many steps are taken at once.
    """
    pace = Pace()
    fit = partial(model.fit, crew.feed.dataset, validation_data=crew.validation, shuffle=False, verbose=0)
    over = partial(_over, crew)
    try:
        if first < epochs and not over():
            fit(initial_epoch=first, epochs=first + 1, callbacks=[*crew.callbacks, pace])
        if first + 1 < epochs and not over():
            _take_together(model, pace.together((epochs - first - 1) * crew.progress.batches))
            fit(initial_epoch=first + 1, epochs=epochs, callbacks=crew.callbacks)
    except Leave as leave:
        return leave.reason
    return Reason.PATIENCE if over() else Reason.ALL_EPOCHS


def _over(crew: _Crew) -> bool:
    return crew.patience is not None and crew.patience.over


def _take_together(model: keras.Model, steps: int) -> None:
    """Keras reads the number when it traces its loops, so both are made anew."""
    if steps > 1:
        model.steps_per_execution = steps
        model.make_train_function(force=True)
        model.make_test_function(force=True)
