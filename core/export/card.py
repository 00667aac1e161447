"""A short model card in plain words: what the model was made from, how good it is, how to use it.

Mitchell et al., "Model Cards for Model Reporting", 2019, cut down to what is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

from core.examples.reduction import components_in_words
from core.examples.remedies import Preparation
from core.examples.steps import listed
from core.experiment import Experiment
from core.export.card_judged import figure_lines, limit_lines, verdict_lines
from core.export.probe import arranged
from core.export.told import architecture, members_lines, network_lines, window_lines
from core.export.versions import versions
from core.text import count, say
from core.training.words import batch_in_words, loss_in_words, optimizer_in_words, schedule_in_words

__all__ = ["card", "plain"]

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&:-])")


def card(experiment: Experiment, evaluation: Mapping[str, Any] | None = None, name: str = "") -> str:
    """The card as Markdown. `evaluation` is that of the run, None where nothing was judged."""
    blocks = [
        "# " + (plain(name) or architecture(experiment.model)),
        *verdict_lines(evaluation or {}, plain),
        *_section("meant", _meant(experiment)),
        *_section("data", _data(experiment)),
        *_section("window", window_lines(experiment.examples)),
        *_section("model", _training(experiment)),
        *_section("figures", figure_lines(evaluation or {}, plain)),
        *_section("limits", limit_lines(evaluation or {}, plain)),
        *_section("use", iter([say("card.use.text"), f"```\n{_use(experiment)}\n```", say("card.use.file")])),
        *_section("versions", iter([", ".join(f"{one} {version}" for one, version in versions())])),
    ]
    return "\n\n".join(blocks) + "\n"


USE = Template("""from pathlib import Path
from core.export.bundle import read_bundle
from core.export.predict import predict_new

model = read_bundle(Path("model.lookback.zip"))
predict_new(model, $files).to_csv("predictions.csv", index=False)""")


def _use(experiment: Experiment) -> str:
    """The lines that predict with it: one file, or as many as it learned from."""
    files = [f'Path("new{at or ""}.csv")' for at, _ in enumerate(experiment.data.sources)]
    return USE.substitute(files=files[0] if len(files) == 1 else f"[{', '.join(files)}]")


def plain(text: str) -> str:
    """A user's text inside Markdown: on one line, without a mark that means anything there."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _section(key: str, lines: Iterator[str]) -> Iterator[str]:
    yield "## " + say(f"card.{key}.title")
    yield from lines


def _meant(experiment: Experiment) -> Iterator[str]:
    """What it may be asked, and of what it knows nothing."""
    kind = "classes" if experiment.data.classes else "numbers"
    targets = ", ".join(plain(name) for name in experiment.data.targets)
    yield say(f"card.meant.{kind}_of_examples" if experiment.examples.whole else f"card.meant.{kind}", targets=targets)
    yield say("card.meant.alike")
    yield say("card.meant.not")


def _data(experiment: Experiment) -> Iterator[str]:
    data, dataset = experiment.data, arranged(experiment.data)
    named = [f"{plain(c.name)}{f' ({plain(c.unit)})' if c.unit else ''}" for c in data.columns if "target" in c.roles]
    for source in data.sources:
        yield say("card.data.file", file=plain(source.name), sha256=source.sha256 or "–")
    if data.classes:
        yield say("card.data.classes", target=named[0], classes=", ".join(map(plain, data.classes)))
    else:
        yield say("card.data.targets", targets=", ".join(named))
    yield say("card.data.inputs", inputs=", ".join(plain(name) for name in (*dataset.input_names, *dataset.texts)))
    steps = listed(Preparation(data=data, fitting=experiment.fitting).working)
    if steps:
        yield say("card.data.steps") + "\n" + "\n".join(f"- {plain(step.sentence)}" for step in steps)
    split = experiment.split
    cuts = {f"cut{i}": _cut(cut) for i, cut in enumerate(split.cuts)}
    yield say(f"card.data.split_{split.by}", **cuts, column=plain(data.split or ""), seed=str(split.seed))
    yield say("card.data.scaler", scaler=say(f"scalers.{experiment.fitting.scaler}.label"))
    if experiment.fitting.components is not None:
        yield say("card.data.components", components=components_in_words(experiment.fitting.components))


def _cut(cut: float | int | str) -> str:
    return f"{cut:.0%}".replace("%", " %") if isinstance(cut, float) else f"{cut:,}" if isinstance(cut, int) else cut


def _training(experiment: Experiment) -> Iterator[str]:
    training = experiment.training
    yield from network_lines(experiment, plain)
    yield say(
        "card.model.training",
        loss=loss_in_words(training, experiment.task),
        optimizer=optimizer_in_words(training),
        rate=f"{training.learning_rate:g}",
        batch=batch_in_words(training.batch),
        epochs=count(training.epochs, "epoch"),
        seed=str(training.seed),
    )
    yield from members_lines(training)
    if experiment.task.weights == "balanced":
        yield say("card.model.weights")
    if training.schedule:
        yield say("card.model.schedule", words=schedule_in_words(training))
