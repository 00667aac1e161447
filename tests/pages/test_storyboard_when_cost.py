"""The worst moments, when it errs and what errors cost, on Inspect."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.pages.fabricate import House, bumps, closer, words


def no_problem(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error
    return app


def test_the_worst_moments_are_turned_over_one_by_one(house: House) -> None:
    run = house.finished()
    app = no_problem(closer(run, "storyboard"))
    assert "an event of its own" in words(app)
    assert "times its usual error" in words(app)
    assert "Likely cause." in words(app)
    back, on = (next(one for one in app.button if one.label == label) for label in ("Previous", "Next"))
    assert back.disabled
    first = words(app)
    app = no_problem(on.click().run())
    assert words(app) != first
    app = no_problem(next(one for one in app.button if one.label == "Previous").click().run())
    assert words(app) == first


def test_errors_are_told_by_month_and_level_and_by_step(house: House) -> None:
    app = no_problem(closer(house.finished(), "when"))
    said = words(app)
    assert "By month" in said
    assert "By how high it was" in said
    assert "By hour" not in said
    assert "Each bar:" in said
    assert "doing nothing" in said


def test_costs_follow_the_prices_and_a_price_of_nothing_is_refused(house: House) -> None:
    run = house.finished(off=0.5)
    app = no_problem(closer(run, "cost"))
    before = words(app)
    assert "would have saved" in before
    assert app.table[-1].value.index[0] == run.name
    app.number_input(key=f"cost_under_{run.id}").set_value(4.0).run()
    app.text_input(key=f"cost_currency_{run.id}").set_value("$*won").run()
    assert "covered 80 % of the time" in words(no_problem(app))
    assert "$*won" in words(app)
    app.toggle(key=f"cost_stock_{run.id}").set_value(True).run()
    assert "Stock turnover a year" in app.table[-1].value.columns
    app.number_input(key=f"cost_over_{run.id}").set_value(0.0).run()
    assert not app.exception
    assert "Received: 0 for a unit too much" in app.error[0].value
    assert "above 0" in app.error[0].value


def test_classes_are_told_by_what_it_was_and_have_neither_costs_nor_moments(home: Path) -> None:
    house = House(home, bumps())
    run = house.finished("Conv1D")
    app = no_problem(closer(run, "when"))
    assert "By what it was" in words(app)
    titles = [tab.label for tab in app.tabs]
    assert "What errors cost" not in titles
    assert "The worst moments" not in titles


def test_a_number_for_each_example_has_costs_beside_the_usual_value(home: Path) -> None:
    house = House(home, bumps(answer="target"))
    run = house.finished("Conv1D", off=0.2)
    app = no_problem(closer(run, "cost"))
    assert len(app.table[-1].value) == 2
    app = no_problem(closer(run, "when"))
    assert "By how high it was" in words(app)
