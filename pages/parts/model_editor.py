"""The layers themselves: add, remove, move, copy, change; what does not fit is mended where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import DoesNotFit, LookbackError, SettingsError
from core.models.editing import (
    Line,
    Where,
    inserted,
    lines,
    lists,
    moved,
    problem_of,
    removed,
    repairs,
    replaced,
)
from core.models.fields import Field, fields_of, fresh, kinds, with_field
from core.models.given import Given
from core.models.presets import PRESETS
from core.models.spec import ModelSpec
from core.models.walk import in_words
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.model_network import choose
from pages.parts.words import plain

IN_ROW = 4
MOST = 30
_PAST, _OPEN = "_layers_past", "_layer_open"


def editor(draft: Draft, given: Given) -> None:
    """Folded while a preset is in use; open once its layers were changed."""
    model = draft.experiment.model
    with st.expander(say("pages.model.editor.title"), expanded=model.preset is None, key="layers_editor",
                     on_change="rerun") as box:  # fmt: skip
        if not box.open:
            return
        _head_line(model)
        problem = problem_of(model, given)
        for group in lines(model, given):
            for line in group:
                _line(model, line, problem, given)
        if isinstance(problem, DoesNotFit) and problem.key == "head_needs_summary":
            mend(problem, given, "head")
        _add()


def is_open(draft: Draft) -> bool:
    """Whether the editor is unfolded in this run of the page."""
    return bool(st.session_state.get("layers_editor", draft.experiment.model.preset is None))


def mend(problem: LookbackError, given: Given, key: str) -> None:
    """What does not fit, and a button for everything that mends it."""
    notices.error(problem)
    if not isinstance(problem, DoesNotFit):
        return
    with st.container(horizontal=True, wrap=True, key=f"repairs_{key}"):
        for number, repair in enumerate(repairs(drafts.current().experiment.model, problem, given)):
            st.button(plain(repair.text), key=f"repair_{key}_{repair.key}", icon=":material/build:",
                      type="secondary" if number else "primary", on_click=_become, args=(repair.model,))  # fmt: skip


def _head_line(model: ModelSpec) -> None:
    """What this is for, and the ways back: the last change, the preset the layers came from."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":small[:gray[{say('pages.model.editor.how')}]]", width="stretch")
        if st.session_state.get(_PAST):
            st.button(say("pages.model.editor.undo"), icon=":material/undo:", type="tertiary", key="undo_layer",
                      on_click=_undo)  # fmt: skip
        if model.preset is None and model.origin in PRESETS:
            st.button(say("pages.model.editor.back", preset=PRESETS[model.origin].title), type="tertiary",
                      icon=":material/restart_alt:", key="back_to_preset", on_click=_back)  # fmt: skip


def _line(model: ModelSpec, line: Line, problem: LookbackError | None, given: Given) -> None:
    """One layer: its name, what comes out of it, how much it learns, and what can be done with it."""
    where, last = line.where, len(lists(model)[line.where.list]) - 1
    key = f"{where.list}_{where.at}"
    with st.container(border=True, key=f"layer_{key}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xxsmall"):
            st.markdown(
                f"**{where.at + 1} · {plain(line.layer.title)}** :small[:gray[{_result(line)}]]", width="stretch"
            )
            _action("tune", key, "settings", _toggle, key)
            _action("arrow_upward", key, "up", _edit, moved, where, -1, disabled=where.at == 0)
            _action("arrow_downward", key, "down", _edit, moved, where, 1, disabled=where.at == last)
            _action("content_copy", key, "copy", _edit, inserted, where, line.layer)
            _action("close", key, "remove", _edit, removed, where)
        if st.session_state.get(_OPEN) == key:
            _fields(line)
        if line.problem is not None and problem is not None:
            mend(problem if isinstance(problem, DoesNotFit) else line.problem, given, key)


def _action(icon: str, layer: str, name: str, do: Callable[..., None], *args: Any, disabled: bool = False) -> None:
    st.button("", icon=f":material/{icon}:", type="tertiary", key=f"{name}_{layer}", disabled=disabled,
              help=say(f"pages.model.editor.{name}"), on_click=do, args=args)  # fmt: skip


def _result(line: Line) -> str:
    if line.shape is None:
        return say("pages.model.editor.not_known")
    numbers = count(line.parameters or 0, say("pages.model.editor.number"))
    return say("pages.model.editor.result", out=plain(in_words(line.shape)), numbers=numbers)


def _fields(line: Line) -> None:
    fields = fields_of(line.layer)
    if not fields:
        st.markdown(f":small[:gray[{say('pages.model.editor.nothing')}]]")
    for start in range(0, len(fields), IN_ROW):
        for column, field in zip(st.columns(IN_ROW), fields[start : start + IN_ROW], strict=False):
            with column:
                _control(line, field)


def _control(line: Line, field: Field) -> None:
    setting, value = field.setting, field.of(line.layer)
    key = f"field_{line.where.list}_{line.where.at}_{'_'.join(field.path)}"
    st.session_state[key] = value
    shared: dict[str, Any] = {"help": setting.help, "key": key, "on_change": _set, "args": (line.where, field, key)}
    if setting.kind == "switch":
        st.toggle(setting.label, wrap=True, **shared)
    elif setting.kind == "choice":
        st.selectbox(setting.label, setting.choices, format_func=setting.choice_label, **shared)
    elif setting.kind == "int":
        st.number_input(setting.label, int(setting.low), int(setting.high), step=1, **shared)
    else:
        step = 0.05 if setting.kind == "share" else None
        st.number_input(setting.label, float(setting.low), float(setting.high), step=step, format="%.6g", **shared)


def _add() -> None:
    """A layer of any kind, at the end of the list."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(say("pages.model.editor.add_label"), kinds(), key="new_layer", width=320,
                            format_func=lambda kind: say(f"pages.model.editor.kinds.{kind}"))  # fmt: skip
        st.button(say("pages.model.editor.add"), icon=":material/add:", key="add_layer", on_click=_append, args=(kind,))


def _toggle(key: str) -> None:
    st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == key else key


@notices.callback
def _append(kind: str) -> None:
    model = drafts.current().experiment.model
    last = len(lists(model)) - 1 if model.trunk or len(model.branches) > 1 else 0
    where = Where(list=last, at=len(lists(model)[last]))
    st.session_state[_OPEN] = f"{where.list}_{where.at}"
    _become(inserted(model, where, fresh(kind)))


@notices.callback
def _edit(change: Callable[..., ModelSpec], *args: Any) -> None:
    st.session_state[_OPEN] = None
    _become(change(drafts.current().experiment.model, *args))


@notices.callback
def _set(where: Where, field: Field, key: str) -> None:
    model = drafts.current().experiment.model
    try:
        layer = with_field(lists(model)[where.list][where.at], field, st.session_state[key])
    except ValueError as problem:
        raise SettingsError("layer_setting", layer=lists(model)[where.list][where.at].title,
                            setting=field.setting.label) from problem  # fmt: skip
    _become(replaced(model, where, layer))


def _become(model: ModelSpec) -> None:
    _remember(drafts.current().experiment.model)
    drafts.update(model=model)


def _remember(model: ModelSpec) -> None:
    st.session_state[_PAST] = [*st.session_state.get(_PAST, []), model][-MOST:]


def _undo() -> None:
    past = st.session_state.get(_PAST)
    if past:
        st.session_state[_OPEN] = None
        drafts.update(model=past.pop())


@notices.callback
def _back() -> None:
    model = drafts.current().experiment.model
    _remember(model)
    choose(str(model.origin), dict(model.settings))
