"""What may be typed: every command with its options, and one line for what does not fit."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, get_args

from core.data.joined import HOWS
from core.errors import SettingsError
from core.examples.scalers import SCALERS
from core.examples.split import PARTS
from core.experiment import Loss, Optimizer
from core.models.presets import PRESETS
from core.studies.spec import Kind as FOLDS
from core.terminal.networks import ANSWERS, MERGES
from core.terminal.preparing import FILLS
from core.text import say

LISTS = ("architectures", "scalers", "metrics", "samples")
FORMATS = ("keras", "h5", "script")
LAYOUTS = ("examples", "rows")
WEIGHTS = ("balanced", "none")
EXPLAINED = ("columns", "timesteps", "response")


class Parser(argparse.ArgumentParser):
    """Mistakes are raised as errors of ours, so that they leave the program as all others do."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError("bad_arguments", message=message, command=self.prog)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its options. Raises SettingsError; `--help` ends the program."""
    parser = Parser(prog="python -m core", description=say("terminal.help.program"), allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name in ("train", "find-rate"):
        _train(_command(commands, name))
    _backtest(_command(commands, "backtest"))
    _command(commands, "runs", "home")
    for name in ("resume", "stop"):
        _command(commands, name, "home").add_argument("run", metavar="RUN", help=say("terminal.help.run"))
    predict = _bundle(_command(commands, "predict"), file=True)
    predict.add_argument("--out", type=Path, required=True, metavar="CSV", help=say("terminal.help.out_csv"))
    evaluate = _bundle(_command(commands, "evaluate"), file=True)
    evaluate.add_argument("--all", action="store_true", help=say("terminal.help.all"))
    export = _bundle(_command(commands, "export"), file=False)
    export.add_argument("--to", choices=FORMATS, required=True, help=say("terminal.help.to"))
    export.add_argument("--out", type=Path, required=True, metavar="PATH", help=say("terminal.help.out_path"))
    report = _command(commands, "report", "home")
    report.add_argument("run", metavar="RUN", help=say("terminal.help.run"))
    report.add_argument("-o", "--out", type=Path, required=True, metavar="HTML", help=say("terminal.help.out_html"))
    explain = _command(commands, "explain", "home")
    explain.add_argument("run", metavar="RUN", help=say("terminal.help.run"))
    explain.add_argument("--what", choices=EXPLAINED, required=True, help=say("terminal.help.explained"))
    explain.add_argument("--part", choices=PARTS, default="test", help=say("terminal.help.part"))
    explain.add_argument("--column", metavar="COL", help=say("terminal.help.explained_column"))
    _command(commands, "list").add_argument("what", choices=LISTS, help=say("terminal.help.what"))
    inspect = _command(commands, "inspect")
    inspect.add_argument("file", type=Path, metavar="FILE", help=say("terminal.help.file"))
    inspect.add_argument("--target", metavar="T", help=say("terminal.help.inspect_target"))
    _reading(inspect)
    _second(inspect)
    return parser.parse_args(arguments)


def _command(commands: argparse._SubParsersAction[Parser], name: str, *options: str) -> Parser:
    about = say(f"terminal.commands.{name.replace('-', '_')}")
    parser: Parser = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help=say("terminal.help.json"))
    if "home" in options:
        parser.add_argument("--home", type=Path, metavar="DIR", help=say("terminal.help.home"))
    return parser


def _bundle(parser: Parser, *, file: bool) -> Parser:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help=say("terminal.help.bundle"))
    if file:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=say("terminal.help.files"))
    return parser


def _second(parser: Parser) -> None:
    """A file that is joined to the first, and how."""
    parser.add_argument("--second", type=Path, metavar="FILE", help=say("terminal.help.second"))
    parser.add_argument("--join", choices=HOWS, help=say("terminal.help.join"))


def _reading(parser: Parser) -> None:
    """What a person may correct of what was recognised."""
    for name, metavar in (("time", "COL"), ("start", "TIME"), ("every", "STEP"), ("zone", "ZONE"), ("member", "NAME")):
        parser.add_argument(f"--{name}", metavar=metavar, help=say(f"terminal.help.{name}"))
    parser.add_argument("--turned", action="store_true", default=None, help=say("terminal.help.turned"))
    parser.add_argument("--layout", choices=LAYOUTS, help=say("terminal.help.layout"))


def _backtest(parser: Parser) -> None:
    """Everything that `train` takes, for a file that is trained on first; `--gap` is that of the folds too."""
    _train(parser, "FILE|RUN", say("terminal.help.file_or_run"))
    parser.add_argument("--folds", type=int, metavar="N", help=say("terminal.help.folds"))
    parser.add_argument("--kind", choices=get_args(FOLDS), help=say("terminal.help.kind"))
    parser.add_argument("--share", type=float, metavar="X", help=say("terminal.help.share"))
    for name in ("once", "final"):
        parser.add_argument(f"--{name}", action="store_true", help=say(f"terminal.help.{name}"))


def _train(parser: Parser, metavar: str = "FILE", about: str | None = None) -> None:
    """Every option is None when it was not typed, so that an experiment file keeps its own settings."""
    parser.add_argument("file", type=Path, metavar=metavar, help=about or say("terminal.help.file"))

    def option(name: str, **kind: object) -> None:
        parser.add_argument(f"--{name}", help=say(f"terminal.help.{name.replace('-', '_')}"), **kind)  # type: ignore[arg-type]

    option("target", action="append", metavar="T")
    option("features", action="append", metavar="A,B")
    _reading(parser)
    _second(parser)
    option("together", action="store_true", default=None)
    for name in ("series", "category", "known-future", "log"):
        option(name, action="append", metavar="A,B")
    option("circular", action="append", default=[], metavar="COL=PERIOD")
    option("fill", choices=FILLS)
    option("resample", metavar="STEP[/HOW]")
    for name in ("lookback", "step", "delay", "horizon", "stride", "gap"):
        option(name, type=int, metavar="N")
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--classes", metavar="A,B|all", help=say("terminal.help.classes"))
    asked.add_argument("--as-number", action="store_true", default=None, help=say("terminal.help.as_number"))
    option("class-weights", choices=WEIGHTS)
    option("quantiles", metavar="SHARE|A,B,C|none")
    option("split", metavar="SPLIT")
    option("split-column", metavar="COL")
    option("split-seed", type=int, metavar="N")
    option("purge", action="store_true", default=None)
    option("per", choices=("calendar", "series"))
    option("scaler", choices=list(SCALERS))
    option("pca", metavar="N|SHARE|none")
    option("architecture", choices=list(PRESETS))
    option("set", action="append", default=[], metavar="KEY=VALUE")
    option("branch", action="append", metavar="NAME=A,B")
    option("merge", choices=MERGES)
    option("answer", choices=list(ANSWERS))
    option("pad", action=argparse.BooleanOptionalAction, dest="padded")
    option("loss", choices=get_args(Loss))
    option("optimizer", choices=get_args(Optimizer))
    option("learning-rate", type=float, metavar="X")
    option("schedule", metavar="KIND[:KEY=VALUE,…]")
    option("batch-size", metavar="N|all")
    for name in ("epochs", "patience", "start-from", "seed", "members"):
        option(name, type=int, metavar="N")
    for name in ("momentum", "weight-decay", "rho", "clip", "min-delta", "baseline"):
        option(name, type=float, metavar="X")
    option("monitor", choices=("val_loss", "loss"))
    option("keep", choices=("best", "last"))
    for name in ("nesterov", "every-epoch"):
        option(name, action="store_true", default=None)
    option("experiment", type=Path, metavar="FILE.json")
    option("home", type=Path, metavar="DIR")
