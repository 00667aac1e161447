from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Cosine, Plateau, Stopping, TrainingSpec
from core.models.presets import PRESETS
from tests.pages.fabricate import House, opened, words


def test_every_preset_has_a_card_with_what_it_would_learn(house: House) -> None:
    app = opened("model")
    assert not app.exception
    assert app.title[0].value == "Which kind of model?"
    text = words(app)
    fitting = [preset for preset in PRESETS.values() if preset.head != "each_timestep"]
    for preset in PRESETS.values():
        assert preset.title in text
        assert (preset.text in text) == (preset in fitting)
    assert "One value at every timestep" in text
    assert text.count("numbers to learn") >= len(fitting)


def test_the_chosen_card_says_so_and_cannot_be_chosen_again(house: House) -> None:
    app = opened("model")
    assert app.button(key="choose_linear").disabled
    assert app.button(key="choose_linear").label == "Chosen"
    assert not app.button(key="choose_gru").disabled


def test_choosing_a_card_changes_the_draft_the_table_and_the_code(house: House) -> None:
    app = opened("model")
    app.button(key="choose_gru").click().run()
    assert not app.exception
    saved = house.library.draft("draft")
    assert saved is not None
    assert saved["experiment"]["model"]["preset"] == "gru"
    assert "GRU, 32 units" in app.table[0].value.to_string()
    assert "keras.layers.GRU(units=32" in app.code[0].value
    assert app.button(key="choose_gru").label == "Chosen"


def test_a_setting_is_made_from_its_declaration_and_is_remembered_for_its_preset(house: House) -> None:
    app = opened("model")
    app.button(key="choose_lstm").click().run()
    app.select_slider(key="setting_lstm_units").set_value(64).run()
    assert "keras.layers.LSTM(units=64" in app.code[0].value
    app.button(key="choose_gru").click().run()
    assert "units=32" in app.code[0].value
    app.button(key="choose_lstm").click().run()
    assert "keras.layers.LSTM(units=64" in app.code[0].value


def test_training_settings_reach_the_draft_and_patience_nought_means_all_epochs(house: House) -> None:
    app = opened("model")
    app.number_input(key="training_epochs").set_value(5).run()
    app.number_input(key="training_patience").set_value(0).run()
    app.selectbox(key="training_loss").set_value("mse").run()
    saved = house.library.draft("draft")
    assert saved is not None
    training = saved["experiment"]["training"]
    assert (training["epochs"], training["stopping"], training["loss"]) == (5, None, "mse")
    app.number_input(key="training_patience").set_value(4).run()
    saved = house.library.draft("draft")
    assert saved is not None
    assert saved["experiment"]["training"]["stopping"]["patience"] == 4


def with_more(app: AppTest) -> AppTest:
    """The page with what is folded about the training open."""
    app.session_state["more_training"] = True
    return app.run()


def training_of(house: House) -> TrainingSpec:
    saved = house.library.draft("draft")
    assert saved is not None
    return TrainingSpec.model_validate(saved["experiment"]["training"])


def test_a_schedule_has_its_own_settings_a_curve_and_a_sentence(house: House) -> None:
    app = with_more(opened("model"))
    app.selectbox(key="training_schedule").set_value("cosine").run()
    app.number_input(key="training_schedule_warmup").set_value(5).run()
    assert not app.exception
    assert training_of(house).schedule == Cosine(warmup=5)
    assert "It rises to 0.001 for 5 epochs, then falls to 0 along half a wave." in words(app)
    app.selectbox(key="training_schedule").set_value("plateau").run()
    app.number_input(key="training_schedule_patience").set_value(8).run()
    assert "The learning rate never falls" in words(app)
    app.button(key="mend_training.lower_sooner").click().run()
    assert training_of(house).schedule == Plateau(patience=4)
    app.selectbox(key="training_schedule").set_value("constant").run()
    assert training_of(house).schedule is None


def test_an_optimizer_brings_its_own_settings(house: House) -> None:
    app = with_more(opened("model"))
    app.selectbox(key="training_optimizer").set_value("sgd").run()
    assert app.toggle(key="training_nesterov").disabled
    app.number_input(key="training_momentum").set_value(0.9).run()
    app.toggle(key="training_nesterov").set_value(True).run()
    app.selectbox(key="training_optimizer").set_value("adamw").run()
    app.number_input(key="training_weight_decay").set_value(0.01).run()
    assert not app.exception
    spec = training_of(house)
    assert (spec.momentum, spec.nesterov, spec.weight_decay) == (0.9, True, 0.01)


