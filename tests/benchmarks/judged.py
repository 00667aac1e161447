"""Whatever it says, it says: `python -m tests.benchmarks.judged FOLDER [--only NAME …] [--out docs/judged.md]`

Five public files, asked as anybody would ask them from the terminal: the recommended split, the window that is typed
for each, four architectures as they come, at most 15 epochs (a short file: 60), seed 1. Writes what every simple rule
and every architecture is off by on the test part, the skill against the best rule with its interval, and the verdict.
FOLDER holds the files under the names below; their sources stand in the table.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.examples.prepare import Prepared
from core.experiment import Experiment
from core.spec import record
from core.terminal.arguments import parse
from core.terminal.files import table_of
from core.terminal.settings import experiment_of
from core.text import amount, count, say, spacing_word, span
from tests.benchmarks.judging import examples_of, judged

ARCHITECTURES = ("linear", "dense", "conv", "gru")
LEARNING = ("--epochs", "15", "--patience", "4", "--seed", "1")


@record
class File:
    """A file of the folder, where it comes from, and what is typed behind `train FILE`."""

    name: str
    path: str
    source: str
    options: tuple[str, ...] = ()


FILES = (
    File(
        name="New York taxis",
        path="nab/nyc_taxi.csv",
        source="github.com/numenta/NAB",
        options=("--lookback", "96", "--step", "2", "--horizon", "12"),
    ),
    File(
        name="Oil temperature (ETTh1)",
        path="ett/ETTh1.csv",
        source="github.com/zhouhaoyi/ETDataset",
        options=("--target", "OT", "--lookback", "168", "--step", "6", "--horizon", "24"),
    ),
    File(
        name="Airline passengers",
        path="classic/airline-passengers.csv",
        source="github.com/jbrownlee/Datasets",
        options=("--lookback", "24", "--horizon", "1", "--epochs", "60", "--patience", "8"),
    ),
    File(
        name="Monthly sunspots",
        path="classic/monthly-sunspots.csv",
        source="github.com/jbrownlee/Datasets",
        options=("--lookback", "132", "--step", "3", "--horizon", "12", "--epochs", "60", "--patience", "8"),
    ),
    File(
        name="IBM shares",
        path="stock/ibm_1962_2017_descending.csv",
        source="github.com/abdullahf/lstm-kalman-hybrid-timeseries",
        options=("--target", "Close", "--features", "Close", "--lookback", "30", "--horizon", "1"),
    ),
)

HEAD = """# Judged

What the verdict says of five public files. Made by `python -m tests.benchmarks.judged FOLDER`: every file is read as
the app reads it, with the recommended split, and the window of its line. Each architecture has its recommended
settings, learns with seed 1 for at most 15 epochs (a short file: 60), and none was tuned. Errors are mean absolute
errors on the test part, which nothing learned from. *Skill* is the share of the best simple rule's error that is gone;
below 0 the rule is better. Its interval holds in 19 of 20 such stretches. A dash means that it cannot be computed.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=[file.path for file in FILES])
    parser.add_argument("--out", type=Path, default=Path("docs/judged.md"))
    given = parser.parse_args()
    chosen = [file for file in FILES if not given.only or file.path in given.only]
    parts = [HEAD]
    for file in chosen:
        parts.append("\n".join(_section(file, given.folder)))
        print(parts[-1], flush=True)
        given.out.write_text("\n".join(parts), encoding="utf-8")


def _section(file: File, folder: Path) -> Iterator[str]:
    results = {}
    for key in ARCHITECTURES:
        prepared, experiment = _asked(file, folder, key)
        results[say(f"presets.{key}.title")] = judged(prepared, experiment)
    yield f"## {file.name}\n"
    typed = " ".join(("train", Path(file.path).name, *file.options))
    yield f"`{typed}`, from {file.source}. {_question(prepared)}\n"
    yield "| | Off by | Skill | 19 of 20 | Verdict |"
    yield "|---|---:|---:|---:|---|"
    yield from _rules(next(iter(results.values())))
    yield from (_network(name, result) for name, result in results.items())
    yield ""


def _asked(file: File, folder: Path, key: str) -> tuple[Prepared, Experiment]:
    given = parse(["train", str(folder / file.path), *LEARNING, *file.options, "--architecture", key])
    table = table_of(given)
    experiment = experiment_of(given, table)
    return examples_of(table, experiment), experiment


def _question(prepared: Prepared) -> str:
    """What is asked, in one line."""
    windows, data = prepared.windows, prepared.dataset
    rows = count(windows.horizon, spacing_word(data.spacing, 1), spacing_word(data.spacing, 2))
    read = f"{windows.timesteps} timesteps of {count(len(data.inputs), 'input')}"
    return (
        f"{len(data):,} rows. {', '.join(data.target_names)} over the next {rows}, from the past"
        f" {span(windows.lookback, data.spacing)} ({read}); {prepared.counts['test']:,} test windows."
    )


def _rules(result: dict[str, Any]) -> Iterator[str]:
    """From best to worst."""
    verdict = result["verdict"]
    errors = {who: error for who, error in verdict["errors"].items() if who != "model"}
    for who in sorted(errors, key=lambda who: math.inf if errors[who] is None else errors[who]):
        yield f"| {result['labels'][who]} | {_error(errors[who], verdict)} | | | |"


def _network(name: str, result: dict[str, Any]) -> str:
    verdict, luck = result["verdict"], result["verdict"]["luck"]
    between = "–" if luck["low"] is None else f"{_percent(luck['low'])} to {_percent(luck['high'])}"
    cells = (f"**{name}**", _error(verdict["errors"]["model"], verdict), _percent(verdict["skill"]), between,
             verdict["headline"])  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _error(error: float | None, verdict: dict[str, Any]) -> str:
    return "–" if error is None else amount(error, verdict["unit"])


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share) + 0.0:+.0f} %".replace("-", "−")


if __name__ == "__main__":
    main()
