"""What a model in one file is, for `inspect`: what it predicts from what, and how its network is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.export.bundle import Bundle, read_bundle
from core.export.told import members_lines, network_lines, window_lines
from core.models.walk import total
from core.terminal.console import Console
from core.text import count, say

__all__ = ["inspect_model"]


def inspect_model(path: Path, console: Console) -> int:
    """One model in words, or as one JSON document. Raises BundleError for a file that is none."""
    bundle = read_bundle(path)
    console.result(_payload(bundle), _lines(bundle))
    return 0


def _lines(bundle: Bundle) -> Iterator[str]:
    data = bundle.experiment.data
    yield from filter(None, [bundle.name])
    if data.classes:
        yield say("card.data.classes", target=data.targets[0], classes=", ".join(data.classes))
    else:
        yield say("card.data.targets", targets=", ".join(data.targets))
    yield say("card.data.inputs", inputs=", ".join((*data.inputs, *data.categories)))
    yield from window_lines(bundle.experiment.examples)
    yield from network_lines(bundle.experiment, str)
    yield from members_lines(bundle.experiment.training)
    parameters, epoch = count(total(bundle.nodes)), count(bundle.kept.epoch)
    yield say("terminal.result.model_size", parameters=parameters, epoch=epoch)


def _payload(bundle: Bundle) -> dict[str, Any]:
    experiment, data, model = bundle.experiment, bundle.experiment.data, bundle.experiment.model
    return {
        "name": bundle.name,
        "targets": list(data.targets),
        "classes": list(data.classes),
        "inputs": [*data.inputs, *data.categories],
        "window": experiment.examples.model_dump(exclude={"kind"}),
        "architecture": model.preset,
        "branches": [
            {"input": one.input, "columns": list(one.columns), "layers": [layer.title for layer in one.layers]}
            for one in model.branches
        ],
        "merge": model.merge if len(model.branches) > 1 else None,
        "trunk": [layer.title for layer in model.trunk],
        "head": model.head.kind,
        "ahead": model.head.ahead,
        "members": experiment.training.members,
        "parameters": total(bundle.nodes),
        "epoch": bundle.kept.epoch,
        "text": list(_lines(bundle)),
    }
