"""Every network of the course notes is put in the queue in the browser, trained and judged.

One visitor does not wait: all are in the line before the first is looked at. (C12 and C13 have files of their own.)
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from core.examples.spec import Windows
from core.experiment import TrainingSpec
from core.models.presets import PRESETS
from core.runs.status import Status
from tests.app import App
from tests.e2e import steps
from tests.e2e.conftest import watched
from tests.e2e.test_whole_journey import upload
from tests.waiting import until

QUICK = TrainingSpec(epochs=1, batch=64, stopping=None)
NETWORKS: dict[str, tuple[str, dict[str, Any]]] = {
    "C1": ("dense", {"units": 32}),
    "C2": ("stacked", {"kind": "simple_rnn", "units": 8}),
    "C3": ("lstm", {"units": 10, "activation": "relu"}),
    "C4": ("stacked", {"kind": "gru", "units": 256}),
    "C5": ("lstm", {"dropout": 0.2, "recurrent_dropout": 0.2}),
    "C6": ("bottleneck", {}),
    "C7": ("bidirectional", {}),
    "C8": ("conv", {}),
    "C9": ("conv_recurrent", {"kind": "lstm", "dropout": 0.2}),
    "C10": ("every_timestep", {}),
    "C11": ("reshaped", {}),
    "C15": ("dense", {"units": 4, "activation": "elu"}),
    "one to many": ("encoder_decoder", {}),
    "C14": ("tapering", {}),
}
"""The item, its card, and what of the card's settings the notes change; the last one answers with a class."""

CASES = [
    pytest.param("C1", marks=pytest.mark.course("C1")),
    pytest.param("C2", marks=pytest.mark.course("C2")),
    pytest.param("C3", marks=pytest.mark.course("C3")),
    pytest.param("C4", marks=pytest.mark.course("C4")),
    pytest.param("C5", marks=pytest.mark.course("C5")),
    pytest.param("C6", marks=pytest.mark.course("C6")),
    pytest.param("C7", marks=pytest.mark.course("C7")),
    pytest.param("C8", marks=pytest.mark.course("C8")),
    pytest.param("C9", marks=pytest.mark.course("C9")),
    pytest.param("C10", marks=pytest.mark.course("C10")),
    pytest.param("C11", marks=pytest.mark.course("C11")),
    pytest.param("C15", marks=pytest.mark.course("C15")),
    pytest.param("one to many", id="one to many"),
    pytest.param("C14", marks=pytest.mark.course("C14")),
]


def hours() -> bytes:
    lines = [f"2020-01-{1 + n // 24:02d} {n % 24:02d}:00,{5 + math.sin(n / 4):.3f}" for n in range(240)]
    return "\n".join(["when,load", *lines]).encode()


def flowers() -> bytes:
    """A row for each of three kinds, which differ by length and width."""
    rows = [(n % 3, 4 * (n % 3) + math.sin(n * n), math.cos(n * n) - 3 * (n % 3)) for n in range(120)]
    lines = [f"{a:.3f},{b:.3f},{('iris', 'rose', 'tulip')[kind]}" for kind, a, b in rows]
    return "\n".join(["length,width,kind", *lines]).encode()


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    yield from watched(chromium)


@pytest.fixture(scope="module")
def queued(app: App, page: Page) -> dict[str, str]:
    """The run of each item."""
    runs = {}
    steps.visit(page, app)
    upload(page, "hours.csv", hours())
    parts = {"training": QUICK, "examples": Windows(lookback=30)}
    for item, (card, settings) in NETWORKS.items():
        if item == "C14":
            steps.visit(page, app)
            upload(page, "flowers.csv", flowers())
            expect(page.get_by_text(re.compile(r"iris \(\d+\)")).first).to_be_visible()
            parts = {"training": QUICK.but(loss="cross_entropy")}
        runs[item] = put_in_line(app, page, card, settings, parts)
    return runs


def put_in_line(app: App, page: Page, card: str, settings: dict[str, Any], parts: dict[str, Any]) -> str:
    """The run that a click on Train makes of a card as it is, or with these settings; it waits for those before it."""
    draft = steps.draft_named(page)
    if settings:
        steps.change_draft(app, page, model=PRESETS[card].make(**settings), **parts)
    else:
        steps.change_draft(app, page, **parts)
        steps.visit(page, app, "model", draft=draft)
        choose = steps.button(page, f"choose_{card}")
        if choose.is_enabled():  # else it was recommended
            choose.click()
        expect(choose).to_be_disabled()
        steps.settled(page)
        steps.change_draft(app, page)
    return steps.put_in_line(app, page)


@pytest.mark.parametrize("item", CASES)
def test_a_network_of_the_notes_is_chosen_trained_and_judged(app: App, queued: dict[str, str], item: str) -> None:
    run, (card, settings) = queued[item], NETWORKS[item]
    until(lambda: steps.library(app).run(run).evaluated)
    found = steps.library(app).run(run)
    assert (found.status, found.epochs_done) == (Status.FINISHED, 1)
    assert found.experiment.model.preset == card
    assert found.experiment.model.layers == PRESETS[card].make(**settings).layers


def test_each_can_be_looked_at_when_its_turn_is_over(app: App, page: Page, queued: dict[str, str]) -> None:
    """The one that answers with a class, and the largest."""
    for item, words in (("C14", "right"), ("C4", "Finished")):
        until(lambda item=item: steps.library(app).run(queued[item]).evaluated)
        steps.visit(page, app, "train", run=queued[item])
        steps.headline(page, "Finished after 1 epoch")
        expect(page.get_by_text(words).first).to_be_visible()
        expect(steps.button(page, "go_next")).to_be_visible()
        steps.no_traceback(page)
