"""A model in one file: what it is, what it learned, and how to read it back without trusting it.

A stored zip of `manifest.json` (format, versions, fingerprints), `experiment.json`,
`fitted.json` (columns, scalers, words), `weights.safetensors` (`net/<node>/<variable>` float32 and
`fitted/<array>` float64) and `card.md`. Nothing in it is executed or resolved by name: specs are
validated by the classes of the allow-list, the network is planned and counted before an array is
made, and arrays are compared with that plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.clock import parse_times
from core.data.dataset import Dataset
from core.data.steps import Step
from core.errors import BundleError, LookbackError
from core.examples.deliberate import refuse
from core.examples.fitting import Fitted
from core.examples.spec import AnyLearned
from core.experiment import Experiment
from core.export.archive import pack, unpack
from core.export.fitted import (
    FITTED,
    MAX_SEASON,
    FittedJson,
    check_fitted,
    check_learned,
    check_scales,
    check_words,
    wanted_fitted,
)
from core.export.manifest import LIMITS, MAX_BYTES, Manifest, checked_manifest, manifest_of, refuse_newer
from core.export.network import NET, check_variances, checked_nodes, wanted_net
from core.export.probe import probe
from core.export.strict_json import loads, parse
from core.export.tensors import read_tensors, write_tensors
from core.files import write_bytes
from core.models.plan import Node
from core.spec import record
from core.text import bytes_in_words
from core.training.kept import Kept, as_kept

__all__ = ["SUFFIX", "Bundle", "bundle_bytes", "read_bundle", "write_bundle"]

SUFFIX = ".lookback.zip"
MOST_STEPS = 100

Array = NDArray[np.float32]


@record
class Bundle:
    """A model taken home: everything needed to predict, and nothing of the data it learned from.

    `nodes` are the plan of the network, `kept` its weights with the epoch they are of.
    """

    manifest: Manifest
    experiment: Experiment
    fitted: Fitted
    nodes: tuple[Node, ...]
    kept: Kept
    card: str

    @property
    def name(self) -> str:
        """What the run was called."""
        return self.manifest.name

    @property
    def weights(self) -> Mapping[str, Array]:
        """By `<node>/<variable>`, float32."""
        return self.kept.weights


def bundle_bytes(experiment: Experiment, fitted: Fitted, kept: Kept, card: str, name: str = "") -> bytes:
    """The bundle as bytes; equal models give equal bytes. Raises BundleError when it is too large.

    Of several networks it tells of those that are kept. Raises SettingsError for one that leaks on purpose.
    """
    refuse(experiment.split)
    experiment = as_kept(experiment, kept)
    arrays: dict[str, NDArray[Any]] = {NET + key: np.asarray(array, np.float32) for key, array in kept.weights.items()}
    arrays |= {FITTED + key: np.asarray(array, np.float64) for key, array in fitted.arrays.items()}
    structure = FittedJson(
        columns=fitted.columns,
        scalers=fitted.scalers,
        words=tuple(fitted.words.items()),
        log=fitted.log,
        components=fitted.components,
    )
    members = {
        "experiment.json": experiment.model_dump_json(indent=1).encode(),
        "fitted.json": structure.model_dump_json(indent=1).encode(),
        "weights.safetensors": write_tensors(arrays),
        "card.md": card.encode(),
    }
    manifest = manifest_of(name, kept, members)
    raw = pack({"manifest.json": manifest.model_dump_json(indent=1).encode(), **members})
    for key, content in (*members.items(), ("", raw)):
        limit = LIMITS.get(key, MAX_BYTES)
        if len(content) > limit:
            received = bytes_in_words(len(content))
            raise BundleError("bundle_cannot_be_written", limit=bytes_in_words(limit), received=received)
    return raw


def write_bundle(path: Path, experiment: Experiment, fitted: Fitted, kept: Kept, card: str, name: str = "") -> None:
    """`bundle_bytes` on the disk, whole or not at all."""
    write_bytes(path, bundle_bytes(experiment, fitted, kept, card, name))


def read_bundle(source: Path | bytes) -> Bundle:
    """A bundle from anywhere. Raises BundleError, with the remedy, for everything that is not one."""
    members = unpack(_whole(source), LIMITS, tuple(LIMITS))
    manifest = checked_manifest(members)
    content = loads(members["experiment.json"], "experiment.json")
    refuse_newer(content)
    experiment = parse(Experiment, content, "experiment.json")
    if experiment.split.leak is not None:
        raise BundleError("leaks_on_purpose", leak=experiment.split.leak)
    structure = parse(FittedJson, loads(members["fitted.json"], "fitted.json"), "fitted.json")
    check_words(experiment, structure)
    dataset = _prepared(experiment, structure)
    nodes = checked_nodes(experiment, dataset)
    check_fitted(experiment, dataset, structure)
    wanted = wanted_net(nodes) | wanted_fitted(experiment, dataset, structure)
    arrays = read_tensors(members["weights.safetensors"], wanted, "weights.safetensors")
    fitted = Fitted(
        columns=structure.columns,
        scalers=structure.scalers,
        arrays=_below(FITTED, arrays),
        words=dict(structure.words),
        log=structure.log,
    )
    check_scales(fitted)
    check_learned(experiment.fitting, fitted)
    weights = _below(NET, arrays)
    check_variances(weights)
    return Bundle(
        manifest=manifest,
        experiment=experiment,
        fitted=fitted,
        nodes=nodes,
        kept=Kept(weights=weights, members=experiment.training.members, **manifest.kept.model_dump()),
        card=members["card.md"].decode("utf-8", errors="replace"),
    )


def _whole(source: Path | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_BYTES:
        raise BundleError("bundle_too_large", limit=bytes_in_words(MAX_BYTES), received=bytes_in_words(size))
    return source if isinstance(source, bytes) else source.read_bytes()


def _prepared(experiment: Experiment, structure: FittedJson) -> Dataset:
    """Proof that the steps can be carried out, and soon, before a user's file meets them."""
    data, steps = experiment.data, (*experiment.data.steps, *experiment.fitting.learned)
    try:
        if len(steps) > MOST_STEPS or any(_twice(step) for step in steps):
            raise ValueError(f"at most {MOST_STEPS} steps, each naming a column once")
        if any((getattr(step, "season", None) or 0) > MAX_SEASON for step in (data, *steps)):
            raise ValueError(f"a season of at most {MAX_SEASON:,} rows")
        for source in data.sources:
            parse_times(["2000-01-01"], source.reading.time_format)
        return probe(data, experiment.fitting, dict(structure.words), structure.components)
    except (ValueError, OverflowError, re.error, LookbackError) as error:
        rule = str(error)[:200]
        raise BundleError("bundle_bad_settings", member="experiment.json", where="data", rule=rule) from error


def _twice(step: Step | AnyLearned) -> bool:
    """Whether a step names something twice."""
    named = [name for field in ("columns", "parts") for name in getattr(step, field, ())]
    return len(set(named)) < len(named)


def _below(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
