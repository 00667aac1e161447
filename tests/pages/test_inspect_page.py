from __future__ import annotations

import gzip
import json

from streamlit.testing.v1 import AppTest

from core.data.samples import sample_path
from core.evaluation.evaluate import NAME
from core.export.take_home import bundle_of_run
from core.runs.adopt import bundle_to_run
from core.runs.records import Run
from pages.parts.inspect_evidence import folded_rules, shown_rules
from tests.pages.fabricate import House, opened, words


def test_without_a_judged_run_the_page_tells_the_next_step(house: House) -> None:
    app = opened("inspect")
    assert not app.exception
    assert "Nothing to inspect yet. A first run takes about 20 seconds." in words(app)
    app.button(key="train_now").click().run()
    assert len(house.library.runs()) == 1


def test_a_run_on_its_way_is_named_instead(house: House) -> None:
    house.submit("Linear")
    assert "Linear is still learning" in words(opened("inspect"))


def test_the_verdict_is_the_headline_and_its_figures_stand_below(house: House) -> None:
    run = house.finished(off=0.5)
    verdict = (house.library.evaluation(run.id) or {})["verdict"]
    app = opened("inspect", run.id)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == verdict["headline"]
    assert verdict["text"] in words(app)
    assert [metric.label for metric in app.metric] == ["On average", "Leaning", "Worst month"]


def test_the_rules_that_do_not_matter_are_folded(house: House) -> None:
    run = house.finished()
    evaluation = house.library.evaluation(run.id) or {}
    errors = {who: error for who, error in evaluation["verdict"]["errors"].items() if who != "model"}
    shown = shown_rules(evaluation)
    assert len(shown) == 3
    assert {"last_value", min(errors, key=errors.get)} <= set(shown)
    assert {*shown, *folded_rules(evaluation)} == set(errors)
    app = opened("inspect", run.id)
    assert f"{len(errors) - 3} more simple rules" in [one.label for one in app.expander]


def test_a_pinned_run_of_the_same_question_stands_beside_the_rules(house: House) -> None:
    best, run = house.finished("Old [best]", off=0.4), house.finished("New", off=0.8)
    other = house.finished("Elsewhere", examples=house.experiment.examples.but(horizon=2))
    assert "pinned" not in words(opened("inspect", run.id))
    house.library.pin(best.id, True)
    house.library.pin(other.id, True)
    said = words(opened("inspect", run.id))
    assert "your pinned run “Old [best]” the error is" in said
    assert "Elsewhere" not in said
    assert "your pinned run" not in words(opened("inspect", best.id)), "it is not compared with itself"


def test_a_worse_model_reads_worse_than_doing_nothing(house: House) -> None:
    run = house.finished(off=1.4)
    assert opened("inspect", run.id).title[0].value == "Worse than doing nothing"


def test_the_table_has_the_model_beside_every_rule_on_each_part(house: House) -> None:
    run = house.finished("My model")
    app = opened("inspect", run.id)
    for part, mean in (("Test part", "test"), ("Train", "train")):
        table, every = app.table[0].value, app.table[1].value
        assert len(table) == 1 + 3, "doing nothing and the best two; the rest is folded"
        assert len(every) == 1 + len((house.library.evaluation(run.id) or {})["baselines"])
        assert "My model" in " ".join(map(str, every.index))
        assert "My model" in " ".join(map(str, table.index))
        assert table.index.name == ("Test part" if mean == "test" else "Training part"), part
        app.button_group(key=f"figures_part_{run.id}").set_value("train").run()


def test_what_cannot_be_computed_is_left_out_with_its_reason_and_never_nought(house: House) -> None:
    run = house.finished()
    path = house.library.folder(run.id) / NAME
    evaluation = json.loads(path.read_text())
    target = evaluation["targets"][0]["name"]
    for who in (evaluation["metrics"], *evaluation["baselines"].values()):
        who["test"]["original"][target]["mape"] = None
    evaluation["not_computable"] = {"test": {target: {"mape": "A share of nothing says nothing."}}}
    path.write_text(json.dumps(evaluation))
    app = opened("inspect", run.id)
    assert "MAPE" not in app.table[0].value.columns
    assert "MAPE is left out: A share of nothing says nothing." in words(app)


