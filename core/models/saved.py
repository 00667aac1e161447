"""A Keras model as a file that loads anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import keras


def save(model: keras.Model, path: Path) -> None:
    """As `.keras` or `.h5`, by the suffix.

    Keras writes into the description of a network how every mask is computed, as operations that its reader of
    `.h5` does not know, though it finds the masks by itself. So they are left out there.
    """
    model.save(path)
    if path.suffix == ".h5":
        with h5py.File(path, "r+") as file:
            described = json.loads(file.attrs["model_config"])
            file.attrs["model_config"] = json.dumps(_without_masks(described, {one.name for one in model.layers}))


def _without_masks(described: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Of the layers only those of these names, and none is handed a mask."""
    config = described["config"]
    layers = [layer for layer in config["layers"] if layer["name"] in names]
    for call in (call for layer in layers for call in layer["inbound_nodes"]):
        call["kwargs"] = {name: value for name, value in call["kwargs"].items() if not name.endswith("mask")}
    return {**described, "config": {**config, "layers": layers}}
