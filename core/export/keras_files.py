"""A trained model as `.keras` or `.h5`, in a zip with all it takes to use it. Needs TensorFlow."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from core.export.archive import pack
from core.export.bundle import Bundle
from core.export.standalone import data_module, fitted_json, predict_module
from core.models.build import build
from core.models.saved import save
from core.models.weights import set_weights

__all__ = ["Format", "keras_zip"]

Format = Literal["keras", "h5"]


def keras_zip(bundle: Bundle, to: Format) -> bytes:
    """The model file, `fitted.json`, `data.py`, a ten-line `predict.py`, and the card."""
    name = f"model.{to}"
    members = {
        name: _saved(bundle, name),
        "fitted.json": fitted_json(bundle.fitted).encode(),
        "data.py": data_module(bundle.experiment, bundle.fitted).encode(),
        "predict.py": predict_module(name, bundle.experiment.data).encode(),
        "card.md": bundle.card.encode(),
    }
    return pack(members)


def _saved(bundle: Bundle, name: str) -> bytes:
    """What Keras writes: the suffix of the name decides the format."""
    model = build(bundle.nodes)
    set_weights(model, bundle.weights)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        save(model, path)
        return path.read_bytes()
