"""A run as one Python file that needs only public libraries, and gives the same numbers.

What is computed is taken from the app's own source (`core.export.shake`), the network from
`core.models.code`; only reading the file and the frame around it are written here. Every text of
the user goes in by `repr`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from core.data.dataset import Dataset
from core.examples.fitting import scaler_of
from core.experiment import Experiment
from core.export import script_parts as parts
from core.export.literal import as_list, literal
from core.export.network import nodes_of
from core.export.predictions_csv import harmless
from core.export.probe import probe
from core.export.script_data import arranging, reading, roots
from core.export.script_frame import SPECS, imports_of, instead_of, title
from core.export.shake import Shaken, shake
from core.export.versions import versions
from core.models.code import network_code, written
from core.models.plan import Node
from core.training.settings import LOSSES, optimizer_call

__all__ = ["script"]

ROOTS = (
    ("core.data.dataset", "Dataset"),
    ("core.examples.prepare", "prepare"),
    ("core.examples.windows", "target_offsets"),
    *(("core.examples.spec", spec) for spec in SPECS),
    ("core.examples.gather", "materialise"),
    ("core.examples.fitting", "unscale"),
    ("core.training.feed", "Shuffle"),
    ("core.training.feed", "ordered"),
)


def script(experiment: Experiment, name: str = "") -> str:
    """The file's text. `name` is what the run is called.

    Raises LookbackError where the experiment cannot be built.
    """
    dataset = probe(experiment.data)
    used = _scalers_used(experiment, dataset)
    shaken = shake((*ROOTS, *roots(experiment.data)), instead_of(used))
    blocks = _blocks(experiment, dataset, shaken, nodes_of(experiment, dataset))
    return "\n\n\n".join([_head(experiment, shaken, name, "power" in used), *blocks]) + "\n"


def _blocks(experiment: Experiment, dataset: Dataset, shaken: Shaken, nodes: tuple[Node, ...]) -> Iterator[str]:
    yield _settings(experiment, dataset)
    yield from (title("The file, and its rows in order"), reading(experiment.data), arranging(experiment.data))
    yield from (title("What the parts below share"), parts.RECORD, parts.SETTINGS_ERROR)
    for name, source in shaken.sections:
        yield from (title(name), source)
    lines = textwrap.indent(network_code(nodes), "    ")
    yield from (title("The network"), parts.NETWORK.substitute(lines=lines).strip())
    yield from (title("Learning and predicting"), _training(experiment, dataset), parts.MAIN.strip())


def _head(experiment: Experiment, shaken: Shaken, name: str, learns_power: bool) -> str:
    known = dict(versions())
    needed = ["numpy", "pandas", *(["scikit-learn"] if learns_power else []), "tensorflow", "keras"]
    docstring = parts.DOCSTRING.substitute(
        name=_inert(name or str(experiment.model.preset)),
        file=_inert(experiment.data.sources[0].name),
        libraries=", ".join(needed),
        versions=", ".join(f"{one} {known[one]}" for one in ("lookback", "python", *needed)),
    ).strip()
    first, second = imports_of({*shaken.imports, *parts.IMPORTS})
    return "\n".join([docstring, "", "from __future__ import annotations", "", first, "", parts.QUIET, "", second])


def _inert(text: str) -> str:
    """A user's text inside a docstring: on one line, and unable to end or escape it."""
    return ascii(text)[1:-1].replace("\\", "/").replace('"', "'")[:150]


def _settings(experiment: Experiment, dataset: Dataset) -> str:
    windows, split, fitting, training = experiment.examples, experiment.split, experiment.fitting, experiment.training
    given: dict[str, object] = {
        "file": experiment.data.sources[0].name,
        **windows.model_dump(),
        **{name: getattr(split, name) for name in ("by", "cuts", "border", "gap")},
        "scaler": fitting.scaler,
        "per_column": fitting.per_column,
        **{name: getattr(training, name) for name in ("seed", "epochs", "batch")},
        "monitor": training.stopping.monitor if training.stopping else "val_loss",
    }
    lists = {
        "columns": [column.name for column in experiment.data.columns],
        "names": dataset.names,
        "inputs": dataset.inputs,
        "targets": dataset.targets,
    }
    values = {name: literal(value) for name, value in given.items()}
    values |= {name: as_list(items) for name, items in lists.items()}
    return f"{title('Settings')}\n\n{parts.SETTINGS.substitute(values).strip()}"


def _training(experiment: Experiment, dataset: Dataset) -> str:
    training, stopping = experiment.training, experiment.training.stopping
    patience = parts.PATIENCE.substitute(stopping.model_dump()) if stopping else ""
    return parts.TRAINING.substitute(
        optimizer=written(optimizer_call(training), 18, " " * 8),
        loss=literal(LOSSES[training.loss].keras),
        patience=patience,
        labels=literal([harmless(target) for target in dataset.target_names]),
    ).strip()


def _scalers_used(experiment: Experiment, dataset: Dataset) -> set[str]:
    """Also those only named: `scaler_of` looks at them before it takes another."""
    fitting = experiment.fitting
    named = {fitting.scaler_of(name) for name in dataset.names}
    return named | {scaler_of(dataset, fitting, name) for name in dataset.names}
