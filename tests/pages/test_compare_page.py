from __future__ import annotations

from core.runs import tables
from tests.pages.fabricate import House, opened, words


def test_without_runs_and_with_one_the_page_tells_the_next_step(house: House) -> None:
    assert "No run so far" in words(opened("compare"))
    house.finished()
    assert "One run so far. Comparing needs two." in words(opened("compare"))


def test_a_single_run_can_be_deleted_too(house: House) -> None:
    house.finished()
    opened("compare").button(key="delete").click().run()
    assert house.library.runs() == []


def test_the_best_on_validation_is_ahead_even_if_another_is_better_on_test(house: House) -> None:
    house.finished("Good", off=0.5)
    house.finished("Bad", off=1.5)
    app = opened("compare")
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Good is ahead"
    names = list(app.dataframe[0].value["Run"])
    assert names == ["Good", "Bad"]
    assert "The test part agrees" in words(app)


def test_runs_that_answer_another_question_stand_below_and_are_not_ranked(house: House) -> None:
    house.finished("One", off=0.9)
    house.finished("Two", off=0.8)
    house.finished("Elsewhere", off=0.1, examples=house.experiment.examples.but(delay=5))
    app = opened("compare")
    assert app.title[0].value == "Two is ahead"
    table = app.dataframe[0].value
    assert list(table["Run"]) == ["Two", "One", "Elsewhere"]
    assert table["Verdict on validation"].iloc[2][0] == "another question: not ranked"


def test_the_best_three_are_laid_over_each_other_with_what_differs(house: House) -> None:
    house.finished("One", off=0.9)
    house.finished("Two", off=0.8, training=house.experiment.training.but(seed=5))
    app = opened("compare")
    different = app.table[0].value
    assert different.iloc[:, 0].tolist() == ["Seed"]
    assert different.iloc[0, 1:].tolist() == ["5", "1"]


def test_two_runs_of_one_name_stand_beside_each_other(house: House) -> None:
    """The lines and the columns of what differs went by name alone: one line was lost, the table failed."""
    house.finished("Linear", off=0.9)
    house.finished("Linear", off=0.8, training=house.experiment.training.but(seed=5))
    app = opened("compare")
    assert not app.exception
    assert not app.warning
    assert not app.error
    names = [name.replace("\\", "") for name in app.table[0].value.columns[1:]]
    assert names == ["Linear", "Linear (2)"]


def test_a_run_of_another_version_is_told_and_can_be_deleted(house: House) -> None:
    house.finished("Good", off=0.5)
    strange = house.submit("Strange <b>")
    text = strange.experiment.model_dump_json().replace('"format":1', '"format":1,"wings":2')
    table = tables.runs
    house.library.store.write(
        lambda c: c.execute(table.update().where(table.c.id == strange.id).values(experiment=text))
    )
    app = opened("compare")
    assert not app.exception
    assert "The run Strange" in app.warning[0].value
    assert "wings" in app.warning[0].value
    app.button(key=f"left_out_{strange.id}").click().run()
    assert not app.warning
    assert house.library.left_out() == []
