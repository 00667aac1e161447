"""The six pages on files whose rows are whole examples: told apart, or answered by a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.examples.spec import SplitSpec
from tests.pages.fabricate import House, bumps, opened, words
from tests.pages.visit import named, saved, visit


@pytest.fixture
def classes(home: Path) -> House:
    return House(home, bumps())


@pytest.fixture
def numbers(home: Path) -> House:
    return House(home, bumps(answer="target"))


def test_a_wide_file_becomes_examples_by_one_click(home: Path) -> None:
    app = visit("data")
    app = app.file_uploader[0].upload("bumps.csv", bumps(), "text/csv").run()
    button = next(one for one in app.button if str(one.key).endswith("_as_examples"))
    button.click().run()
    assert not app.exception
    assert not app.error
    experiment = saved(app, House(home).library)
    assert experiment.data.classes == ("early", "late", "middle")
    assert (experiment.task.kind, experiment.training.loss) == ("multiclass", "cross_entropy")
    assert (experiment.examples.whole, experiment.examples.lookback, experiment.split.by) == (True, 20, "random")
    assert "holds 60 examples" in words(app)


def test_a_click_on_the_finding_can_be_taken_back_whole(home: Path) -> None:
    app = visit("data")
    app = app.file_uploader[0].upload("bumps.csv", bumps(), "text/csv").run()
    before = saved(app, House(home).library)
    app.button(key=next(str(one.key) for one in app.button if str(one.key).endswith("_as_examples"))).click().run()
    app.button(key="undo").click().run()
    assert not app.exception
    assert saved(app, House(home).library) == before


def test_what_is_told_apart_can_be_left_out_and_what_is_sought_chosen(classes: House) -> None:
    app = opened("data")
    app.pills(key="class_words").set_value(["early", "late"]).run()
    data = saved(app, classes.library).data
    assert data.classes == ("early", "late")
    assert saved(app, classes.library).task.kind == "binary"
    app.selectbox(key="class_sought").set_value("early").run()
    assert saved(app, classes.library).data.classes == ("late", "early")
    app.pills(key="class_words").set_value(["late"]).run()
    assert saved(app, classes.library).data.classes == ("late", "early"), "one class alone tells nothing apart"


def test_a_numbered_answer_is_a_number_or_classes(home: Path) -> None:
    rng = np.random.default_rng(1)
    lines = [f"{x:.2f},{y:.2f},{i % 3}" for i, (x, y) in enumerate(rng.normal(size=(60, 2)))]
    app = visit("data")
    app = app.file_uploader[0].upload("plain.csv", "\n".join(["x,y,class", *lines]).encode(), "text/csv").run()
    library = House(home).library
    assert saved(app, library).data.classes == ("0", "1", "2")
    assert saved(app, library).examples.whole
    app.segmented_control(key="predict_as").set_value("number").run()
    experiment = saved(app, library)
    assert (experiment.data.classes, experiment.task.kind, experiment.training.loss) == ((), "regression", "mae")
    app.segmented_control(key="predict_as").set_value("classes").run()
    assert saved(app, library).task.kind == "multiclass"
    for stage in ("window", "model", "train"):
        page = visit(stage, draft=named(app))
        assert not page.exception, stage
        assert not page.error, stage


def test_the_window_stage_shows_examples_and_who_of_them_learns(classes: House) -> None:
    app = opened("window")
    assert not app.exception
    assert not app.error
    told = words(app)
    assert app.title[0].value == "What does one example look like?"
    assert "Every example is 20 timesteps of 1 column" in told
    assert "42 training examples, each 20 timesteps × 1 column, each answered by one of 3 classes" in told
    assert "% wrong" in told
    app.slider(key="example").set_value(2).run()
    assert "Example 2: label is middle" in words(app)


def test_the_parts_of_examples_follow_shares_and_seed(classes: House) -> None:
    app = opened("window")
    app.slider(key="shares").set_value((50, 75)).run()
    assert saved(app, classes.library).split.cuts == (0.5, 0.25, 0.25)
    app.number_input(key="split_seed").set_value(4).run()
    assert saved(app, classes.library).split.seed == 4


def test_a_column_of_the_file_names_the_parts(home: Path) -> None:
    lines = bumps().decode().splitlines()
    parts = ["split", *(("train", "train", "val", "test")[i % 4] for i in range(len(lines) - 1))]
    content = "\n".join(f"{part},{line}" for part, line in zip(parts, lines, strict=True)).encode()
    app = visit("data")
    app = app.file_uploader[0].upload("bumps.csv", content, "text/csv").run()
    app.button(key=next(str(one.key) for one in app.button if str(one.key).endswith("_as_examples"))).click().run()
    library = House(home).library
    assert (saved(app, library).data.split, saved(app, library).split.by) == ("split", "column")
    page = visit("window", draft=named(app))
    assert "30 training examples" in words(page)
    page.segmented_control(key="draw_by").set_value("random").run()
    experiment = saved(page, library)
    assert (experiment.data.split, experiment.split) == (None, SplitSpec(by="random"))


def test_only_part_of_each_example_can_be_read(classes: House) -> None:
    app = opened("window")
    app.number_input(key="lookback_rows").set_value(10).run()
    assert saved(app, classes.library).examples.lookback == 10
    assert not app.exception
    assert not app.error


def test_classes_learn_by_cross_entropy_alone_and_may_be_weighed(classes: House) -> None:
    app = opened("model")
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="training_loss").options == ["Cross-entropy"]
    app.toggle(key="class_weights").set_value(True).run()
    assert saved(app, classes.library).task.weights == "balanced"
    assert "Training examples of each class: early: 14, late: 14 and middle: 14." in words(app)


def test_a_run_on_classes_tells_right_answers_beside_the_loss(classes: House) -> None:
    run = classes.finished("Conv1D")
    app = opened("train", run.id)
    assert not app.exception
    assert not app.error
    told = {metric.label: metric.value for metric in app.metric}
    assert told["Right answers"] == f"{100 * (1 - 0.6 / 3):.1f} %"
    assert told["Best"] == "0.300"


def test_inspect_tells_what_was_taken_for_what(classes: House) -> None:
    run = classes.finished("Conv1D")
    app = opened("inspect", run.id)
    assert not app.exception
    assert not app.error
    verdict = (classes.library.evaluation(run.id) or {})["verdict"]
    assert app.title[0].value == verdict["headline"]
    assert [metric.label for metric in app.metric] == ["Right answers", "Each class counting alike", "Hardest class"]
    cell = next(box for box in app.selectbox if str(box.key).startswith("cell_"))
    assert cell.value[0] != cell.value[1], "mistakes come first"
    right = next(option for option in cell.options if "said so" in option)
    cell.select(right).run()
    assert "sure that it is" in words(app)


def test_examples_answered_by_a_number_go_through_every_page(numbers: House) -> None:
    assert numbers.experiment.examples.whole
    assert not numbers.experiment.data.classes
    run = numbers.finished("Conv1D", off=0.1)
    for stage in ("data", "window", "model", "train", "inspect"):
        app = opened(stage, run.id)
        assert not app.exception, stage
        assert not app.error, stage
    assert [metric.label for metric in app.metric] == ["On average", "Leaning", "Worst example"]


def test_runs_on_classes_are_ranked_by_how_often_they_are_wrong(classes: House) -> None:
    classes.finished("Conv1D")
    classes.finished("Dense")
    app = opened("compare")
    assert not app.exception
    assert not app.error
    assert "is wrong in" in words(app)
    assert "Example by example" in words(app)


def test_a_column_of_words_over_time_is_told_apart_from_the_past(home: Path) -> None:
    hours = [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00" for i in range(480)]
    lines = [f"{hour},{10 + 5 * np.sin(i / 4):.2f},{('calm', 'windy')[i % 24 > 11]}" for i, hour in enumerate(hours)]
    app = visit("data")
    app = app.file_uploader[0].upload("wind.csv", "\n".join(["time,speed,state", *lines]).encode(), "text/csv").run()
    app.pills(key="target_pill").set_value("state").run()
    assert not app.exception
    library = House(home).library
    experiment = saved(app, library)
    assert (experiment.data.classes, experiment.data.inputs) == (("calm", "windy"), ("speed",))
    assert (experiment.examples.whole, experiment.examples.horizon, experiment.task.kind) == (False, 1, "binary")
    page = visit("window", draft=named(app))
    assert not page.exception
    assert not page.error
    assert "tell which of 2 classes it is" in words(page)
    assert "Last class" in words(page)
    app.pills(key="target_pill").set_value("speed").run()
    assert saved(app, library).task.kind == "regression"
