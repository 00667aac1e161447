"""A run as one Python file that needs only public libraries, and gives the same numbers.

What is computed is taken from the app's own source (`core.export.shake`), the network from
`core.models.code`; only the settings and the frame around them are written here. Every text of the
user goes in by `repr`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from core.examples.deliberate import refuse
from core.examples.fitting import Fitted
from core.experiment import Experiment
from core.export import script_files
from core.export import script_parts as parts
from core.export.literal import literal
from core.export.network import nodes_of_one
from core.export.probe import probe
from core.export.script_frame import (
    imports_of,
    instead_of,
    libraries,
    sentences_of,
    settings_of,
    specs_used,
    title,
    titled,
    unused_steps,
)
from core.export.script_shapes import inputs_line, shape_roots, shaped
from core.export.settings_code import chosen, learning, settled
from core.export.shake import Shaken, shake
from core.export.versions import versions
from core.models.code import network_code, written
from core.models.plan import Node
from core.training.schedules import StepsOf, plateau_call
from core.training.settings import keras_loss, metric_calls, optimizer_call, stopping_call

__all__ = ["script"]

ROOTS = (
    ("core.data.reading", "read"),
    ("core.data.arrange", "arrange"),
    ("core.examples.prepare", "prepare"),
    ("core.export.predictions_csv", "csv_bytes"),
    ("core.training.feed", "Shuffle"),
    ("core.training.feed", "ordered"),
    ("core.errors", "LookbackError"),
)


def script(experiment: Experiment, fitted: Fitted, name: str = "") -> str:
    """The file's text. `name` is what the run is called; of `fitted` it holds no number.

    The script learns again from its training rows. Raises LookbackError where the experiment
    cannot be built.
    """
    refuse(experiment.split)
    experiment = settled(experiment)
    dataset = probe(experiment.data, experiment.fitting, fitted.words, fitted.components)
    instead = instead_of(experiment, fitted)
    nodes = nodes_of_one(experiment, dataset)
    weighs = (("core.examples.gather", "class_weights"),) if _weighs(experiment) else ()
    shapes = shape_roots(experiment, nodes)
    watched = (("core.training.feed", "ordered"),) if experiment.split.by != "all" else ()
    roots = (*specs_used(experiment), *ROOTS, *script_files.joined(experiment.data), *weighs, *shapes, *watched)
    frame = parts.TRAINING.template + _main(experiment, nodes) + parts.LAST.template
    settings = settings_of(experiment, roots, instead, frame)
    shaken = shake(roots, instead, unused_steps(experiment), parts.NAMES, settings)
    blocks = _blocks(experiment, shaken, nodes)
    return "\n\n\n".join([_head(experiment, shaken, name), *blocks]) + "\n"


def _blocks(experiment: Experiment, shaken: Shaken, nodes: tuple[Node, ...]) -> Iterator[str]:
    yield f"{title('Settings')}\n\n{learning(experiment)}"
    yield chosen(experiment)
    yield from (title("The network"), inputs_line(nodes) + _network(experiment, nodes))
    yield from (title("Learning and predicting"), _training(experiment, nodes), _main(experiment, nodes))
    yield from titled(shaken.sections)
    yield from (title("What errors say"), sentences_of(shaken.sections))
    yield parts.LAST.substitute(most=len(experiment.data.sources) + 2).strip()


def _head(experiment: Experiment, shaken: Shaken, name: str) -> str:
    made_with, imports = dict(versions()), {*shaken.imports, *parts.IMPORTS}
    needed = libraries(imports, shaken.sections)
    docstring = parts.DOCSTRING.substitute(
        name=_inert(name or str(experiment.model.preset)),
        file=" and ".join(_inert(source.name) for source in experiment.data.sources),
        **script_files.named(experiment.data),
        libraries=", ".join(needed),
        versions=", ".join(f"{one} {made_with[one]}" for one in ("lookback", "python", *needed)),
    ).strip()
    first, second = imports_of(imports)
    return "\n".join([docstring, "", "from __future__ import annotations", "", first, "", parts.QUIET, "", second])


def _inert(text: str) -> str:
    """A user's text inside a docstring: on one line, and unable to end or escape it."""
    return ascii(text)[1:-1].replace("\\", "/").replace('"', "'")[:150]


def _main(experiment: Experiment, nodes: tuple[Node, ...]) -> str:
    judged = parts.RIGHT if experiment.data.classes else parts.ERRORS
    given = {**script_files.entry(experiment.data), **shaped(experiment, nodes)}
    return parts.MAIN.substitute(judged=judged.strip("\n"), **given).strip()


def _network(experiment: Experiment, nodes: tuple[Node, ...]) -> str:
    lines = textwrap.indent(network_code(nodes), "    ")
    return parts.NETWORK.substitute(lines=lines, **shaped(experiment, nodes)).strip()


def _training(experiment: Experiment, nodes: tuple[Node, ...]) -> str:
    training, task = experiment.training, experiment.task
    optimizer = written(optimizer_call(training, StepsOf), 18, " " * 8)
    more = [call for call in (stopping_call(training), plateau_call(training)) if call]
    shapes, judged = shaped(experiment, nodes), experiment.split.by != "all"
    every_epoch = parts.EVERY_EPOCH if training.members == 1 else parts.EVERY_EPOCH_OF_EACH
    told = [parts.METRICS.substitute(made=written(call), **shapes) for call in metric_calls(task)]
    return parts.TRAINING.substitute(
        optimizer=optimizer,
        per_epoch=parts.PER_EPOCH if "per_epoch" in optimizer else "",
        loss=f"pinball({literal(task.quantiles)})" if task.quantiles else literal(keras_loss(training, task)),
        metrics="".join(told),
        losses=(parts.LOSSES if judged else parts.LOSS).rstrip(),
        finite="[loss, validation]" if judged else "loss",
        accuracy="" if not told else parts.ACCURACY if judged else parts.RIGHT_OF_ALL,
        weights=parts.WEIGHTS.substitute(classes=len(experiment.data.classes), **shapes) if _weighs(experiment) else "",
        better="" if training.keep == "last" else " and logs[MONITOR] < self.value",
        which=training.keep,
        every_epoch=every_epoch if training.every_epoch else "",
        callbacks="".join(parts.CALLBACK.substitute(made=written(call, 8, " " * 8)) for call in more),
        **shapes,
    ).strip()


def _weighs(experiment: Experiment) -> bool:
    """Whether some classes count more than others."""
    return experiment.task.weights == "balanced" and bool(experiment.data.classes)
