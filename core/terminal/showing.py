"""`inspect` and `list`: what is there, without training anything."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from core.data.describe import describe, reading_in_words, summary
from core.data.findings import findings
from core.data.profile import profile
from core.data.samples import FOLDER, SAMPLES
from core.errors import SettingsError
from core.evaluation.class_metrics import CLASS_METRICS, ClassMetric
from core.evaluation.metrics import METRICS, Metric
from core.examples.scalers import SCALERS
from core.export.bundle import SUFFIX
from core.models.presets import PRESETS
from core.terminal.console import Console, table
from core.terminal.files import existing, paths_of, table_of
from core.terminal.models import inspect_model
from core.text import say


def inspect(given: argparse.Namespace, console: Console) -> int:
    """What was recognised in a file, with findings; of a model, what it is."""
    if given.file.name.endswith(SUFFIX):
        return inspect_model(existing(given.file), console)
    data = table_of(given)
    if given.target is not None and given.target not in data.numbers:
        raise SettingsError("column_unknown", column=given.target, columns=", ".join(data.numbers[:12]))
    about = profile(data, given.target)
    found = findings(data, about)
    lines = [
        summary(data, about, " + ".join(path.name for path in paths_of(given))),
        ", ".join(reading_in_words(data.reading)),
        "",
    ]
    lines += table([(name, kind) for name, kind in data.kinds.items()])
    lines += ["", *(f"{finding.title}. {finding.text}" for finding in found)]
    console.result({**describe(data, about, found), "season": about.season}, lines)
    return 0


def listing(given: argparse.Namespace, console: Console) -> int:
    """What may be chosen, with a sentence on each."""
    entries = LISTINGS[given.what]()
    console.result(entries, table([(entry["key"], entry["text"]) for entry in entries]))
    return 0


def architectures() -> list[dict[str, Any]]:
    return [
        {
            "key": preset.key,
            "label": preset.title,
            "text": preset.text,
            "recommended": preset.recommended,
            "settings": [
                {"key": setting.name, "default": setting.default, "rule": setting.rule} for setting in preset.settings
            ],
        }
        for preset in PRESETS.values()
    ]


def scalers() -> list[dict[str, Any]]:
    return [{"key": key, "label": say(f"scalers.{key}.label"), "text": say(f"scalers.{key}.help")} for key in SCALERS]


def metrics() -> list[dict[str, Any]]:
    everything: Mapping[str, Metric | ClassMetric] = {**METRICS, **CLASS_METRICS}
    return [
        {"key": key, "label": say(f"metrics.{key}.label"), "text": say(f"metrics.{key}.help"), "better": metric.better}
        for key, metric in everything.items()
    ]


def samples() -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": sample.label,
            "text": sample.text,
            "target": sample.target,
            "licence": sample.licence,
            "attribution": sample.attribution,
            "path": str(FOLDER / sample.file) if sample.file else None,
        }
        for key, sample in SAMPLES.items()
    ]


LISTINGS: Mapping[str, Any] = {
    "architectures": architectures,
    "scalers": scalers,
    "metrics": metrics,
    "samples": samples,
}
