"""What was found about a model, on the page: cards, their pictures, and remedies that can be taken back."""

from __future__ import annotations

import json

from core.evaluation.evaluate import NAME
from core.models.presets import PRESETS
from core.runs.records import Run
from core.text import say
from tests.pages.fabricate import House, opened, words


def copied(house: House) -> Run:
    """A network whose answers are the last value."""
    return house.finished("Copy", off=1.0, model=PRESETS["gru"].make())


def with_findings(house: House, run: Run, *findings: dict[str, object]) -> None:
    path = house.library.folder(run.id) / NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), "findings": list(findings)}))


def finding(key: str, severity: str = "warning", remedies: tuple[str, ...] = ()) -> dict[str, object]:
    picture = {"kind": "bars", "rows": [{"label": "a", "size": 1.0, "words": "1", "model": True}]}
    said = {"title": f"Title *{key}*", "text": "Why.", "next": "What to do.", "how": "Shorter is better."}
    told = {"key": key, "severity": severity, "columns": [], "remedies": list(remedies), "picture": picture}
    return {**said, **told, "panel": "leftovers"}


def test_a_copy_is_a_card_with_its_reason_and_its_picture_one_click_away(house: House) -> None:
    run = copied(house)
    told = {one["key"] for one in house.library.evaluation(run.id)["findings"]}
    assert "judged_copies" in told
    app = opened("inspect", run.id)
    assert not app.exception
    shown = words(app)
    assert "It repeats the last value" in shown
    assert "away from the newest value it saw" in shown
    assert say("pages.inspect.why") not in shown, "the reason stands in the card"
    before = len(app.get("plotly_chart"))
    app.toggle(key=f"show_{run.id}_judged_copies").set_value(True).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == before + 1
    assert "They should be most alike at 0" in words(app)
    app.button(key="closer_judged_copies").click().run()
    assert app.session_state["closer"] == "leftovers"


def test_a_remedy_changes_the_draft_where_it_is_seen_and_can_be_taken_back(house: House) -> None:
    run = copied(house)
    overfits = finding("judged_overfits", remedies=("fewer_units", "other_parts"))
    with_findings(house, run, overfits, finding("judged_unlike", remedies=("other_parts",)))
    house.save_draft(model=PRESETS["gru"].make())
    app = opened("inspect", run.id)
    labels = {button.label: button.key for button in app.button if str(button.key).startswith("remedy_")}
    assert set(labels) == {"Half as many units", "Go to Window"}, "where no change is possible it leads to the stage"
    app.button(key=labels["Half as many units"]).click().run()
    assert not app.exception
    changed = house.library.draft("draft")["experiment"]["model"]
    assert dict(changed["settings"])["units"] == 16
    app = app.switch_page("pages/model.py").run()
    assert "Changed: Half as many units" in words(app)
    app.button(key="undo_offered").click().run()
    assert dict(house.library.draft("draft")["experiment"]["model"]["settings"])["units"] == 32
    assert "Changed:" not in words(app)


def test_three_cards_are_open_and_remarks_are_folded(house: House) -> None:
    run = copied(house)
    grave = [finding(f"judged_{name}") for name in ("flat", "lags", "leans", "peaks")]
    with_findings(house, run, finding("judged_few", "info"), *grave, finding("judged_shuffled", "error"))
    app = opened("inspect", run.id)
    assert not app.exception
    (folded,) = (one for one in app.expander if "3 things more to know" in one.label)
    titles = [line.value for line in folded.markdown if "Title" in line.value]
    assert len(titles) == 3
    every = [line.value for line in app.markdown if "Title" in line.value]
    assert "shuffled" in every[0], "the gravest comes first"
    assert "\\*judged" in every[0], "what came from a file is shown letter by letter"


def test_a_run_that_was_unlucky_is_told_by_its_siblings(house: House) -> None:
    training = house.experiment.training
    for seed, off in ((2, 0.5), (3, 0.51), (4, 0.49)):
        house.finished(f"Seed {seed}", off=off, training=training.but(seed=seed))
    run = house.finished("Unlucky", off=0.9)
    app = opened("inspect", run.id)
    assert not app.exception
    assert "An unlucky start" in words(app)
    assert "An unlucky start" not in words(opened("inspect", house.library.runs()[1].id))
