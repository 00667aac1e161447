"""Layers told otherwise: to hand over every timestep, a summary, or equally many numbers."""

from __future__ import annotations

from typing import cast

from core.models.editing import Layers, Where, ends_of, inserted, with_lists
from core.models.given import Given
from core.models.layers import (
    LSTM,
    AnyLayer,
    Bidirectional,
    Conv1D,
    Cropping,
    Dense,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    Permute,
    Recurrent,
    RepeatVector,
    Reshape,
    Shape,
)
from core.models.layers.convolution import Pool
from core.models.spec import ModelSpec

MOST_UNITS = 4096
_SHORTENING = (Flatten, GlobalMaxPool, GlobalAveragePool, Pool, Cropping, Permute, Reshape, RepeatVector)


def told(layers: Layers, *, hand_over: bool) -> tuple[Layers, Layer] | None:
    """The last recurrent layer told to hand over every timestep, or its last state alone; None: nothing to tell."""
    for at in range(len(layers) - 1, -1, -1):
        reader = inner(layers[at])
        if isinstance(reader, Recurrent):
            if reader.sequences == hand_over:
                return None
            return (*layers[:at], with_sequences(layers[at], hand_over), *layers[at + 1 :]), layers[at]
    return None


def end_of(model: ModelSpec) -> Where:
    """Behind the last layer before the head."""
    if not model.trunk and len(model.branches) == 1:
        return Where(list=0, at=len(model.branches[0].layers))
    return Where(list=len(model.branches), at=len(model.trunk))


def summed(layers: Layers, end: Shape | None) -> Layers:
    """A branch that hands over a summary, where its `end` is a sequence."""
    if end is None or end.time is None:
        return layers
    found = told(layers, hand_over=False)
    return found[0] if found and isinstance(inner(layers[-1]), Recurrent) else (*layers, Flatten())


def equally_many(model: ModelSpec, given: Given) -> ModelSpec:
    """Every branch ends with as many numbers as the first, where a layer may have so many."""
    first, *others = ends_of(model, given)
    if first is None or first.features > MOST_UNITS:
        return model
    changed = [model.branches[0].layers]
    for branch, end in zip(model.branches[1:], others, strict=True):
        own, last = branch.layers, branch.layers[-1] if branch.layers else None
        if end is not None and end.features == first.features:
            changed.append(own)
        elif isinstance(last, Dense | Recurrent):
            changed.append((*own[:-1], cast(AnyLayer, last.but(units=first.features))))
        else:
            changed.append((*own, Dense(units=first.features)))
    return with_lists(model, [*changed, model.trunk])


def keeping(layers: Layers) -> Layers:
    """Every timestep stays, and none sees a later one: convolutions look back only, what shortens goes."""
    kept = (layer for layer in layers if not isinstance(layer, _SHORTENING))
    return tuple(
        layer.but(padding="causal", stride=1) if isinstance(layer, Conv1D) else with_sequences(layer, hand_over=True)
        for layer in kept
    )


def behind(model: ModelSpec, *layers: AnyLayer) -> ModelSpec:
    """With these layers before the head."""
    for layer in layers:
        model = inserted(model, end_of(model), layer)
    return model


def last_recurrent(model: ModelSpec) -> AnyLayer:
    """The model's own way of reading in order, or the usual one."""
    found = [layer for layer in model.layers if isinstance(inner(layer), Recurrent)]
    return found[-1] if found else LSTM()


def inner(layer: Layer) -> Layer:
    """What a wrapper wraps, else the layer itself."""
    return layer.inner if isinstance(layer, Bidirectional) else layer


def with_sequences(layer: AnyLayer, hand_over: bool) -> AnyLayer:
    """A recurrent layer that hands over every timestep, or its last state; other layers as they are."""
    if isinstance(layer, Bidirectional):
        return layer.but(inner=layer.inner.but(sequences=hand_over))
    return cast(AnyLayer, layer.but(sequences=hand_over)) if isinstance(layer, Recurrent) else layer
