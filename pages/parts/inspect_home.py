"""Take it home: predictions, the model, the script, and Keras files made on demand."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import streamlit as st

from core.charts.axes import day
from core.evaluation.predictions import NAME as PREDICTIONS
from core.export.bundle import SUFFIX
from core.export.predictions_csv import csv_bytes, run_tables
from core.export.script import script
from core.export.take_home import bundle_of_run, in_other_form
from core.runs.artifacts import WEIGHTS
from core.runs.records import Run
from core.text import bytes_in_words, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.analysis import analysed
from pages.parts.inspect_run import Judged

FORMS = ("keras", "h5")


def take_home(judged: Judged) -> None:
    """One row of downloads; what takes seconds is made when it is asked for."""
    shell.section(say("pages.inspect.home.title"))
    st.fragment(_take_home)(judged)
    shell.how_to_read(say("pages.inspect.home.note"))


@notices.careful
def _take_home(judged: Judged) -> None:
    row = st.container(horizontal=True, key="take_home")
    with row:
        for offer in (_predictions, _bundle, _script):
            with notices.guarded():
                offer(judged)
    with notices.guarded():
        _keras(judged, row)
    with notices.guarded():
        _report(judged, row)


def _predictions(judged: Judged) -> None:
    """Made when it is asked for; the name carries the fingerprint of the predictions it is made of."""
    source = drafts.library().folder(judged.run.id) / PREDICTIONS

    def content() -> bytes:
        return csv_bytes(run_tables(judged.dataset, judged.prepared.windows, judged.predictions))

    _button("predictions", content, f"predictions-{fingerprint(source)}.csv", "text/csv", judged.run)


def _bundle(judged: Judged) -> None:
    """The model in one file, to be opened here again or predicted with from Python."""
    content = bundle(judged)
    _button("bundle", content, f"{sha(content)}{SUFFIX}", "application/zip", judged.run)


def bundle(judged: Judged) -> bytes:
    run = judged.run
    return bundle_of_run(run.experiment, drafts.library().folder(run.id), judged.evaluation, run.name)


def _script(judged: Judged) -> None:
    """Made when it is asked for: to take along only what is needed takes most of a second."""
    source = drafts.library().folder(judged.run.id) / WEIGHTS

    def content() -> bytes:
        return script(judged.run.experiment, judged.prepared.fitted, judged.name).encode()

    _button("script", content, f"train-{fingerprint(source)}.py", "text/x-python", judged.run)


def _keras(judged: Judged, row: st.delta_generator.DeltaGenerator) -> None:
    """Another process makes the file, since no page may load TensorFlow; then it can be downloaded."""
    asked = f"_keras_{judged.run.id}"
    with row:
        chosen = st.menu_button(
            say("pages.inspect.home.keras_menu"), FORMS, icon=":material/download:", key="keras_menu",
            format_func=lambda form: say(f"pages.inspect.home.forms.{form}"),
        )  # fmt: skip
    if chosen:
        st.session_state[asked] = chosen
    form = st.session_state.get(asked)
    if form:
        with st.spinner(say("pages.inspect.home.making")):
            content = _other_form(drafts.OWNER, bundle(judged), form)
        _button(form, content, f"{form}-{sha(content)}.zip", "application/zip", judged.run)


def _report(judged: Judged, row: st.delta_generator.DeltaGenerator) -> None:
    """Everything about the run on one page of HTML: asked for by a click, made by a job, then downloaded."""
    asked = f"_report_{judged.run.id}"
    with row:
        if st.button(say("pages.inspect.home.report"), icon=":material/article:", key="make_report",
                     help=say("pages.inspect.home.report_help")):  # fmt: skip
            st.session_state[asked] = day(np.datetime64(date.today()))
    if asked in st.session_state:
        made = analysed(judged, "report", {"name": judged.run.name, "made": st.session_state[asked]})
        if made is not None:
            content = made["html"].encode()
            _button("report_html", content, f"report-{sha(content)}.html", "text/html", judged.run)
            shell.how_to_read(say("pages.inspect.home.report_note", size=bytes_in_words(len(content))))


@st.cache_data(max_entries=8, show_spinner=False)
def _other_form(owner: str, content: bytes, form: Literal["keras", "h5"]) -> bytes:
    return in_other_form(content, form)


def _button(key: str, data: object, ending: str, mime: str, run: Run) -> None:
    st.download_button(
        say(f"pages.inspect.home.{key}"), data, file_name=f"{file_stem(run)}-{ending}", mime=mime, key=f"home_{key}",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def file_stem(run: Run) -> str:
    """The run's name as a file name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", run.name).strip("-").lower() or "model"


def sha(content: bytes) -> str:
    """Two users' downloads of one name and size must not be taken for each other."""
    return hashlib.sha256(content).hexdigest()[:8]


def fingerprint(path: Path) -> str:
    return _fingerprint(str(path), path.stat().st_mtime_ns)


@st.cache_data(max_entries=64, show_spinner=False)
def _fingerprint(path: str, stamp: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]
