"""What Inspect costs at the server, opened and panel by panel: seconds of a whole page run, without a browser.

`python -m tests.benchmarks.inspecting [CSV]`; without a CSV hourly noise of 52,696 × 22. Bars: 1.5 s to open,
0.2 s for a click once a panel was seen. Jobs that a panel begins are not waited for.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.__main__ import main as typed
from pages.parts.inspect_closer import CLOSER
from tests.app import ROOT
from tests.benchmarks.clicks import asked, at_hand

ROWS = 52_696


def timed(page: AppTest) -> tuple[float, float]:
    """Seconds by the clock, and of processor time."""
    began, worked = time.perf_counter(), time.process_time()
    page.run()
    assert not page.exception, page.exception
    return time.perf_counter() - began, time.process_time() - worked


def told(what: str, seconds: tuple[float, float]) -> None:
    print(f"{what}: {seconds[0]:.2f} s by the clock, {seconds[1]:.2f} s of processor time")


def walk(home: Path) -> None:
    os.environ |= {"LOOKBACK_HOME": str(home), "LOOKBACK_SUPERVISOR": "--no-spare --idle 1"}
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    page.run()
    page.switch_page("pages/inspect.py")
    told("Inspect opened", timed(page))
    told("opened again", timed(page))
    for panel in CLOSER:
        if "numbers_over_time" in panel.serves:
            page.session_state["closer"] = panel.key
            told(f"{panel.key}, the first look", timed(page))
            told(f"{panel.key}, seen before", timed(page))


def main() -> None:
    with at_hand(asked(__doc__).parse_args().csv, ROWS) as (csv, home):
        typed(["train", str(csv), "--architecture", "linear", "--epochs", "1", "--home", str(home), "--json"])
        walk(home)


if __name__ == "__main__":
    sys.exit(main())
