"""Networks of every shape on a small file: several inputs, an answer for every timestep, ensembles."""

from __future__ import annotations

from core.models.layers import LSTM, Dense, Flatten
from core.models.spec import Branch, Head, ModelSpec

WEATHER = ("wind", "hour (sine)", "hour (cosine)")

TWO_LSTM = ModelSpec(
    branches=(
        Branch(input="input_load", columns=("load [kW]",), layers=(LSTM(units=4),)),
        Branch(input="input_weather", columns=WEATHER, layers=(LSTM(units=3, dropout=0.2),)),
    ),
    head=Head(anchor="last_value"),
)

FLAT_DENSE = ModelSpec(
    branches=(
        Branch(layers=(Flatten(), Dense(units=10, activation="relu"))),
        Branch(input="input_weather", columns=WEATHER, layers=(Flatten(), Dense(units=20, activation="relu"))),
    ),
    trunk=(Dense(units=8, activation="relu"),),
)

AVERAGED = ModelSpec(
    branches=(
        Branch(input="input_wind", columns=("wind", "load [kW]"), layers=(Flatten(), Dense(units=6))),
        Branch(layers=(Flatten(), Dense(units=6))),
    ),
    merge="average",
)
