"""Take it home: predictions, the model, the script, and Keras files made on demand."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import streamlit as st

from core.evaluation.predictions import NAME as PREDICTIONS
from core.export.bundle import SUFFIX, bundle_bytes
from core.export.card import card
from core.export.predictions_csv import csv_bytes, run_tables
from core.export.script import script
from core.runs.records import Run
from core.text import say
from core.training.kept import read_kept
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.inspect_run import Judged


def take_home(judged: Judged) -> None:
    shell.section(say("pages.inspect.home.title"))
    st.fragment(_take_home)(judged)
    shell.how_to_read(say("pages.inspect.home.note"))


@notices.careful
def _take_home(judged: Judged) -> None:
    with st.container(horizontal=True, key="take_home"):
        _predictions(judged)
        _bundle(judged)
        _script(judged)


def _predictions(judged: Judged) -> None:
    """Made when it is asked for; the name carries the fingerprint of the predictions it is made of."""
    source = drafts.library().folder(judged.run.id) / PREDICTIONS
    tables = run_tables(judged.dataset, judged.prepared.windows, judged.predictions)
    _button("predictions", lambda: csv_bytes(tables), f"predictions-{fingerprint(source)}.csv", "text/csv", judged.run)


def _bundle(judged: Judged) -> None:
    """The model in one file, to be opened here again or predicted with from Python."""
    run, evaluation = judged.run, judged.evaluation
    weights = read_kept(drafts.library().folder(run.id)).weights
    words = card(run.experiment, evaluation, run.name)
    content = bundle_bytes(run.experiment, judged.prepared.fitted, weights, words, run.name)
    _button("bundle", content, f"{sha(content)}{SUFFIX}", "application/zip", run)


def _script(judged: Judged) -> None:
    text = script(judged.run.experiment, judged.name).encode()
    _button("script", text, f"train-{sha(text)}.py", "text/x-python", judged.run)


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
