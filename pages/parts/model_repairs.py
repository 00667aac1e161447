"""What does not fit, said where it stands, with a button for everything that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from core.data.spec import Column, DataSpec
from core.errors import DoesNotFit, LookbackError
from core.experiment import Experiment
from core.models.branching import without_branches
from core.models.editing import by_hand
from core.models.given import Given
from core.models.repairing import repairs
from core.spec import record
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.model_changes import become
from pages.parts.model_sure import with_promise
from pages.parts.words import plain

_ANSWERS_AT_ONCE = ("every_timestep_one_step", "every_timestep_not_whole", "recursive_one_answer",
                    "recursive_not_whole", "recursive_not_classes", "recursive_next_row",
                    "recursive_targets_only", "quantiles_at_once")  # fmt: skip


@record
class Mend:
    """A click that mends a setting outside the layers: the parts of the experiment it changes."""

    key: str
    changes: Mapping[str, Any]


def mend(problem: LookbackError, given: Given, key: str) -> None:
    """What keeps the draft's model from being built, and its repairs."""
    notices.error(problem)
    experiment = drafts.current().experiment
    with st.container(horizontal=True, wrap=True, key=f"repairs_{key}"):
        if isinstance(problem, DoesNotFit):
            for number, repair in enumerate(repairs(experiment.model, problem, given)):
                st.button(plain(repair.text), key=f"repair_{key}_{repair.key}", icon=":material/build:",
                          type="secondary" if number else "primary", on_click=notices.callback(become),
                          args=(repair.model,))  # fmt: skip
        else:
            mend_buttons([*mends(experiment, problem), *_at_once(experiment, problem), *_branches(experiment, problem)],
                         key)  # fmt: skip


def mend_buttons(offered: list[Mend], key: str) -> None:
    for one in offered:
        st.button(say(f"pages.model.mends.{one.key}"), key=f"repair_{key}_{one.key}", icon=":material/build:",
                  on_click=_change, args=(one.changes,))  # fmt: skip


def mends(experiment: Experiment, problem: LookbackError) -> Iterator[Mend]:
    """Settings of the window, or of the columns, with which the wanted answer is possible."""
    windows, data = experiment.examples, experiment.data
    match problem.key:
        case "every_timestep_one_step":
            yield Mend(key="one_step", changes={"examples": windows.but(horizon=1)})
        case "quantiles_at_once":
            yield Mend(key="without_quantiles", changes=with_promise(experiment, None))
        case "recursive_next_row":
            yield Mend(key="next_row", changes={"examples": windows.but(delay=1)})
        case "recursive_targets_only":
            if set(data.inputs) - set(data.targets):
                yield Mend(key="predict_all", changes={"data": _only(data, data.inputs)})
            yield Mend(key="read_targets", changes={"data": _only(data, data.targets)})


def _only(data: DataSpec, names: tuple[str, ...]) -> DataSpec:
    """These columns read and predicted, those of before first; no calendar, no words."""
    named = {column.name: column for column in data.columns}
    wanted = [*data.targets, *(name for name in names if name not in data.targets)]
    both = tuple(
        (named[name] if name in named else Column(name=name)).but(roles=("input", "target"), category=False)
        for name in wanted
    )
    others = tuple(c for c in data.columns if c.name not in wanted and {"series", "split"} & set(c.roles))
    return data.but(columns=(*both, *others), steps=tuple(step for step in data.steps if step.kind != "calendar"))


def _at_once(experiment: Experiment, problem: LookbackError) -> Iterator[Mend]:
    """The way back: all values at once, from a summary."""
    if problem.key in _ANSWERS_AT_ONCE:
        model, head = experiment.model, experiment.model.head
        kind = "shared_over_targets" if head.kind == "shared_over_targets" else "dense"
        once = by_hand(model, head=head.but(kind=kind, ahead="direct"))
        yield Mend(key="answer_at_once", changes={"model": once})


def _branches(experiment: Experiment, problem: LookbackError) -> Iterator[Mend]:
    if problem.key in ("branch_columns_missing", "branch_without_columns"):
        yield Mend(key="one_branch", changes={"model": without_branches(experiment.model)})


@notices.callback
def _change(changes: Mapping[str, Any]) -> None:
    drafts.update(**changes)
