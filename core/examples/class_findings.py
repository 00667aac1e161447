"""What is worth knowing about classes and whole examples once their parts are known.

Letters: `W` examples, `K` classes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.words import listed
from core.examples.spec import SplitSpec, Windows
from core.examples.split import PARTS
from core.examples.windows import Placement, lengths_of
from core.findings import Finding, Severity
from core.text import count, figure, say

_FEW = 100  # training examples below which a network hardly learns anything
_UNEQUAL = 10  # times as many of the most frequent class as of the rarest
_MOSTLY = 0.5  # share of what is read that is filling, above which it is worth a word
_ENOUGH = 0.75  # share of the examples that are read whole with fewer timesteps

Counts = NDArray[np.int64]


def class_counts(dataset: Dataset, placement: Placement, windows: Windows) -> Counts:
    """(parts, K) examples of each class by part; of an answer of several rows the first counts."""
    answers = dataset.values[placement.now + windows.delay, dataset.targets[0]].astype(np.int64)
    counts = np.zeros((len(PARTS), len(dataset.classes)), np.int64)
    learns_or_judges = placement.part >= 0
    np.add.at(counts, (placement.part[learns_or_judges], answers[learns_or_judges]), 1)
    return counts


def class_findings(dataset: Dataset, placement: Placement, windows: Windows) -> Iterator[Finding]:
    """Classes that cannot be learned, cannot be judged, or are far rarer than others."""
    if not dataset.classes:
        return
    counts = class_counts(dataset, placement, windows)
    words, total, column = np.array(dataset.classes), counts.sum(axis=0), dataset.target_names
    if len(none := words[total == 0].tolist()):
        values = {"classes": listed(none), "count": count(len(none), "class", "classes")}
        yield Finding(severity=Severity.WARNING, key="class_without_examples", values=values, columns=column)
    if len(alone := words[total == 1].tolist()):
        values = {"classes": listed(alone), "count": count(len(alone), "class", "classes")}
        yield Finding(severity=Severity.WARNING, key="class_of_one", values=values, columns=column)
    for part, name in enumerate(PARTS):
        if counts[part].any() and len(gone := words[(counts[part] == 0) & (total > 1)].tolist()):
            values = {"classes": listed(gone), "part": say(f"parts.{name}")}
            key = "class_not_judged" if part else "class_not_learned"
            yield Finding(severity=Severity.WARNING, key=key, values=values, columns=column)
    learned = np.where(counts[0] > 0, counts[0], np.iinfo(np.int64).max)
    rare, often = int(np.argmin(learned)), int(np.argmax(counts[0]))
    if counts[0, often] >= _UNEQUAL * learned[rare]:
        values = {
            "often": str(words[often]),
            "rare": str(words[rare]),
            "most": count(int(counts[0, often]), "training example"),
            "least": f"{learned[rare]:,}",
            "times": f"{counts[0, often] / learned[rare]:,.0f}",
        }
        yield Finding(severity=Severity.WARNING, key="classes_unequal", values=values, columns=column)


def whole_concerns(dataset: Dataset, placement: Placement, windows: Windows) -> Iterator[Finding]:
    """Parts without whole examples or with few, examples of other lengths, and those without an answer."""
    counts = [int(np.count_nonzero(placement.part == part)) for part in range(len(PARTS))]
    column = dataset.target_names
    for part, name in enumerate(PARTS):
        if not counts[part]:
            values = {"part": say(f"parts.{name}"), "examples": count(len(placement.now), "example")}
            yield Finding(severity=Severity.ERROR, key="no_whole_examples", values=values, columns=column)
    if all(counts) and counts[0] < _FEW:
        values = {"examples": count(counts[0], "training example")}
        yield Finding(severity=Severity.WARNING, key="few_whole_examples", values=values, columns=column)
    yield from _lengths(dataset, windows)
    if unanswered := placement.lost.get("end", 0):
        values = {"examples": count(unanswered, "example")}
        yield Finding(severity=Severity.INFO, key="unanswered", values=values, columns=column)


def _lengths(dataset: Dataset, windows: Windows) -> Iterator[Finding]:
    """Examples that are shorter than the timesteps asked for, and longer ones, of which only the end is read."""
    lengths = lengths_of(dataset)
    short, long = int((lengths <= windows.reach).sum()), int((lengths > windows.reach + windows.step).sum())
    if not short and not long:
        return
    values = {
        "examples": count(len(lengths), "example"),
        "least": f"{lengths.min():,}",
        "most": f"{lengths.max():,}",
        "timesteps": count(windows.lookback, "timestep"),
        "short": f"{short:,}",
        "long": f"{long:,}",
    }
    severity = Severity.WARNING if short and not windows.padded else Severity.INFO
    yield Finding(severity=severity, key="lengths_padded" if windows.padded else "lengths_unequal", values=values)
    if windows.padded:
        yield from _filling(lengths, windows)


def _filling(lengths: Counts, windows: Windows) -> Iterator[Finding]:
    """Most of what is read would be filling."""
    real = np.minimum(-(-lengths // windows.step), windows.timesteps)
    share = 1 - float(real.mean()) / windows.timesteps
    if share <= _MOSTLY:
        return
    enough = int(np.sort(lengths)[int(_ENOUGH * len(lengths))])
    values = {
        "share": figure(100 * share, 2),
        "timesteps": count(windows.lookback, "timestep"),
        "enough": f"{enough:,}",
    }
    yield Finding(severity=Severity.WARNING, key="mostly_filling", values=values)


def drawn_concerns(dataset: Dataset, windows: Windows, split: SplitSpec) -> Iterator[Finding]:
    """What parts that are drawn, or named by a column, are not fit for, and what was drawn beside them."""
    overlaps = not windows.whole and windows.reach > 0 and dataset.series_names == ("",)
    if split.by == "random" and overlaps:
        yield Finding(
            severity=Severity.WARNING, key="random_overlap", values={"lookback": count(windows.lookback, "row")}
        )
    if split.by == "column" and dataset.given is not None and not (dataset.given == 1).any():
        yield Finding(severity=Severity.INFO, key="validation_drawn", values={})
