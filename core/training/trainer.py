"""Networks learn from prepared examples, one after the other; everything on the way goes to callbacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.examples.asked import at_each_timestep, first_step
from core.examples.gather import Examples, class_weights, materialise
from core.examples.prepare import Prepared
from core.experiment import Experiment, TrainingSpec
from core.findings import Finding
from core.models.build import build, make
from core.models.check import within
from core.models.ensemble import together
from core.models.given import given_of
from core.models.layers import F32
from core.models.plan import Node, columns_read, plan
from core.models.spec import Head
from core.models.walk import answer_shape, total
from core.spec import record
from core.training import checkpoint
from core.training.callbacks import Report, Stop
from core.training.crew import Crew, fit, restore, waiting
from core.training.earlier import NONE, Earlier, earlier_of, single
from core.training.feed import Shuffle, apart, ordered, shared
from core.training.keeping import EveryEpoch, Keep, SaveState, Snapshot
from core.training.kept import forget_kept
from core.training.outcome import Ending, Outcome, Reason, checkpoint_finding, ending_finding
from core.training.pinball import pinball
from core.training.progress import Progress
from core.training.settings import keras_loss, metric_calls, optimizer_call
from core.training.snapshots import begin, stretch

__all__ = ["asked", "compiled", "fed", "train"]

UNDONE = (Reason.STOPPED, Reason.NOT_FINITE)
"""After these no further network begins."""


def train(
    prepared: Prepared,
    experiment: Experiment,
    folder: Path,
    report: Report,
    wanted: Callable[[], str | None],
    resume: bool = False,
) -> Outcome:
    """Fits the networks of `experiment`, keeps their best or last weights in `folder`, and says how it ended.

    Each of its `members` learns as it would alone with its own seed. `report` receives events as dicts fit for JSON
    (start, batch, epoch, end), whose epochs count on over all networks; `wanted` is asked
    after every batch and stops the training with "stop". Losses are of the scaled values; for classes the events
    tell `accuracy` and `val_accuracy` beside them, in which no class counts more than another. Two
    calls with the same arguments give bit-identical weights, and so do a stop and a `resume`.
    Raises OSError (disk full), DoesNotFit, and SettingsError where the networks would be too large together.
    """
    training = experiment.training
    common = _common(prepared, experiment, folder, report, wanted)
    state, findings = _newest(folder) if resume else (None, ())
    if state is None:
        _start_afresh(folder)
    crew = _crew(common, experiment, earlier_of(folder, state.earlier) if state else NONE)
    if state:
        restore(crew, state)
    _begin(common, crew, training)
    reason = fit(crew, training.epochs)
    while reason not in UNDONE and crew.kept.earlier.member < training.members:
        crew = _crew(common, experiment, crew.left())
        reason = fit(crew, training.epochs)
    return _ended(crew, experiment, report, reason, findings)


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
    quantiles = experiment.task.quantiles
    loss = pinball(quantiles) if quantiles else keras_loss(training, experiment.task)
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
    balanced = task.weights == "balanced" and bool(prepared.dataset.classes)
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
class _Common:
    """What all networks of a training share: the examples over tensors, the plan of one, and the windows `x` of which
    every epoch's answers are kept, so many `steps` ahead."""

    prepared: Prepared
    examples: Examples
    nodes: tuple[Node, ...]
    x: F32
    now: NDArray[np.int64]
    steps: int
    folder: Path
    report: Report
    wanted: Callable[[], str | None]


def _common(
    prepared: Prepared, experiment: Experiment, folder: Path, report: Report, wanted: Callable[[], str | None]
) -> _Common:
    head, nodes = experiment.model.head, planned(prepared, experiment)
    within(together(nodes, experiment.training.members))
    steps = 1 if head.ahead == "recursive" else prepared.windows.horizon
    now = stretch(prepared, steps)
    return _Common(
        prepared=prepared,
        examples=shared(asked(prepared, head)),
        nodes=nodes,
        x=materialise(prepared.inputs_at(now)),
        now=now,
        steps=steps,
        folder=folder,
        report=report,
        wanted=wanted,
    )


def _crew(common: _Common, experiment: Experiment, earlier: Earlier) -> Crew:
    """The network behind the earlier ones, with its first weights, and what goes with it."""
    own = single(experiment, earlier.member)
    training, folder, before = own.training, common.folder, earlier.epochs
    feed = fed(common.prepared, own, common.examples)
    kept = Keep(folder, training.watched, training.keep == "last", earlier)
    waits = waiting(training)
    judges = common.examples.of(1)
    columns = columns_read(common.nodes)
    batches = int(feed.dataset.cardinality())
    return Crew(
        model=compiled(common.prepared, own),
        feed=feed,
        validation=apart(ordered(judges, training.batch_size), columns) if len(judges) else None,
        kept=kept,
        every=EveryEpoch(folder, training.watched, before) if training.every_epoch else None,
        waits=waits,
        progress=Progress(common.report, batches, kept, waits.patience, experiment.training.members),
        stop=Stop(common.wanted),
        save=SaveState(kept, waits.patience, waits.lower),
        snapshot=Snapshot(folder, common.nodes, common.x, common.steps, before),
    )


def _begin(common: _Common, crew: Crew, training: TrainingSpec) -> None:
    """Makes ready what grows with every epoch, and tells the start."""
    done = crew.kept.earlier.epochs + crew.progress.whole
    begin(common.folder, common.now, common.steps, answer_shape(common.nodes)[1], after=done)
    told: dict[str, Any] = {
        "kind": "start",
        "examples": common.prepared.counts,
        "batches": crew.progress.batches,
        "parameters": total(common.nodes),
        "epochs": training.epochs,
        "first_epoch": done + 1,
    }
    several = {"members": training.members, "member": crew.kept.earlier.member} if training.members > 1 else {}
    common.report(told | several)


def _start_afresh(folder: Path) -> None:
    """Nothing of an earlier attempt may be taken for a result of this one."""
    forget_kept(folder)
    for name in (checkpoint.LAST, checkpoint.PREVIOUS):
        (folder / name).unlink(missing_ok=True)


def _newest(folder: Path) -> tuple[checkpoint.Checkpoint | None, tuple[Finding, ...]]:
    """The newest whole state, and what was wrong with a newer one."""
    state, damaged = checkpoint.read_newest(folder)
    done = state.epoch + state.earlier.get("epochs", 0) if state else 0
    return state, (checkpoint_finding(done),) if damaged else ()


def _ended(
    crew: Crew, experiment: Experiment, report: Report, reason: Reason, findings: tuple[Finding, ...]
) -> Outcome:
    kept, whole = crew.kept, crew.progress.whole
    ending = Ending(
        reason=reason, epoch=whole + 1, best_epoch=kept.epoch, member=kept.earlier.member, kept=kept.networks
    )
    broken = ending_finding(ending, experiment.training)
    done = kept.earlier.epochs + whole
    several = {"kept": kept.networks} if experiment.training.members > 1 else {}
    report({"kind": "end", "reason": reason.value, "epoch": done, "best_epoch": kept.epoch} | several)
    return Outcome(
        reason=reason,
        epochs=done,
        best_epoch=kept.epoch,
        best=kept.best if kept.epoch else float("nan"),
        findings=(*findings, *([broken] if broken else [])),
    )
