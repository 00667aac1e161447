"""The network of a draft, worked out without TensorFlow: its plan, its counts, its picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.charts.diagram import network
from core.charts.diagram_example import an_example
from core.data.dataset import Dataset
from core.errors import LookbackError
from core.examples.prepare import Prepared
from core.examples.reduction import feature_names
from core.experiment import Experiment
from core.models.check import check
from core.models.diagram import diagram, in_a_sentence
from core.models.given import Given, given_of
from core.models.kinds import Kind
from core.models.plan import Node
from core.models.presets import PRESETS
from core.models.spec import ModelSpec
from core.models.walk import total
from core.recommend import by_file
from core.text import say, spacing_word
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.draft import Draft

_REMEMBERED = "_settings_of"
Nodes = tuple[Node, ...]


def nodes_of(experiment: Experiment, dataset: Dataset, model: ModelSpec | None = None) -> Nodes:
    """The plan of the experiment's model, or of another one. Raises DoesNotFit or SettingsError."""
    return check(model or experiment.model, given_in(experiment, dataset))


def given_in(experiment: Experiment, dataset: Dataset) -> Given:
    """What any model has to fit here."""
    return given_of(dataset, experiment.examples, experiment.task)


def numbers_to_learn(experiment: Experiment, dataset: Dataset) -> int:
    """Parameters of an experiment's network."""
    return total(nodes_of(experiment, dataset))


def settings_of(key: str, draft: Draft) -> dict[str, Any]:
    """The settings a preset has on the screen: the draft's, those last chosen for it, or its defaults."""
    if draft.experiment.model.preset == key:
        return dict(draft.experiment.model.settings)
    remembered: Mapping[str, dict[str, Any]] = st.session_state.get(_REMEMBERED, {})
    return remembered.get(key, {setting.name: setting.default for setting in PRESETS[key].settings})


def choose(key: str, settings: Mapping[str, Any]) -> None:
    """Put a preset with these settings on the screen, and remember them for it."""
    st.session_state.setdefault(_REMEMBERED, {})[key] = dict(settings)
    drafts.update(model=PRESETS[key].make(**settings))


def learnable(key: str, draft: Draft, dataset: Dataset) -> int | LookbackError:
    """How many numbers a preset would learn here, or why it does not fit."""
    try:
        whole = draft.experiment
        model = by_file(PRESETS[key].make(**settings_of(key, draft)), whole.data, whole.fitting)
        return total(nodes_of(whole, dataset, model))
    except LookbackError as problem:
        return problem


def picture(nodes: Nodes, prepared: Prepared, kind: Kind) -> None:
    """The diagram, with a real example of the validation part in its first and last box; its kind by name."""
    dataset, windows = prepared.dataset, prepared.windows
    word = spacing_word(dataset.spacing, 1)
    shown = diagram(nodes, feature_names(dataset), dataset.target_names, windows, word)
    chart = network(shown, an_example(prepared), dark=shell.dark())
    with st.container(border=True):
        st.plotly_chart(chart, config={"staticPlot": True}, key="network", alt=in_a_sentence(shown))
    shell.how_to_read(say("pages.model.how_to_read", kind=kind.title.lower()))
