"""What the supervisor may be told: on its command line, or by `LOOKBACK_SUPERVISOR` in the environment."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from core.runs.status import Kind
from core.spec import record

OPTIONS = "LOOKBACK_SUPERVISOR"
"""More arguments for the supervisor that `wake` starts, as on a command line: `--slots 2 --no-spare`."""

WARM = ("core.training.trainer", "core.models.build", "core.models.weights", "core.jobs.train", "core.jobs.evaluate")
"""TensorFlow, Keras and all that a job needs of ours."""


@record
class Options:
    """`slots` jobs run at a time, and one beside them that is asked of a judged run; `modules` do them.
    `warm` is what the spare worker imports (none: no spare).

    `runs`: how many a worker serves, one after the other, before a fresh one takes its place. More
    than 1 saves the start of a process with TensorFlow for each, and keeps what memory it holds.
    `threads` a worker computes with; None: all cores, shared by the slots.

    Seconds: `idle` without work or call until the supervisor leaves; `stop` from the wish to the
    end of a worker that does not hear it; `hung` without a sign of life until a worker is asked
    to leave, and `kill` until it has to.
    """

    home: Path
    slots: int = 1
    modules: Mapping[Kind, str] = field(default_factory=dict)
    warm: tuple[str, ...] = WARM
    runs: int = 1
    threads: int | None = None
    idle: float = 60.0
    stop: float = 4.0
    hung: float = 60.0
    kill: float = 5.0

    def module(self, kind: str) -> str:
        return self.modules.get(Kind(kind), f"core.jobs.{kind}")


def parse(arguments: Sequence[str]) -> Options:
    """Options from a command line. Wrong ones end the process with a message, as usual."""
    parser = argparse.ArgumentParser(prog="python -m core.runs.supervisor", description="Gives each job its turn.")
    parser.add_argument("--home", type=Path, required=True, help="the data folder")
    parser.add_argument("--slots", type=int, default=1, help="how many jobs run at a time")
    parser.add_argument("--module", action="append", default=[], metavar="KIND=MODULE", help="who does this kind")
    parser.add_argument("--warm", action="append", metavar="MODULE", help="what the spare worker imports")
    parser.add_argument("--no-spare", action="store_true", help="keep no spare worker (saves about 700 MB)")
    parser.add_argument("--runs", type=int, default=1, help="how many runs a worker serves (saves 8 s of a core each)")
    parser.add_argument("--threads", type=int, help="how many cores a worker uses (default: all)")
    for name in ("idle", "stop", "hung", "kill"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Options, name), metavar="SECONDS")
    given = parser.parse_args(arguments)
    modules = dict(pair.split("=", 1) for pair in given.module)
    return Options(
        home=given.home.expanduser().resolve(),
        slots=given.slots,
        modules={Kind(kind): module for kind, module in modules.items()},
        warm=() if given.no_spare else tuple(given.warm or WARM),
        runs=given.runs,
        threads=given.threads,
        **{name: getattr(given, name) for name in ("idle", "stop", "hung", "kill")},
    )
