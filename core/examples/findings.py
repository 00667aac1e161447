"""What is worth knowing once it is chosen what is predicted, from what, and on which rows it is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.leaks import SAME_ROW, leaks
from core.data.spec import DataSpec
from core.data.table import Table
from core.data.words import listed
from core.errors import SettingsError
from core.examples.class_findings import class_findings, drawn_concerns, whole_concerns
from core.examples.drift import drift, other_drifts
from core.examples.fitting import fit
from core.examples.prepare import Located, ready
from core.examples.spec import FittingSpec, LinearFill, SplitSpec, Windows
from core.examples.split import PARTS, parts_if_it_fits
from core.examples.windows import Placement, example_ends, needed_rows, place
from core.findings import Finding, Severity
from core.text import count, figure, say

_FEW = 100  # training examples below which a network hardly learns anything
_COSTLY = 0.2  # share of the rows lost to missing cells that is worth a word


def concerns(
    table: Table,
    data: DataSpec,
    dataset: Dataset,
    windows: Windows,
    split: SplitSpec,
    fitting: FittingSpec,
    given_away: Sequence[Finding] | None = None,
    prepared: Located | None = None,
) -> tuple[Finding, ...]:
    """Leaks, too few examples, drift and fills that look ahead, the worst first; `dataset` is `arrange(table, data)`.

    `given_away` are the leaks of these targets (`data_leaks`) and `prepared` the examples, where they are known
    already: they alone take time.
    """
    found = [_judged(leak, data, windows) for leak in (data_leaks(table, data) if given_away is None else given_away)]
    found += _looking_ahead(data, fitting)
    parts = parts_if_it_fits(dataset, split) if prepared is None else prepared.placement.part_of_row
    if parts is not None:
        found += [*_drifts(dataset, data, windows, split, parts), *_new_words(dataset, parts)]
        found += drawn_concerns(dataset, windows, split)
        if prepared is not None:
            found += _of_examples(prepared.dataset, prepared.placement, windows, dataset)
        else:
            found += _examples(dataset, windows, split, fitting, parts)
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def data_leaks(table: Table, data: DataSpec) -> tuple[Finding, ...]:
    """Every column of the file that gives a target away, whether it is an input or not.

    The timesteps of an example are there to tell its answer.
    """
    steps = list(table.kinds)[: 2 + len(table.reading.across)] if table.reading.across else ()
    return leaks(table, data.targets, [name for name in table.numbers if name not in steps])


def _drifts(
    dataset: Dataset, data: DataSpec, windows: Windows, split: SplitSpec, parts: NDArray[np.int8]
) -> list[Finding]:
    """Levels that move from part to part; where the parts are drawn they move by chance, and classes have no level."""
    if windows.whole and split.by == "random":
        return []
    apart = {"series", "split"}
    own = [c.name for c in data.columns if not c.category and not c.classes and not apart & set(c.roles)]
    moved = None if dataset.classes else drift(dataset, parts)
    return [*([moved] if moved else []), *other_drifts(dataset, parts, own)]


def _judged(leak: Finding, data: DataSpec, windows: Windows) -> Finding:
    """A leak that nothing reads, or that is read from older rows only, is good to know but no danger."""
    read = {column.name for column in data.columns if "input" in column.roles} & set(leak.columns)
    at_once = windows.delay == 0 or bool(read & set(data.known_future))
    if read and (leak.key not in SAME_ROW or at_once):
        return leak
    return Finding(**{**leak.__dict__, "severity": Severity.INFO})


def _looking_ahead(data: DataSpec, fitting: FittingSpec) -> list[Finding]:
    used = {column.name for column in data.columns}
    names = [n for step in fitting.working if isinstance(step, LinearFill) for n in step.columns if n in used]
    if not names:
        return []
    values = {"columns": listed(names)}
    remedies = ("fill_forward", "fill_linear", "keep_missing")
    return [
        Finding(severity=Severity.INFO, key="fill_looks_ahead", values=values, columns=tuple(names), remedies=remedies)
    ]


def _new_words(dataset: Dataset, parts: NDArray[np.int8]) -> list[Finding]:
    """Words that no training row holds tell the model nothing."""
    fresh: dict[str, list[str]] = {}
    for name, cells in dataset.texts.items():
        known = {str(word) for word in pd.unique(cells[parts == 0]) if word is not None}
        later = {str(word) for word in pd.unique(cells[parts > 0]) if word is not None}
        if later - known:
            fresh[name] = sorted(later - known)
    if not fresh:
        return []
    name, words = max(fresh.items(), key=lambda pair: len(pair[1]))
    values = {"columns": listed(list(fresh)), "column": name, "words": listed(words)}
    return [Finding(severity=Severity.INFO, key="new_words", values=values, columns=tuple(fresh))]


def _examples(
    dataset: Dataset, windows: Windows, split: SplitSpec, fitting: FittingSpec, parts: NDArray[np.int8]
) -> list[Finding]:
    """Findings about the examples where some part may have none."""
    if len(dataset) < needed_rows(windows):
        return []  # refused with the sum wherever examples are made
    mended = _mended(dataset, windows, fitting, parts)
    if mended is None:
        return []
    return list(_of_examples(mended, place(mended, windows, parts, purge=split.border == "purge"), windows, dataset))


def _of_examples(mended: Dataset, placement: Placement, windows: Windows, dataset: Dataset) -> Iterator[Finding]:
    """Whether every part has enough of them, and how many are lost to missing cells."""
    yield from class_findings(mended, placement, windows)
    if windows.whole:
        yield from whole_concerns(mended, placement, windows)
    else:
        yield from _too_few(placement, windows, dataset)
    yield from _costly(mended, placement, windows, dataset)


def _too_few(placement: Placement, windows: Windows, dataset: Dataset) -> Iterator[Finding]:
    """Parts without any example; only when all have some, whether training has enough."""
    counts = [int(np.count_nonzero(placement.part == part)) for part in range(len(PARTS))]
    for part, name in enumerate(PARTS):
        if counts[part]:
            continue
        values = {"part": say(f"parts.{name}"), "needed": count(needed_rows(windows), "row")}
        yield Finding(severity=Severity.ERROR, key="no_examples", values=values, columns=dataset.target_names)
    if all(counts) and counts[0] < _FEW:
        values = {"examples": count(counts[0], "training example"), "needed": count(needed_rows(windows), "row")}
        yield Finding(severity=Severity.WARNING, key="few_examples", values=values, columns=dataset.target_names)


def _mended(dataset: Dataset, windows: Windows, fitting: FittingSpec, parts: NDArray[np.int8]) -> Dataset | None:
    """The rows as windows read them; None when a column has nothing to learn from, which is told elsewhere."""
    try:
        return ready(dataset, windows, fitting, fit(dataset, parts, fitting), parts)
    except SettingsError:
        return None


def _costly(mended: Dataset, placement: Placement, windows: Windows, dataset: Dataset) -> list[Finding]:
    """Missing cells that cost many examples, and the columns they are in."""
    lost = placement.lost.get("missing", 0)
    total = int(np.count_nonzero(example_ends(mended))) if windows.whole else len(mended)
    if lost < _COSTLY * total:
        return []
    read = sorted({*mended.inputs, *mended.targets})
    holes = {mended.names[at]: int(np.isnan(mended.values[:, at]).sum()) for at in read}
    names = sorted((name for name in holes if holes[name] and name in dataset.names), key=lambda name: -holes[name])
    values = {
        "rows": count(lost, "example" if windows.whole else "row"),
        "share": figure(100 * lost / total, 2),
        "columns": listed(names),
        "season": dataset.season,
    }
    remedies = ("fill_forward", "fill_linear", "fill_usual", "keep_missing")
    key = "missing_costs_whole" if windows.whole else "missing_costs"
    return [Finding(severity=Severity.WARNING, key=key, values=values, columns=tuple(names), remedies=remedies)]
