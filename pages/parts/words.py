"""Sentences for Markdown: what came from a user's file is data and is shown letter by letter."""

from __future__ import annotations

import re

from core.experiment import Experiment
from core.text import count, known, say, spacing_word, span

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&@/])")


def plain(text: str) -> str:
    """Text that Markdown shows as it stands; line breaks become spaces."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def told(key: str, **values: object) -> str:
    """The sentence of `key`, its text values escaped for Markdown."""
    return say(key, **{name: plain(value) if isinstance(value, str) else value for name, value in values.items()})


def listed(names: list[str], most: int = 4) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c and 18 more`."""
    if len(names) > most + 1:
        return say("shell.list_more", first=", ".join(names[:most]), more=len(names) - most)
    if len(names) < 2:
        return "".join(names)
    return say("shell.list", first=", ".join(names[:-1]), last=names[-1])


def window_in_words(experiment: Experiment, spacing: float | None) -> str:
    """`7 days back, every 6 hours; 24 hours ahead, from +6 hours`."""
    w = experiment.examples
    if w.whole and w.lookback == 1:
        return say("shell.window_rows")
    if w.whole:
        return say("shell.window_whole", timesteps=count(w.timesteps, "timestep"))
    return say(
        "shell.window",
        lookback=span(w.lookback, spacing),
        step=span(w.step, spacing) if w.step > 1 else spacing_word(spacing, 1),
        horizon=span(w.horizon, spacing),
        start=start_in_words(w.delay, spacing),
    )


def start_in_words(delay: int, spacing: float | None) -> str:
    """`from +6 hours`, or `from now` where the first value to predict is that of now."""
    return say("shell.from_later", delay=span(delay, spacing)) if delay else say("shell.from_now")


def model_in_words(experiment: Experiment) -> str:
    """`GRU, 32 units`; a model without a preset is `Own layers`."""
    model = experiment.model
    if model.preset is None or not known(f"presets.{model.preset}.title"):
        return say("shell.own_model")
    label, units = say(f"presets.{model.preset}.title"), dict(model.settings).get("units")
    return say("shell.model_units", label=label, units=units) if units else label
