"""Windows on a map: what lies together is alike, and the hidden state is that of Keras."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from core.errors import SettingsError
from core.evaluation.embedding import FEW, MOST, NUMBERS, as_read, as_understood, drawn, place
from core.examples.gather import Gather
from core.models.check import check
from core.models.forward import forward, hidden
from core.models.presets import PRESETS
from core.models.walk import weight_shapes
from tests.core.models.asked import asked

GROUPS = np.repeat([0, 1, 2], 60)


def grouped(seed: int = 0) -> np.ndarray:
    """(180, 40) three groups of windows far from each other."""
    draw = np.random.default_rng(seed)
    return (draw.normal(size=(3, 40))[GROUPS] * 10 + draw.normal(size=(180, 40))).astype(np.float32)


def network(key: str, **settings: object):
    nodes = check(PRESETS[key].make(**settings), asked(8, 3, 2, 1))
    draw = np.random.default_rng(1)
    return nodes, {name: draw.normal(0, 0.4, shape).astype(np.float32) for name, shape in weight_shapes(nodes).items()}


def windows(count: int = 30) -> Gather:
    matrix = np.random.default_rng(2).normal(size=(count + 10, 3)).astype(np.float32)
    return Gather(matrix=matrix, rows=np.arange(7, 7 + count), offsets=np.arange(-7, 1))


def test_the_filling_of_a_padded_example_is_a_usual_value_on_the_map() -> None:
    whole = windows()
    lengths = np.arange(len(whole)) % 8 + 1
    padded = replace(whole, lengths=lengths)
    read, as_it_is = (as_read(one).reshape(len(whole), 8, 3) for one in (padded, whole))
    for one, length in enumerate(lengths):
        assert (read[one, : 8 - length] == 0).all()
        assert np.array_equal(read[one, 8 - length :], as_it_is[one, 8 - length :])


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_windows_of_one_group_lie_together(method) -> None:
    places = place(grouped(), method).at
    centers = np.stack([places[g == GROUPS].mean(axis=0) for g in range(3)])
    nearest = ((places[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == GROUPS).all()


@pytest.mark.course("B6")
def test_the_same_seed_gives_the_same_map_and_pca_is_that_of_scikit_learn() -> None:
    x = grouped()
    np.testing.assert_array_equal(place(x, "tsne").at, place(x, "tsne").at)
    stock, found = PCA(n_components=2).fit(x.astype(float)), place(x, "pca")
    np.testing.assert_allclose(np.abs(found.at), np.abs(stock.transform(x.astype(float))), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found.shares, stock.explained_variance_ratio_)


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_few_windows_and_one_number_for_each_have_a_map(method) -> None:
    assert place(np.arange(5, dtype=np.float32)[:, None], method).at.shape == (5, 2)
    assert np.isfinite(place(np.ones((9, 4), np.float32), method).at).all()


def test_too_few_windows_and_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(SettingsError):
        place(np.zeros((4, 3), np.float32), "pca")
    with pytest.raises(SettingsError):
        place(np.full((9, 3), np.nan, np.float32), "tsne")


def test_at_most_so_many_windows_are_drawn_always_the_same_in_order() -> None:
    which = drawn(50_000, 84)
    assert len(which) == MOST
    assert (np.diff(which) > 0).all()
    np.testing.assert_array_equal(which, drawn(50_000, 84))
    np.testing.assert_array_equal(drawn(12, 84), np.arange(12))
    assert len(drawn(50_000, 40_000)) == NUMBERS // 40_000
    assert len(drawn(50_000, 10**7)) == FEW


def test_windows_are_described_by_what_is_read_oldest_first() -> None:
    given = windows()
    np.testing.assert_array_equal(as_read(given)[3], given.matrix[3:11].ravel())


@pytest.mark.parametrize("key", ["lstm", "conv", "dense", "stacked"])
def test_the_hidden_state_is_what_the_answer_is_made_from(key) -> None:
    """The head is a Dense of the state, beside which an anchor adds the newest value."""
    nodes, weights = network(key)
    x = as_read(windows()).reshape(-1, 8, 3)
    state = hidden(nodes, weights, x)
    change = state @ weights["head/kernel"] + weights["head/bias"]
    newest = x[:, -1:, :1] if any(node.name == "newest" for node in nodes) else 0
    np.testing.assert_allclose(change.reshape(-1, 2, 1) + newest, forward(nodes, weights, x), atol=1e-5)


def test_the_hidden_state_equals_that_of_keras() -> None:
    import keras

    from core.models.build import build
    from core.models.weights import set_weights

    nodes, weights = network("lstm")
    model = build(nodes)
    set_weights(model, weights)
    last = [node for node in nodes if node.part == "branch"][-1].name
    inner = keras.Model(model.inputs, model.get_layer(last).output)
    x = as_read(windows()).reshape(-1, 8, 3)
    np.testing.assert_allclose(as_understood(windows(), nodes, weights), inner.predict_on_batch(x), atol=1e-5)


def test_a_network_that_learns_nothing_before_its_answer_has_no_hidden_state() -> None:
    nodes, weights = network("linear")
    assert as_understood(windows(), nodes, weights) is None
