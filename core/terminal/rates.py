"""`find-rate`: a learning rate to begin with, looked for as the page does, in the same queue."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.evaluation.evaluate import finding_as_dict
from core.runs.probes import ask_probe, sweep_of
from core.runs.records import Run
from core.runs.status import Status
from core.terminal.console import Console
from core.terminal.follow import follow
from core.terminal.training import FAILED, checked
from core.text import say
from core.training.rates import Sweep, suggested
from core.training.words import positional


def find_rate(given: argparse.Namespace, console: Console) -> int:
    """Takes what `train` takes, trains nothing, and prints the rate; Ctrl-C stops it."""
    library, experiment, row = checked(given, console)
    probe = ask_probe(library, experiment, row.id)
    probe = follow(library, library.store.home, probe.id, console, tell=_tell)
    if probe.status is not Status.FINISHED:
        console.result(_nothing(probe), [_why_not(probe)])
        return FAILED
    sweep, present = sweep_of(library, probe), experiment.training.learning_rate
    console.result({"status": probe.status.value, **_found(sweep, present), "findings": []}, [_told(sweep, present)])
    return 0


def _tell(kind: str, values: Mapping[str, Any], console: Console) -> None:
    if kind == "batch":
        console.passing(say("terminal.progress.rates", done=values["batch"], of=values["of"]))


def _found(sweep: Sweep, present: float) -> dict[str, Any]:
    """`suggested` is null where the loss falls at no rate."""
    return {
        "suggested": suggested(sweep),
        "present": present,
        "exploded": sweep.exploded,
        "rates": list(sweep.rates),
        "losses": list(sweep.losses),
        "smooth": sweep.smooth.tolist(),
    }


def _told(sweep: Sweep, present: float) -> str:
    found = suggested(sweep)
    if found is None:
        return say("terminal.result.no_rate", present=positional(present))
    lowest = sweep.rates[int(np.argmin(sweep.smooth))]
    return say(
        "terminal.result.rate", rate=positional(found), lowest=positional(lowest, 2), present=positional(present)
    )


def _nothing(probe: Run) -> dict[str, Any]:
    none = dict.fromkeys(("suggested", "present", "exploded", "rates", "losses", "smooth"))
    finding = [finding_as_dict(probe.finding)] if probe.finding else []
    return {"status": probe.status.value, **none, "findings": finding}


def _why_not(probe: Run) -> str:
    if probe.finding and probe.status is Status.FAILED:
        return f"{probe.finding.title}. {probe.finding.text}"
    return f"{probe.status.label}."
