"""What a click costs at the server: processor time of a whole page run, without a browser.

`python -m tests.benchmarks.clicks [CSV]`; without a CSV hourly noise of 420,000 × 15 with some cells missing, one
column of words. All columns of numbers are inputs unless `--inputs` says so. The browser often runs only
the fragment that changed, so these are upper bounds. Processor time leaves out waiting for others; a busy
machine still makes it longer.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from core.data.names import unit_of
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.spec import Column
from core.recommend import recommend
from core.runs.store import Store
from tests.pages.visit import visit

ROWS, NUMBERS, TURNS = 420_000, 13, 5

Click = Callable[[int], object]


def noise(rows: int = ROWS) -> pd.DataFrame:
    """Hours, columns of numbers with a daily season, 0.2 % of their cells missing, and a wind direction in words."""
    chance, hour = np.random.default_rng(0), np.arange(rows)
    table: dict[str, Any] = {"time": pd.Timestamp("1970-01-01") + pd.to_timedelta(hour, unit="h")}
    for k in range(NUMBERS):
        values = 10 * np.sin(2 * np.pi * hour / 24 + k) + 0.02 * np.cumsum(chance.normal(size=rows))
        values = np.round(50 + 10 * k + values + chance.normal(size=rows), 2)
        values[chance.random(rows) < 0.002] = np.nan
        table["load" if k == 0 else f"c{k}"] = values
    table["wind"] = np.array(["N", "E", "S", "W"])[(hour // 5 + chance.integers(0, 2, rows)) % 4]
    return pd.DataFrame(table)


def drafted(csv: Path, home: Path, most: int, **parts: object) -> list[str]:
    """The draft `bench` on this file in a new home: `most` columns of numbers are inputs. Those beside the target."""
    os.environ |= {"LOOKBACK_HOME": str(home), "LOOKBACK_SUPERVISOR": "--no-spare --idle 1"}
    library, table = Store(home).owned_by("local"), read(csv, recognise(csv))
    data = recommended(table, profile(table))
    others = [name for name in table.numbers if name not in {column.name for column in data.columns}]
    others = others[: max(TURNS, most - len(data.columns))]
    inputs = (Column(name=name, unit=unit_of(name), roles=("input",)) for name in others)
    experiment = recommend(table, data.but(columns=(*data.columns, *inputs))).but(**parts)
    dataset = library.add_dataset(csv.name, table, csv).id
    library.save_draft("bench", {"dataset": dataset, "experiment": experiment.model_dump(mode="json")})
    return others


def click_seconds(csv: Path, home: Path, most: int) -> Iterator[tuple[str, float]]:
    """Median seconds of processor time after a click, by what was clicked; each time with a setting not met before."""
    others = drafted(csv, home, most)
    page = visit("data", "bench")
    page.session_state["steps"] = page.session_state["use"] = True
    page.run()
    yield from each(page, _on_data(page, others))
    page = page.switch_page("pages/window.py").run()
    yield from each(page, _on_window(page))


def _on_data(page: AppTest, others: list[str]) -> dict[str, Click]:
    """What is clicked on the Data page, the i-th time."""

    def remedy(i: int) -> object:
        field = next(box for box in page.selectbox if box.key and box.key.startswith("remedy_"))
        return field.select(field.options[(i + 1) % len(field.options)])

    def pills(key: str) -> Any:
        return next(group for group in page.button_group if group.key == key)

    def switch(i: int) -> object:
        fields = [one for one in page.toggle if (one.key or "").startswith("switch_") and not one.disabled]
        field = fields[i % len(fields)]
        return field.set_value(not field.value)

    def log(i: int) -> object:
        _, *chosen = pills("inputs").value
        column = next(box for box in page.selectbox if (box.key or "").startswith("use_column_"))
        column.select(chosen[i % len(chosen)]).run()
        return page.toggle(key="use_log").set_value(not page.toggle(key="use_log").value)

    inputs = pills("inputs").value
    return {
        "Data, nothing changed": lambda i: None,
        "Data, a remedy": remedy,
        "Data, an input more or less": lambda i: pills("inputs").set_value(
            [name for name in inputs if name not in others[i::TURNS]]
        ),
        "Data, another target": lambda i: pills("target_pill").set_value(others[i]),
        "Data, undo": lambda i: page.button(key="undo").click(),
        "Data, a step switched": switch,
        "Data, a logarithm": log,
    }


def _on_window(page: AppTest) -> dict[str, Click]:
    return {
        "Window, nothing changed": lambda i: None,
        "Window, now": lambda i: page.slider(key="now").set_value(page.slider(key="now").value + 7),
        "Window, lookback": lambda i: page.number_input(key="lookback_rows").set_value(200 + i),
        "Window, horizon": lambda i: page.number_input(key="horizon_rows").set_value(30 + i),
    }


def each(page: AppTest, clicks: dict[str, Click]) -> Iterator[tuple[str, float]]:
    """Median seconds of processor time, by what was clicked."""
    for name, click in clicks.items():
        yield name, statistics.median(_timed(page, click, i) for i in range(TURNS))


def _timed(page: AppTest, click: Click, i: int) -> float:
    click(i)
    began = time.process_time()
    page.run()
    seconds = time.process_time() - began
    assert not page.exception, page.exception
    return seconds


def asked(about: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("csv", type=Path, nargs="?", help="a file of your own")
    return parser


@contextmanager
def at_hand(csv: Path | None, rows: int = ROWS) -> Iterator[tuple[Path, Path]]:
    """The file, or noise of so many rows, and a folder that is empty but for it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "noise.csv"
        if csv is None:
            noise(rows).to_csv(made, index=False)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        yield (csv or made).resolve(), Path(folder)


def main() -> None:
    parser = asked(__doc__)
    parser.add_argument("--inputs", type=int, default=NUMBERS, help="how many columns the model looks at")
    given = parser.parse_args()
    with at_hand(given.csv) as (csv, folder):
        for name, seconds in click_seconds(csv, folder, given.inputs):
            print(f"{name}: {seconds * 1000:.0f} ms of processor time (median of {TURNS})")


if __name__ == "__main__":
    sys.exit(main())
