"""Many windows as points of a plane, so that those that are alike lie together.

Letters: `W` windows, `T` timesteps, `F` inputs, `D` numbers that describe a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import SettingsError
from core.examples.gather import Gather, materialise
from core.models.forward import NUMBERS_AT_ONCE, hidden
from core.models.layers import Weights
from core.models.plan import Node
from core.spec import record

Floats = NDArray[np.float32]
Method = Literal["pca", "tsne"]
METHODS: tuple[Method, ...] = ("pca", "tsne")

MOST = 2_000
"""Windows on one map: t-SNE takes some seconds for so many."""

NUMBERS = 20_000_000
"""Numbers that describe all windows of a map: 80 MB in float32. Of long windows fewer are drawn, `FEW` at least."""

FEW, LEAST = 200, 5
NEIGHBOURS = 30.0
"""The perplexity of t-SNE that its authors and scikit-learn begin with."""

ROUNDS = 500
"""Half of what scikit-learn takes by itself. One thread does them in 6 s; several wait for each other wherever a
training has the other cores, measured 96 s instead of 12."""

AXES_BEFORE = 50
"""Directions kept before t-SNE (van der Maaten and Hinton 2008, section 4.2): less noise, less work."""


@record
class Places:
    """`at` (W, 2); of a PCA the share of all variance along both axes, else None."""

    at: NDArray[np.float64]
    shares: tuple[float, float] | None = None


def drawn(windows: int, numbers: int, seed: int = 0) -> NDArray[np.int64]:
    """Which of so many windows, each of so many numbers, are placed: ascending, all of them where they are few."""
    most = min(windows, MOST, max(FEW, NUMBERS // max(1, numbers)))
    return np.sort(np.random.default_rng(seed).choice(windows, most, replace=False)).astype(np.int64)


def as_read(inputs: Gather) -> Floats:
    """(W, T·F) the windows themselves, as the network reads them; filling of padded ones is 0, a usual value."""
    return materialise(inputs, padding=0.0).reshape(len(inputs), -1)


def as_understood(inputs: Gather, nodes: Sequence[Node], weights: Weights) -> Floats | None:
    """(W, D) what the last layer before the answer makes of them; None for a network without such a layer."""
    at_once = max(1, NUMBERS_AT_ONCE // (len(inputs.offsets) * inputs.matrix.shape[1]))
    blocks = []
    for first in range(0, len(inputs), at_once):
        state = hidden(nodes, weights, materialise(inputs.of(slice(first, first + at_once))))
        if state is None:
            return None
        blocks.append(state)
    return np.concatenate(blocks) if blocks else None


def place(described: Floats, method: Method, seed: int = 0) -> Places:
    """A place for each window (W, D): along the two directions they vary most by, or beside its likes (t-SNE).

    By scikit-learn; the same seed gives the same map. Raises SettingsError for fewer than five windows, and where
    they hold a number that is not finite.
    """
    if len(described) < LEAST:
        raise SettingsError("map_too_few", windows=len(described), least=LEAST)
    if not np.isfinite(described).all():
        raise SettingsError("map_not_finite")
    from sklearn.decomposition import PCA  # half a second, and only who asks for a map waits for it

    known = described.astype(np.float64)
    axes = 2 if method == "pca" else AXES_BEFORE
    pca = PCA(n_components=min(axes, *known.shape), svd_solver="auto", random_state=seed)
    with np.errstate(invalid="ignore"):  # windows that are all the same vary by nothing: no share is known
        turned = pca.fit_transform(known)
    if turned.shape[1] < 2:  # one number describes a window
        turned = np.column_stack([turned, np.zeros(len(turned))])
    if method == "pca":
        first, second = (*np.nan_to_num(pca.explained_variance_ratio_), 0.0)[:2]
        return Places(at=turned[:, :2], shares=(float(first), float(second)))
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    alike = min(NEIGHBOURS, (len(turned) - 1) / 3)
    start = turned[:, :2] * (1e-4 / max(float(turned[:, 0].std()), 1e-12))  # as scikit-learn's init="pca"
    stock = TSNE(n_components=2, perplexity=alike, init=start, random_state=seed, max_iter=ROUNDS)
    with threadpool_limits(1, user_api="openmp"):
        found = stock.fit_transform(turned)
    return Places(at=found.astype(np.float64))
