"""A second file beside the first: added, joined, read by a branch of its own, and taken out again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from core.data.joined import HOWS, likely, one_table, remedies, with_joined, without_joined
from core.data.reading import LIMIT, read, recognise
from core.data.spec import DataSpec, How
from core.data.table import Table
from core.errors import LookbackError
from core.findings import Finding
from core.memory import give_back
from core.recommend import recommend, with_data
from core.spec import record
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, undo
from pages.parts.draft import Draft
from pages.parts.files import DROPPED, ENDINGS, Upload, received
from pages.parts.second_branches import branches
from pages.parts.words import told

_WAITING, _TURN = "_second", "_second_turn"


@record
class Waiting:
    """A second file that is here and not joined, why, and how it could be; without a table it cannot be read."""

    name: str
    problem: LookbackError
    folder: TemporaryDirectory[str] | None = None
    table: Table | None = None
    ways: tuple[How, ...] = ()


def second_file(draft: Draft) -> None:
    """What is joined to the first file, what keeps it from being joined, or a place to add one."""
    dropped: Finding | None = st.session_state.pop(DROPPED, None)
    if dropped:
        notices.show(dropped)
    waiting: Waiting | None = st.session_state.get(_WAITING)
    if draft.experiment.data.join:
        _joined(draft)
    elif waiting:
        _misfit(draft, waiting)
    else:
        _add(draft)


def _add(draft: Draft) -> None:
    turn = st.session_state.setdefault(_TURN, 0)
    with st.expander(say("pages.data.second.add"), icon=":material/add:", type="compact", key="add_second"):
        st.markdown(f":small[:gray[{say('pages.data.second.why')}]]")
        label = told("pages.data.second.upload", name=draft.experiment.data.file)
        file = st.file_uploader(label, type=list(ENDINGS), key=f"second_{turn}")
        if file is not None:
            with st.spinner(told("pages.data.upload.reading", name=file.name)):
                take(file)
            st.session_state[_TURN] = turn + 1
            st.rerun()


def take(file: Upload, limit: int = LIMIT) -> None:
    """Recognise it, join it as it seems right, or keep it until somebody says how."""
    name, folder, table, ways = Path(file.name).name[:200], None, None, ()
    draft = drafts.current()
    try:
        folder = received(file, limit)
        path = Path(folder.name) / "upload"
        table = read(path, recognise(path))
        tables = (drafts.table(draft.dataset), table)
        how = likely(tables)
        ways = remedies(tables, how)
        join(draft, tables, path, name, how)
    except LookbackError as problem:
        st.session_state[_WAITING] = Waiting(name=name, problem=problem, folder=folder, table=table, ways=ways)
    give_back()


def join(draft: Draft, tables: tuple[Table, Table], second: Path, name: str, how: How) -> None:
    """Both files as one dataset, opened with the settings as they are. Raises LookbackError; nothing then changes."""
    library, source = drafts.library(), draft.experiment.data.sources[0]
    table = one_table(tables, (source.name, name), how)
    before = {row.id for row in library.datasets()}
    paths = (library.original(draft.dataset), second)
    dataset = library.add_dataset(" + ".join((source.name, name)), table, *paths).id
    try:
        _open(draft, dataset, with_joined(draft.experiment.data, table, drafts.found(dataset)))
    except LookbackError:
        if dataset not in before:
            library.delete_dataset(dataset)
        raise
    st.session_state.pop(_WAITING, None)


def _open(draft: Draft, dataset: str, data: DataSpec) -> None:
    """Another dataset with what was chosen; windows and parts that its rows do not fill are recommended anew."""
    parts = drafts.laid_out(replace(draft, dataset=dataset), data)
    here = replace(draft, dataset=dataset, experiment=with_data(draft.experiment, **parts))
    try:
        drafts.located(here)
    except LookbackError:
        fresh = recommend(drafts.table(dataset), data)
        parts |= {"examples": fresh.examples, "split": fresh.split}
    drafts.forget_widgets()
    drafts.update(dataset=dataset, dials=None, **parts)
    undo.remember("second", draft)


def _misfit(draft: Draft, waiting: Waiting) -> None:
    """Why the files do not go together, beside buttons that mend it."""
    with st.container(border=True, key="second_misfit"):
        left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with left, st.container(horizontal=True, wrap=False, gap="small"):
            values = waiting.problem.values
            key = f"errors.{waiting.problem.key}"
            st.markdown(":orange[:material/warning:]", width="content")
            about = told("pages.data.second.misfit", name=waiting.name)
            st.markdown(f"**{about}: {told(f'{key}.title', **values)}**  \n{told(f'{key}.text', **values)}")
        with right:
            fewest = min(len(drafts.table(draft.dataset)), len(waiting.table)) if waiting.table is not None else 0
            for how in waiting.ways:
                st.button(say(f"pages.data.second.remedies.{how}", fewest=f"{fewest:,}"), key=f"second_{how}",
                          on_click=_mend, args=(how,), width="stretch")  # fmt: skip
            st.button(say("pages.data.second.leave"), key="second_leave", on_click=_leave, width="stretch")


@notices.callback
def _mend(how: How) -> None:
    """When it does not go that way either, the notice says why."""
    waiting: Waiting = st.session_state[_WAITING]
    assert waiting.table is not None
    assert waiting.folder is not None
    draft = drafts.current()
    tables, path = (drafts.table(draft.dataset), waiting.table), Path(waiting.folder.name) / "upload"
    try:
        join(draft, tables, path, waiting.name, how)
    except LookbackError as problem:
        st.session_state[_WAITING] = replace(waiting, problem=problem, ways=remedies(tables, how))


@notices.callback
def _leave() -> None:
    st.session_state.pop(_WAITING, None)


def _joined(draft: Draft) -> None:
    """How many rows go together, how the files are joined, and how the network reads them."""
    data, table = draft.experiment.data, drafts.table(draft.dataset)
    second = data.sources[1].name
    with st.container(border=True, key="second_joined"):
        left, middle, right = st.columns([5, 3, 3], gap="small", vertical_alignment="center")
        with left:
            title, text = notices.sentences(table.notes[0])
            st.markdown(f"**{title}**", help=text)
        with middle:
            st.session_state["join_how"] = data.join.how if data.join else None
            st.selectbox(say("pages.data.second.how"), _ways(data), key="join_how", on_change=_rejoin,
                         format_func=lambda how: say(f"pages.data.second.ways.{how}"),
                         label_visibility="collapsed")  # fmt: skip
        with right:
            st.button(told("pages.data.second.take_out", name=second), icon=":material/close:", key="second_out",
                      on_click=_take_out, width="stretch")  # fmt: skip
        branches(draft)


def _ways(data: DataSpec) -> list[How]:
    """By time only where both files tell one."""
    timed = all(source.reading.time or source.reading.start for source in data.sources)
    return [how for how in HOWS if timed or how != "time"]


@notices.callback
def _rejoin() -> None:
    """The same two files in another way; where they do not fit so, the notice says why and nothing changes."""
    draft, how = drafts.current(), st.session_state["join_how"]
    library, sources = drafts.library(), draft.experiment.data.sources
    paths = [library.original(draft.dataset, at) for at in range(2)]
    first, second = (read(path, source.reading) for path, source in zip(paths, sources[:2], strict=True))
    join(draft, (first, second), paths[1], sources[1].name, how)


@notices.callback
def _take_out() -> None:
    """The first file alone; where what is predicted stood in the second, it starts afresh."""
    draft, library = drafts.current(), drafts.library()
    source = draft.experiment.data.sources[0]
    path = library.original(draft.dataset)
    table = read(path, source.reading)
    dataset = library.add_dataset(source.name, table, path).id
    data = without_joined(draft.experiment.data, table)
    if data is None:
        drafts.open_dataset(dataset)
        undo.remember("second", draft)
    else:
        _open(draft, dataset, data)
