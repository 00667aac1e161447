"""`train`, `resume`, `stop` and `runs`: the same queue, workers and folder as the pages use."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.data.arrange import arrange
from core.evaluation.evaluate import finding_as_dict, plain
from core.examples.prepare import Prepared, prepare
from core.experiment import Experiment
from core.export.bundle import SUFFIX
from core.export.network import nodes_of
from core.export.take_home import bundle_of_run
from core.files import write_bytes
from core.models.given import given_of
from core.runs.library import Library
from core.runs.places import home as usual_home
from core.runs.records import DatasetRow, Run
from core.runs.status import Status
from core.runs.store import Store
from core.terminal.console import Console, table
from core.terminal.files import paths_of, table_of, unread_examples
from core.terminal.follow import follow, judging
from core.terminal.networks import mend_of
from core.terminal.results import confusion, figures, more, promised, promised_verdict
from core.terminal.settings import experiment_of
from core.text import count, say
from core.training.concerns import concerns
from core.training.kept import FILE

FAILED = 1
"""The exit code of a run that did not come to its end."""


def train(given: argparse.Namespace, console: Console) -> int:
    """The whole main job; the exit code is 0 when there is a judged model."""
    library, experiment, row = checked(given, console)
    preset = experiment.model.preset
    name = say(f"presets.{preset}.title") if preset else given.file.stem
    run = library.submit(experiment, row.id, name=name, key=secrets.token_hex(8))
    home = library.store.home
    console.progress(say("terminal.progress.submitted", run=run.id, home=str(home)))
    return _finish(library, home, run.id, console)


def checked(given: argparse.Namespace, console: Console) -> tuple[Library, Experiment, DatasetRow]:
    """The experiment that was typed, once it fits its file, and the file as a dataset of the library."""
    data = table_of(given)
    if offer := unread_examples(given, data):
        console.progress(f"{offer.title}. {offer.text} {say('terminal.progress.layout')}")
    experiment = experiment_of(given, data)
    dataset = arrange(data, experiment.data)
    prepared = prepare(dataset, experiment.examples, experiment.split, experiment.fitting)
    experiment = _mended(given, experiment, prepared, console)
    nodes_of(experiment, prepared.dataset)
    for one in concerns(prepared, experiment):
        console.progress(f"{one.title}. {one.text}")
    library = Store(_home(given)).owned_by()
    return library, experiment, library.add_dataset(experiment.data.file, data, *paths_of(given))


def _mended(given: argparse.Namespace, experiment: Experiment, prepared: Prepared, console: Console) -> Experiment:
    """The same with layers that can give the answer that was typed, and a word on what was changed."""
    asked = given_of(prepared.dataset, prepared.windows, experiment.task)
    mend = mend_of(experiment.model, asked) if given.answer else None
    if mend is None:
        return experiment
    console.progress(say("terminal.progress.mended", repair=mend.text))
    return experiment.but(model=mend.model)


def resume(given: argparse.Namespace, console: Console) -> int:
    """Goes on exactly where a run ended, and watches it."""
    home = _home(given)
    library = Store(home).owned_by()
    told = [event.seq for event in library.events(given.run)]
    library.resume(given.run)
    return _finish(library, home, given.run, console, max(told, default=0))


def stop(given: argparse.Namespace, console: Console) -> int:
    """Asks a run to end and keep its best epoch."""
    library = Store(_home(given)).owned_by()
    library.stop(given.run)
    status = library.run(given.run).status
    console.result({"run_id": given.run, "status": status.value}, [f"{given.run}  {status.label}"])
    return 0


def runs(given: argparse.Namespace, console: Console) -> int:
    """Every run, newest first."""
    library = Store(_home(given)).owned_by()
    found = library.runs()
    for one in library.left_out():
        console.progress(f"{one.id}  {one.finding.title}. {one.finding.text}")
    summaries = [_summary(library, run) for run in found]
    head = tuple(say(f"terminal.runs.{name}") for name in ("run", "name", "status", "epochs", "best", "verdict"))
    rows = [head] + [
        (
            run.id,
            run.name,
            run.status.label,
            str(run.epochs_done),
            str(run.best_epoch or ""),
            (summary["verdict"] or {}).get("headline", ""),
        )
        for run, summary in zip(found, summaries, strict=True)
    ]
    console.result(summaries, table(rows) if found else [say("terminal.runs.none")])
    return 0


def payload(library: Library, run: Run, bundle: Path | None) -> dict[str, Any]:
    """What `train --json` prints of a run; null where something is not there."""
    judged = library.evaluation(run.id) or {}
    job = judging(library, run.id)
    problems = [run.finding, job.finding if job else None]
    content = {
        "run_id": run.id,
        "status": run.status.value,
        "epochs": run.epochs_done,
        "best_epoch": run.best_epoch,
        "seconds": run.seconds,
        "seconds_per_epoch": run.seconds / run.epochs_done if run.epochs_done else None,
        "windows": judged.get("windows"),
        "metrics": promised(judged.get("metrics")),
        "baselines": {key: promised(one) for key, one in judged["baselines"].items()} if judged else None,
        "classes": judged.get("classes"),
        "verdict": promised_verdict(judged.get("verdict")),
        "findings": [finding_as_dict(one) for one in problems if one] + judged.get("findings", []),
        "bundle": str(bundle) if bundle else None,
    }
    return dict(plain(content))


def _finish(library: Library, home: Path, run_id: str, console: Console, seen: int = 0) -> int:
    run = follow(library, home, run_id, console, seen)
    bundle = _bundle(library, run)
    content = payload(library, run, bundle)
    console.result(content, _lines(run, content, library.evaluation(run_id)))
    if run.status is Status.STOPPED and bundle is None:
        return FAILED
    return 0 if run.status in (Status.FINISHED, Status.STOPPED) else FAILED


def _bundle(library: Library, run: Run) -> Path | None:
    """The model in one file, in the folder of its run; None when nothing was kept."""
    folder = library.folder(run.id)
    if not (folder / FILE).is_file():
        return None
    path = folder / f"model{SUFFIX}"
    write_bytes(path, bundle_of_run(run.experiment, folder, library.evaluation(run.id), run.name))
    return path


def _summary(library: Library, run: Run) -> dict[str, Any]:
    judged = library.evaluation(run.id) or {}
    return {
        "run_id": run.id,
        "name": run.name,
        "created": run.created,
        "status": run.status.value,
        "dataset": run.experiment.data.file,
        "architecture": run.experiment.model.preset,
        "epochs": run.epochs_done,
        "best_epoch": run.best_epoch,
        "seconds": run.seconds,
        "verdict": judged.get("verdict"),
        "note": run.note,
    }


def _lines(run: Run, content: dict[str, Any], judged: dict[str, Any] | None) -> Iterable[str]:
    """The same for a person: verdict first, then the figures of the test part."""
    if judged is None:
        yield f"{run.status.label}. {run.status.text}"
    else:
        yield from _judged(run, judged)
    reason = judged["verdict"]["reason"] if judged and judged["verdict"] else None  # said above
    told = (finding for finding in content["findings"] if finding["key"] != reason)
    yield from (f"{finding['title']}. {finding['text']}" for finding in told)
    yield say("terminal.result.run", run=run.id)
    if content["bundle"]:
        yield say("terminal.result.bundle", path=content["bundle"])


def _judged(run: Run, judged: dict[str, Any]) -> Iterable[str]:
    """A model that has learned from every row has no verdict."""
    verdict = judged["verdict"]
    if not verdict:
        yield say("backtest.final_note", epochs=count(run.experiment.training.epochs, "epoch"))
        return
    yield from ("", verdict["headline"], verdict["text"], verdict["why"], verdict["next"], "")
    yield from (*table(figures(judged, "test")), *more(judged), "")
    if counted := confusion(judged, "test"):
        yield from (*table(counted), "")


def _home(given: argparse.Namespace) -> Path:
    return (given.home or usual_home()).expanduser().resolve()
