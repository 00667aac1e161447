"""What a click in the layer editor costs at the server: processor time of a whole page run, without a browser.

`python -m tests.benchmarks.editor [CSV]`; without a CSV hourly noise of 420,000 × 15. Bar: 0.1 s.
"""

from __future__ import annotations

import sys

from streamlit.testing.v1 import AppTest

from core.models.presets import preset
from tests.benchmarks.clicks import NUMBERS, TURNS, Click, asked, at_hand, drafted, each
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
    with at_hand(asked(__doc__).parse_args().csv) as (csv, folder):
        drafted(csv, folder, NUMBERS, model=preset("stacked").make())
        page = editor()
        for name, seconds in each(page, clicks(page)):
            print(f"{name}: {seconds * 1000:.0f} ms of processor time (median of {TURNS})")


if __name__ == "__main__":
    sys.exit(main())
