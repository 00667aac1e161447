"""The layer lists of the presets: each a function from their settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.models.layers import (
    GRU,
    LSTM,
    AnyLayer,
    Bidirectional,
    Conv1D,
    Dense,
    Dropout,
    Flatten,
    GlobalMaxPool,
    MaxPool,
    RepeatVector,
    Reshape,
    SimpleRNN,
)

Settings = Mapping[str, Any]
Layers = tuple[AnyLayer, ...]

RECURRENT: dict[str, type[SimpleRNN] | type[LSTM] | type[GRU]] = {"simple_rnn": SimpleRNN, "lstm": LSTM, "gru": GRU}


def _recurrent(kind: str, s: Settings, sequences: bool = False) -> SimpleRNN | LSTM | GRU:
    shared = ("units", "activation", "dropout", "recurrent_dropout", "l1", "l2")
    return RECURRENT[kind].model_validate({**{name: s[name] for name in shared}, "sequences": sequences})


def one_recurrent(kind: str) -> Callable[[Settings], Layers]:
    return lambda s: (_recurrent(kind, s),)


def _dropout(s: Settings) -> Layers:
    return (Dropout(rate=s["dropout"]),) if s["dropout"] else ()


def dense(s: Settings) -> Layers:
    hidden = Dense(units=s["units"], activation=s["activation"], l1=s["l1"], l2=s["l2"])
    return (Flatten(), hidden, *_dropout(s))


def stacked(s: Settings) -> Layers:
    return tuple(_recurrent(s["kind"], s, sequences=n < s["layers"]) for n in range(1, s["layers"] + 1))


def bottleneck(s: Settings) -> Layers:
    """Units–middle–units, as LSTM 10–2–10."""
    wide, narrow = _recurrent(s["kind"], s, sequences=True), {**s, "units": s["middle"]}
    return (wide, _recurrent(s["kind"], narrow, sequences=True), _recurrent(s["kind"], s))


def every_timestep(s: Settings) -> Layers:
    return (_recurrent(s["kind"], s, sequences=True), Flatten())


def reshaped(s: Settings) -> Layers:
    """The last state, its numbers one after the other as a sequence, is read once more."""
    return (_recurrent(s["kind"], s), Reshape(time=s["units"], features=1), _recurrent(s["kind"], s))


def encoder_decoder(s: Settings) -> Layers:
    """A summary, handed over once for each step ahead, and unrolled."""
    return (_recurrent(s["kind"], s), RepeatVector(), _recurrent(s["kind"], s, sequences=True))


def many_to_many(s: Settings) -> Layers:
    return tuple(_recurrent(s["kind"], s, sequences=True) for _ in range(s["layers"]))


def tapering(s: Settings) -> Layers:
    """Dense layers, each half as wide as the one before: 128–64–32."""
    options = {"activation": s["activation"], "l1": s["l1"], "l2": s["l2"]}
    widths = (max(s["units"] >> n, 1) for n in range(s["depth"]))
    hidden = ((Dense.model_validate({"units": width, **options}), *_dropout(s)) for width in widths)
    return (Flatten(), *(layer for layers in hidden for layer in layers))


def bidirectional(s: Settings) -> Layers:
    return (Bidirectional(inner=_recurrent(s["kind"], s)),)


def _blocks(s: Settings, activation: str) -> Layers:
    """Conv–Pool–Conv–Pool–…–Conv. Padded, so that a short window still has room for every kernel."""
    options = {"filters": s["filters"], "size": s["kernel"], "l1": s["l1"], "l2": s["l2"], "activation": activation}
    convolution = Conv1D.model_validate({**options, "padding": "same"})
    pool = MaxPool(size=s["pool"], padding="same")
    return (convolution, *((pool, convolution) * (s["blocks"] - 1)))


def conv(s: Settings) -> Layers:
    return (*_blocks(s, s["activation"]), GlobalMaxPool(), *_dropout(s))


def conv_recurrent(s: Settings) -> Layers:
    return (*_blocks(s, "relu"), _recurrent(s["kind"], s))
