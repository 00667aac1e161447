"""The model: what it is made of, how it was told to learn, and how learning went."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from core.charts.diagram import network
from core.charts.diagram_example import an_example
from core.charts.learned import learned
from core.charts.learning import learning_alt
from core.charts.learning_axes import Curve
from core.charts.loss import loss_scale
from core.evaluation.baselines import phrase
from core.examples.reduction import feature_names
from core.export.network import nodes_of
from core.export.told import members_lines, network_lines
from core.models.diagram import diagram, in_a_sentence
from core.models.walk import rows, total
from core.report.document import Block, Facts, Picture, Section, Table, Text
from core.report.subject import Subject
from core.text import count, say, seconds_in_words, spacing_word
from core.training.words import batch_in_words, loss_in_words, optimizer_in_words, positional, schedule_in_words

__all__ = ["learning", "model"]


def model(subject: Subject) -> Section:
    return Section(key="model", title=say("report.model.title"), blocks=list(_model(subject)))


def _model(subject: Subject) -> Iterator[Block]:
    experiment, data = subject.experiment, subject.dataset
    yield from (Text(text=line) for line in network_lines(experiment, str))
    yield from (Text(text=line) for line in members_lines(experiment.training))
    nodes = nodes_of(experiment, data)
    word = spacing_word(data.spacing, 1)
    one = nodes_of(experiment.but(training=experiment.training.but(members=1)), data)
    shown = diagram(one, feature_names(data), data.target_names, subject.prepared.windows, word)
    yield Picture(chart=network(shown, an_example(subject.prepared), dark=False), title="", alt=in_a_sentence(shown),
                  caption=say("report.model.how"),
        scrolls=True)  # fmt: skip
    head = [say(f"report.model.layers.{key}") for key in ("layer", "out", "shape", "parameters")]
    told = [
        [row.title, row.words, " × ".join(f"{n:,}" for n in row.shape), f"{row.parameters:,}"]
        for row in rows(nodes, word)
    ]
    told.append([say("report.model.layers.total"), "", "", f"{total(nodes):,}"])
    yield Table(caption=say("report.model.layers.caption"), head=head, rows=told)
    yield Facts(pairs=list(_training(subject)))
    if experiment.training.schedule:
        yield Text(text=say("card.model.schedule", words=schedule_in_words(experiment.training)))
    if experiment.task.weights == "balanced":
        yield Text(text=say("card.model.weights"))


def _training(subject: Subject) -> Iterator[tuple[str, str, str]]:
    training = subject.experiment.training
    yield say("report.model.loss"), loss_in_words(training, subject.experiment.task), ""
    yield say("report.model.optimizer"), optimizer_in_words(training), ""
    yield say("report.model.rate"), positional(training.learning_rate), ""
    yield say("report.model.batch"), batch_in_words(training.batch), ""
    yield say("report.model.epochs"), f"{training.epochs:,}", ""
    patience = training.stopping.patience if training.stopping else None
    yield say("report.model.patience"), "–" if patience is None else count(patience, "epoch"), ""
    yield say("report.model.keep"), say(f"report.model.kept_{training.keep}"), ""
    yield say("report.model.seed"), str(training.seed), ""


def learning(subject: Subject) -> Section:
    return Section(key="learning", title=say("report.learning.title"), blocks=list(_learning(subject)))


def _learning(subject: Subject) -> Iterator[Block]:
    run, history = subject.run, subject.history
    pairs = [
        (say("report.learning.status"), run.status.label, ""),
        (say("report.learning.done"), f"{run.epochs_done:,}", ""),
        (say("report.learning.kept"), str(run.best_epoch or "–"), ""),
        (say("report.learning.time"), seconds_in_words(run.seconds) if run.seconds else "–", ""),
    ]
    yield Facts(pairs=pairs)
    if not any(math.isfinite(epoch.loss) for epoch in history.epochs):
        yield Text(text=say("report.learning.none"))
        return
    curve = _curve(subject)
    yield Picture(chart=learned(curve, dark=False), title="", alt=learning_alt(curve),
                  caption=say(f"report.learning.{'how_raw' if curve.scale.raw else 'how'}"),
        scrolls=True)  # fmt: skip


def _curve(subject: Subject) -> Curve:
    """Losses in the target's unit where they have one, with the rules as they do on validation."""
    scale = loss_scale(subject.experiment, subject.prepared.fitted)
    rules: dict[str, float] = {}
    if not scale.raw and not scale.squared:
        target = subject.dataset.target_names[0]
        found = subject.evaluation["by_step"].get("validation", {})
        rules = {phrase(who, subject.dataset): float(np.mean(np.array(steps[target], float)))
                 for who, steps in found.items() if who != "model"}  # fmt: skip
    stopping = subject.experiment.training.stopping
    return Curve(history=subject.history.by_epoch, scale=scale, rules=rules,
                 patience=stopping.patience if stopping else None,
                 last=subject.experiment.training.keep == "last")  # fmt: skip
