"""Each kind of remedy in a browser: the finding appears, one click mends it, picture and words follow, undo restores.

All files are opened one after the other in one session, as a person would: that is quick, and nothing may be left over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, TimeoutError, expect

from tests.app import App
from tests.e2e import steps
from tests.e2e.conftest import watched
from tests.waiting import until

ROWS = 600


@dataclass(frozen=True)
class Case:
    """`left` is the choice that leaves things as they are, for findings that are mended on opening.

    `input` is a column that is made an input first; `counted` is what is said after the remedy.
    """

    file: bytes
    finding: str
    remedy: str
    left: str = ""
    input: str = ""
    counted: str = ""


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


def shops() -> bytes:
    """Three series below each other, each with its own level."""
    lines = ["time,shop,load"]
    for level, shop in enumerate(("north", "south", "west"), 1):
        lines += [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{shop},{level * wave(i):.2f}" for i in range(200)]
    return "\n".join(lines).encode()


def by_the_clock() -> bytes:
    """Half a year of hours as clocks in Berlin showed them: one is missing in March, one stands twice in October."""
    first, zone = datetime(2024, 3, 20, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    hours = (first + timedelta(hours=i) for i in range(5_400))
    return "\n".join(
        ["time,load", *(f"{at.astimezone(zone):%Y-%m-%d %H:%M},{wave(i)}" for i, at in enumerate(hours))]
    ).encode()


def uneven() -> bytes:
    """Rows from 20 minutes to more than two hours apart."""
    at, lines = datetime(2024, 1, 1, tzinfo=UTC), ["time,load"]
    for i in range(ROWS):
        at += timedelta(minutes=20 + 37 * i % 120)
        lines.append(f"{at:%Y-%m-%d %H:%M},{wave(i)}")
    return "\n".join(lines).encode()


def skewed(i: int) -> float:
    """Many small values and a few that are a hundred times as large."""
    return round(math.exp(1.6 * sum(math.sin(k * i * i + k) for k in (1, 2.3, 3.7))), 3)


CASES = {
    "order": Case(shuffled(), "not in order", "Sort by time", "Keep the order"),
    "repeated times": Case(twice(), "repeated time", "Use their mean"),
    "gap": Case(
        table(lambda i, time: None if 100 <= i < 160 else [time, wave(i)]), "gap in time", "Let no example", "Treat"
    ),
    "uneven": Case(uneven(), "not evenly spaced", "the mean", counted=r"Prepared: [\d,]+ rows"),
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
    "words": Case(
        table(lambda i, time: [time, ("N", "E", "S", "W")[i // 5 % 4], wave(i)], "time,wind,load"),
        "wind", "Show each word", counted="wind: names",
    ),
    "circle": Case(
        table(lambda i, time: [time, 137 * i % 360, wave(i)], "time,wind_direction,load"),
        "wind_direction", "Show as sine and cosine", "Keep as plain numbers", input="wind_direction",
        counted="wind_direction goes round after 360",
    ),
    "logarithm": Case(
        table(lambda i, time: [time, skewed(i)]),
        "very large values", "Learn on a logarithmic scale", counted="load: logarithmic scale",
    ),
    "plan": Case(
        table(lambda i, time: [time, wave(3 * i), wave(i)], "time,sun_forecast,load"),
        "sun_forecast", "Known beforehand", counted="sun_forecast: known beforehand",
    ),
    "series": Case(
        shops(), "several series|3 series", "Keep each series apart", "Read all rows as one",
        counted="shop tells the series apart",
    ),
    "winter time": Case(by_the_clock(), "[Cc]lock", "Read as winter time"),
}  # fmt: skip


@pytest.fixture(scope="module")
def page(chromium: Browser, app: App) -> Iterator[Page]:
    """The Data page with the columns drawn as they are after preparation."""
    for page in watched(chromium):
        steps.visit(page, app)
        page.locator(".st-key-look_which").get_by_text("After preparation").click()
        steps.settled(page)
        yield page


@pytest.mark.parametrize("name", list(CASES))
def test_a_remedy_is_one_click_that_can_be_undone(page: Page, name: str) -> None:
    case = CASES[name]
    opened(page, f"{name}.csv", case.file)
    if case.input:
        page.locator(".st-key-inputs").get_by_role("button", name=case.input).click()
        expect(bar(page)).to_contain_text(case.input)
    if case.left:
        mended = seen(page)
        choose(page, case.finding, case.left)
        until(lambda: seen(page) != mended)
    before = seen(page)
    choose(page, case.finding, case.remedy)
    until(lambda: seen(page).told != before.told)
    after = seen(page)
    assert re.search(case.counted, after.told)
    assert after.drawn != before.drawn or name == "logarithm"  # rows are drawn in their own unit
    steps.no_traceback(page)
    steps.press(page, "undo")
    until(lambda: seen(page) == before)


def test_a_column_that_gives_the_answer_away_is_left_out_by_one_click(page: Page) -> None:
    opened(page, "leak.csv", table(lambda i, time: [time, wave(i + 1), wave(i)], "time,tomorrow,load"))
    page.locator(".st-key-inputs").get_by_role("button", name="tomorrow").click()
    expect(bar(page)).to_contain_text("tomorrow")
    until(lambda: "tomorrow" in seen(page).drawn)
    before = seen(page)
    choose(page, "tomorrow", "Leave out")
    expect(bar(page)).not_to_contain_text("tomorrow")
    until(lambda: "tomorrow" not in seen(page).drawn)
    steps.press(page, "undo")
    until(lambda: seen(page) == before)


def test_a_step_is_switched_off_in_the_list_and_undone(page: Page) -> None:
    opened(page, "switch.csv", table(lambda i, time: None if 150 <= i < 190 else [time, wave(i)]))
    before, listed = seen(page), page.locator(".st-key-steps")
    listed.locator("summary").click()
    listed.get_by_text("No example crosses a gap").click()
    expect(listed.locator("summary")).to_contain_text("1 switched off")
    expect(listed.get_by_text("No example crosses a gap")).to_be_visible()
    until(lambda: seen(page).told != before.told)
    assert seen(page).drawn != before.drawn
    steps.press(page, "undo")
    until(lambda: seen(page) == before)


def test_a_table_that_lies_on_its_side_is_turned_round_and_back(page: Page) -> None:
    days = [f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(200)]
    lines = [",".join(["shop", *days])] + [
        ",".join([shop, *(str(wave(i * k)) for i in range(200))])
        for k, shop in enumerate(("north", "south", "west"), 2)
    ]
    opened(page, "wide.csv", "\n".join(lines).encode())
    before = seen(page)
    choose(page, "", "Turn")
    expect(page.get_by_text("600 rows").first).to_be_visible()
    until(lambda: seen(page).drawn != before.drawn)
    steps.no_traceback(page)
    steps.press(page, "undo")
    expect(page.get_by_text("3 rows").first).to_be_visible()
    until(lambda: seen(page) == before)


@dataclass(frozen=True)
class Seen:
    """The curve and the strips of all columns as they are drawn; what is said of rows, columns and inputs."""

    drawn: str
    told: str


def seen(page: Page) -> Seen:
    steps.settled(page)
    drawn = page.evaluate(
        """() => {
            const curve = document.querySelector('.st-key-target .js-plotly-plot');
            const strips = document.querySelector('.st-key-look_strips .js-plotly-plot');
            if (!curve?.data || !strips?.layout) return '';
            const numbers = values => values ? values.bdata || Array.from(values) : [];
            const lines = curve.data.filter(line => (line.mode || '').includes('lines'));
            return JSON.stringify([lines.map(line => [numbers(line.x), numbers(line.y)]),
                                   (curve.layout.shapes || []).map(shape => shape.x0),
                                   strips.layout.annotations.map(words => words.text)]);
        }"""
    )
    told = [page.locator(".st-key-target").inner_text(), bar(page).inner_text()]
    counts = re.search(r"Prepared:[^\n]*", told[0])
    columns = page.locator(".st-key-use_said")
    said = columns.inner_text() if columns.count() else ""
    return Seen(drawn=drawn, told="\n".join([counts.group() if counts else "", said, told[1]]))


def bar(page: Page) -> Locator:
    return page.locator(".st-key-bottom_bar")


def opened(page: Page, name: str, file: bytes) -> None:
    page.locator("[class*=st-key-upload_] input[type=file]").set_input_files(
        FilePayload(name=name, mimeType="text/csv", buffer=file)
    )
    expect(page.locator("[data-testid=stMain] p").get_by_text(name).first).to_be_visible()
    steps.settled(page)


def finding(page: Page, words: str) -> Locator:
    """The finding with these words, among those that are folded too."""
    found = page.locator("[class*=st-key-finding_]").filter(has_text=re.compile(words))
    folded = page.locator(".st-key-more_findings details:not([open]) summary")

    def there() -> bool:
        if not any(one.is_visible() for one in found.all()) and folded.count():
            folded.click()
        return any(one.is_visible() for one in found.all())

    until(there)
    return next(one for one in found.all() if one.is_visible())


def choose(page: Page, words: str, remedy: str) -> None:
    """One click on the button of a finding, or on the remedy in its list."""
    box = finding(page, words)
    button = box.get_by_role("button", name=remedy)
    if button.count():
        button.first.click()
        return
    option = page.get_by_role("option", name=remedy).first

    def picked() -> bool:
        """The list closes when the page is drawn anew while it unfolds: then it is opened again."""
        if not option.is_visible():
            box.get_by_role("combobox").press("ArrowDown")
        try:
            option.click(timeout=1_000)
        except TimeoutError:
            return False
        return True

    assert any(picked() for _ in range(20)), remedy
