"""`explain`: what a judged run looks at, as a table."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.analyses.registry import ANALYSES, Explained
from core.errors import RunError, SettingsError
from core.jobs.explain import explained
from core.runs.places import home as usual_home
from core.runs.store import Store
from core.runs.told import plain
from core.terminal.console import Console, table
from core.text import amount, figure, say

__all__ = ["explain"]


def explain(given: argparse.Namespace, console: Console) -> int:
    """Worked out here and now, and kept nowhere: the page keeps its own."""
    library = Store((given.home or usual_home()).expanduser().resolve()).owned_by()
    run = library.run(given.run)
    if not run.evaluated:
        raise RunError("not_judged", name=run.name)
    seen = explained(library, run)
    settings = {"part": given.part, **(_response(seen, given.column) if given.what == "response" else {})}

    def report(done: int, of: int) -> None:
        console.passing(say("terminal.progress.explained", done=done, of=of))

    found = ANALYSES[given.what](seen, settings, report, lambda: None)
    told = {"run_id": run.id, "what": given.what, **settings, **plain(dict(found))}
    console.result(told, table(_TABLES[given.what](seen, found)))
    return 0


def _response(seen: Explained, column: str | None) -> dict[str, Any]:
    names = seen.prepared.dataset.input_names
    if column is not None and column not in names:
        raise SettingsError("column_unknown", column=column, columns=", ".join(names[:12]))
    return {"column": column or names[0], "newest": True}


def _columns(seen: Explained, found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A line for each column, the most important first: how much the error grows, and its spread over the repeats."""
    worse = found["worse"]  # (G, P, C)
    order = np.argsort(-worse.mean(axis=(1, 2)))
    rows = [(found["names"][g], *(_more(seen, worse[g, :, c], c) for c in range(worse.shape[2]))) for g in order]
    return [(say("terminal.explained.column"), *seen.prepared.dataset.target_names), *rows]


def _timesteps(seen: Explained, found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A line for each stretch, the newest first."""
    step = seen.prepared.windows.step
    ends = zip(found["newest"], found["oldest"], found["worse"], strict=True)
    rows: list[tuple[str, ...]] = []
    for a, b, worse in ends:
        grows = (_more(seen, worse[c : c + 1], c) for c in range(len(worse)))
        rows.append((f"{a * step}–{b * step}" if a < b else str(a * step), *grows))
    return [(say("terminal.explained.back"), *seen.prepared.dataset.target_names), *rows[::-1]]


def _responses(seen: Explained, found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A line for each value of the column: the mean answer, or the probability of each class."""
    dataset = seen.prepared.dataset
    heads = dataset.classes or dataset.target_names
    rows = [(figure(value), *map(figure, mean)) for value, mean in zip(found["values"], found["mean"], strict=True)]
    return [(say("terminal.explained.value"), *heads), *rows]


def _more(seen: Explained, worse: NDArray[np.float64], c: int) -> str:
    """`+0.42 ± 0.03 °C`, `+12 ± 1 %` more answers wrong."""
    size, unit = (100.0, "%") if seen.prepared.dataset.classes else (1.0, seen.prepared.dataset.target_units[c])
    mean, spread = size * float(worse.mean()), size * float(worse.std())
    told = f"{'+' if mean >= 0 else '−'}{figure(abs(mean), 2)}"
    return f"{told} ± {amount(spread, unit, 2)}" if len(worse) > 1 else f"{told} {unit}".rstrip()


_TABLES = {"columns": _columns, "timesteps": _timesteps, "response": _responses}
