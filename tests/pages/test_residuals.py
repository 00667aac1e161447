"""What is left unexplained, on Inspect: nothing before it is asked for, then pictures, tests and the loop."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.evaluation.residual_tests import TESTS
from core.text import say
from tests.pages.fabricate import House, closer, opened, words

PICTURES = ("earlier", "direct", "time", "predicted", "bell", "quantiles")


def pictures(app: AppTest) -> list[str]:
    ids = [one.proto.id for one in app.get("plotly_chart")]
    return [key for key in PICTURES if any(f"leftovers_{key}" in one for one in ids)]


def asked(house: House) -> AppTest:
    run = house.finished()
    assert not pictures(opened("inspect", run.id))
    return closer(run, "leftovers")


def test_every_picture_and_every_test_with_what_it_means(house: House) -> None:
    app = asked(house)
    assert not app.exception
    assert not app.error
    assert pictures(app) == list(PICTURES)
    table = next(one.value for one in app.table if one.value.index.name == say("pages.inspect.leftovers.columns.test"))
    assert list(table.index) == [say(f"residual_tests.{key}.label") for key in TESTS]
    assert (table[say("pages.inspect.leftovers.columns.meaning")].str.len() > 10).all()


def test_the_loop_of_modelling_fills_itself(house: House) -> None:
    said = words(asked(house))
    for key in ("look", "model", "residuals", "validate", "evaluate"):
        assert say(f"residual_loop.{key}.label") in said
    assert say("residual_loop.model.done") in said
