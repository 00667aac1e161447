"""How long and how much memory opening a file takes at the server. Bars: 0.5 s, 3 s and 6 s; 12 times the file.

`python -m tests.benchmarks.opening [CSV …]`; without a CSV three are made: 10,000 × 5, 420,000 × 15 and
1,000,000 × 10, each with a time and numbers of three decimals. Every figure is of a process of its own. The time
is that of the whole Data page, from the bytes of the upload to the drawn overview, without a browser. Memory is
that of reading, profile, findings and arranging: at the most, and what is still held when the table is gone.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.runs.store import Store
from core.text import bytes_in_words
from tests.core.data.hostile import GOOD

SIZES = ((10_000, 5, 0.5), (420_000, 15, 3.0), (1_000_000, 10, 6.0))
"""Rows, columns with the time, and the bar in seconds."""


def made(path: Path, rows: int, columns: int) -> Path:
    """A walk in every column but the first, which holds the minutes since 2000."""
    walk = np.cumsum(np.random.default_rng(1).normal(size=(rows, columns - 1)), axis=0).round(3)
    table = pd.DataFrame(walk, columns=[f"c{i}" for i in range(columns - 1)])
    table.insert(0, "time", pd.date_range("2000-01-01", periods=rows, freq="min"))
    table.to_csv(path, index=False)
    return path


def page_seconds(csv: Path) -> dict[str, float]:
    """From the upload to the overview: the page is already open on a sample, as a visitor finds it."""
    from tests.pages.visit import visit

    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LOOKBACK_HOME": home, "LOOKBACK_SUPERVISOR": "--no-spare --idle 1"}
        page, content = visit("data"), csv.read_bytes()
        page.default_timeout = 120
        uploader = page.file_uploader[0].upload(csv.name, content, "text/csv")
        began = time.perf_counter()
        uploader.run()
        seconds = time.perf_counter() - began
        assert not page.exception
        assert csv.name in {row.name for row in Store(Path(home)).owned_by("local").datasets()}
    return {"seconds": seconds}


def memory(csv: Path) -> dict[str, float]:
    """Bytes held at most and afterwards, above what a process holds that has opened a small file."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.csv"
        small.write_text(GOOD, "utf-8")
        _whole_way(small)
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    _whole_way(csv)
    seconds = time.perf_counter() - began
    gc.collect()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    after = psutil.Process().memory_info().rss
    return {"core": seconds, "before": before, "most": most - before, "kept": after - before}


def _whole_way(csv: Path) -> None:
    table = read(csv, recognise(csv))
    about = profile(table)
    findings(table, about)
    arrange(table, recommended(table, about))


def measured(csv: Path, what: str) -> dict[str, float]:
    """One figure from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.opening", "--measure", what, str(csv)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def told(name: str, csv: Path, repeats: int, bar: float | None) -> None:
    size = csv.stat().st_size
    seconds = statistics.median(measured(csv, "page")["seconds"] for _ in range(repeats))
    held = measured(csv, "memory")
    print(
        f"{name} ({bytes_in_words(size)}): {seconds:.2f} s to the overview"
        + (f" (bar {bar:g} s)" if bar else "")
        + f", {held['core']:.2f} s without the page; at most {held['most'] / size:.1f} times the file (bar 12), "
        f"afterwards {held['kept'] / held['before']:+.0%} of {bytes_in_words(int(held['before']))} (bar 10 %)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="*", type=Path, help="default: three made files")
    parser.add_argument("--repeats", type=int, default=3, help="uploads to take the median of")
    parser.add_argument("--measure", choices=("page", "memory"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps({"page": page_seconds, "memory": memory}[given.measure](given.csv[0])))
        return
    for csv in given.csv:
        told(csv.name, csv, given.repeats, None)
    if not given.csv:
        with tempfile.TemporaryDirectory() as folder:
            for rows, columns, bar in SIZES:
                csv = made(Path(folder) / f"{rows}.csv", rows, columns)
                told(f"{rows:,} × {columns}", csv, given.repeats, bar)


if __name__ == "__main__":
    main()
