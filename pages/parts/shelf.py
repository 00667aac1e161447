"""The files that were opened before: open one again, or delete it and win back its space."""

from __future__ import annotations

import streamlit as st

from core.runs.records import DatasetRow
from core.text import bytes_in_words, count, say
from pages.parts import draft as drafts
from pages.parts import notices, samples, shell, undo
from pages.parts.draft import Draft
from pages.parts.words import told


def shelf(draft: Draft) -> None:
    """Every dataset with its size; sizes are only measured when this is open."""
    library = drafts.library()
    rows = library.datasets()
    st.space("small")
    with st.expander(say("pages.data.shelf.title", files=count(len(rows), "file")), key="shelf", on_change="rerun"):
        if not st.session_state.get("shelf"):
            return
        space = library.space()
        for row in rows:
            _one(draft, row, space.datasets.get(row.id, 0))
        shell.how_to_read(
            say(
                "pages.data.shelf.space",
                datasets=bytes_in_words(sum(space.datasets.values())),
                runs=bytes_in_words(sum(space.runs.values())),
                free=bytes_in_words(space.free),
            )
        )


def _one(draft: Draft, row: DatasetRow, size: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"file_{row.id}"):
        st.markdown(
            told("pages.data.shelf.line", name=row.name, rows=count(row.rows, "row"),
                 columns=count(row.columns, "column"), size=bytes_in_words(size)),
            width="stretch",
        )  # fmt: skip
        if row.id == draft.dataset:
            st.button(say("pages.data.shelf.is_open"), disabled=True, type="tertiary", key=f"open_{row.id}")
        else:
            st.button(say("pages.data.shelf.open"), key=f"open_{row.id}", on_click=_open, args=(row.id,))
        with st.popover(say("pages.data.shelf.delete"), type="tertiary"):
            runs = sum(run.dataset == row.id for run in drafts.library().runs())
            key = "with_runs" if runs else "alone"
            st.markdown(told(f"pages.data.shelf.sure_{key}", name=row.name, runs=count(runs, "run")))
            st.button(say("pages.data.shelf.delete_now"), key=f"delete_{row.id}", on_click=_delete, args=(row.id,))


@notices.callback
def _open(dataset_id: str) -> None:
    draft = drafts.current()
    drafts.open_dataset(dataset_id)
    undo.remember("file", draft)


@notices.callback
def _delete(dataset_id: str) -> None:
    """The file and the runs made with it; when it is the open one, the first sample takes its place."""
    library = drafts.library()
    library.delete_dataset(dataset_id, with_runs=True)
    if drafts.current().dataset == dataset_id:
        drafts.open_dataset(samples.open_sample(library, samples.FIRST))
