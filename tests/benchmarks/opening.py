"""How long and how much memory opening a file takes at the server. Bars: 0.5 s, 3 s and 6 s; 12 times the file.

`python -m tests.benchmarks.opening [CSV …]`; without a CSV three are made: 10,000 × 5, 420,000 × 15 and
1,000,000 × 10, each with a time and numbers of three decimals. Every figure is of a process of its own. The time
is that of the whole Data page, from the bytes of the upload to the drawn overview, without a browser. Memory is
what the process holds above an open page (Linux tells it), the upload included: at most, and when the table is gone.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.runs.store import Store
from core.text import bytes_in_words
from tests.benchmarks.given import mark
from tests.core.data.hostile import GOOD
from tests.pages.visit import visit

SIZES = ((10_000, 5, 0.5), (420_000, 15, 3.0), (1_000_000, 10, 6.0))
"""Rows, columns with the time, and the bar in seconds."""


def made(path: Path, rows: int, columns: int) -> Path:
    """A walk in every column but the first, which holds the minutes since 2000."""
    walk = np.cumsum(np.random.default_rng(1).normal(size=(rows, columns - 1)), axis=0).round(3)
    table = pd.DataFrame(walk, columns=[f"c{i}" for i in range(columns - 1)])
    table.insert(0, "time", pd.date_range("2000-01-01", periods=rows, freq="min"))
    table.to_csv(path, index=False)
    return path


def page(csv: Path) -> dict[str, float]:
    """Seconds from the upload to the overview, and bytes held: the page is open and has read files before."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LOOKBACK_HOME": home, "LOOKBACK_SUPERVISOR": "--no-spare --idle 1"}
        app = visit("data")
        app.default_timeout = 120
        warm = made(Path(home) / "warm.csv", 100_000, 10)
        _uploaded(app, warm.name, warm.read_bytes())
        _others(app, 0)
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # the most held is counted anew from here
        before = _memory("VmRSS")
        seconds, processor = _uploaded(app, csv.name, csv.read_bytes())
        assert csv.name in {row.name for row in Store(Path(home)).owned_by("local").datasets()}
        most = _memory("VmHWM")
        _others(app, 5)
        kept = _memory("VmRSS") - before
    return {"seconds": seconds, "processor": processor, "before": before, "most": most - before, "kept": kept}


def _others(app: AppTest, first: int) -> None:
    """Five small files push any other out of the server's cache, which holds four tables."""
    for last in range(first, first + 5):
        _uploaded(app, "small.csv", GOOD.encode() + b"2021-03-31,1,%d\n" % last)


def _uploaded(app: AppTest, name: str, content: bytes) -> tuple[float, float]:
    """Seconds of the whole script run, drawn overview included: by the clock, and of all processors."""
    uploader = app.file_uploader[0].upload(name, content, "text/csv")
    began = mark()
    uploader.run()
    ended = mark()
    assert not app.exception
    gc.collect()  # Streamlit does so after every run of a page; a test of one does not
    return ended[0] - began[0], ended[1] - began[1]


def _memory(what: str) -> int:
    """Bytes of this process: `VmRSS` held now, `VmHWM` held at most."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


def core(csv: Path) -> dict[str, float]:
    """Seconds without a page: reading, profile, findings and arranging."""
    began = time.perf_counter()
    table = read(csv, recognise(csv))
    about = profile(table)
    findings(table, about)
    arrange(table, recommended(table, about))
    return {"seconds": time.perf_counter() - began}


def measured(csv: Path, what: str) -> dict[str, float]:
    """One figure from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.opening", "--measure", what, str(csv)]
    quiet = os.environ | {"STREAMLIT_LOGGER_LEVEL": "error"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=quiet)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def told(name: str, csv: Path, repeats: int, bar: float | None) -> None:
    """One line: medians of several processes."""
    size = csv.stat().st_size
    runs = [measured(csv, "page") for _ in range(repeats)]
    middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    most, kept, before = middle["most"], middle["kept"], middle["before"]
    print(
        f"{name} ({bytes_in_words(size)}): {middle['seconds']:.2f} s to the overview"
        f"{f' (bar {bar:g} s)' if bar else ''}, fastest {min(run['seconds'] for run in runs):.2f} s, "
        f"{middle['processor']:.2f} s of processor time; "
        f"{measured(csv, 'core')['seconds']:.2f} s without the page; at most {bytes_in_words(int(most))} more, "
        f"{most / size:.1f} times the file (bar 12); when it is gone {kept / before:+.0%} of "
        f"{bytes_in_words(int(before))} (bar 10 %)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="*", type=Path, help="default: three made files")
    parser.add_argument("--repeats", type=int, default=3, help="uploads to take the median of")
    parser.add_argument("--measure", choices=("page", "core"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps({"page": page, "core": core}[given.measure](given.csv[0])))
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
