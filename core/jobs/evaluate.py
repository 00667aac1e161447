"""One judgement in its own process: `python -m core.jobs.evaluate JOB_ID --home DIR`.

The kept weights answer every question of every part and the one the file ends with; the answers
go to `predictions.safetensors`, what they are worth to `evaluation.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from core.charts.history import History, follow
from core.data.arrange import arrange
from core.evaluation import predictions as kept
from core.evaluation.audit import audit
from core.evaluation.detectors.seeds import of_members
from core.evaluation.evaluate import NAME, evaluate, finding_as_dict
from core.evaluation.members import members_report
from core.evaluation.predicting import Answer, Floats, predict, way_of
from core.evaluation.report import About, Learning
from core.examples import fitting
from core.examples.prepare import Prepared, prepare
from core.experiment import Experiment
from core.export.network import nodes_of
from core.files import write_json
from core.jobs.entry import begin
from core.jobs.wanted import until_stopped, while_wanted
from core.models.ensemble import of_member
from core.models.forward import forward
from core.runs.records import Event, Run
from core.runs.work import Work
from core.text import say
from core.training.earlier import single
from core.training.kept import Kept, as_kept, read_kept

__all__ = ["main"]


def main(job_id: str, home: Path) -> None:
    """Does the job, whatever happens: it ends with a stored status."""
    until_stopped(_judge, job_id, home)


def _judge(work: Work) -> None:
    experiment = work.run.experiment
    dataset, fitted = arrange(work.table(), experiment.data), fitting.load(work.folder)
    seen_too_much = audit(dataset, experiment.split, experiment.fitting, fitted)
    prepared = prepare(dataset, experiment.examples, experiment.split, experiment.fitting, fitted=fitted)
    del dataset  # its rows may be a second time in memory
    stored = read_kept(work.folder)
    experiment = as_kept(experiment, stored)
    answer = while_wanted(network(prepared, experiment, stored.weights), work)
    dataset, task = prepared.dataset, experiment.task
    outputs = task.outputs(len(dataset.targets), len(dataset.classes)) + bool(task.quantiles) * len(dataset.targets)
    cells = experiment.examples.horizon * outputs
    which, every = kept.choose(prepared.placement, cells, dataset.season)
    way = way_of(experiment.model.head)
    answers = predict(prepared, answer, which, every, way)
    result = evaluate(prepared, answers, about(work.run, work.library.events(work.run.id)))
    if stored.members > 1:
        networks = [while_wanted(one, work) for one in each_network(prepared, experiment, stored)]
        result["members"], apart = members_report(prepared, answers, networks, way)
        answers = replace(answers, apart=apart)
        if found := of_members(result["members"], prepared.dataset):
            result["findings"].append(found.as_dict())
    result["findings"] = [*map(finding_as_dict, seen_too_much), *result["findings"]]
    kept.save(answers, work.folder)
    write_json(work.folder / NAME, result)


def about(run: Run, events: Sequence[Event]) -> About:
    """What the verdict may say of the model beside its figures; `events` are what its training told."""
    history = follow(History(), events)
    preset, parameters = run.experiment.model.preset, history.start.get("parameters")
    return About(
        name=say(f"presets.{preset}.title") if preset else "",
        preset=preset,
        learning=learning_of(history),
        parameters=None if parameters is None else int(parameters),
    )


def learning_of(history: History) -> tuple[Learning, ...]:
    """Each network's own epochs, counted from its first."""
    begins = (0, *history.begins, history.done)
    networks = []
    for before, end in pairwise(begins):
        epochs = [epoch for epoch in history.epochs if before < epoch.number <= end]
        networks.append(
            Learning(
                train=tuple(epoch.loss for epoch in epochs),
                validation=tuple(epoch.validation for epoch in epochs),
                kept=max(0, epochs[-1].best_epoch - before) if epochs else 0,
            )
        )
    return tuple(networks) if history.epochs else ()


def network(prepared: Prepared, experiment: Experiment, weights: Mapping[str, Floats]) -> Answer:
    """The network with these weights in NumPy, as a function of inputs (W, T, F) → (W, H, C), scaled.

    It answers in less than the time of Keras or little more, and TensorFlow alone would take seconds to load.
    """
    return partial(forward, nodes_of(experiment, prepared.dataset), weights)


def each_network(prepared: Prepared, experiment: Experiment, stored: Kept) -> list[Answer]:
    """The networks that answer together, each alone."""
    each = (of_member(stored.weights, member, stored.members) for member in range(1, stored.members + 1))
    return [network(prepared, single(experiment, 1), weights) for weights in each]


if __name__ == "__main__":
    begin(main, __doc__)
