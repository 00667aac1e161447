"""Which column is predicted and what the model may look at."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts import overview as chart
from core.charts.theme import NO_TOOLS
from core.data.advice import advice
from core.data.names import unit_of
from core.data.profile import Profile
from core.data.remedies import apply_remedy, automatic, with_step, without_step
from core.data.samples import with_units
from core.data.spec import Calendar, Column, DataSpec
from core.data.table import Table
from core.data.words import every
from core.errors import SettingsError
from core.examples.suggest import suggest
from core.findings import Finding
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, samples, shell
from pages.parts.draft import Draft
from pages.parts.words import plain, told

PARTS = ("hour", "weekday", "month", "year")
FINER = {"hour": 86_400, "weekday": 7 * 86_400, "month": 300 * 86_400, "year": 300 * 86_400}
MOST_PILLS = 24


def target(draft: Draft, table: Table, profile: Profile) -> None:
    """Column to predict, above its curve: choosing is looking."""
    data = draft.experiment.data
    with st.container(border=True, key="target"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":small[{say('pages.data.target.label')}]", width="content",
                        help=say("pages.data.target.help"))  # fmt: skip
            several = len(table.numbers) > 1 and st.toggle(
                say("pages.data.target.several"),
                value=len(data.targets) > 1,
                key="several",
                disabled=len(data.targets) > 1,
                help=say("pages.data.target.several_help"),
            )
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            _target_choice(data, table, profile, several or len(data.targets) > 1)
            unit = data_unit(data, data.targets[0])
            line = "pages.data.target.every_in" if unit else "pages.data.target.every"
            if profile.spacing:
                st.markdown(f":small[:gray[{told(line, every=every(profile.spacing), unit=unit)}]]", width="content")
        _overview()
    marked = any(finding.rows for finding in drafts.found(draft.dataset))
    shell.how_to_read(say("pages.data.overview.how_marks" if marked else "pages.data.overview.how"))


def inputs(draft: Draft, table: Table, profile: Profile) -> None:
    """Columns and calendar parts the model may look at, and why these are a good start."""
    data = draft.experiment.data
    shell.section(say("pages.data.inputs.title"))
    st.session_state["inputs"] = list(data.inputs)
    names = [*data.targets, *(name for name in table.numbers if name not in data.targets)]
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
    shell.how_to_read(plain(advice(table, drafts.profiled(draft.dataset, data.targets[0]), data.targets[0])))


def calendar_of(data: DataSpec) -> tuple[str, ...]:
    return next((step.parts for step in data.steps if isinstance(step, Calendar)), ())


def calendar_choices(data: DataSpec, profile: Profile) -> list[str]:
    """Parts of the calendar that rows this far apart can tell from each other, and those chosen."""
    chosen, spacing = calendar_of(data), profile.spacing or 0
    return [part for part in PARTS if spacing < FINER[part] or part in chosen]


def data_unit(data: DataSpec, name: str) -> str:
    return next((column.unit for column in data.columns if column.name == name), "")


def _target_choice(data: DataSpec, table: Table, profile: Profile, several: bool) -> None:
    names, label = list(table.numbers), say("pages.data.target.label")

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


@st.fragment(key="overview")
@notices.careful
def _overview() -> None:
    """The curve of the first target; dragging across it draws that stretch anew, with all its detail."""
    draft = drafts.current()
    data = drafts.dataset(draft)
    column = data.targets[0]
    stretch = st.session_state.get("stretch")
    if not stretch or stretch[0] != (draft.dataset, column):
        stretch = None
    first, end = stretch[1] if stretch else (0, len(data))
    marks = np.flatnonzero(np.isin(data.row, _marked(drafts.found(draft.dataset))))
    view = chart.Overview(
        values=np.ascontiguousarray(data.values[first:end, column]),
        time=None if data.time is None else data.time[first:end],
        first=first,
        unit=data.units[column],
        marks=tuple(marks.tolist()),
    )
    figure = chart.overview(view, shell.dark())
    key = f"overview_{draft.dataset}_{column}_{first}_{end}"
    event = st.plotly_chart(figure, theme=None, config=NO_TOOLS, key=key, on_select="rerun", selection_mode="box",
                            alt=chart.alt(view, data.names[column]))  # fmt: skip
    chosen = event.selection["box"] if event and event.selection else []
    if chosen:
        low, high = sorted(chosen[0]["x"])
        begin = max(first, int(np.ceil(low)))
        if (stop := min(end, int(np.floor(high)) + 1)) - begin >= 8:
            st.session_state["stretch"] = ((draft.dataset, column), (begin, stop))
            st.rerun(scope="fragment")
    if stretch:
        st.button(say("pages.data.overview.all"), type="tertiary", icon=":material/zoom_out:", key="show_all",
                  on_click=lambda: st.session_state.pop("stretch", None))  # fmt: skip


def _marked(found: tuple[Finding, ...]) -> list[int]:
    """First rows of what the findings speak of, at most twenty of each."""
    rows: list[int] = []
    for finding in found:
        stretches = finding.rows[::2] if "spans" in finding.values else finding.rows
        rows += stretches[:20]
    return rows


@notices.callback
def _retarget(key: str) -> None:
    """Another target, with its own past; other inputs stay, and what its column needs is mended."""
    chosen = st.session_state[key]
    names = [chosen] if isinstance(chosen, str) else list(chosen or ())
    if not names:
        return  # the chosen pill was clicked again: something must be predicted
    draft = drafts.current()
    data, old = draft.experiment.data, draft.experiment.data.targets
    table = drafts.table(draft.dataset)
    names.sort(key=table.numbers.index)
    units = {column.name: column.unit for column in data.columns}
    others = [c for c in data.columns if c.name not in names and c.name not in old]
    own = [Column(name=name, unit=units.get(name, unit_of(name)), roles=("input", "target")) for name in names]
    season = drafts.profiled(draft.dataset, names[0]).season
    fresh = data.but(columns=(*own, *others), season=season)
    sample = samples.sample_of(data.sources[0].name)
    fresh = with_units(fresh, sample) if sample else fresh
    for finding in drafts.found(draft.dataset):
        concerned = set(finding.columns) & (set(names) - set(old))
        if concerned and (remedy := automatic(finding)):
            fresh = apply_remedy(fresh, finding, remedy)
    drafts.update(data=fresh)
    if season != data.season:
        drafts.update(examples=suggest(drafts.dataset(drafts.current())))


@notices.callback
def _inputs() -> None:
    draft = drafts.current()
    data, chosen = draft.experiment.data, set(st.session_state["inputs"])
    if not chosen and not calendar_of(data):
        raise SettingsError("no_inputs")
    known = {column.name: column for column in data.columns}
    columns = []
    for name in [*data.targets, *(n for n in drafts.table(draft.dataset).numbers if n not in data.targets)]:
        roles = (("input",) if name in chosen else ()) + (("target",) if name in data.targets else ())
        if roles:
            old = known.get(name) or Column(name=name, unit=unit_of(name))
            columns.append(old.but(roles=roles))
    drafts.update(data=data.but(columns=tuple(columns)))


@notices.callback
def _calendar() -> None:
    data = drafts.current().experiment.data
    parts = tuple(part for part in PARTS if part in st.session_state["calendar"])
    if not parts and not data.inputs:
        raise SettingsError("no_inputs")
    drafts.update(data=with_step(data, Calendar(parts=parts)) if parts else without_step(data, Calendar))
