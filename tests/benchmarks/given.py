"""The data of the benchmarks: a CSV of your own, or noise of the weather file's shape."""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path
from typing import Any

import numpy as np

from core.data.dataset import Dataset
from core.data.reading import read, recognise
from core.data.spec import Column, DataSpec, Source
from core.data.table import Table
from core.examples.prepare import Prepared, prepare
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.models.presets import preset

ROWS, COLUMNS = 52_696, 22
"""The shape of weather.csv."""

SKIPPED = 2
"""Epochs that hold the tracing of a fit."""

WINDOWS = Windows(lookback=240, delay=1, horizon=24)


def options(about: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="?", type=Path, help=f"default: noise, {ROWS:,} rows × {COLUMNS} columns")
    parser.add_argument("--preset", default="dense")
    return parser


def values_of(csv: Path | None) -> tuple[np.ndarray, tuple[str, ...]]:
    """(N, K) the columns of numbers, and their names."""
    if csv is None:
        noise = np.random.default_rng(1).normal(size=(ROWS, COLUMNS))
        return np.cumsum(noise, axis=0) / 100, tuple(f"c{i}" for i in range(COLUMNS))
    table = read(csv, recognise(csv))
    numbers = numeric(table)
    return table.frame[list(numbers)].ffill().bfill().to_numpy(float), numbers


def numeric(table: Table) -> tuple[str, ...]:
    return tuple(name for name, kind in table.kinds.items() if kind == "number")


def experiment(names: tuple[str, ...], key: str, windows: Windows = WINDOWS, **training: Any) -> Experiment:
    """Every column is an input, the last one is predicted."""
    roles = dict.fromkeys(names, ("input",)) | {names[-1]: ("input", "target")}
    return Experiment(
        data=DataSpec(
            sources=(Source(name="data.csv"),), columns=tuple(Column(name=name, roles=roles[name]) for name in names)
        ),
        examples=windows,
        split=SplitSpec(cuts=(0.7, 0.15, 0.15)),
        model=preset(key).make(),
        training=TrainingSpec(stopping=None, **training),
    )


def prepared(values: np.ndarray, given: Experiment) -> Prepared:
    names, zeros = tuple(c.name for c in given.data.columns), np.zeros(len(values), np.int32)
    target = len(names) - 1
    dataset = Dataset(
        names=names,
        units=("",) * len(names),
        values=values,
        time=None,
        series=zeros,
        segment=zeros,
        row=np.arange(len(values)),
        inputs=(target, *range(target)),
        targets=(target,),
        spacing=None,
        season=None,
    )
    return prepare(dataset, given.examples, given.split, given.fitting)


def mark() -> tuple[float, float]:
    """Seconds now by the clock on the wall, and of processor time."""
    return time.perf_counter(), time.process_time()


def told(name: str, epochs: list[tuple[float, float]]) -> dict[str, float]:
    """Prints and gives three figures of seconds an epoch.

    On a busy machine the median of the wall says least: the fastest epoch was hindered least,
    and processor time leaves out waiting for others.
    """
    wall, processor = np.transpose(epochs)
    figures = {
        "median": float(np.median(wall)),
        "fastest": float(wall.min()),
        "processor": float(np.median(processor)),
    }
    shown = ", ".join(f"{key} {value:6.3f} s" for key, value in figures.items())
    print(f"{name:<44} {shown} ({len(wall)} epochs)")
    return figures


def between(marks: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """From epoch to epoch, without the first ones: they hold the tracing."""
    return [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(marks[SKIPPED - 1 :])]
