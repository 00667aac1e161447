"""All runs as a table: choose, open, rename, note, pin, delete."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.charts.theme import palette
from core.runs.records import Run
from core.text import count, say, seconds_in_words
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.compare_rows import Row, Table
from pages.parts.words import plain

_GOOD, _EVEN, _BAD = ("#CDEFE3", "#1E4A3D"), ("#E4E3E0", "#3D3C38"), ("#FBEBC4", "#54430F")
CHIPS = {
    "best_of_all": _GOOD, "perhaps": _GOOD, "level": _GOOD, "perhaps_rule": _GOOD, "rule_is_better": _GOOD,
    "no_better": _EVEN, "worse": _BAD, "other": _EVEN, "everything": _EVEN,
}  # fmt: skip
"""Behind each verdict, in light and in dark."""
MOST = 5  # runs laid over each other


def chosen_rows(seen: Table) -> list[Row]:
    """The table; the rows ticked in it, at first the best three."""
    names = _columns(seen)
    frame = as_frame(seen)
    grey = palette(shell.dark()).muted
    styled = frame.style.apply(
        lambda line: [f"color: {grey}" if not seen.rows[int(line.name)].ranked else ""] * len(line), axis=1
    )
    chips = [say(f"pages.compare.chips.{key}") for key in CHIPS]
    start = list(range(min(3, len(seen.ranked))))
    figures = "%.3g" if seen.classes else "±%.3g"
    event = st.dataframe(
        styled,
        key="runs",
        hide_index=True,
        height=38 + 35 * min(len(seen.rows), 15),
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": start}},
        alt=say("pages.compare.alt", runs=len(seen.rows)),
        column_config={
            names[0]: st.column_config.TextColumn(width="medium"),
            names[1]: st.column_config.NumberColumn(format=figures),
            names[2]: st.column_config.NumberColumn(format=figures),
            names[3]: st.column_config.MultiselectColumn(
                options=chips, color=[tones[shell.dark()] for tones in CHIPS.values()], width=215
            ),
            names[4]: st.column_config.NumberColumn(format="localized"),
        },
    )
    return [seen.rows[i] for i in event.selection.rows if i < len(seen.rows)]


def as_frame(seen: Table) -> pd.DataFrame:
    """The table as it is shown and exported."""
    names = _columns(seen)
    lines = [
        (
            _name(row.run),
            row.validation,
            row.test,
            [row.verdict],
            row.numbers,
            say("pages.compare.epochs", best=row.run.best_epoch, done=row.run.epochs_done)
            if row.run.best_epoch
            else "–",
            seconds_in_words(row.run.seconds) if row.run.epochs_done else "–",
            row.run.note,
        )
        for row in seen.rows
    ]
    frame = pd.DataFrame(lines, columns=names)
    return frame if any(row.run.note for row in seen.rows) else frame.drop(columns=names[-1])


def _columns(seen: Table) -> list[str]:
    unit = f", {seen.unit}" if seen.unit else ""
    keys = ("run", "validation", "test", "verdict", "numbers", "epoch", "took", "note")
    return [say(f"pages.compare.columns.{key}") + (unit if key in ("validation", "test") else "") for key in keys]


def _name(run: Run) -> str:
    return say("pages.compare.pinned", name=run.name) if run.pinned else run.name


def actions(rows: Sequence[Row]) -> None:
    """What can be done with the ticked runs."""
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        st.markdown(f":small[:gray[{say('pages.compare.chosen', runs=len(rows))}]]", width="content")
        if len(rows) == 1:
            _one(rows[0].run)
        st.space("stretch")
        if rows:
            delete([row.run for row in rows])


def _one(run: Run) -> None:
    if st.button(say("pages.compare.open"), key="open", disabled=not run.evaluated):
        drafts.update(run=run.id)
        shell.go("inspect")
    with st.popover(say("pages.compare.rename.button"), key="rename_box"):
        st.text_input(say("pages.compare.rename.label"), run.name, max_chars=80, key=f"name_{run.id}",
                      on_change=_rename, args=(run.id,))  # fmt: skip
    with st.popover(say("pages.compare.note.button"), key="note_box"):
        st.text_area(say("pages.compare.note.label"), run.note, max_chars=500, key=f"note_{run.id}",
                     on_change=_annotate, args=(run.id,))  # fmt: skip
    st.button(
        say("pages.compare.unpin" if run.pinned else "pages.compare.pin"), icon=":material/keep:", key="pin",
        on_click=_pin, args=(run.id, not run.pinned),
    )  # fmt: skip


@notices.callback
def _rename(run_id: str) -> None:
    name = " ".join(st.session_state[f"name_{run_id}"].split())
    if name:
        drafts.library().rename(run_id, name)


@notices.callback
def _annotate(run_id: str) -> None:
    drafts.library().annotate(run_id, st.session_state[f"note_{run_id}"])


@notices.callback
def _pin(run_id: str, pinned: bool) -> None:
    drafts.library().pin(run_id, pinned)


def delete(runs: list[Run]) -> None:
    """After a confirmation that names them."""
    with st.popover(say("pages.compare.delete.button"), type="tertiary", key="delete_box"):
        names = ", ".join(f"**{plain(run.name)}**" for run in runs)
        st.markdown(say("pages.compare.delete.sure", names=names))
        word = count(len(runs), say("pages.compare.run"), say("pages.compare.runs"))
        st.button(say("pages.compare.delete.yes", runs=word), key="delete", on_click=_remove,
                  args=([run.id for run in runs],))  # fmt: skip


@notices.callback
def _remove(run_ids: list[str]) -> None:
    for run_id in run_ids:
        drafts.library().delete(run_id)
    if drafts.current().run in run_ids:
        drafts.update(run=None)
        st.query_params.pop("run", None)
    st.session_state.pop("runs", None)
