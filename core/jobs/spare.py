"""A worker process: `python -m core.jobs.spare --home DIR [--warm MODULE …]`, started by the supervisor.

It imports what it is told to before there is a job, waits for lines on stdin that say which job
to do, and leaves when there will be none. Import TensorFlow before the click, and a training begins
within a second; let the same process judge what it trained, and so does the judgement.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m core.jobs.spare")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--warm", action="append", default=[], metavar="MODULE")
    given = parser.parse_args(arguments)
    for module in given.warm:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # what was imported stays: without it each collection takes 0.2 s
    for line in sys.stdin:
        order = json.loads(line)
        _speak_to(Path(order["log"]))
        importlib.import_module(order["module"]).main(order["job"], given.home)
        gc.collect()


def _speak_to(log: Path) -> None:
    """From now on what is printed goes to the run's log, as in a worker of its own."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


if __name__ == "__main__":
    main(sys.argv[1:])
