"""One list of layers: each with what comes out of it, its settings, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import DoesNotFit, LookbackError, SettingsError
from core.models.editing import Line, Where, inserted, lists, moved, removed, replaced
from core.models.fields import Field, fields_of, fresh, kinds, with_field
from core.models.given import Given
from core.models.spec import ModelSpec
from core.models.walk import in_words
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.model_changes import OPEN, become
from pages.parts.model_repairs import mend
from pages.parts.words import plain

IN_ROW = 4


def layer(line: Line, last: int, problem: LookbackError | None, given: Given) -> None:
    """One layer: its name, what comes out of it, how much it learns; `last` is the place of the last of its list."""
    where = line.where
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
        if st.session_state.get(OPEN) == key:
            _fields(line)
        if line.problem is not None and problem is not None:
            mend(problem if isinstance(problem, DoesNotFit) else line.problem, given, key)


def add(list_: int, key: str = "") -> None:
    """A layer of any kind, at the end of a list. `key` tells several such places apart."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(say("pages.model.editor.add_label"), kinds(), key=f"new_layer{key}", width=320,
                     format_func=lambda kind: say(f"pages.model.editor.kinds.{kind}"))  # fmt: skip
        st.button(say("pages.model.editor.add"), icon=":material/add:", key=f"add_layer{key}", on_click=_append,
                  args=(list_, f"new_layer{key}"))  # fmt: skip


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


@notices.callback
def _toggle(key: str) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == key else key


@notices.callback
def _append(list_: int, key: str) -> None:
    """The kind chosen last, also when the page has not been drawn since."""
    model = drafts.current().experiment.model
    where = Where(list=list_, at=len(lists(model)[list_]))
    st.session_state[OPEN] = f"{where.list}_{where.at}"
    become(inserted(model, where, fresh(st.session_state[key])))


@notices.callback
def _edit(change: Callable[..., ModelSpec], *args: Any) -> None:
    st.session_state[OPEN] = None
    become(change(drafts.current().experiment.model, *args))


@notices.callback
def _set(where: Where, field: Field, key: str) -> None:
    model = drafts.current().experiment.model
    try:
        layer = with_field(lists(model)[where.list][where.at], field, st.session_state[key])
    except ValueError as problem:
        raise SettingsError("layer_setting", layer=lists(model)[where.list][where.at].title,
                            setting=field.setting.label) from problem  # fmt: skip
    become(replaced(model, where, layer))
