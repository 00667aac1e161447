"""Each kind of remedy in a browser: the finding appears, one click mends it, the picture follows, undo restores."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.app import App
from tests.e2e import steps

ROWS, LONG = 600, 20_000


@dataclass(frozen=True)
class Case:
    """`left` is the choice that leaves things as they are, for findings that are mended on opening."""

    file: bytes
    finding: str
    remedy: str
    left: str = ""
    input: str = ""


def table(cells: Callable[[int, str], list[object] | None], header: str = "time,load") -> bytes:
    """A row for each hour; `cells` may leave it out."""
    lines = [header]
    for i in range(ROWS):
        row = cells(i, f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00")
        if row is not None:
            lines.append(",".join("" if cell is None else str(cell) for cell in row))
    return ("\n".join(lines) + "\n").encode()


def wave(i: int) -> float:
    return round(100 + 20 * math.sin(i * math.pi / 12) + 7 * math.sin(i * i), 2)


def shuffled() -> bytes:
    names, *rows = table(lambda i, time: [time, wave(i)]).decode().splitlines()
    return "\n".join([names, *rows[300:400], *rows[:300], *rows[400:]]).encode()


def twice() -> bytes:
    names, *rows = table(lambda i, time: [time, wave(i)]).decode().splitlines()
    again = [row.rsplit(",", 1)[0] + ",500" for row in rows[100:110]]
    return "\n".join([names, *rows[:110], *again, *rows[110:]]).encode()


CASES = {
    "order": Case(shuffled(), "not in order", "Sort by time", "Keep the order"),
    "repeated times": Case(twice(), "repeated time", "Use their mean"),
    "gap": Case(
        table(lambda i, time: None if 100 <= i < 160 else [time, wave(i)]), "gap in time", "Let no example", "Treat"
    ),
    "missing": Case(
        table(lambda i, time: [time, None if 200 <= i < 212 else wave(i)]),
        "missing in load", "Repeat the newest value", "Leave out examples",
    ),
    "looking ahead": Case(
        table(lambda i, time: [time, None if 220 <= i < 232 else wave(i)]),
        "missing in load", "Draw a line across", "Leave out examples",
    ),
    "mark": Case(
        table(lambda i, time: [time, -999 if i % 50 == 7 else wave(i)]), "looks like a failed reading",
        "Count as missing, repeat", "Keep them as they are",
    ),
    "stuck": Case(
        table(lambda i, time: [time, wave(2 * i), 101.5 if 300 <= i < 380 else wave(i)], "time,other,load"),
        "stood still", "Count these",
    ),
    "spike": Case(table(lambda i, time: [time, 4000 if i == 333 else wave(i)]), "spike", "Cut"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CASES))
def test_a_remedy_is_one_click_that_can_be_undone(app: App, page: Page, name: str) -> None:
    case = CASES[name]
    opened(page, app, f"{name}.csv", case)
    if case.left:
        mended = seen(page)
        choose(page, case.finding, case.left)
        assert steps.eventually(lambda: seen(page) != mended)
    before = seen(page)
    choose(page, case.finding, case.remedy)
    assert steps.eventually(lambda: seen(page).picture != before.picture)
    assert seen(page).counts != before.counts
    steps.no_traceback(page)
    steps.press(page, "undo")
    assert steps.eventually(lambda: seen(page) == before)


def test_a_column_that_gives_the_answer_away_is_left_out_by_one_click(app: App, page: Page) -> None:
    rows = table(lambda i, time: [time, wave(i + 1), wave(i)], "time,tomorrow,load")
    opened(page, app, "leak.csv", Case(rows, "", ""))
    page.get_by_role("button", name="tomorrow").last.click()
    steps.settled(page)
    bar = page.locator(".st-key-bottom_bar")
    expect(bar).to_contain_text("tomorrow", timeout=LONG)
    choose(page, "tomorrow", "Leave out")
    expect(bar).not_to_contain_text("tomorrow")
    steps.press(page, "undo")
    expect(bar).to_contain_text("tomorrow", timeout=LONG)


def test_a_step_is_switched_off_in_the_list_and_undone(app: App, page: Page) -> None:
    hole = table(lambda i, time: None if 150 <= i < 190 else [time, wave(i)])
    opened(page, app, "switch.csv", Case(hole, "", ""))
    before = seen(page)
    page.locator(".st-key-steps summary").click()
    page.locator(".st-key-steps").get_by_text("No example crosses a gap").click()
    expect(page.locator(".st-key-steps summary")).to_contain_text("1 switched off", timeout=LONG)
    expect(page.locator(".st-key-steps").get_by_text("No example crosses a gap")).to_be_visible(timeout=LONG)
    assert seen(page).counts != before.counts
    steps.press(page, "undo")
    assert steps.eventually(lambda: seen(page) == before)


def test_a_table_that_lies_on_its_side_is_turned_round_and_back(app: App, page: Page) -> None:
    days = [f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(200)]
    lines = [",".join(["shop", *days])] + [
        ",".join([shop, *(str(wave(i * k)) for i in range(200))])
        for k, shop in enumerate(("north", "south", "west"), 2)
    ]
    opened(page, app, "wide.csv", Case("\n".join(lines).encode(), "", ""))
    choose(page, "", "Turn")
    expect(page.get_by_text("600 rows").first).to_be_visible(timeout=LONG)
    steps.no_traceback(page)
    steps.press(page, "undo")
    expect(page.get_by_text("3 rows").first).to_be_visible(timeout=LONG)


@dataclass(frozen=True)
class Seen:
    """The curve as it is drawn, and what is said beneath it."""

    picture: str
    counts: str


def seen(page: Page) -> Seen:
    steps.settled(page)
    picture = page.evaluate(
        """() => {
            const plot = document.querySelector('.st-key-target .js-plotly-plot');
            const numbers = values => values ? values.bdata || Array.from(values) : [];
            const lines = plot.data.filter(line => (line.mode || '').includes('lines'));
            return JSON.stringify([lines.map(line => [numbers(line.x), numbers(line.y)]),
                                   (plot.layout.shapes || []).map(shape => shape.x0)]);
        }"""
    )
    assert json.loads(picture)
    counts = re.search(r"Prepared:[^\n]*", page.locator(".st-key-target").inner_text())
    return Seen(picture=picture, counts=counts.group() if counts else "")


def opened(page: Page, app: App, name: str, case: Case) -> None:
    steps.visit(page, app)
    file = FilePayload(name=name, mimeType="text/csv", buffer=case.file)
    page.locator("[data-testid=stFileUploader] input").set_input_files(file)
    expect(page.locator("[data-testid=stMain] p").get_by_text(name).first).to_be_visible(timeout=LONG)
    steps.settled(page)


def finding(page: Page, words: str) -> Locator:
    return page.locator("[class*=st-key-finding_]").filter(has_text=re.compile(words)).first


def choose(page: Page, words: str, remedy: str) -> None:
    """One click on the button of a finding, or on the remedy in its list."""
    box = finding(page, words)
    expect(box).to_be_visible(timeout=LONG)
    button = box.get_by_role("button", name=remedy)
    if button.count():
        button.first.click()
        return
    option = page.get_by_role("option", name=remedy).first

    def opened() -> bool:
        box.get_by_role("combobox").press("ArrowDown")
        page.wait_for_timeout(300)
        return option.is_visible()

    assert steps.eventually(opened)
    option.click()
