"""What is seldom changed about a training: steps, learning rate, when it stops, what is kept."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from core.charts.rate import HEIGHT, rate_chart
from core.examples.prepare import Prepared
from core.experiment import Optimizer, Plateau, Schedule, Stopping, TrainingSpec
from core.text import bytes_in_words, count, say
from core.training.kept import bytes_of_epochs
from core.training.schedules import SCHEDULES
from core.training.settings import OPTIMIZERS
from core.training.words import positional, schedule_in_words
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.rate_finder import find_rate
from pages.parts.training_controls import ALL, CONSTANT, OF_SCHEDULE, number, number_or_none, select, slider, toggle

RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
SMALLEST, NEARLY_ONE = 0.000001, 0.999999
LIMITS: dict[str, tuple[float, float]] = {
    "every": (1, 100_000),
    "warmup": (0, 100_000),
    "patience": (1, 10_000),
    "cooldown": (0, 10_000),
    "factor": (SMALLEST, NEARLY_ONE),
    "floor": (0.0, NEARLY_ONE),
    "min_delta": (0.0, 1e6),
}
"""The least and the most of each setting of a schedule."""


def more(spec: TrainingSpec, prepared: Prepared, numbers: int | None) -> None:
    """Each group under its title. A rate can be looked for where the network fits."""
    _title("steps")
    _steps(spec, prepared)
    if numbers is not None:
        _title("find")
        find_rate(drafts.current(), prepared)
    _title("rate")
    _rate(spec)
    _title("stop")
    _stop(spec.stopping)
    _title("keep")
    _keep(spec, numbers)


def _title(name: str) -> None:
    st.markdown(f"**{say(f'pages.model.training_groups.{name}')}**")


def _steps(spec: TrainingSpec, prepared: Prepared) -> None:
    first, second, third = st.columns(3)
    with first:
        select("optimizer", get_args(Optimizer), spec.optimizer)
    with second:
        slider("learning_rate", tuple(sorted({*RATES, spec.learning_rate})), spec.learning_rate, positional)
    with third:
        _batch(spec)
    if spec.batch is None:
        _note("all_at_once", examples=prepared.counts["train"], size=bytes_in_words(_bytes(prepared)))
    columns = iter(st.columns(3))
    for name in OPTIMIZERS[spec.optimizer].own:
        with next(columns):
            _own(spec, name)
    with next(columns):
        number("clip", spec.clip or 0.0, 0.0, 1_000.0)


def _own(spec: TrainingSpec, name: str) -> None:
    value = getattr(spec, name)
    if isinstance(value, bool):
        st.space("small")
        toggle(name, value, disabled=not spec.momentum)
    else:
        number(name, value, 0.0, NEARLY_ONE, step=0.001 if name == "weight_decay" else 0.05)


def _batch(spec: TrainingSpec) -> None:
    sizes = (*sorted({*BATCHES, *([spec.batch] if spec.batch else [])}), ALL)
    words = {ALL: say("pages.model.all")}
    slider("batch", sizes, spec.batch or ALL, lambda size: words.get(size) or f"{size:,}")


def _bytes(prepared: Prepared) -> int:
    """What the inputs of all training examples take in one batch."""
    inputs = prepared.examples.inputs
    return 4 * prepared.counts["train"] * len(inputs.offsets) * int(inputs.matrix.shape[1])


def _rate(spec: TrainingSpec) -> None:
    schedule = spec.schedule
    columns = st.columns(3)
    with columns[0]:
        select("schedule", (CONSTANT, *SCHEDULES), schedule.kind if schedule else CONSTANT)
    if schedule is None:
        return
    fields = [name for name in type(schedule).model_fields if name != "kind"]
    with columns[1]:
        _of_schedule(schedule, fields[0])
    if len(fields) > 1:
        with columns[2]:
            _of_schedule(schedule, fields[1])
    for column, name in zip(st.columns(3), fields[2:], strict=False):
        with column:
            _of_schedule(schedule, name)
    words = schedule_in_words(spec)
    if not isinstance(schedule, Plateau):
        st.echarts_chart(rate_chart(spec, dark=shell.dark()), height=HEIGHT, key="rate_chart", alt=words)
    st.markdown(f":small[:gray[{words}]]")


def _of_schedule(schedule: Schedule, name: str) -> None:
    low, high = LIMITS[name]
    number(f"{OF_SCHEDULE}{name}", getattr(schedule, name), low, high, step=0.05)


def _stop(stopping: Stopping | None) -> None:
    off, shown = stopping is None, stopping or Stopping()
    first, second, third, fourth = st.columns(4)
    with first:
        select("monitor", ("val_loss", "loss"), shown.monitor, off)
    with second:
        number("min_delta", shown.min_delta, 0.0, 1e6, off)
    with third:
        number("start_from", shown.start_from, 0, 100_000, off)
    with fourth:
        number_or_none("baseline", shown.baseline, off)


def _keep(spec: TrainingSpec, numbers: int | None) -> None:
    most = spec.epochs * spec.members
    first, second = st.columns([1, 2], vertical_alignment="bottom")
    with first:
        select("keep", ("best", "last"), spec.keep)
    with second:
        toggle("every_epoch", spec.every_epoch)
    first, second = st.columns([1, 2], vertical_alignment="bottom")
    with first:
        number("members", spec.members, 1, 20)
    if spec.members > 1:
        with second:
            _note("members_price", members=spec.members)
    if spec.every_epoch and numbers is not None:
        one, whole = (bytes_in_words(bytes_of_epochs(numbers, epochs)) for epochs in (1, most))
        _note("every_epoch_size", one=one, whole=whole, epochs=count(most, "epoch"))


def _note(name: str, **values: Any) -> None:
    st.markdown(f":small[:gray[{say(f'pages.model.{name}', **values)}]]")
