"""`predict`, `evaluate` and `export`: a model in one file and a file of data, without the app."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.errors import SettingsError
from core.evaluation.evaluate import evaluate as judge
from core.evaluation.evaluate import finding_as_dict
from core.evaluation.predicting import predict as ask
from core.evaluation.predicting import way_of
from core.evaluation.recognise import parts_of_file
from core.evaluation.report import About
from core.examples.gather import gather_examples
from core.examples.prepare import Prepared, ready
from core.examples.split import part_of_row
from core.examples.windows import place
from core.export.audited import audited
from core.export.bundle import Bundle, read_bundle
from core.export.predict import fitting_table, predict_chunks, without_split
from core.export.predictions_csv import csv_lines
from core.export.read_for import read_for
from core.export.take_home import in_other_form
from core.files import write_atomically
from core.models.forward import forward
from core.terminal.console import Console, table
from core.terminal.files import existing
from core.terminal.results import confusion, figures, more, promised, promised_verdict
from core.text import count, say


def predict(given: argparse.Namespace, console: Console) -> int:
    """Every prediction the file allows, as a CSV."""
    bundle = read_bundle(existing(given.bundle))
    lines = 0

    def write(file: Any) -> None:
        nonlocal lines
        for piece in csv_lines(predict_chunks(bundle, [existing(path) for path in given.files])):
            file.write(piece)
            lines += piece.count(b"\n")

    _write(given.out, write)
    told = say("terminal.result.predicted", lines=count(lines - 1, "prediction"), path=str(given.out))
    console.result({"predictions": lines - 1, "out": str(given.out)}, [told])
    return 0


def evaluate(given: argparse.Namespace, console: Console) -> int:
    """How good the model is on rows of this file that it did not learn from, or on all."""
    bundle = read_bundle(existing(given.bundle))
    data = bundle.experiment.data
    found = fitting_table(read_for(data, [existing(path) for path in given.files]), data)
    dataset = arrange(found, data if data.split in (None, *found.kinds) else without_split(data))
    seen_too_much = audited(bundle, found)
    prepared = _placed(bundle, dataset, own=bool(seen_too_much))
    wanted = np.ones(len(prepared.placement.now), bool) if given.all else prepared.placement.part != 0
    if not wanted.any():
        raise SettingsError("nothing_to_evaluate", rows=len(dataset))
    answer, way = partial(forward, bundle.nodes, bundle.weights), way_of(bundle.experiment.model.head)
    answers = ask(prepared, answer, wanted, way=way)
    preset = bundle.experiment.model.preset
    result = judge(prepared, answers, About(name=say(f"presets.{preset}.title") if preset else "", preset=preset))
    result["findings"] = [*map(finding_as_dict, seen_too_much), *result["findings"]]
    content = {key: result[key] for key in ("windows", "findings")} | {"verdict": promised_verdict(result["verdict"])}
    content |= {"metrics": promised(result["metrics"]), "classes": result.get("classes")}
    content |= {"baselines": {key: promised(one) for key, one in result["baselines"].items()}}
    console.result(content, _lines(result))
    return 0


def export(given: argparse.Namespace, console: Console) -> int:
    """The model for other programs; what needs Keras is made in a process of its own."""
    bundle = existing(given.bundle)
    read_bundle(bundle)
    content = in_other_form(bundle.read_bytes(), given.to)
    _write(given.out, lambda file: file.write(content))
    console.result({"to": given.to, "out": str(given.out)}, [say("terminal.result.exported", path=str(given.out))])
    return 0


def _placed(bundle: Bundle, dataset: Dataset, own: bool) -> Prepared:
    """The file's examples: in their old parts where it is its `own` file or looks like it, else learned or new."""
    whole, fitted = bundle.experiment, bundle.fitted
    parts = part_of_row(dataset, whole.split) if own else parts_of_file(dataset, whole.split, whole.fitting, fitted)
    dataset = ready(dataset, whole.examples, whole.fitting, fitted, parts)
    placement = place(dataset, whole.examples, parts, purge=whole.split.border == "purge")
    return Prepared(
        dataset=dataset,
        windows=whole.examples,
        placement=placement,
        fitted=fitted,
        examples=gather_examples(dataset, placement, whole.examples, fitted),
    )


def _lines(result: dict[str, Any]) -> Iterable[str]:
    verdict = result["verdict"]
    if verdict:
        yield from (verdict["headline"], verdict["text"], "")
    for part in result["metrics"]:
        yield say(f"parts.{part}")
        yield from table(figures(result, part))
        yield from table(counted) if (counted := confusion(result, part)) else ()
    yield from more(result)
    yield from (f"{finding['title']}. {finding['text']}" for finding in result["findings"])


def _write(path: Path, write: Any) -> None:
    try:
        write_atomically(path, write)
    except OSError as problem:
        raise SettingsError("cannot_write", path=str(path), reason=str(problem.strerror)) from problem
