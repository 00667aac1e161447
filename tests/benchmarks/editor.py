"""What a click in the layer editor costs at the server: processor time of a whole page run, without a browser.

`python -m tests.benchmarks.editor [CSV]`; without a CSV hourly noise of 420,000 × 15. Bar: 0.1 s.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.models.presets import preset
from tests.benchmarks.clicks import NUMBERS, TURNS, Click, drafted, each, noise
from tests.pages.visit import visit


def editor() -> AppTest:
    """The Model page with the layers unfolded, and those of the first one open."""
    page = visit("model", "bench")
    page.session_state["layers_editor"] = True
    page.run()
    return page.button(key="settings_0_0").click().run()


def clicks(page: AppTest) -> dict[str, Click]:
    """What is clicked, the i-th time; a list of layers grows and shrinks by what is clicked in turns."""

    def units(i: int) -> object:
        return page.number_input(key="field_0_0_units").set_value(40 + i)

    return {
        "Nothing changed": lambda i: None,
        "Units of a layer": units,
        "A layer copied": lambda i: page.button(key="copy_0_0").click(),
        "A layer moved": lambda i: page.button(key="down_0_0" if i % 2 else "down_0_1").click(),
        "A layer removed": lambda i: page.button(key="remove_0_1").click(),
        "A layer added": lambda i: page.button(key="add_layer").click(),
        "Undo": lambda i: page.button(key="undo_layer").click(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv", type=Path, nargs="?", help="a file of your own")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        csv = given.csv or Path(folder) / "noise.csv"
        if given.csv is None:
            noise().to_csv(csv, index=False)
        drafted(csv.resolve(), Path(folder), NUMBERS, model=preset("stacked").make())
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        page = editor()
        for name, seconds in each(page, clicks(page)):
            print(f"{name}: {seconds * 1000:.0f} ms of processor time (median of {TURNS})")


if __name__ == "__main__":
    sys.exit(main())
