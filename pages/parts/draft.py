"""The draft: a dataset and an experiment, saved at each change and named in the URL.

A reload is a new session; only `?draft=` and `?run=` survive it, and they suffice. Whatever is
slow is worked out once (`cache`), so that a click costs only what it changed.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import streamlit as st

from core.data.dataset import Dataset
from core.data.dial import DialSpec
from core.data.joined import with_joined
from core.data.profile import Profile
from core.data.recommend import recommended
from core.data.samples import with_units
from core.data.spec import DataSpec
from core.data.steps import Sort
from core.data.table import Table
from core.errors import NotFoundError, SettingsError
from core.examples.prepare import Located, Prepared
from core.examples.remedies import Preparation
from core.examples.suggest import whole_examples
from core.experiment import Experiment
from core.findings import Finding, Severity
from core.recommend import recommend
from core.runs.library import Library
from core.runs.places import home
from pages.parts import cache, notices, samples
from pages.parts.draft_record import Draft

OWNER = "local"
_STATE = "_draft"


def library() -> Library:
    """This owner's view of the store."""
    return cache.library_of(str(home()), OWNER)


def current() -> Draft:
    """The draft of this session, of the URL, or a new one on the first sample."""
    draft = st.session_state.get(_STATE)
    if draft is None:
        draft = _from_url() or _fresh()
        draft = replace(draft, run=st.query_params.get("run") or draft.run)
        st.session_state[_STATE] = draft
    _name(draft)
    return draft


def update(**changes: Any) -> Draft:
    """Save changes and name them in the URL.

    `dataset`, `experiment`, `run` and `dials` replace; `data`, `task`, `examples`, `split`, `fitting`, `model`
    and `training` replace that part of the experiment.
    """
    before = current()
    own = {name: changes.pop(name) for name in ("dataset", "experiment", "run", "dials") if name in changes}
    draft = replace(before, **own)
    if changes:
        draft = draft.but(**changes)
    if draft != before:
        library().save_draft(draft.id, draft.to_json())
        st.session_state[_STATE] = draft
        _name(draft)
    return draft


def open_dataset(dataset_id: str, dials: DialSpec | None = None, target: str | None = None) -> Draft:
    """Start afresh on another dataset, with the settings that suit it. Raises DataError when none do.

    `target` is predicted where the dataset has such a column.
    """
    forget_widgets()
    return update(dataset=dataset_id, experiment=recommended_for(dataset_id, target), dials=dials)


def forget_widgets() -> None:
    """What was set for the dataset before."""
    for widget in ("now", "several"):
        st.session_state.pop(widget, None)


def recommended_for(dataset_id: str, target: str | None = None) -> Experiment:
    """The experiment that suits a dataset; a sample also brings its target and units."""
    read, name = table(dataset_id), library().dataset(dataset_id).name
    sample = samples.sample_of(read.sources[0].name if read.join else name)
    wanted = (target, sample.target if sample else None)
    target = next((name for name in wanted if name in read.kinds), None)
    data = recommended(read, profiled(dataset_id), name=name, target=target, found=found(dataset_id))
    data = with_joined(data, read, ()) if read.join else data
    return recommend(read, with_units(data, sample) if sample else data)


def laid_out(draft: Draft, data: DataSpec) -> dict[str, Any]:
    """Parts that change with the data: all of them once rows become whole examples, or are so no longer."""
    read = table(draft.dataset)
    if (whole_examples(read, data) is not None) == draft.experiment.examples.whole:
        return {"data": data}
    fresh = recommend(read, data)
    return {name: getattr(fresh, name) for name in ("data", "task", "examples", "split", "model", "training")}


def table(dataset_id: str) -> Table:
    return cache.table_of(str(home()), OWNER, dataset_id)


def profiled(dataset_id: str, target: str | None = None) -> Profile:
    """`target` is the column whose season is looked for; by default the likely one."""
    return cache.profile_of(str(home()), OWNER, dataset_id, target)


