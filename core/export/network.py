"""The network an experiment describes: allowed, counted and planned before an array is read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import BundleError, LookbackError
from core.experiment import Experiment
from core.export.tensors import Wanted
from core.models.check import check, within
from core.models.ensemble import together
from core.models.given import given_of
from core.models.plan import Node
from core.models.walk import weight_shapes

NET = "net/"
MOST_ROWS = 1_000_000_000
"""A window further than this from now would overflow a row number, not describe data."""


def nodes_of(experiment: Experiment, dataset: Dataset) -> tuple[Node, ...]:
    """The checked plan of an experiment on data arranged by it: of all its networks, where several answer together.

    Raises LookbackError as `check` does.
    """
    return within(together(nodes_of_one(experiment, dataset), experiment.training.members))


def nodes_of_one(experiment: Experiment, dataset: Dataset) -> tuple[Node, ...]:
    """The checked plan of one of these networks."""
    return check(experiment.model, given_of(dataset, experiment.examples, experiment.task))


def checked_nodes(experiment: Experiment, dataset: Dataset) -> tuple[Node, ...]:
    """`nodes_of` an experiment from a stranger. Raises BundleError."""
    windows = experiment.examples
    farthest = max(windows.lookback, windows.step, windows.delay, windows.horizon, windows.stride)
    if farthest > MOST_ROWS:
        rule = f"at most {MOST_ROWS:,} rows"
        raise BundleError("bundle_bad_settings", member="experiment.json", where="examples", rule=rule)
    try:
        return nodes_of(experiment, dataset)
    except LookbackError as error:
        raise BundleError("bundle_bad_model", reason=str(error)) from error


def wanted_net(nodes: tuple[Node, ...]) -> dict[str, Wanted]:
    """Name and shape of every weight the network needs."""
    return {NET + name: Wanted(dtype="float32", shape=shape) for name, shape in weight_shapes(nodes).items()}


def check_variances(weights: Mapping[str, NDArray[np.float32]]) -> None:
    """A batch normalisation takes the root of its variance. Raises BundleError for one below zero."""
    for name, array in weights.items():
        if name.endswith("/moving_variance") and (array < 0).any():
            raise BundleError("bundle_negative_variance", tensor=name)
