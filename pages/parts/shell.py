"""The frame around every page: stages, headline, what was chosen so far, and the way on."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.spec import record
from core.text import count, say, spacing_word
from pages.parts import clicks, notices, undo
from pages.parts import draft as drafts
from pages.parts.draft import Draft
from pages.parts.words import listed, model_in_words, plain, window_in_words

ROOT = Path(__file__).parents[2]
_ENTERED: list[bool] = []

SETTINGS = "settings"
"""The fragment in the sidebar: pages that change settings without being drawn anew run it again."""


@record
class Stage:
    """One page: its script, its icon, and whether it is one of the numbered stages."""

    key: str
    icon: str
    numbered: bool = True

    @property
    def path(self) -> str:
        return f"pages/{self.key}.py"

    @property
    def label(self) -> str:
        return say(f"shell.stages.{self.key}")


STAGES: Mapping[str, Stage] = {
    stage.key: stage
    for stage in (
        Stage(key="data", icon=":material/counter_1:"),
        Stage(key="window", icon=":material/counter_2:"),
        Stage(key="model", icon=":material/counter_3:"),
        Stage(key="train", icon=":material/counter_4:"),
        Stage(key="inspect", icon=":material/counter_5:"),
        Stage(key="compare", icon=":material/compare_arrows:", numbered=False),
    )
}


@record
class Page:
    """What a fragment may rewrite after the page has been drawn: single elements.

    Never a container: what Streamlit puts around a second writer's block can reach the browser
    after what the block holds, and the browser then gives up. A fragment of its own instead.
    """

    headline: DeltaGenerator
    sentence: DeltaGenerator


@record
class Bar:
    """The bottom bar: its sentence, and a place for buttons of the page's own."""

    text: DeltaGenerator
    actions: DeltaGenerator


def navigation() -> None:
    """Read the page asked for, draw the frame, run it; a problem becomes a notice."""
    clicks.silence_what_is_gone()
    _configure()
    _enter()
    st.logo(str(ROOT / "assets" / f"logo-{'dark' if dark() else 'light'}.svg"), size="medium")
    chosen = st.navigation(_pages())
    with notices.guarded():
        chosen.run()
    _freeze()


def _configure() -> None:
    st.set_page_config(page_title="Lookback", page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide",
                       initial_sidebar_state=232)  # fmt: skip


def _enter() -> None:
    """Once after the server started: Streamlit opens its very first visit with the automatic navigation
    of `pages/`, at a width of its own and past `app.py`. Hide that and begin again with ours."""
    if not _ENTERED:
        _ENTERED.append(True)
        _configure()
        st.navigation(_pages(), position="hidden")
        time.sleep(0.3)  # until the browser has closed the sidebar: it takes its width when it opens
        st.rerun()


def _pages() -> dict[str, list[st.Page]]:
    """The six pages in their two sections; Train shows that something runs."""
    build, compare = say("shell.build"), say("shell.all_runs")
    pages: dict[str, list[st.Page]] = {build: [], compare: []}
    for stage in STAGES.values():
        icon = "spinner" if stage.key == "train" and _something_runs() else stage.icon
        page = st.Page(ROOT / stage.path, title=stage.label, icon=icon, default=stage.key == "data")
        pages[build if stage.numbered else compare].append(page)
    return pages


def page(headline: str, sentence: str, shows: tuple[str, ...] = ("data", "window", "model")) -> Page:
    """Headline, the sentence under it (Markdown), and "Your settings" in the sidebar.

    `shows` are keys of `_SETTINGS`.
    """
    _enter()
    title = st.empty()
    title.title(headline, anchor=False)
    under = st.empty()
    under.markdown(sentence)
    drafts.current()  # opened by now, so that what there is to say about it is said here
    notices.later()
    undo.offered()
    with st.sidebar:
        _settings(shows)
    return Page(headline=title, sentence=under)


def bottom(text: str, back: str | None = None, next: str | None = None) -> Bar:
    """The bar at the foot: a sentence, Back, and Next (the only filled button). Stages by key."""
    with (
        st.bottom,
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="bottom_bar"),
    ):
        slot = st.container(width="content", key="bottom_text").empty()
        slot.markdown(text)
        actions = st.container(horizontal=True, horizontal_alignment="right", width="content", key="bottom_actions")
        with actions:
            if back and st.button(say("shell.back"), type="tertiary", key="go_back"):
                go(back)
            own = st.container(horizontal=True, width="content")
            if next:
                label = say("shell.next", stage=STAGES[next].label)
                if st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right",
                             key="go_next"):  # fmt: skip
                    go(next)
    return Bar(text=slot, actions=own)


def go(stage: str) -> None:
    """To another stage, the draft and the run still named in the URL."""
    draft = drafts.current()
    named = {"draft": draft.id} | ({"run": draft.run} if draft.run else {})
    st.switch_page(STAGES[stage].path, query_params=named)


def dark() -> bool:
    """Whether the visitor reads light on dark."""
    return st.context.theme.type == "dark"


def how_to_read(sentence: str) -> None:
    """The small grey line under a chart (Markdown)."""
    st.markdown(f":small[:gray[{sentence}]]")


def section(title: str) -> None:
    """A heading with air above it."""
    st.space("xxsmall")
    st.subheader(title, anchor=False)


@st.fragment(key=SETTINGS)
def _settings(shows: tuple[str, ...]) -> None:
    draft = drafts.current()
    with st.container(gap="xsmall"):
        st.markdown(f":small[:gray[{say('shell.settings.title')}]]")
        for key in shows:
            st.markdown(f":small[:gray[{say(f'shell.settings.{key}')}]]  \n:small[{_SETTINGS[key](draft)}]")


def examples_in(draft: Draft) -> dict[str, str]:
    """`200 examples` in `30,000 rows`: of a file whose series are whole examples."""
    dataset = drafts.dataset(draft)
    return {"examples": count(len(dataset.series_names), "example"), "rows": count(len(dataset), "row")}


def _data(draft: Draft) -> str:
    profile = drafts.profiled(draft.dataset)
    if draft.experiment.examples.whole and draft.experiment.data.series:
        return plain(f"{draft.experiment.data.file}, {examples_in(draft)['examples']}")
    rows = count(profile.rows, spacing_word(profile.spacing, 1) if profile.regular else "row")
    return plain(f"{draft.experiment.data.file}, {rows}")


def _target(draft: Draft) -> str:
    columns = [c for c in draft.experiment.data.columns if "target" in c.roles]
    units = {c.unit for c in columns}
    names = plain(listed([c.name for c in columns]))
    return names if len(units) != 1 or "" in units else say("shell.in_unit", name=names, unit=plain(units.pop()))


def _inputs(draft: Draft) -> str:
    data = draft.experiment.data
    calendar = [part for step in data.steps if step.kind == "calendar" for part in step.parts]
    return plain(listed([*data.inputs, *data.categories, *(say(f"shell.calendar.{part}") for part in calendar)]))


def _window(draft: Draft) -> str:
    return window_in_words(draft.experiment, drafts.profiled(draft.dataset).spacing)


def _model(draft: Draft) -> str:
    return model_in_words(draft.experiment)


_SETTINGS: Mapping[str, Callable[[Draft], str]] = {
    "data": _data,
    "target": _target,
    "inputs": _inputs,
    "window": _window,
    "model": _model,
}


def _something_runs() -> bool:
    return any(run.active for run in drafts.library().runs())


@st.cache_resource(show_spinner=False)
def _freeze() -> bool:
    """Once, after the imports: Streamlit collects garbage after every run, and what is imported
    never becomes garbage."""
    gc.collect()
    gc.freeze()
    return True
