"""Every preset fits every window, and its settings are data that pages and the terminal read alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SettingsError
from core.models.check import check
from core.models.presets import PRESETS, Preset, preset
from core.models.settings import Setting
from core.models.spec import ModelSpec
from core.models.walk import total
from core.text import say
from tests.core.models.asked import asked


def in_range(setting: Setting) -> st.SearchStrategy[object]:
    if setting.kind == "switch":
        return st.booleans()
    if setting.kind == "choice":
        return st.sampled_from(setting.choices)
    if setting.kind == "int":
        return st.integers(int(setting.low), int(setting.high))
    return st.floats(setting.low, setting.high)


@settings(deadline=None)
@given(st.data())
def test_any_settings_fit_any_window(data: st.DataObject) -> None:
    """The page must show a valid model for one timestep as for many, whatever the sliders say."""
    chosen = data.draw(st.sampled_from(list(PRESETS.values())))
    chosen_settings = {s.name: data.draw(in_range(s), label=s.name) for s in chosen.settings if s.name != "units"}
    model = chosen.make(**chosen_settings)
    features = data.draw(st.integers(1, 20))
    timesteps = data.draw(st.integers(1, 300))
    horizon = 1 if chosen.head == "each_timestep" else data.draw(st.integers(1, 50))
    targets = data.draw(st.integers(1, features))
    try:
        nodes = check(model, asked(timesteps, features, horizon, targets))
    except SettingsError as problem:
        assert problem.key in ("too_many_parameters", "too_many_numbers")  # noqa: PT017
        return
    assert nodes[-1].shape.features == targets
    assert ModelSpec.model_validate_json(model.model_dump_json()) == model


def test_the_counts_on_the_drawn_cards_are_those_of_the_defaults() -> None:
    """28 timesteps × 3 columns, 24 values of one target: the figures of the drawing of the Model page."""
    drawn = {"linear": 696, "dense": 7000, "simple_rnn": 1944, "lstm": 5400, "gru": 4344, "stacked": 13720}
    drawn |= {"bidirectional": 10776}
    assert {key: total(check(PRESETS[key].make(), asked(28, 3, 24))) for key in drawn} == drawn


def test_the_conv_preset_is_that_of_the_course() -> None:
    kinds = [layer.kind for layer in PRESETS["conv"].make().layers]
    assert kinds == ["conv1d", "max_pool", "conv1d", "max_pool", "conv1d", "global_max_pool"]
    assert [layer.kind for layer in PRESETS["conv_recurrent"].make(kind="lstm").layers] == [
        "conv1d",
        "max_pool",
        "conv1d",
        "lstm",
    ]


def test_all_but_the_last_of_stacked_layers_hand_over_their_sequence() -> None:
    model = PRESETS["stacked"].make(kind="gru", layers=3, units=5, dropout=0.1, recurrent_dropout=0.2, l1=0.3, l2=0.4)
    assert [(layer.kind, layer.sequences, layer.units) for layer in model.layers] == [
        ("gru", True, 5),
        ("gru", True, 5),
        ("gru", False, 5),
    ]
    assert {(x.dropout, x.recurrent_dropout, x.l1, x.l2) for x in model.layers} == {(0.1, 0.2, 0.3, 0.4)}
    assert (model.head.l1, model.head.l2) == (0.3, 0.4)


def test_a_bottleneck_is_the_lstm_10_2_10_of_the_course() -> None:
    layers = PRESETS["bottleneck"].make().layers
    assert [(layer.kind, layer.units, layer.sequences) for layer in layers] == [
        ("lstm", 10, True),
        ("lstm", 2, True),
        ("lstm", 10, False),
    ]


def test_what_every_timestep_left_behind_is_laid_side_by_side() -> None:
    nodes = check(PRESETS["every_timestep"].make(units=5), asked(28, 3, 1, 1))
    assert [node.shape.axes for node in nodes[1:3]] == [(28, 5), (28 * 5,)]


def test_a_reshape_hands_the_units_of_one_reader_to_the_next_as_timesteps() -> None:
    nodes = check(PRESETS["reshaped"].make(), asked(28, 3, 1, 1))
    assert [(node.layer.kind, node.shape.axes) for node in nodes[1:4]] == [
        ("lstm", (10,)),
        ("reshape", (10, 1)),
        ("lstm", (10,)),
    ]


def test_an_encoder_sums_up_and_a_decoder_unrolls_it() -> None:
    """As often as there are steps ahead: one-to-many behind many-to-one."""
    nodes = check(PRESETS["encoder_decoder"].make(kind="gru", units=7), asked(9, 3, 4, 2))
    assert [(node.layer.kind, node.shape.axes) for node in nodes[1:5]] == [
        ("gru", (7,)),
        ("repeat_vector", (4, 7)),
        ("gru", (4, 7)),
        ("dense", (4, 2)),
    ]


def test_a_setting_that_was_saved_and_is_gone_changes_nothing() -> None:
    assert PRESETS["encoder_decoder"].make(times=24, units=7) == PRESETS["encoder_decoder"].make(units=7)


@pytest.mark.course("A8")
def test_a_recurrent_layer_answers_at_every_timestep() -> None:
    nodes = check(PRESETS["many_to_many"].make(layers=2, units=7), asked(9, 3, 1, 2))
    assert [(node.layer.kind, node.shape.axes) for node in nodes[1:4]] == [
        ("lstm", (9, 7)),
        ("lstm", (9, 7)),
        ("dense", (9, 2)),
    ]
    with pytest.raises(SettingsError) as caught:
        check(PRESETS["many_to_many"].make(), asked(9, 3, 4, 2))
    assert caught.value.key == "every_timestep_one_step"


def test_tapering_layers_are_the_128_64_32_of_the_course_and_never_empty() -> None:
    layers = PRESETS["tapering"].make().layers
    assert [layer.units for layer in layers if layer.kind == "dense"] == [128, 64, 32]
    assert [layer.kind for layer in PRESETS["tapering"].make(depth=2, dropout=0.3).layers] == [
        "flatten",
        "dense",
        "dropout",
        "dense",
        "dropout",
    ]
    assert min(layer.units for layer in PRESETS["tapering"].make(units=2, depth=6).layers if layer.kind == "dense") == 1


def test_exactly_one_preset_wears_the_star() -> None:
    assert [key for key, preset in PRESETS.items() if preset.recommended] == ["linear"]


@pytest.mark.parametrize("chosen", PRESETS.values(), ids=PRESETS)
def test_a_model_is_made_again_from_the_settings_it_remembers(chosen: Preset) -> None:
    model = chosen.make(l2=0.5)
    assert PRESETS[str(model.preset)].make(**dict(model.settings)) == model
    assert dict(model.settings)["l2"] == 0.5


@pytest.mark.parametrize("chosen", PRESETS.values(), ids=PRESETS)
def test_every_preset_and_setting_has_its_words_and_a_default_that_is_allowed(chosen: Preset) -> None:
    assert chosen.title
    assert chosen.text
    for setting in chosen.settings:
        assert setting.label
        assert setting.help
        assert setting.rule
        assert setting.accept(setting.default) == setting.default
        for value in (*setting.marks, *setting.choices):
            assert setting.accept(value) == value
        for choice in setting.choices:
            assert setting.choice_label(choice) == say(f"model_settings.{setting.name}.choices.{choice}")


def test_text_from_the_terminal_is_read_in_the_settings_own_type() -> None:
    assert PRESETS["lstm"].make(units="16", dropout="0.2", anchor="yes", activation="relu") == PRESETS["lstm"].make(
        units=16, dropout=0.2, anchor=True, activation="relu"
    )
    assert PRESETS["linear"].make(anchor="off").head.anchor == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("units", 0),
        ("units", 10**9),
        ("units", "1e999"),
        ("units", "nan"),
        ("units", 2.5),
        ("units", True),
        ("units", "many"),
        ("units", None),
        ("units", "9" * 5000),
        ("dropout", 0.95),
        ("dropout", -0.1),
        ("l1", float("inf")),
        ("activation", "lambda"),
        ("activation", ["relu"]),
        ("anchor", "perhaps"),
    ],
)
def test_a_setting_out_of_range_is_refused_with_rule_received_and_remedy(name: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        PRESETS["lstm"].make(**{name: value})
    setting = next(s for s in PRESETS["lstm"].settings if s.name == name)
    assert setting.rule in caught.value.text
    assert repr(value)[:20] in caught.value.text
    assert len(caught.value.text) < 400


def test_an_unknown_setting_and_an_unknown_preset_name_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="units, activation"):
        PRESETS["lstm"].make(unitz=3)
    with pytest.raises(SettingsError, match="linear, dense"):
        preset("transformer")
    assert preset("gru") is PRESETS["gru"]
