"""Small models with made-up weights, and the small files they could have learned from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.spec import Column, DataSpec, Source
from core.data.steps import Calendar, Gaps, Sort
from core.data.table import Table
from core.examples.fitting import Fitted
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, Windows
from core.experiment import Experiment
from core.export.archive import pack, unpack
from core.export.bundle import Bundle, bundle_bytes
from core.export.manifest import LIMITS
from core.export.network import nodes_of
from core.models.presets import PRESETS
from core.models.spec import ModelSpec
from core.models.walk import weight_shapes
from core.training.kept import Kept

ROWS = 300
Edit = Callable[[dict[str, Any]], object]


def frame(rows: int = ROWS, seed: int = 3) -> pd.DataFrame:
    """Hourly load and wind that follow the hour, with noise; every number has a few decimals."""
    rng = np.random.default_rng(seed)
    hours = np.arange(rows)
    load = 40 + 9 * np.sin(2 * np.pi * hours / 24) + rng.normal(0, 1, rows)
    wind = 5 + np.abs(np.cumsum(rng.normal(0, 0.4, rows)))
    time = pd.date_range("2024-03-01", periods=rows, freq="h").strftime("%Y-%m-%d %H:%M:%S")
    return pd.DataFrame({"time": time, "load [kW]": load.round(3), "wind": wind.round(2)})


def csv_file(folder: Path, table: pd.DataFrame | None = None, name: str = "plant.csv") -> Path:
    path = folder / name
    (frame() if table is None else table).to_csv(path, index=False)
    return path


def table_of(path: Path) -> Table:
    return read(path, recognise(path))


def experiment_on(
    table: Table, name: str = "plant.csv", model: ModelSpec | None = None, **changes: object
) -> Experiment:
    """Load from load, wind and the hour; 12 rows back, 3 ahead."""
    data = DataSpec(
        sources=(Source(name=name, sha256=table.sha256, reading=table.reading),),
        columns=(Column(name="wind"), Column(name="load [kW]", unit="kW", roles=("input", "target"))),
        steps=(Sort(), Gaps(), Calendar(parts=("hour",))),
        season=24,
    )
    whole = Experiment(
        data=data,
        examples=Windows(lookback=12, step=2, horizon=3),
        model=model or PRESETS["lstm"].make(units=5),
    )
    return whole.but(**changes)


def prepared_of(table: Table, experiment: Experiment) -> Prepared:
    dataset = arrange(table, experiment.data)
    return prepare(dataset, experiment.examples, experiment.split, experiment.fitting)


def made_weights(experiment: Experiment, prepared: Prepared, seed: int = 1) -> dict[str, np.ndarray]:
    """Weights as a training could leave them; variances stay above zero."""
    rng = np.random.default_rng(seed)
    shapes = weight_shapes(nodes_of(experiment, prepared.dataset))
    made = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    return {name: np.abs(w) if name.endswith("variance") else w for name, w in made.items()}


def kept_of(weights: Mapping[str, Any]) -> Kept:
    return Kept(weights=weights, epoch=3, monitor="val_loss", value=0.25)


def made(
    folder: Path, model: ModelSpec | None = None, scaler: str = "standard", horizon: int = 3
) -> tuple[Experiment, Fitted, Kept]:
    """An experiment on a small file, what it fitted, and made-up weights."""
    table = table_of(csv_file(folder))
    windows = Windows(lookback=12, step=2, horizon=horizon)
    experiment = experiment_on(table, model=model, fitting=FittingSpec(scaler=scaler), examples=windows)
    prepared = prepared_of(table, experiment)
    return experiment, prepared.fitted, kept_of(made_weights(experiment, prepared))


def members_of(raw: bytes) -> dict[str, bytes]:
    return unpack(raw, LIMITS, tuple(LIMITS))


def resealed(members: Mapping[str, bytes]) -> bytes:
    """The zip with fingerprints that fit: a stranger can compute SHA-256 too."""
    manifest = json.loads(members["manifest.json"])
    for member in manifest["members"]:
        member["sha256"] = hashlib.sha256(members[member["name"]]).hexdigest()
    return pack({**members, "manifest.json": json.dumps(manifest).encode()})


def edited(raw: bytes, member: str, edit: Edit) -> bytes:
    """The bundle with one JSON member changed in place, sealed again."""
    members = members_of(raw)
    content = json.loads(members[member])
    edit(content)
    return resealed({**members, member: json.dumps(content).encode()})


__all__ = [
    "Bundle",
    "bundle_bytes",
    "csv_file",
    "edited",
    "experiment_on",
    "frame",
    "kept_of",
    "made",
    "made_weights",
    "members_of",
    "prepared_of",
    "resealed",
    "table_of",
]
