"""Which column is predicted and what the model may look at."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data.classes import target_column
from core.data.names import unit_of
from core.data.profile import Profile
from core.data.samples import with_units
from core.data.spec import Column, DataSpec, Role
from core.data.step_list import with_step, without_columns, without_step
from core.data.steps import Calendar, Circular
from core.data.table import Table
from core.data.words import every
from core.examples.scalers import SCALERS
from core.examples.spec import FittingSpec
from core.examples.suggest import suggest
from core.text import say
from pages.parts import column_use, notices, samples, shell, target_kind, undo
from pages.parts import draft as drafts
from pages.parts.draft import Draft
from pages.parts.overview import marked_rows, overview
from pages.parts.whole_overview import whole_overview
from pages.parts.words import plain, told

PARTS = ("hour", "weekday", "month", "year")
FINER = {"hour": 86_400, "weekday": 7 * 86_400, "month": 300 * 86_400, "year": 300 * 86_400}
MOST_PILLS = 24


def target(draft: Draft, table: Table, profile: Profile) -> None:
    """Column to predict, above its curve: choosing is looking."""
    data, whole = draft.experiment.data, draft.experiment.examples.whole
    with st.container(border=True, key="target"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":small[{say('pages.data.target.label')}]", width="content",
                        help=say("pages.data.target.help"))  # fmt: skip
            several = (
                len(table.numbers) > 1
                and not data.classes
                and st.toggle(
                    say("pages.data.target.several"),
                    value=len(data.targets) > 1,
                    key="several",
                    disabled=len(data.targets) > 1,
                    help=say("pages.data.target.several_help"),
                )
            )
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            _target_choice(draft, table, profile, several or len(data.targets) > 1)
            unit, spacing = data_unit(data, data.targets[0]), drafts.dataset(draft).spacing
            line = "pages.data.target.every_in" if unit else "pages.data.target.every"
            if spacing:
                st.markdown(f":small[:gray[{told(line, every=every(spacing), unit=unit)}]]", width="content")
        target_kind.draw(draft, table)
        (whole_overview if whole else overview)()
    marked = marked_rows(drafts.found(draft.dataset), data.targets[0])
    key = "how_whole" if whole else "how_classes" if data.classes else "how_marks" if marked else "how"
    shell.how_to_read(say(f"pages.data.overview.{key}"))


def inputs(draft: Draft, table: Table, profile: Profile) -> None:
    """Columns and calendar parts the model may look at, and why these are a good start."""
    data = draft.experiment.data
    shell.section(say("pages.data.inputs.title"))
    st.session_state["inputs"] = [*data.inputs, *data.categories]
    names = input_choices(draft, table)
    label = say("pages.data.inputs.columns")
    if len(names) <= MOST_PILLS:
        st.pills(label, names, selection_mode="multi", key="inputs", format_func=plain, on_change=_inputs, wrap=True,
                 label_visibility="collapsed")  # fmt: skip
    else:
        st.multiselect(label, names, key="inputs", on_change=_inputs, label_visibility="collapsed")
    if table.time is not None:
        st.session_state["calendar"] = list(calendar_of(data))
        st.pills(
            say("pages.data.inputs.calendar"),
            calendar_choices(data, profile),
            selection_mode="multi",
            key="calendar",
            on_change=_calendar,
            format_func=lambda part: say(f"data.calendar_label.{part}"),
            label_visibility="collapsed",
            help=say("pages.data.inputs.calendar_help"),
        )
    if not no_inputs(draft):
        shell.how_to_read(plain(drafts.advised(draft)))
    column_use.draw(draft, table)


def input_choices(draft: Draft, table: Table) -> list[str]:
    """The targets, the other columns of numbers, columns of a few words; none that tells series or parts apart.

    What a whole example is, and classes, are no input.
    """
    data = draft.experiment.data
    others = [*table.numbers, *drafts.wordy(draft.dataset)]
    apart = {*data.series, *([data.split] if data.split else []), *no_inputs(draft)}
    return list(dict.fromkeys(name for name in [*data.targets, *others] if name not in apart))


def no_inputs(draft: Draft) -> tuple[str, ...]:
    """Targets that cannot be looked at: classes, and what is asked of a whole example."""
    data = draft.experiment.data
    return data.targets if data.classes or draft.experiment.examples.whole else ()


def calendar_of(data: DataSpec) -> tuple[str, ...]:
    return next((step.parts for step in data.working if isinstance(step, Calendar)), ())


def calendar_choices(data: DataSpec, profile: Profile) -> list[str]:
    """Parts of the calendar that rows this far apart can tell from each other, and those chosen."""
    chosen, spacing = calendar_of(data), profile.spacing or 0
    return [part for part in PARTS if spacing < FINER[part] or part in chosen]


def data_unit(data: DataSpec, name: str) -> str:
    return next((column.unit for column in data.columns if column.name == name), "")


def targets_possible(draft: Draft, table: Table, several: bool) -> list[str]:
    """Columns of numbers, and for one target those of a few words, in the order of the file."""
    data = draft.experiment.data
    possible = {*table.numbers, *(() if several else drafts.wordy(draft.dataset)), *data.targets}
    return [name for name in table.kinds if name in possible and name not in data.series and name != data.split]


def _target_choice(draft: Draft, table: Table, profile: Profile, several: bool) -> None:
    data = draft.experiment.data
    names, label = targets_possible(draft, table, several), say("pages.data.target.label")

    def starred(name: str) -> str:
        return plain(name) + (" ★" if name == profile.target else "")

    if len(names) > MOST_PILLS and not several:
        st.session_state["target_one"] = data.targets[0]
        st.selectbox(label, names, key="target_one", on_change=_retarget, args=("target_one",),
                     label_visibility="collapsed", width=420)  # fmt: skip
    elif len(names) > MOST_PILLS:
        st.session_state["target_many"] = list(data.targets)
        st.multiselect(label, names, key="target_many", on_change=_retarget, args=("target_many",),
                       label_visibility="collapsed", width=520)  # fmt: skip
    else:
        mode, key = ("multi", "targets") if several else ("single", "target_pill")
        st.session_state[key] = list(data.targets) if several else data.targets[0]
        st.pills(
            label,
            names,
            selection_mode=mode,
            key=key,
            format_func=starred,
            on_change=_retarget,
            args=(key,),
            wrap=True,
            label_visibility="collapsed",
        )


@notices.callback
def _retarget(key: str) -> None:
    """Another target, with its own past; other inputs and everything chosen for them stay."""
    chosen = st.session_state[key]
    names = [chosen] if isinstance(chosen, str) else list(chosen or ())
    if not names:
        return  # the chosen pill was clicked again: something must be predicted
    draft = drafts.current()
    table, whole = drafts.table(draft.dataset), draft.experiment.examples.whole
    names.sort(key=list(table.kinds).index)
    examples = len(np.unique(drafts.dataset(draft).series)) if draft.experiment.data.series else len(table)
    alone = [target_column(table, name, examples) for name in names]
    if whole or (len(names) == 1 and alone[0].classes):
        windows = draft.experiment.examples.but(horizon=1)  # which class comes next is asked first
        undo.change("target", data=_with_columns(draft.experiment.data, alone), examples=windows)
        return
    data = _with_targets(draft.experiment.data, names)
    data = data.but(season=drafts.profiled(draft.dataset, names[0]).season)
    sample = samples.sample_of(data.sources[0].name)
    data = with_units(data, sample) if sample else data
    fresh = {"data": data, "fitting": _with_exact_scalers(draft.experiment.fitting, names)}
    if data.season != draft.experiment.data.season:
        fresh["examples"] = suggest(drafts.dataset(draft.but(**fresh)))
    undo.change("target", **fresh)


def _with_columns(data: DataSpec, targets: list[Column]) -> DataSpec:
    """These are predicted and not looked at; numbers that were predicted before become inputs again."""
    names = {column.name for column in targets}
    data = without_columns(data, Circular, names)
    freed = (c.but(roles=("input",)) for c in data.columns if "target" in c.roles and not c.classes)
    others = (c for c in data.columns if "target" not in c.roles)
    kept = {column.name: column for column in (*freed, *others) if column.name not in names}
    return data.but(columns=(*targets, *kept.values()))


def _with_targets(data: DataSpec, names: list[str]) -> DataSpec:
    """These columns are predicted from their own past; what was predicted before is left out."""
    units = {column.name: column.unit for column in data.columns}
    others = [c for c in data.columns if c.name not in names and c.name not in data.targets]
    own = [Column(name=name, unit=units.get(name, unit_of(name)), roles=("input", "target")) for name in names]
    data = without_columns(data, Circular, names)  # an answer is a number, not a place on a circle
    return data.but(columns=(*own, *others))


def _with_exact_scalers(fitting: FittingSpec, names: list[str]) -> FittingSpec:
    """A column that is now predicted keeps its own scaler only where it can be undone exactly."""
    own = tuple((name, key) for name, key in fitting.per_column if name not in names or SCALERS[key].for_targets)
    return fitting.but(per_column=own)


@notices.callback
def _inputs() -> None:
    draft = drafts.current()
    data, chosen = draft.experiment.data, set(st.session_state["inputs"])
    table = drafts.table(draft.dataset)
    known = {column.name: column for column in data.columns}
    columns = []
    for name in dict.fromkeys([*no_inputs(draft), *input_choices(draft, table), *data.series, *_split(data)]):
        old = known.get(name) or Column(name=name, unit=unit_of(name), category=name not in table.numbers)
        if roles := _roles(old, name in chosen):
            columns.append(old.but(roles=roles))
    undo.change("inputs", data=data.but(columns=tuple(columns)))


def _split(data: DataSpec) -> tuple[str, ...]:
    return (data.split,) if data.split else ()


def _roles(column: Column, chosen: bool) -> tuple[Role, ...]:
    """The roles it keeps as an input or as none; a column that was not in use comes as a plain input."""
    kept = tuple(role for role in column.roles if role in ("target", "series", "split"))
    plan = tuple(role for role in column.roles if role == "known_future")
    return ("input", *kept, *plan) if chosen else kept


@notices.callback
def _calendar() -> None:
    data = drafts.current().experiment.data
    parts = tuple(part for part in PARTS if part in st.session_state["calendar"])
    ahead = any(step.ahead for step in data.steps if isinstance(step, Calendar))
    undo.change("inputs", data=with_step(data, Calendar.model_validate({"parts": parts, "ahead": ahead}))
                if parts else without_step(data, Calendar))  # fmt: skip
