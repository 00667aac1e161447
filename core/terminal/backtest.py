"""`backtest`: the same model judged on several stretches of the file, in the same queue as the pages use."""

from __future__ import annotations

import argparse
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from pydantic import ValidationError

from core.data.arrange import arrange
from core.evaluation.evaluate import finding_as_dict, plain
from core.examples.prepare import Located, prepare
from core.runs.explanations import ask_explanation, file_of
from core.runs.library import Library
from core.runs.places import home as usual_home
from core.runs.records import Run
from core.runs.store import Store
from core.runs.wake import wake
from core.studies.backtest import Fold, folds, moments, sensible
from core.studies.folds import Found
from core.studies.results import ONCE, labels, phrases, result, wanted_of_once
from core.studies.running import estimate, final_fit, over, progress, start
from core.studies.spec import BacktestSpec
from core.terminal.console import Console, table
from core.terminal.experiments import in_words
from core.terminal.follow import LOOK_SECONDS, follow, waiting
from core.terminal.training import FAILED, checked
from core.text import count, say, seconds_in_words

__all__ = ["backtest"]


def backtest(given: argparse.Namespace, console: Console) -> int:
    """Of a run, or of a file that is trained on first as `train` does; Ctrl-C stops all of it."""
    library, run = _run_of(given, console)
    experiment = run.experiment
    data = arrange(library.table(run.dataset), experiment.data)
    located = prepare(data, experiment.examples, experiment.split, experiment.fitting)
    spec = _spec(given, run)
    planned = folds(experiment, located, spec)
    took = seconds_in_words(estimate(run, located, spec, planned))
    console.progress(say("terminal.backtest.plan", folds=len(planned), took=took))
    study = start(library, run, located, spec)
    _watch(library, run, located, study, planned, console)
    judged = result(library, located, study, planned)
    final = final_fit(library, run, study) if given.final and judged and len(judged.folds) == len(planned) else None
    if final:
        final = follow(library, library.store.home, final.id, console)
    content = _content(library, located, study, planned, judged)
    content |= {"run_id": run.id, "study": study, "final": final.id if final else None}
    console.result(dict(plain(content)), _lines(located, planned, judged, spec, final))
    return 0 if judged and len(judged.folds) == len(planned) else FAILED


def _run_of(given: argparse.Namespace, console: Console) -> tuple[Library, Run]:
    """The run that was named, or one of the file that was typed."""
    name = str(given.file)
    if re.fullmatch(r"[0-9a-f]{12}", name) and not given.file.exists():
        library = Store((given.home or usual_home()).expanduser().resolve()).owned_by()
        return library, library.run(name)
    library, experiment, row = checked(given, console)
    preset = experiment.model.preset
    title = say(f"presets.{preset}.title") if preset else given.file.stem
    run = library.submit(experiment, row.id, name=title, key=secrets.token_hex(8))
    return library, follow(library, library.store.home, run.id, console)


def _spec(given: argparse.Namespace, run: Run) -> BacktestSpec:
    """What was typed over what is proposed. Raises SettingsError."""
    typed = {"folds": given.folds, "kind": given.kind, "gap": given.gap, "share": given.share}
    typed |= {"refit": False if given.once else None}
    try:
        return sensible(run.experiment).but(**{name: value for name, value in typed.items() if value is not None})
    except ValidationError as problem:
        raise in_words(problem) from problem


def _watch(library: Library, run: Run, located: Located, study: str, planned: Sequence[Fold], console: Console) -> None:
    """Until all is over; the first Ctrl-C stops all of it, a second one leaves it alone (KeyboardInterrupt)."""
    told, stopping = 0, False
    while True:
        try:
            wake(library.store.home)
            at = progress(library, run, located, study, planned)
            if at.done > told and at.of > 1:
                told = at.done
                console.progress(say("terminal.backtest.fold", done=at.done, of=at.of))
            if at.done == at.of and not _judging_once(library, located, study, planned):
                return
            console.passing(say("terminal.backtest.left", left=seconds_in_words(at.left)))
            time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            console.progress(say("terminal.progress.stopping"))
            library.stop_study(study)


def _judging_once(library: Library, located: Located, study: str, planned: Sequence[Fold]) -> bool:
    """Whether the one model of all folds is still to be judged on each; asks for it."""
    (run, *others) = library.study(study)
    if others or not run.evaluated:
        return False
    settings = wanted_of_once(located, planned)
    job = ask_explanation(library, run.id, ONCE, settings)
    return not file_of(library, run.id, ONCE, settings).exists() and bool(
        job in waiting(library, run.id) or job.status.active
    )


def _content(
    library: Library, located: Located, study: str, planned: Sequence[Fold], judged: Found | None
) -> dict[str, Any]:
    """For `--json`: figures as they are, null where one is not computable."""
    runs = library.study(study)
    who = ("model", *judged.rules) if judged else ()
    return {
        "folds": [
            {"first": first, "last": last, "examples": list(fold.examples), "errors": errors}
            for fold, (first, last), errors in zip(
                planned, _dates(located, planned), _errors(planned, judged), strict=True
            )
        ],
        "mean": {one: judged.mean(one) for one in who} if judged else None,
        "spread": {one: judged.spread(one) for one in who} if judged else None,
        "beaten": {one: judged.beaten(one) for one in judged.rules} if judged else None,
        "text": judged.sentence(phrases(located, judged.rules)) if judged else None,
        "findings": [finding_as_dict(one.finding) for one in runs if one.finding and over(library, one)],
    }


def _errors(planned: Sequence[Fold], judged: Found | None) -> list[dict[str, float] | None]:
    """By fold, None where one is not judged."""
    known = {fold.number: dict(fold.errors) for fold in judged.folds} if judged else {}
    return [known.get(number) for number in range(len(planned))]


def _dates(located: Located, planned: Sequence[Fold]) -> list[tuple[str, str]]:
    """The first and the last moment that is judged, as text."""
    x = moments(located)
    return [(_moment(x[fold.first]), _moment(x[fold.end - 1])) for fold in planned]


def _moment(x: Any) -> str:
    """A time without a midnight that says nothing, or the number of a row from 1."""
    if not isinstance(x, np.datetime64):
        return str(int(x) + 1)
    return str(x.astype("datetime64[s]")).removesuffix("T00:00:00")


def _lines(
    located: Located, planned: Sequence[Fold], judged: Found | None, spec: BacktestSpec, final: Run | None
) -> Iterable[str]:
    if judged is None:
        yield say("terminal.backtest.nothing")
        return
    names = labels(located, judged.rules)
    head = ("", *(say("terminal.result.model"), *names.values()))
    dates = _dates(located, planned)
    rows = [
        (" – ".join(dates[fold.number]), *(judged.spoken(fold.errors[who]) for who in ("model", *judged.rules)))
        for fold in judged.folds
    ]
    total = (say("terminal.backtest.average"), *(judged.spoken(judged.mean(who)) for who in ("model", *judged.rules)))
    yield from ("", judged.sentence(phrases(located, judged.rules)), "", *table([head, *rows, total]), "")
    yield say("backtest.caution_refit" if spec.refit else "backtest.caution_once")
    if final:
        yield say("backtest.final_note", epochs=count(final.experiment.training.epochs, "epoch"))
        yield say("terminal.result.run", run=final.id)
