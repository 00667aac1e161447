"""Controls that write one setting of the training into the draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.experiment import Stopping, TrainingSpec
from core.text import known, say
from core.training.schedules import SCHEDULES
from pages.parts import draft as drafts
from pages.parts import notices

ALL, CONSTANT = "all", "constant"
OF_SCHEDULE = "schedule_"
"""In front of the name of a setting of the schedule."""


def select(name: str, options: tuple[str, ...], value: str, disabled: bool = False) -> None:
    st.selectbox(
        label(name),
        options,
        format_func=lambda key: _choice(name, key),
        disabled=disabled,
        **_shared(name, value),
    )


def number(name: str, value: float, low: float, high: float, disabled: bool = False, step: Any = None) -> None:
    """A whole number where `low` is one. A value from a file may lie outside of what is usual."""
    whole = isinstance(low, int)
    st.number_input(
        label(name),
        min_value=min(low, value),
        max_value=max(high, value),
        step=1 if whole else step,
        format=None if whole else "%.6g",
        disabled=disabled,
        **_shared(name, value),
    )


def number_or_none(name: str, value: float | None, disabled: bool = False) -> None:
    """Any number; None is an empty field."""
    st.number_input(
        label(name),
        value=None,
        placeholder=say("pages.model.none"),
        format="%.6g",
        disabled=disabled,
        **_shared(name, value),
    )


def slider(name: str, stops: tuple[Any, ...], value: Any, words: Callable[[Any], str]) -> None:
    st.select_slider(label(name), stops, format_func=words, **_shared(name, value))


def toggle(name: str, value: bool, disabled: bool = False) -> None:
    st.toggle(label(name), disabled=disabled, **_shared(name, value))


def label(name: str) -> str:
    return say(f"{_words(name)}.label")


def with_choice(spec: TrainingSpec, name: str, value: Any) -> TrainingSpec:
    """The spec with one control's value. Patience 0 trains for all epochs, clip 0 leaves gradients alone."""
    if name == "clip":
        return spec.but(clip=value or None)
    if name == "batch":
        return spec.but(batch=None if value == ALL else value)
    if name == "schedule":
        return spec.but(schedule=None if value == CONSTANT else SCHEDULES[value]())
    if name.startswith(OF_SCHEDULE) and spec.schedule:
        return spec.but(schedule=spec.schedule.but(**{name.removeprefix(OF_SCHEDULE): value}))
    if name not in Stopping.model_fields:
        return spec.but(**{name: value})
    if name == "patience" and not value:
        return spec.but(stopping=None)
    return spec.but(stopping=(spec.stopping or Stopping()).but(**{name: value}))


def _shared(name: str, value: Any) -> dict[str, Any]:
    key = f"training_{name}"
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return {
        "key": key,
        "help": say(f"{_words(name)}.help"),
        "on_change": notices.callback(_changed),
        "args": (name, key),
    }


def _words(name: str) -> str:
    """Where the sentences of a control stand: the page has its own for what everybody sees."""
    own = f"pages.model.training.{name}"
    if known(f"{own}.label"):
        return own
    of_schedule = name.startswith(OF_SCHEDULE)
    return f"training.schedule_fields.{name.removeprefix(OF_SCHEDULE)}" if of_schedule else f"training.{name}"


_CHOICES = {"monitor": "monitors", "optimizer": "optimizers", "schedule": "schedules", "keep": "keeps"}


def _choice(name: str, key: str) -> str:
    return say(f"pages.model.losses.{key}") if name == "loss" else say(f"training.{_CHOICES[name]}.{key}.label")


def _changed(name: str, key: str) -> None:
    drafts.update(training=with_choice(drafts.current().experiment.training, name, st.session_state[key]))