def test_the_newest_judged_run_is_shown_when_the_address_names_none(house: House) -> None:
    house.finished("First", off=0.5)
    house.finished("Second", off=1.4)
    assert opened("inspect").title[0].value == "Worse than doing nothing"


def test_a_new_file_is_predicted_in_the_page_and_missing_columns_are_named(house: House) -> None:
    run = house.finished()
    app = opened("inspect", run.id)
    own = sample_path("elnino", house.home).read_bytes()
    app.file_uploader(key="new_file").upload("again.csv", own, "text/csv").run()
    assert not app.error
    assert "predictions up to row" in words(app)
    app.file_uploader(key="new_file").upload("other.csv", b"a,b\n1,2\n2,3\n3,4\n", "text/csv").run()
    (problem,) = app.error
    assert house.experiment.data.targets[0] in problem.value.replace("\\", "")


def test_a_model_from_a_file_is_kept_as_a_run_where_its_data_are(house: House) -> None:
    run = house.finished("Taken home", off=0.5)
    content = taken_home(house, run)
    house.library.delete(run.id)
    app = opened("inspect")
    app.file_uploader(key="bundle_file").upload("model.lookback.zip", content, "application/zip").run()
    assert "predicts" in words(app)
    app.button(key="keep_bundle").click().run()
    assert not app.exception
    (back,) = house.library.runs()
    assert (back.name, back.experiment) == ("Taken home", run.experiment)


def test_a_model_whose_data_are_not_here_names_the_file_and_still_predicts(house: House) -> None:
    run = house.finished(off=0.5)
    content, own = taken_home(house, run), sample_path("elnino", house.home).read_bytes()
    house.library.delete(run.id)
    house.library.delete_dataset(house.dataset)
    app = opened("inspect")
    app.file_uploader(key="bundle_file").upload("model.lookback.zip", content, "application/zip").run()
    app.button(key="keep_bundle").click().run()
    (problem,) = app.error
    assert run.experiment.data.sources[0].name in problem.value.replace("\\", "")
    assert not house.library.runs()
    app.file_uploader(key="file_for_bundle").upload("again.csv", own, "text/csv").run()
    assert "predictions up to row" in words(app)


def taken_home(house: House, run: Run) -> bytes:
    evaluation = house.library.evaluation(run.id) or {}
    return bundle_of_run(run.experiment, house.library.folder(run.id), evaluation, run.name)


def test_a_kept_model_is_told_on_train_without_the_course_it_does_not_have(house: House) -> None:
    """Its one known epoch has no seconds, which the panel once took for a number."""
    run = house.finished(off=0.5)
    content = taken_home(house, run)
    house.library.delete(run.id)
    app = opened("train", bundle_to_run(house.library, content).id)
    assert not app.warning
    assert not app.error
    assert app.title[0].value == "Back from a file"


def test_a_packed_file_is_predicted_too(house: House) -> None:
    app = opened("inspect", house.finished().id)
    packed = gzip.compress(sample_path("elnino", house.home).read_bytes())
    app.file_uploader(key="new_file").upload("again.csv.gz", packed, "application/gzip").run()
    assert not app.error
    assert "predictions up to row" in words(app)


def test_of_several_series_in_a_new_file_one_is_shown_at_a_time() -> None:
    def page() -> None:
        import pandas as pd
        import streamlit as st

        from pages.parts.inspect_new import _one_series

        lines = pd.DataFrame({"series": pd.Categorical(["a", "b", "b"]), "row": [1, 2, 3]})
        st.text(str(_one_series(lines, "run-1")["row"].tolist()))

    app = AppTest.from_function(page).run()
    assert app.text[0].value == "[1]"
    assert app.selectbox[0].select("b").run().text[0].value == "[2, 3]"


def test_answers_about_whole_examples_are_a_table() -> None:
    """Cause: the picture asked for rows and times, and a model of classes ended with a KeyError."""

    def page() -> None:
        import pandas as pd

        from pages.parts.inspect_new import _answers, _counted

        words = pd.Categorical(["no", "yes"])
        lines = pd.DataFrame(
            {"example": [1, 2], "predicted": words, "actual": [None, "yes"], "probability of yes": [0.2, 1]}
        )
        _counted("new.csv", lines)
        _answers(lines)

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "2 predictions" in app.markdown[0].value
    assert app.dataframe[0].value["example"].tolist() == [1, 2]
