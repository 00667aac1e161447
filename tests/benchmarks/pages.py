"""How long a person waits for a file: upload → overview in a browser. What clicks cost then is `clicks`.

`python -m tests.benchmarks.pages [CSV]`; without a CSV noise of weather's shape is written to one.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from playwright.sync_api import expect, sync_playwright

from core.data.reading import read, recognise
from tests.app import App, free_port
from tests.benchmarks.given import options, values_of
from tests.browser import ARGUMENTS, install
from tests.e2e import steps


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


def main() -> None:
    given = options(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        csv = given.csv or Path(folder) / "noise.csv"
        if given.csv is None:
            values, names = values_of(None)
            pd.DataFrame(values, columns=names).to_csv(csv, index=False)
        home = Path(folder) / "home"
        home.mkdir()
        print(f"upload to overview: {upload_to_overview(csv.resolve(), home):.2f} s")


if __name__ == "__main__":
    sys.exit(main())
