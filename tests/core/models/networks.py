"""What the tests of the readers share: Keras as the oracle, random weights, random layer lists.

Letters: W windows, T timesteps, F features, H horizon, C targets.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from hypothesis import strategies as st

from core.errors import DoesNotFit
from core.examples.gather import PADDING
from core.models.build import build
from core.models.code import keras_code
from core.models.forward import forward
from core.models.layers import (
    GRU,
    LSTM,
    Activation,
    AnyLayer,
    Attention,
    AveragePool,
    BatchNorm,
    Bidirectional,
    Conv1D,
    Cropping,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    LayerNorm,
    Masking,
    MaxPool,
    Permute,
    RepeatVector,
    Reshape,
    Shape,
    SimpleRNN,
    SpatialDropout,
)
from core.models.layers.activations import ACTIVATIONS
from core.models.plan import Node, columns_read, plan
from core.models.spec import Branch, ModelSpec
from core.models.walk import parameters, total, weight_shapes
from core.models.weights import get_weights, named_variables, set_weights
from tests.core.models.asked import asked

ACTIVATION_NAMES = st.sampled_from(list(ACTIVATIONS))


def network(layers: Sequence[AnyLayer], given: Shape, horizon: int = 2, targets: int = 1) -> tuple[Node, ...]:
    """The plan of these layers, flattened at the end where they end with a sequence."""
    shape = given
    for layer in layers:
        shape = layer.shape(shape)
    flat = () if shape.time is None else (Flatten(),)
    model = ModelSpec(branches=(Branch(layers=(*layers, *flat)),))
    return plan(model, asked(given.time, given.features, horizon, targets, padded=given.masked))


def random_weights(nodes: Sequence[Node], seed: int) -> dict[str, np.ndarray]:
    """Weights of every kind away from 0 and 1, so that no term of a formula can be left out unseen."""
    random = np.random.default_rng(seed)
    weights = {}
    for name, shape in weight_shapes(nodes).items():
        scale = 1 / np.sqrt(max(1, np.prod(shape[:-1])))
        weights[name] = (random.normal(size=shape) * scale).astype(np.float32)
        if name.endswith("moving_variance"):
            weights[name] = np.abs(weights[name]) + np.float32(0.5)
    return weights


def random_inputs(nodes: Sequence[Node], windows: int, seed: int) -> np.ndarray:
    """(W, T, F) as the network is handed them; where it masks, filled up in front to random lengths from 1 to T."""
    random = np.random.default_rng(seed)
    features = 1 + max(place for columns in columns_read(nodes) for place in columns)
    x = random.normal(size=(windows, nodes[0].shape.time, features)).astype(np.float32)
    if any(isinstance(node.layer, Masking) for node in nodes):
        lengths = random.integers(1, x.shape[1] + 1, windows)
        x[np.arange(x.shape[1]) < x.shape[1] - lengths[:, None]] = PADDING
    return x


def assert_close(ours: np.ndarray, keras_says: np.ndarray) -> None:
    assert ours.dtype == np.float32
    assert ours.shape == keras_says.shape
    np.testing.assert_allclose(ours, keras_says, rtol=0, atol=1e-5 * max(1.0, float(np.abs(keras_says).max())))


def assert_all_readers_agree_with_keras(nodes: Sequence[Node], seed: int = 3) -> keras.Model:
    """Shapes, counts, names of weights, the NumPy answer and the printed code, all against the built model."""
    keras.backend.clear_session()  # Keras numbers what makes a mask by what was built before
    keras.utils.set_random_seed(seed)
    model = build(nodes)
    for node in nodes:
        output = model.get_layer(node.name).output
        assert tuple(output.shape[1:]) == node.shape.axes, node
        assert (getattr(output, "_keras_mask", None) is not None) == node.shape.masked, node
    counts = parameters(nodes)
    assert {name: model.get_layer(name).count_params() for name in counts} == counts
    assert model.count_params() == total(nodes)
    assert {name: tuple(v.shape) for name, v in named_variables(model).items()} == weight_shapes(nodes)
    assert_printed_code_makes_the_same(nodes, model, seed)
    weights, inputs = random_weights(nodes, seed), random_inputs(nodes, 6, seed)
    set_weights(model, weights)
    given = [inputs[..., list(columns)] for columns in columns_read(nodes)]
    assert_close(forward(nodes, weights, inputs), model(given[0] if len(given) == 1 else given).numpy())
    return model


def assert_printed_code_makes_the_same(nodes: Sequence[Node], model: keras.Model, seed: int) -> None:
    script: dict[str, keras.Model] = {}
    keras.backend.clear_session()
    exec(keras_code(nodes, seed), script)
    assert script["model"].get_config() == model.get_config()
    printed, built = get_weights(script["model"]), get_weights(model)
    assert list(printed) == list(built)
    for name, values in built.items():
        np.testing.assert_array_equal(printed[name], values, err_msg=name)


@st.composite
def layer_lists(draw: st.DrawFn) -> tuple[Shape, tuple[AnyLayer, ...]]:
    """A shape of input, padded or not, and up to five layers that fit on one another."""
    given = Shape(time=draw(st.integers(1, 9)), features=draw(st.integers(1, 4)), masked=draw(st.booleans()))
    shape, layers = given, []
    for _ in range(draw(st.integers(0, 5))):
        layer = draw(one_layer(shape))
        try:
            shape = layer.shape(shape)
        except DoesNotFit:
            continue
        layers.append(layer)
    return given, tuple(layers)


def one_layer(given: Shape) -> st.SearchStrategy[AnyLayer]:
    """Any kind with small sizes; it may not fit."""
    small, share, penalty = st.integers(1, 4), st.sampled_from((0.0, 0.3)), st.sampled_from((0.0, 0.01))
    penalties = {"l1": penalty, "l2": penalty}
    reading = {
        "units": small,
        "activation": ACTIVATION_NAMES,
        "sequences": st.booleans(),
        "dropout": share,
        "recurrent_dropout": share,
        **penalties,
    }
    gates = st.sampled_from(("sigmoid", "tanh"))  # an unbounded gate multiplies itself past float32
    recurrent = st.one_of(
        st.builds(SimpleRNN, **reading),
        st.builds(LSTM, recurrent_activation=gates, **reading),
        st.builds(GRU, recurrent_activation=gates, **reading),
    )
    padding = st.sampled_from(("valid", "same", "causal"))
    convolution = {"filters": small, "size": small, "padding": padding, "activation": ACTIVATION_NAMES, **penalties}
    pooling = {"size": small, "padding": st.sampled_from(("valid", "same"))}
    divisors = [n for n in range(1, given.size + 1) if given.size % n == 0]
    return st.one_of(
        recurrent,
        st.builds(Bidirectional, inner=recurrent),
        st.builds(Dense, units=small, activation=ACTIVATION_NAMES, **penalties),
        st.builds(Conv1D, stride=small, **convolution),
        st.builds(Conv1D, dilation=small, **convolution),
        st.builds(MaxPool, **pooling),
        st.builds(AveragePool, **pooling),
        st.sampled_from((GlobalMaxPool(), GlobalAveragePool(), Flatten(), Permute(), LayerNorm(), BatchNorm())),
        st.builds(Dropout, rate=share),
        st.builds(SpatialDropout, rate=share),
        st.builds(LayerNorm, epsilon=st.sampled_from((0.001, 0.1))),
        st.builds(BatchNorm, epsilon=st.sampled_from((0.001, 0.1)), momentum=share),
        st.builds(Activation, activation=ACTIVATION_NAMES),
        st.sampled_from(divisors).map(lambda n: Reshape(time=n, features=given.size // n)),
        st.just(Reshape(features=given.size)),
        st.builds(RepeatVector, times=small),
        st.builds(Attention, heads=st.integers(1, 2), head_size=small, dropout=share),
        st.builds(Cropping, oldest=st.integers(0, 2), newest=st.integers(0, 2)),
    )
