"""What is slow, worked out once: under the owner, the dataset and the settings it depends on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.advice import advice
from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.findings import findings
from core.data.leaks import leaks
from core.data.profile import Profile, profile, retargeted
from core.data.spec import DataSpec
from core.data.table import Table
from core.errors import SettingsError
from core.examples.findings import concerns
from core.examples.fitting import Fitted, fit_and_transform
from core.examples.prepare import Located, Prepared, gathered, located, refuse_too_few
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.split import part_of_row
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
    read = table_of(folder, owner, dataset_id)
    return profile(read) if target is None else retargeted(profile_of(folder, owner, dataset_id, None), read, target)


@st.cache_resource(max_entries=16, show_spinner=False)
def found_in(folder: str, owner: str, dataset_id: str) -> tuple[Finding, ...]:
    return findings(table_of(folder, owner, dataset_id), profile_of(folder, owner, dataset_id, None))


@st.cache_resource(max_entries=16, show_spinner=False)
def leaks_in(folder: str, owner: str, dataset_id: str, targets: tuple[str, ...]) -> tuple[Finding, ...]:
    read = table_of(folder, owner, dataset_id)
    measured = tuple(name for name in targets if name in read.numbers)
    return leaks(read, measured, read.numbers) if measured else ()


@st.cache_resource(max_entries=16, show_spinner=False)
def advice_on(folder: str, owner: str, dataset_id: str, targets: tuple[str, ...]) -> str:
    table, about = table_of(folder, owner, dataset_id), profile_of(folder, owner, dataset_id, targets[0])
    return advice(table, about, targets[0], leaks_in(folder, owner, dataset_id, targets))


@st.cache_resource(max_entries=16, show_spinner=False)
def concerns_about(
    folder: str, owner: str, dataset_id: str, data: str, windows: str, split: str, fitting: str
) -> tuple[Finding, ...]:
    spec = DataSpec.model_validate_json(data)
    try:
        examples = located_of(folder, owner, dataset_id, data, windows, split, fitting)
    except SettingsError:
        examples = None  # the concerns tell which part has no examples
    return concerns(
        table_of(folder, owner, dataset_id),
        spec,
        dataset_of(folder, owner, dataset_id, data),
        Windows.model_validate_json(windows),
        SplitSpec.model_validate_json(split),
        FittingSpec.model_validate_json(fitting),
        leaks_in(folder, owner, dataset_id, spec.targets),
        examples,
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
def learned_of(
    folder: str, owner: str, dataset_id: str, data: str, split: str, fitting: str
) -> tuple[Fitted, Dataset, NDArray[np.int8]]:
    """What is learned, the rows to which it is applied, and their parts: none of it hangs on the windows."""
    dataset = dataset_of(folder, owner, dataset_id, data)
    parts = part_of_row(dataset, SplitSpec.model_validate_json(split))
    return (*fit_and_transform(dataset, parts, FittingSpec.model_validate_json(fitting)), parts)


@st.cache_resource(max_entries=4, show_spinner=False)
def located_of(folder: str, owner: str, dataset_id: str, data: str, windows: str, split: str, fitting: str) -> Located:
    spec = Windows.model_validate_json(windows)
    refuse_too_few(dataset_of(folder, owner, dataset_id, data), spec)
    fitted, dataset, parts = learned_of(folder, owner, dataset_id, data, split, fitting)
    return located(dataset, spec, SplitSpec.model_validate_json(split), fitted, parts)


@st.cache_resource(max_entries=4, show_spinner=False)
def prepared_of(
    folder: str, owner: str, dataset_id: str, data: str, windows: str, split: str, fitting: str
) -> Prepared:
    return gathered(located_of(folder, owner, dataset_id, data, windows, split, fitting))
