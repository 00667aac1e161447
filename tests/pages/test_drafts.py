"""What a reload restores, and what it does where it cannot."""

from __future__ import annotations

from core.experiment import Experiment
from tests.pages.fabricate import House, opened, words
from tests.pages.visit import visit


def test_a_draft_that_no_longer_makes_sense_opens_with_its_file_and_says_so(house: House) -> None:
    content = house.library.draft("draft")
    assert content is not None
    content["experiment"]["model"] = {"layers": "of another time"}
    house.library.save_draft("draft", content)
    for stage in ("data", "window", "model", "train"):
        app = opened(stage)
        assert not app.exception, stage
        assert not app.error, stage
    app = visit("data", draft="draft")
    assert "saved by another version" in words(app)
    app.run()
    assert "saved by another version" not in words(app), "it is said once"
    app.switch_page("pages/window.py").run()
    app.number_input(key="lookback_rows").set_value(5).run()
    saved = house.library.draft("draft")
    assert saved is not None
    experiment = Experiment.model_validate(saved["experiment"])
    assert experiment == house.experiment.but(examples=house.experiment.examples.but(lookback=5))


def test_dials_that_no_longer_make_sense_do_not_close_the_file_either(house: House) -> None:
    content = house.library.draft("draft")
    assert content is not None
    house.library.save_draft("draft", {**content, "dials": {"knobs": 3}})
    app = opened("data")
    assert not app.exception
    assert not app.error