def test_a_batch_goes_from_one_to_all_and_says_what_all_takes(house: House) -> None:
    app = with_more(opened("model"))
    app.select_slider(key="training_batch").set_value("all").run()
    assert training_of(house).batch is None
    assert f"All {house.prepared.counts['train']:,} examples in one step" in words(app)
    app.select_slider(key="training_batch").set_value(1).run()
    assert training_of(house).batch == 1
    assert not app.exception


def test_every_option_of_stopping_and_keeping_is_there(house: House) -> None:
    app = with_more(opened("model"))
    app.number_input(key="training_start_from").set_value(3).run()
    app.number_input(key="training_baseline").set_value(0.4).run()
    app.selectbox(key="training_keep").set_value("last").run()
    app.toggle(key="training_every_epoch").set_value(True).run()
    assert not app.exception
    assert "on disk if all 60 epochs are trained" in words(app)
    spec = training_of(house)
    assert spec.stopping == Stopping(start_from=3, baseline=0.4)
    assert (spec.keep, spec.every_epoch) == ("last", True)
    app.number_input(key="training_baseline").set_value(None).run()
    assert training_of(house).stopping == Stopping(start_from=3)
    app.number_input(key="training_patience").set_value(0).run()
    assert app.number_input(key="training_baseline").disabled


def test_a_percentage_of_a_target_near_zero_is_told_and_mended(house: House) -> None:
    app = opened("model")
    app.selectbox(key="training_loss").set_value("mape").run()
    assert "A percentage of zero is no number" in words(app)
    app.button(key="mend_training.leave_unscaled").click().run()
    assert "A percentage of zero is no number" not in words(app)
    assert not app.exception


def test_the_foot_counts_numbers_and_examples_and_leads_to_train(house: House) -> None:
    app = opened("model")
    assert f"numbers to learn from {house.prepared.counts['train']:,} examples" in words(app)
    assert app.button(key="go_next").label == "Next: Train"


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_drawn(house: House, preset: str) -> None:
    windows = house.experiment.examples
    horizon = 1 if PRESETS[preset].head == "each_timestep" else windows.horizon
    house.save_draft(model=PRESETS[preset].make(), examples=windows.but(horizon=horizon))
    app = opened("model")
    assert not app.exception
    assert not app.error


def test_layers_are_added_changed_moved_and_the_way_back_is_there(house: House) -> None:
    app = opened("model")
    app.button(key="choose_gru").click().run()
    app.session_state["layers_editor"] = True
    app.run()
    app.selectbox(key="new_layer").set_value("dense").run()
    app.button(key="add_layer").click().run()
    assert not app.exception
    assert "Dense, 1 unit" not in words(app)
    assert layers_of(house) == ["gru", "dense"]
    app.number_input(key="field_0_1_units").set_value(12).run()
    assert "keras.layers.Dense(units=12" in app.code[0].value
    app.button(key="copy_0_1").click().run()
    assert layers_of(house) == ["gru", "dense", "dense"]
    app.button(key="undo_layer").click().run()
    app.button(key="back_to_preset").click().run()
    assert layers_of(house) == ["gru"]
    assert app.button(key="choose_gru").label == "Chosen"


def test_what_does_not_fit_is_said_at_the_layer_and_mended_there(house: House) -> None:
    app = opened("model")
    app.button(key="choose_lstm").click().run()
    app.session_state["layers_editor"] = True
    app.run()
    app.selectbox(key="new_layer").set_value("lstm").run()
    app.button(key="add_layer").click().run()
    assert "does not fit here" in words(app)
    app.button(key="repair_0_1_hand_over").click().run()
    assert "does not fit here" not in words(app)
    assert "return_sequences=True" in app.code[0].value


def layers_of(house: House) -> list[str]:
    saved = house.library.draft("draft")
    assert saved is not None
    return [layer["kind"] for layer in saved["experiment"]["model"]["branches"][0]["layers"]]