def found(dataset_id: str) -> tuple[Finding, ...]:
    """What is worth knowing about the file."""
    return cache.found_in(str(home()), OWNER, dataset_id)


def preparation(draft: Draft) -> Preparation:
    """Everything between the file and the examples."""
    return Preparation(data=draft.experiment.data, fitting=draft.experiment.fitting)


def all_found(draft: Draft) -> tuple[Finding, ...]:
    """What is worth knowing about the file, then about what is made of it."""
    ours = cache.concerns_about(str(home()), OWNER, draft.dataset, *_specs(draft))
    return (*found(draft.dataset), *ours)


def advised(draft: Draft) -> str:
    """Why the recommended inputs are a good start, and what other columns promise."""
    return cache.advice_on(str(home()), OWNER, draft.dataset, draft.experiment.data.targets)


def wordy(dataset_id: str) -> tuple[str, ...]:
    """Columns of words that occur often enough to be told apart by a model."""
    return cache.wordy_in(str(home()), OWNER, dataset_id)


def dataset(draft: Draft) -> Dataset:
    """The arranged rows of a draft. Raises DataError or SettingsError when they do not fit."""
    return cache.dataset_of(str(home()), OWNER, draft.dataset, draft.experiment.data.model_dump_json())


def unprepared(draft: Draft) -> Dataset:
    """What is predicted as it was read: rows in order of time and nothing more."""
    data = draft.experiment.data
    columns = tuple(column for column in data.columns if {"target", "series"} & set(column.roles))
    return dataset(draft.but(data=data.but(columns=columns, steps=(Sort(),))))


def shown(draft: Draft) -> Dataset:
    """The rows as the model meets them, what is learned for them included, in their own units.

    What is learned is missing where a part has no example: nothing can be learned then.
    """
    if not draft.experiment.fitting.working and not draft.experiment.data.categories:
        return dataset(draft)
    try:
        return located(draft).dataset
    except SettingsError:
        return dataset(draft)


def located(draft: Draft) -> Located:
    """Where the examples of a draft are. Raises SettingsError when a part has none."""
    return cache.located_of(str(home()), OWNER, draft.dataset, *_specs(draft))


def prepared(draft: Draft) -> Prepared:
    """The examples of a draft as a network reads them. Raises SettingsError when a part has none."""
    return cache.prepared_of(str(home()), OWNER, draft.dataset, *_specs(draft))


def _specs(draft: Draft) -> tuple[str, str, str, str]:
    """What examples depend on."""
    e = draft.experiment
    return (
        e.data.model_dump_json(), e.examples.model_dump_json(), e.split.model_dump_json(), e.fitting.model_dump_json(),
    )  # fmt: skip


def _name(draft: Draft) -> None:
    if st.query_params.get("draft") != draft.id:
        st.query_params["draft"] = draft.id
    if draft.run and st.query_params.get("run") != draft.run:
        st.query_params["run"] = draft.run


def _from_url() -> Draft | None:
    """The saved draft of the URL; None when there is none, or when its dataset is gone."""
    name = st.query_params.get("draft")
    saved = library().draft(name) if name else None
    if not name or saved is None:
        return None
    try:
        library().dataset(saved["dataset"])
    except NotFoundError:
        return None
    draft = Draft.from_json(name, saved)
    return draft or _with_its_file(name, saved["dataset"])


def _with_its_file(name: str, dataset_id: str) -> Draft:
    """A draft whose settings were written by another version: its file, with the settings that suit it now."""
    notices.say_later(Finding(severity=Severity.INFO, key="draft_of_another_version"))
    return Draft(id=name, dataset=dataset_id, experiment=recommended_for(dataset_id))


def _fresh() -> Draft:
    dataset_id = samples.open_sample(library(), samples.FIRST)
    draft = Draft(id=secrets.token_urlsafe(9), dataset=dataset_id, experiment=recommended_for(dataset_id))
    library().save_draft(draft.id, draft.to_json())
    return draft
