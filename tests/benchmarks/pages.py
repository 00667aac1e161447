"""How long pages make a person wait: upload → overview in a browser, and the script time of a move.

`python -m tests.benchmarks.pages [CSV]`; without a CSV noise of weather's shape is written to one.
The script time is a whole run of the Window page (the browser runs only the fragment that changed),
measured without a browser, so it is an upper bound of what a move costs at the server.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from playwright.sync_api import expect, sync_playwright
from streamlit.testing.v1 import AppTest

from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.recommend import recommend
from core.runs.store import Store
from tests.app import App, free_port
from tests.benchmarks.given import options, values_of
from tests.browser import ARGUMENTS, install
from tests.e2e import steps
from tests.pages.visit import visit

MOVES = 15


def upload_to_overview(csv: Path, home: Path) -> float:
    """Seconds from choosing the file to its overview on the screen."""
    app = App(home=home, port=free_port())
    app.start()
    rows = f"{len(read(csv, recognise(csv)).frame):,}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=install(), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            steps.visit(page, app)
            overview = page.locator("[role=figure]").first
            before = overview.get_attribute("aria-label") or ""
            began = time.perf_counter()
            page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(csv)
            expect(page.get_by_text(rows).first).to_be_visible(timeout=60_000)
            expect(overview).not_to_have_attribute("aria-label", before, timeout=60_000)
            expect(overview.locator("svg").first).to_be_visible(timeout=60_000)
            return time.perf_counter() - began
    finally:
        app.end()


def script_seconds(csv: Path, home: Path) -> dict[str, float]:
    """Median seconds of a whole run of the Window page after a move, by what was moved."""
    os.environ |= {"LOOKBACK_HOME": str(home), "LOOKBACK_SUPERVISOR": "--no-spare --idle 1"}
    library, table = Store(home).owned_by("local"), read(csv, recognise(csv))
    experiment = recommend(table, recommended(table, profile(table)))
    dataset = library.add_dataset(csv.name, table, csv).id
    library.save_draft("bench", {"dataset": dataset, "experiment": experiment.model_dump(mode="json")})
    page = visit("window", "bench")
    moves: dict[str, Callable[[int], object]] = {
        "now": lambda i: page.slider(key="now").set_value(page.slider(key="now").value + 7),
        "lookback": lambda i: page.number_input(key="lookback_rows").set_value(200 + i),
        "horizon": lambda i: page.number_input(key="horizon_rows").set_value(20 + i),
    }
    return {name: statistics.median(timed(page, move, i) for i in range(MOVES)) for name, move in moves.items()}


def timed(page: AppTest, move: Callable[[int], object], i: int) -> float:
    move(i)
    began = time.perf_counter()
    page.run()
    seconds = time.perf_counter() - began
    assert not page.exception
    return seconds


def main() -> None:
    given = options(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        csv = given.csv or Path(folder) / "noise.csv"
        if given.csv is None:
            values, names = values_of(None)
            pd.DataFrame(values, columns=names).to_csv(csv, index=False)
        first, second = Path(folder) / "one", Path(folder) / "two"
        first.mkdir()
        second.mkdir()
        print(f"upload to overview: {upload_to_overview(csv.resolve(), first):.2f} s")
        for name, seconds in script_seconds(csv, second).items():
            print(f"moving {name}: {seconds * 1000:.0f} ms of script time (median of {MOVES} whole page runs)")


if __name__ == "__main__":
    sys.exit(main())
