"""Watching a run until it is judged; Ctrl-C is Stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.runs.library import Library
from core.runs.records import Job, Run
from core.runs.status import Kind
from core.runs.wake import wake
from core.terminal.console import Console
from core.text import count, figure, say, seconds_in_words

LOOK_SECONDS = 0.2


Tell = Callable[[str, Mapping[str, Any], Console], None]
"""Says what an event (its kind, its values) means to whoever watches."""


def follow(library: Library, home: Path, run_id: str, console: Console, seen: int = 0, tell: Tell | None = None) -> Run:
    """Tells what happens to a run after event `seen`, until it is trained and its weights are judged.

    The first Ctrl-C stops the training, which keeps its best epoch; a second one leaves the
    terminal (KeyboardInterrupt) and the run alone.
    """
    asked_to_stop = False
    while True:
        try:
            wake(home)
            run, jobs = library.run(run_id), waiting(library, run_id)
            for event in library.events(run_id, after=seen):
                seen = event.seq
                (tell or _tell)(event.kind, event.values, console)
            if not run.active and not jobs:
                return run
            time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            if asked_to_stop:
                raise
            asked_to_stop = True
            console.progress(say("terminal.progress.stopping"))
            library.stop(run_id)


def waiting(library: Library, run_id: str) -> list[Job]:
    """Jobs of a run that are not over: its training, its evaluation."""
    return [job for job in library.jobs(run_id) if job.status.waits or job.status.active]


def judging(library: Library, run_id: str) -> Job | None:
    """The newest evaluation of a run, None when nothing was kept to be judged."""
    return next((job for job in reversed(library.jobs(run_id)) if job.kind is Kind.EVALUATE), None)


def _tell(kind: str, values: Mapping[str, Any], console: Console) -> None:
    if kind == "start":
        examples = values["examples"]
        console.progress(
            say(
                "terminal.progress.start",
                train=count(examples["train"]),
                validation=count(examples["validation"]),
                test=count(examples["test"]),
                parameters=count(values["parameters"]),
            )
        )
    elif kind == "batch":
        console.passing(
            say("terminal.progress.batch", epoch=values["epoch"], batch=values["batch"], of=values["of"])
            + f"  {_loss(values['loss'])}"
        )
    elif kind == "epoch":
        told = {"loss": _loss(values["loss"]), "val_loss": _loss(values["val_loss"]), "best": values["best_epoch"]}
        seconds = seconds_in_words(values["seconds"]) if values["seconds"] >= 10 else f"{values['seconds']:.1f} s"
        line = say("terminal.progress.epoch", epoch=values["epoch"], seconds=seconds, **told)
        whose = say("terminal.progress.member", member=values["member"]) + "  " if "member" in values else ""
        console.progress(f"{whose}{line}{_right(values)}")
    elif kind == "end":
        reason = f"terminal.progress.ended.{values['reason']}"
        console.progress(say(reason, epoch=values["epoch"], best=values["best_epoch"]))
        if "kept" in values:
            console.progress(say("terminal.progress.together", networks=count(values["kept"], "network")))


def _right(values: Mapping[str, Any]) -> str:
    """The share of right answers, where classes are told apart."""
    if values.get("val_accuracy") is None:
        return ""
    shares = {name: f"{100 * values[name]:.1f}" for name in ("accuracy", "val_accuracy")}
    return "  " + say("terminal.progress.right", **shares)


def _loss(value: float | None) -> str:
    return figure(float("nan") if value is None else value, 4)
