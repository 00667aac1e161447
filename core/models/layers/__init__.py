"""The allow-list of layers. `AnyLayer` is closed: a layer that is not in it cannot come in by a file.

It holds the layers with one input, as they may stand in a branch or the trunk. What merges inputs
(Add, Subtract, Average, Concatenate), Masking and the Output of a head are placed by `core.models.plan` alone.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.models.layers.arranging import Cropping, Flatten, Levels, Permute, RepeatVector, Reshape
from core.models.layers.attention import Attention
from core.models.layers.base import F32, Call, Layer, Mask, Shape, Skipping, Weights, counted
from core.models.layers.convolution import AveragePool, Conv1D, GlobalAveragePool, GlobalMaxPool, MaxPool
from core.models.layers.masking import Masking
from core.models.layers.merging import Add, Average, Concatenate, Subtract
from core.models.layers.plain import Activation, BatchNorm, Dense, Dropout, LayerNorm, Output, SpatialDropout
from core.models.layers.recurrent import GRU, LSTM, AnyRecurrent, Bidirectional, Recurrent, SimpleRNN

AnyLayer = Annotated[
    SimpleRNN
    | LSTM
    | GRU
    | Bidirectional
    | Dense
    | Conv1D
    | Attention
    | MaxPool
    | AveragePool
    | GlobalMaxPool
    | GlobalAveragePool
    | Dropout
    | SpatialDropout
    | LayerNorm
    | BatchNorm
    | Activation
    | Flatten
    | Reshape
    | RepeatVector
    | Permute
    | Cropping,
    Field(discriminator="kind"),
]

__all__ = [
    "F32",
    "GRU",
    "LSTM",
    "Activation",
    "Add",
    "AnyLayer",
    "AnyRecurrent",
    "Attention",
    "Average",
    "AveragePool",
    "BatchNorm",
    "Bidirectional",
    "Call",
    "Concatenate",
    "Conv1D",
    "Cropping",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Layer",
    "LayerNorm",
    "Levels",
    "Mask",
    "Masking",
    "MaxPool",
    "Output",
    "Permute",
    "Recurrent",
    "RepeatVector",
    "Reshape",
    "Shape",
    "SimpleRNN",
    "Skipping",
    "SpatialDropout",
    "Subtract",
    "Weights",
    "counted",
]
