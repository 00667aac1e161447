"""All runs beside each other: validation chooses, test confirms."""

from __future__ import annotations

import streamlit as st

from core.charts.compare import dots
from core.charts.theme import NO_TOOLS
from core.runs.records import Run
from core.text import bytes_in_words, count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.compare_overlay import side_by_side
from pages.parts.compare_rows import Table, headline, table
from pages.parts.compare_table import actions, as_frame, chosen_rows
from pages.parts.inspect_home import sha
from pages.parts.inspect_verdict import small
from pages.parts.words import plain


def empty(runs: list[Run]) -> None:
    """Too little to compare: the next step."""
    shell.page(say("pages.compare.empty.headline"), say("pages.compare.empty.sentence"))
    key = "one" if runs else "none"
    with st.container(border=True, key="empty"):
        st.markdown(say(f"pages.compare.empty.{key}"))
        if st.button(say(f"pages.compare.empty.{key}_button"), type="primary", key="train_another"):
            shell.go("model" if runs else "train")
    shell.bottom("")


def asked(judged: list[Run]) -> Run:
    """Whose question is compared: the run last looked at, else the newest."""
    looked_at = drafts.current().run
    return next((run for run in judged if run.id == looked_at), judged[0])


def picture(seen: Table) -> None:
    lines = {small(label): validation for label, (validation, _) in seen.rules.items()}
    rows = seen.contenders()
    alt = ", ".join(f"{row.name} {seen.words(row.validation)}" for row in rows)
    with st.container(border=True):
        left, right = st.columns([7, 3])
        left.markdown(f":small[:orange[◯] {say('pages.compare.legend.validation')}   "
                      f":violet[⬤] {say('pages.compare.legend.test')}]")  # fmt: skip
        right.markdown(f":small[:gray[{say('pages.compare.legend.error')}]]", text_alignment="right")
        chart = dots(rows, lines, seen.unit, dark=shell.dark())
        st.plotly_chart(chart, config=dict(NO_TOOLS), key="dots", alt=alt)
    shell.how_to_read(say("pages.compare.how_to_read"))


def everything(runs: list[Run], judged: list[Run]) -> None:
    seen = table(runs, asked(judged))
    title, sentence = headline(seen)
    shell.page(title, plain(sentence))
    picture(seen)
    shell.section(say("pages.compare.all"))
    chosen = chosen_rows(seen)
    actions(chosen)
    side_by_side(seen, chosen)
    space = drafts.library().space()
    shell.how_to_read(
        say("pages.compare.space", runs=bytes_in_words(sum(space.runs.values())),
            data=bytes_in_words(sum(space.datasets.values())), free=bytes_in_words(space.free))
    )  # fmt: skip
    bottom(seen)


def bottom(seen: Table) -> None:
    runs = count(len(seen.ranked), say("pages.compare.run"), say("pages.compare.runs"))
    key = "bottom" if len(seen.ranked) > 1 else "bottom_one"
    bar = shell.bottom(say(f"pages.compare.{key}", runs=runs))
    frame = as_frame(seen)
    frame[frame.columns[3]] = [row.verdict for row in seen.rows]
    content = frame.to_csv(index=False).encode()
    with bar.actions:
        st.download_button(say("pages.compare.export"), content, file_name=f"runs-{sha(content)}.csv", mime="text/csv",
                           type="tertiary", key="export", on_click="ignore")  # fmt: skip
        if st.button(say("pages.compare.train_another"), type="primary", icon=":material/arrow_forward:",
                     icon_position="right", key="train_another"):  # fmt: skip
            shell.go("model")


runs = drafts.library().runs()
judged = [run for run in runs if run.evaluated]
if len(judged) < 2:
    empty(judged)
else:
    with notices.guarded():
        everything(runs, judged)
