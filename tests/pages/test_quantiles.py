"""A switch lets the network say how sure it is; Inspect then holds its own interval against what happened."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiment import Experiment
from core.models.layers import LSTM
from core.models.presets import PRESETS
from core.models.spec import Branch, Head, ModelSpec, TaskSpec
from core.text import say
from tests.pages.fabricate import House, closer, opened, words
from tests.pages.test_sure import drawn, numbers, width

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)


def drafted(house: House) -> Experiment:
    saved = house.library.draft("draft")
    assert saved is not None
    return Experiment.model_validate(saved["experiment"])


def asked(house: House, quantiles: tuple[float, ...] = QUANTILES) -> dict[str, object]:
    """The parts of an experiment that answers them."""
    task = TaskSpec(kind="quantile", quantiles=quantiles)
    return {"task": task, "training": house.experiment.training.but(loss="pinball")}


def test_the_switch_changes_what_is_asked_and_the_loss_and_back(house: House) -> None:
    app = opened("model")
    app.toggle(key="quantiles").set_value(True).run()
    assert not app.exception
    assert drafted(house).task == TaskSpec(kind="quantile", quantiles=(0.05, 0.5, 0.95))
    assert drafted(house).training.loss == "pinball"
    assert app.selectbox(key="training_loss").options == [say("pages.model.losses.pinball")]
    assert "each at 3 levels" in app.table[0].value.to_string()
    app.button_group(key="quantiles_promise").set_value(0.8).run()
    assert drafted(house).task.quantiles == (0.1, 0.5, 0.9)
    app.toggle(key="quantiles").set_value(False).run()
    assert not app.exception
    assert drafted(house) == house.experiment


def test_a_head_that_cannot_says_why_and_is_mended_by_a_click(house: House) -> None:
    recursive = ModelSpec(branches=(Branch(layers=(LSTM(units=3),)),), head=Head(ahead="recursive"))
    house.save_draft(model=recursive)
    app = opened("model")
    assert app.toggle(key="quantiles").disabled
    assert say("errors.quantiles_at_once.text") in words(app)
    house.save_draft(model=recursive, **asked(house))
    app = opened("model")
    assert say("errors.quantiles_at_once.title") in words(app)
    keys = [button.key for button in app.button if button.key and button.key.endswith("without_quantiles")]
    app.button(key=keys[0]).click().run()
    assert not app.exception
    assert drafted(house).task == TaskSpec()
    assert drafted(house).training.loss == "mae"


def test_the_networks_own_interval_is_measured_and_drawn_beside_the_learned_one(house: House) -> None:
    run = house.finished("Sure", model=PRESETS["linear"].make(), **asked(house))
    app = closer(run, "sure")
    assert not app.exception
    text = words(app)
    assert "95 % of what happens" in text
    assert "an interval of its own" in text
    assert "In 2 % of all answers" in text
    assert width(app) == pytest.approx(2 * 1.96, abs=0.01)
    assert len(drawn(app, "sure_fan")) == 2 * 2 + 2  # two edges for each of two levels, the past, the forecast
    low, high = (numbers(trace["y"]) for trace in drawn(app, "sure_fan")[:2])
    assert np.allclose(high - low, 2 * 1.96, atol=0.01)
    app.button_group(key=f"sure_level_{run.id}_own").set_value(0.8).run()
    assert "80 % of what happens" in words(app)
    assert width(app) == pytest.approx(2 * 1.2816, abs=0.01)
    app.button_group(key=f"sure_whose_{run.id}").set_value("conformal").run()
    assert not app.exception
    assert "an interval of its own" not in words(app)
    assert "90 % of what happens" in words(app)


def test_a_run_without_quantiles_has_no_such_choice(house: House) -> None:
    run = house.finished("Plain", model=PRESETS["linear"].make())
    app = closer(run, "sure")
    assert not [one for one in app.button_group if one.key == f"sure_whose_{run.id}"]
