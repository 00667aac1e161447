"""The same main job from a terminal: `python -m core train FILE --target T …`.

Exit codes: 0 done, 1 a run that failed, 2 bad input, 130 left by a second Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from core.errors import LookbackError
from core.terminal.arguments import parse
from core.terminal.console import Console
from core.text import say

BAD_INPUT, LEFT = 2, 130

COMMANDS: Mapping[str, tuple[str, str]] = {
    "train": ("core.terminal.training", "train"),
    "backtest": ("core.terminal.backtest", "backtest"),
    "find-rate": ("core.terminal.rates", "find_rate"),
    "runs": ("core.terminal.training", "runs"),
    "resume": ("core.terminal.training", "resume"),
    "stop": ("core.terminal.training", "stop"),
    "predict": ("core.terminal.bundles", "predict"),
    "evaluate": ("core.terminal.bundles", "evaluate"),
    "export": ("core.terminal.bundles", "export"),
    "report": ("core.terminal.report", "report"),
    "explain": ("core.terminal.explain", "explain"),
    "list": ("core.terminal.showing", "listing"),
    "inspect": ("core.terminal.showing", "inspect"),
}
"""Which function does a command; only its own module is imported, so that `--help` comes at once."""


def main(arguments: Sequence[str] | None = None) -> int:
    """One command; returns its exit code. Bad input is one line on stderr."""
    try:
        given = parse(sys.argv[1:] if arguments is None else arguments)
        module, name = COMMANDS[given.command]
        command: Callable[..., int] = getattr(import_module(module), name)
        return command(given, Console(json=given.json, out=sys.stdout, err=sys.stderr))
    except LookbackError as problem:
        print(" ".join(str(problem).split()), file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print(say("terminal.progress.left"), file=sys.stderr)
        return LEFT


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored in the background
    try:
        code = main()
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
