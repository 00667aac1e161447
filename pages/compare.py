"""All runs beside each other: validation chooses, test confirms."""

from __future__ import annotations

import streamlit as st

from core.charts.compare import dots
from core.charts.theme import NO_TOOLS
from core.runs.records import Run
from core.text import bytes_in_words, count, say, span
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.compare_left_out import left_out
from pages.parts.compare_overlay import side_by_side
from pages.parts.compare_rows import Table, headline, table
from pages.parts.compare_table import actions, as_frame, chosen_rows, delete
from pages.parts.inspect_home import sha
from pages.parts.inspect_verdict import small
from pages.parts.live_run import question, same_question
from pages.parts.words import listed, plain, start_in_words


def empty(runs: list[Run], judged: list[Run]) -> None:
    """Too little to compare: the next step, and a way to be rid of what is there."""
    shell.page(say("pages.compare.empty.headline"), say("pages.compare.empty.sentence"))
    key = "one" if judged else "none"
    with st.container(border=True, key="empty"):
        st.markdown(say(f"pages.compare.empty.{key}"))
        if st.button(say(f"pages.compare.empty.{key}_button"), type="primary", key="train_another"):
            shell.go("model" if judged else "train")
    ended = [run for run in runs if not run.active and not run.status.waits]
    if ended:
        delete(ended)
    shell.bottom("")


def questions(judged: list[Run]) -> list[Run]:
    """One run for each question, those answered by most runs first; a question of one run comes last."""
    groups: dict[object, list[Run]] = {}
    for run in judged:
        groups.setdefault(question(run.experiment), []).append(run)
    return [group[0] for group in sorted(groups.values(), key=len, reverse=True)]


def asked(judged: list[Run]) -> Run:
    """Whose question is compared: the run last looked at when others share it, else the most common one."""
    found = questions(judged)
    if len(found) == 1:
        return found[0]
    looked_at = next((run for run in judged if run.id == drafts.current().run), None)
    shared = looked_at and sum(same_question(run.experiment, looked_at.experiment) for run in judged) > 1
    start = next((i for i, run in enumerate(found) if looked_at and shared
                  and same_question(run.experiment, looked_at.experiment)), 0)  # fmt: skip
    chosen = st.selectbox(
        say("pages.compare.question"), range(len(found)), index=start, key="question",
        format_func=lambda i: question_in_words(found[i]),
    )  # fmt: skip
    return found[chosen]


def question_in_words(run: Run) -> str:
    """`OT, 24 hours ahead, from +6 hours`."""
    windows, data = run.experiment.examples, run.experiment.data
    if windows.whole:
        return say("pages.compare.asks_whole", targets=listed(list(data.targets)), file=data.file)
    spacing = drafts.profiled(run.dataset).spacing
    return say("pages.compare.asks", targets=listed(list(data.targets)),
               horizon=span(windows.horizon, spacing), start=start_in_words(windows.delay, spacing))  # fmt: skip


def picture(seen: Table) -> None:
    lines = {small(label): validation for label, (validation, _) in seen.rules.items()}
    rows = seen.contenders()
    alt = ", ".join(f"{row.name} {seen.words(row.validation)}" for row in rows)
    with st.container(border=True):
        chart = dots(rows, lines, seen.unit, dark=shell.dark(), sign="" if seen.classes else "±")
        st.plotly_chart(chart, config=dict(NO_TOOLS), key="dots", alt=alt)
    shell.how_to_read(say("pages.compare.how_to_read"))


def everything(runs: list[Run], judged: list[Run]) -> None:
    page = shell.page(say("shell.stages.compare"), "")
    seen = table(runs, asked(judged))
    title, sentence = headline(seen)
    page.headline.title(title, anchor=False)
    own = plain(seen.words(seen.best.validation))
    page.sentence.markdown(plain(sentence).replace(own, f"**{own}**", 1))
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
    bar = shell.bottom(say("pages.compare.bottom" if len(seen.ranked) > 1 else "pages.compare.bottom_one", runs=runs))
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
judged = [run for run in runs if run.evaluated and run.experiment.split.by != "all"]
if len(judged) < 2:
    empty(runs, judged)
else:
    with notices.guarded():
        everything(runs, judged)
left_out(drafts.library().left_out())
