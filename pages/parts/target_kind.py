"""Whether what is predicted is a class or a number, and which classes are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from core.data.classes import MOST_CLASSES, classes_of
from core.data.grouping import codes_of
from core.data.names import unit_of
from core.data.spec import Column, DataSpec
from core.data.table import Table
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, undo
from pages.parts.draft import Draft
from pages.parts.words import plain

MOST_PILLS = 12
KINDS = ("classes", "number")


def draw(draft: Draft, table: Table) -> None:
    """A switch where both are possible; the classes with how many rows each has, to be left out by a click."""
    data = draft.experiment.data
    if len(data.targets) > 1 or not (data.classes or could_be_classes(table, data.targets[0])):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="target_kind"):
        if data.targets[0] in table.numbers:
            st.session_state["predict_as"] = KINDS[0 if data.classes else 1]
            st.segmented_control(say("pages.data.kind.label"), KINDS, key="predict_as", required=True, on_change=_pick,
                                 format_func=lambda kind: say(f"pages.data.kind.{kind}"),
                                 help=say("pages.data.kind.help"), label_visibility="collapsed")  # fmt: skip
        if data.classes:
            _classes(data, table, draft.experiment.examples.whole)


def could_be_classes(table: Table, column: str) -> bool:
    """Whether a column holds few enough different whole numbers, or words."""
    values = table.frame[column].dropna()
    if column in table.numbers and not bool((values == values.round()).all()):
        return False
    return 2 <= int(values.nunique()) <= MOST_CLASSES


def words_counted(table: Table, column: str, series: Sequence[str] = ()) -> dict[str, int]:
    """Every word of a column in the order of its classes, and its rows; with `series` the examples it is of."""
    cells = table.frame[[*series, column]].drop_duplicates()[column] if series else table.frame[column]
    codes, words = codes_of(cells)
    rows = {str(word): int((codes == at).sum()) for at, word in enumerate(words)}
    return {word: rows[word] for word in classes_of(table, column)}


def as_classes(column: Column, words: Iterable[str]) -> Column:
    """The column as a target of these classes alone."""
    return column.but(roles=("target",), unit="", category=False, classes=tuple(words))


def _classes(data: DataSpec, table: Table, whole: bool) -> None:
    counted = words_counted(table, data.targets[0], data.series if whole else ())
    st.session_state["class_words"] = list(data.classes)
    label, help = say("pages.data.kind.words"), say("pages.data.kind.words_help")
    shared = {"key": "class_words", "on_change": _words, "label_visibility": "collapsed", "help": help}
    if len(counted) <= MOST_PILLS:
        st.pills(label, list(counted), selection_mode="multi", wrap=True,
                 format_func=lambda word: f"{plain(word)} ({counted[word]:,})", **shared)  # fmt: skip
    else:
        st.multiselect(label, list(counted), format_func=lambda word: f"{word} ({counted[word]:,})", **shared)
    if len(data.classes) == 2:
        st.session_state["class_sought"] = data.classes[1]
        st.selectbox(say("pages.data.kind.sought"), data.classes, key="class_sought", on_change=_sought, width=220,
                     help=say("pages.data.kind.sought_help"))  # fmt: skip


@notices.callback
def _pick() -> None:
    """The same column told apart, or measured."""
    draft = drafts.current()
    data, name = draft.experiment.data, draft.experiment.data.targets[0]
    old = next(column for column in data.columns if column.name == name)
    if st.session_state["predict_as"] == "classes":
        new = as_classes(old, classes_of(drafts.table(draft.dataset), name))
    else:
        new = old.but(classes=(), unit=unit_of(name))
    _replace(data, new)


@notices.callback
def _words() -> None:
    """At least two classes are told apart; the order of those that stay stays."""
    draft = drafts.current()
    data, chosen = draft.experiment.data, set(st.session_state["class_words"])
    if len(chosen) < 2:
        return
    name = data.targets[0]
    order = [*data.classes, *classes_of(drafts.table(draft.dataset), name)]
    _replace_words(data, tuple(word for word in dict.fromkeys(order) if word in chosen))


@notices.callback
def _sought() -> None:
    data, last = drafts.current().experiment.data, st.session_state["class_sought"]
    _replace_words(data, (*(word for word in data.classes if word != last), last))


def _replace_words(data: DataSpec, words: tuple[str, ...]) -> None:
    old = next(column for column in data.columns if column.classes)
    _replace(data, old.but(classes=words))


def _replace(data: DataSpec, new: Column) -> None:
    columns = tuple(new if column.name == new.name else column for column in data.columns)
    undo.change("target", data=data.but(columns=columns))
