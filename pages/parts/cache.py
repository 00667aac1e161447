"""What is slow, worked out once: under the owner, the dataset and the settings it depends on."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.data.advice import advice
from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.findings import findings
from core.data.leaks import leaks
from core.data.profile import Profile, profile
from core.data.spec import DataSpec
from core.data.table import Table
from core.examples.findings import concerns
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.findings import Finding
from core.runs.library import Library
from core.runs.store import Store

MOST_WORDS = 50
"""Different words a column may hold to be offered as an input: each becomes a column of its own."""


@st.cache_resource(max_entries=4, show_spinner=False)
def library_of(folder: str, owner: str) -> Library:
    return Store(Path(folder)).owned_by(owner)


@st.cache_resource(max_entries=4, show_spinner=False)
def table_of(folder: str, owner: str, dataset_id: str) -> Table:
    return library_of(folder, owner).table(dataset_id)


@st.cache_resource(max_entries=16, show_spinner=False)
def profile_of(folder: str, owner: str, dataset_id: str, target: str | None) -> Profile:
    return profile(table_of(folder, owner, dataset_id), target)


@st.cache_resource(max_entries=16, show_spinner=False)
def found_in(folder: str, owner: str, dataset_id: str) -> tuple[Finding, ...]:
    return findings(table_of(folder, owner, dataset_id), profile_of(folder, owner, dataset_id, None))


@st.cache_resource(max_entries=16, show_spinner=False)
def leaks_in(folder: str, owner: str, dataset_id: str, targets: tuple[str, ...]) -> tuple[Finding, ...]:
    read = table_of(folder, owner, dataset_id)
    return leaks(read, targets, read.numbers)


@st.cache_resource(max_entries=16, show_spinner=False)
def advice_on(folder: str, owner: str, dataset_id: str, targets: tuple[str, ...]) -> str:
    table, about = table_of(folder, owner, dataset_id), profile_of(folder, owner, dataset_id, targets[0])
    return advice(table, about, targets[0], leaks_in(folder, owner, dataset_id, targets))


@st.cache_resource(max_entries=16, show_spinner=False)
def concerns_about(
    folder: str, owner: str, dataset_id: str, data: str, windows: str, split: str, fitting: str
) -> tuple[Finding, ...]:
    spec = DataSpec.model_validate_json(data)
    return concerns(
        table_of(folder, owner, dataset_id),
        spec,
        dataset_of(folder, owner, dataset_id, data),
        Windows.model_validate_json(windows),
        SplitSpec.model_validate_json(split),
        FittingSpec.model_validate_json(fitting),
        leaks_in(folder, owner, dataset_id, spec.targets),
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def wordy_in(folder: str, owner: str, dataset_id: str) -> tuple[str, ...]:
    read = table_of(folder, owner, dataset_id)
    texts = [name for name, kind in read.kinds.items() if kind == "text" and name not in read.reading.time]
    return tuple(name for name in texts if 1 < read.frame[name].nunique() <= MOST_WORDS)


@st.cache_resource(max_entries=4, show_spinner=False)
def dataset_of(folder: str, owner: str, dataset_id: str, data: str) -> Dataset:
    return arrange(table_of(folder, owner, dataset_id), DataSpec.model_validate_json(data))


@st.cache_resource(max_entries=4, show_spinner=False)
def prepared_of(
    folder: str, owner: str, dataset_id: str, data: str, windows: str, split: str, fitting: str
) -> Prepared:
    return prepare(
        dataset_of(folder, owner, dataset_id, data),
        Windows.model_validate_json(windows),
        SplitSpec.model_validate_json(split),
        FittingSpec.model_validate_json(fitting),
    )
