"""A model that asks for too much is refused by arithmetic, before anything is built."""

from __future__ import annotations

import pytest

from core.errors import SettingsError
from core.models.check import MOST_LAYERS, MOST_PARAMETERS, check
from core.models.layers import LSTM, AnyLayer, Attention, Dense, Dropout, Flatten, GlobalMaxPool, RepeatVector
from core.models.spec import Branch, ModelSpec
from tests.core.models.asked import asked


def of(*layers: AnyLayer) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),))


def test_at_most_ten_million_parameters() -> None:
    units = 4096
    one, two = of(Flatten(), Dense(units=units)), of(Flatten(), Dense(units=units), Dense(units=units))
    check(one, asked(10, 4, 1, 1))
    with pytest.raises(SettingsError) as caught:
        check(two, asked(10, 4, 1, 1))
    assert caught.value.key == "too_many_parameters"
    expected = (40 + 1) * units + (units + 1) * units + units + 1
    assert caught.value.values["received"] == expected
    assert expected > MOST_PARAMETERS
    assert f"{expected:,}" in caught.value.text


def test_at_most_a_hundred_layers() -> None:
    check(of(Flatten(), *[Dropout()] * (MOST_LAYERS - 1)), asked(10, 4, 1, 1))
    with pytest.raises(SettingsError, match="101"):
        check(of(Flatten(), *[Dropout()] * MOST_LAYERS), asked(10, 4, 1, 1))


def test_few_parameters_may_not_hide_a_flood_of_numbers_in_between() -> None:
    model = of(LSTM(units=1024), RepeatVector(times=10_000), LSTM(units=1))
    with pytest.raises(SettingsError) as caught:
        check(model, asked(10, 4, 1, 1))
    assert caught.value.key == "too_many_numbers"


def test_an_absurd_horizon_is_refused_at_once() -> None:
    with pytest.raises(SettingsError):
        check(of(LSTM()), asked(10, 4, 10**15, 10**6))


def test_the_likenesses_of_attention_count_as_numbers_in_between() -> None:
    """A long sequence costs the square of its length, whatever its few features."""
    model = of(Attention(heads=8, head_size=2), GlobalMaxPool())
    check(model, asked(500, 2, 1, 1))
    with pytest.raises(SettingsError) as caught:
        check(model, asked(1_440, 2, 1, 1))
    assert caught.value.key == "too_many_numbers"
