"""What one example looks like, and what doing nothing achieves."""

from __future__ import annotations

import streamlit as st

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.evaluation.questions import question_of
from core.evaluation.quick import Quick, baselines_on_validation
from core.evaluation.verdict import foremost
from core.examples.prepare import Located
from core.examples.reduction import feature_names, features
from core.examples.spec import Windows
from core.models.given import given_of
from core.models.kinds import kind_of
from core.text import amount, count, figure, say, span
from pages.parts import draft as drafts
from pages.parts import notices, shell, whole_picture
from pages.parts.draft import Draft
from pages.parts.window_picture import sentence, too_long
from pages.parts.words import plain

WORK, ROOM = 4e8, 200_000
"""What a click may cost here, in the measures of `core.evaluation.quick`: all of ETTh1, 40 ms of a large file."""


@st.fragment(key="window_shape")
@notices.careful
def draw(page: shell.Page, bar: shell.Bar) -> None:
    """The shape in words and as numbers; headline and bottom bar follow every change."""
    draft = drafts.current()
    data, windows = drafts.dataset(draft), draft.experiment.examples
    whole = windows.whole
    page.sentence.markdown(whole_picture.sentence(data, windows) if whole else sentence(data, windows))
    bar.text.markdown(say("pages.window.bottom_not_yet"))
    if too_long(data, windows):
        return  # the picture says so
    shell.section(say("pages.window.shape.title"))
    prepared = drafts.located(draft)
    data = prepared.dataset  # words have become columns of numbers
    words = shape_in_words(data, windows)
    outputs = draft.experiment.task.outputs(len(data.targets), len(data.classes))
    train = prepared.counts["train"]
    kind = kind_of(given_of(data, windows, draft.experiment.task), draft.experiment.model.head)
    bar.text.markdown(say("pages.window.bottom", examples=train, **words))
    st.markdown(say("pages.window.shape.sentence", examples=count(train, "training example"), **words))
    st.markdown(
        say(
            "pages.window.shape.line",
            shape=shape(train, data, windows, outputs),
            kind=say("pages.window.shape.whole") if whole else kind.title.lower(),
            columns=plain(", ".join(_few([column_in_words(name) for name in feature_names(data)]))),
        ),
        help=say("pages.window.shape.whole_help") if whole else kind.text,
    )


def shape_in_words(data: Dataset, windows: Windows) -> dict[str, str]:
    """`28 timesteps`, `3 columns`, `24 values`."""
    values = count(windows.horizon, "value")
    if data.classes and windows.horizon == 1:
        values = whole_picture.answer_in_words(data)
    elif len(data.targets) > 1:
        values = say("pages.window.shape.values_of", values=values, columns=len(data.targets))
    return {
        "timesteps": count(windows.timesteps, "timestep"),
        "columns": count(features(data), "column"),
        "values": values,
    }


def shape(examples: int, data: Dataset, windows: Windows, outputs: int) -> str:
    """`(10261, 28, 3) → (10261, 24)`, as Keras sees it; `outputs` numbers for each of the values ahead."""
    answer = (examples, windows.horizon) + ((outputs,) if outputs > 1 else ())
    return f"{(examples, windows.timesteps, features(data))} → {answer}"


def kind(windows: Windows) -> str:
    """Which of the four: one or many timesteps to one or many values."""
    many = {True: "one", False: "many"}
    return f"{many[windows.timesteps == 1]}-to-{many[windows.horizon == 1]}"


def _few(names: list[str], most: int = 5) -> list[str]:
    return names if len(names) <= most + 1 else [*names[:most], say("pages.window.shape.more", more=len(names) - most)]


def column_in_words(name: str) -> str:
    """`hour (sine)` reads `hour as sine`."""
    for wave in ("sine", "cosine"):
        if name.endswith(f" ({wave})"):
            return say(f"pages.window.shape.{wave}", part=name.removesuffix(f" ({wave})"))
    return name


@st.fragment(key="window_nothing")
@notices.careful
def nothing() -> None:
    """The baselines on the validation part, the best of them marked."""
    draft = drafts.current()
    try:
        prepared = drafts.located(draft)
    except SettingsError:
        return  # said above
    shell.section(say("pages.window.nothing.title"))
    place = st.empty()
    with place.container():
        st.skeleton(height=132)
    quick = _quick(draft, prepared)
    best = min(quick.scaled, key=lambda key: quick.scaled[key])
    with place.container():
        sentence = "sentence_classes" if prepared.dataset.classes else "sentence"
        st.markdown(say(f"pages.window.nothing.{sentence}", measured=quick.sentence))
        shown = foremost(quick.scaled, question_of(prepared))
        for column, key in zip(st.columns(3), [key for key in quick.labels if key in shown], strict=False):
            with column.container(border=True, height="stretch", gap=None, key=f"baseline_{key}"):
                _baseline(prepared, quick, key, key == best)
        others = [f"{quick.labels[key]} {_error(prepared, quick, key)}" for key in quick.labels if key not in shown]
        if others:
            shell.how_to_read(plain(say("pages.window.nothing.others", rules=", ".join(others))))


def _error(prepared: Located, quick: Quick, key: str) -> str:
    data = prepared.dataset
    if data.classes:
        return say("pages.window.nothing.wrong", share=f"{100 * next(iter(quick.error[key].values())):.0f}")
    if len(data.targets) == 1:
        return "±" + amount(next(iter(quick.error[key].values())), data.target_units[0])
    return "±" + say("pages.window.nothing.scaled", error=figure(quick.scaled[key]))


def _baseline(prepared: Located, quick: Quick, key: str, best: bool) -> None:
    data = prepared.dataset
    st.metric(quick.labels[key], _error(prepared, quick, key), help=say(f"baselines.{key}.help"))
    line = say(
        f"pages.window.nothing.{_rule(key, prepared)}",
        season=say(f"pages.window.nothing.{_season(data)}"),
        lookback=span(prepared.windows.lookback, data.spacing),
    )
    tag = f" :blue-badge[{say('pages.window.nothing.best')}]" if best else ""
    st.markdown(f":small[:gray[{line}]]{tag}")


def _rule(key: str, prepared: Located) -> str:
    if key == "ridge" and prepared.windows.whole:
        return "ridge_whole"
    return f"{key}_unknown" if key in ("seasonal", "moving_average") and not prepared.dataset.season else key


def _season(data: Dataset) -> str:
    """`day`, `week` or `year` where the season is one, else `season`."""
    seconds = (data.season or 0) * (data.spacing or 0)
    known = {"day": 86_400, "week": 604_800, "year": 31_556_952}
    return next((name for name, length in known.items() if abs(seconds - length) < 0.02 * length), "season")


def _quick(draft: Draft, prepared: Located) -> Quick:
    e = draft.experiment
    specs = "\n".join(spec.model_dump_json() for spec in (e.data, e.examples, e.split, e.fitting))
    return _quick_of(drafts.OWNER, draft.dataset, specs, prepared)


@st.cache_resource(max_entries=32, show_spinner=False)
def _quick_of(owner: str, dataset: str, specs: str, _prepared: Located) -> Quick:
    return baselines_on_validation(_prepared, WORK, ROOM)
