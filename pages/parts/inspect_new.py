"""Use a model on another file, in the page, by NumPy alone: this run's, or one opened from a bundle."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core.charts.errors import Beyond, beyond
from core.charts.theme import NO_TOOLS
from core.data.spec import DataSpec
from core.export.audited import audited
from core.export.bundle import Bundle, read_bundle
from core.export.predict import Model, predict_new
from core.export.predictions_csv import csv_bytes
from core.export.take_home import model_of_run
from core.findings import Finding
from core.runs.adopt import bundle_to_run
from core.runs.places import home
from core.runs.wake import wake
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.files import ENDINGS, Upload
from pages.parts.inspect_home import sha
from pages.parts.inspect_run import Judged
from pages.parts.words import plain, told

MOST_ROWS = 400  # of the past in the picture, or of the answers in the table


def predict_new_file(judged: Judged) -> None:
    shell.section(say("pages.inspect.new.title"))
    st.fragment(_this_model)(judged)
    st.fragment(open_model)()


@notices.careful
def _this_model(judged: Judged) -> None:
    files = _uploads(judged.name, judged.run.experiment.data, "new_file")
    if files:
        folder = drafts.library().folder(judged.run.id)
        _predicted(model_of_run(judged.run.experiment, folder, judged.name), f"run-{judged.run.id}", files)


def _uploads(name: str, data: DataSpec, key: str) -> list[Upload]:
    """As many files as the model learned from, in their order; none until all are there."""
    labels = [say("pages.inspect.new.file", name=plain(name))]
    if data.join:
        counted = {"name": plain(name), "files": len(data.sources)}
        labels = [say("pages.inspect.new.file_like", file=plain(source.name), **counted) for source in data.sources]
    found = []
    for at, (column, label) in enumerate(zip(st.columns(len(labels), gap="medium"), labels, strict=True)):
        found.append(
            column.file_uploader(
                label, type=list(ENDINGS), key=f"{key}_{at + 1}" if at else key, help=say("pages.inspect.new.help")
            )
        )
    there = [file for file in found if file is not None]
    if 0 < len(there) < len(found):
        shell.how_to_read(say("pages.inspect.new.waits"))
    return there if len(there) == len(found) else []


@notices.careful
def open_model() -> None:
    """A model from a bundle, checked as a stranger's file, and used on a file."""
    with st.expander(say("pages.inspect.new.open")):
        bundle = st.file_uploader(say("pages.inspect.new.bundle"), type=["zip"], key="bundle_file")
        if not bundle:
            return
        content = bundle.getvalue()
        model = read_bundle(content)
        name = model.manifest.name or say("verdict.this_model")
        targets = ", ".join(model.experiment.data.targets)
        st.markdown(told("pages.inspect.new.opened", name=name, targets=targets))
        with st.container(horizontal=True):
            with st.popover(say("pages.inspect.new.card")):
                st.markdown(model.card)
            keep = st.button(say("pages.inspect.new.keep"), key="keep_bundle", help=say("pages.inspect.new.keep_help"))
        if keep:
            with notices.guarded():
                _keep(content)
        files = _uploads(name, model.experiment.data, "file_for_bundle")
        if files:
            for finding in _audited(sha(content), model, [bytes(file.getbuffer()) for file in files]):
                notices.show(finding)
            _predicted(model, f"bundle-{sha(content)}", files)


@st.cache_data(max_entries=4, show_spinner=False)
def _audited(key: str, _model: Bundle, contents: list[bytes]) -> tuple[Finding, ...]:
    with _written(contents) as paths:
        return audited(_model, paths)


def _keep(content: bytes) -> None:
    """The model as a run of this library, on the page that waits until it is judged."""
    run = bundle_to_run(drafts.library(), content)
    wake(home())
    drafts.update(run=run.id)
    shell.go("inspect" if run.evaluated else "train")


def _predicted(model: Model, key: str, files: list[Upload]) -> None:
    """How many predictions there are, the newest as a picture, and all of them to take along."""
    with st.spinner(say("pages.inspect.new.working")):
        contents = [bytes(file.getbuffer()) for file in files]
        fingerprints = "/".join(hashlib.sha256(content).hexdigest() for content in contents)
        lines = _lines(drafts.OWNER, f"{key}/{fingerprints}", model, contents)
    _counted(" + ".join(file.name for file in files), lines)
    reading = model.experiment.data.sources[0].reading
    if reading.start and not reading.time:
        shell.how_to_read(told("pages.inspect.new.start", start=reading.start))
    if "step" in lines and not model.experiment.data.classes:
        _newest(model, _one_series(lines, key))
    else:
        _answers(_one_series(lines, key))
    table = csv_bytes([lines])
    st.download_button(
        say("pages.inspect.home.predictions"), table, file_name=f"predictions-{sha(table)}.csv", mime="text/csv",
        icon=":material/download:", on_click="ignore", key=f"new_predictions_{key[:6]}",
    )  # fmt: skip


@st.cache_data(max_entries=4, show_spinner=False)
def _lines(owner: str, key: str, _model: Model, _contents: list[bytes]) -> pd.DataFrame:
    with _written(_contents) as paths:
        return predict_new(_model, paths)


@contextmanager
def _written(contents: list[bytes]) -> Iterator[list[Path]]:
    """The uploads as files, as long as they are read."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"new_{at}.csv" for at in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        yield paths


def _one_series(lines: pd.DataFrame, key: str) -> pd.DataFrame:
    """Of several series the one that is looked at."""
    if "series" not in lines:
        return lines
    names = [str(name) for name in lines["series"].cat.categories]
    chosen = st.selectbox(
        say("pages.series.label"), names, key=f"new_series_{key[:6]}", help=say("pages.series.help", series=len(names))
    )
    return lines[lines["series"] == chosen]


def _counted(name: str, lines: pd.DataFrame) -> None:
    predictions = count(len(lines), "prediction")
    if "row" in lines:
        rows = int(lines["row"].max()) + 1
        st.markdown(told("pages.inspect.new.done", file=name, predictions=predictions, rows=f"{rows:,}"))
    else:
        st.markdown(told("pages.inspect.new.done_examples", file=name, predictions=predictions))


def _answers(lines: pd.DataFrame) -> None:
    """The first answers, where there is no course of numbers to draw: of classes and of whole examples."""
    shown = lines.head(MOST_ROWS)
    st.dataframe(shown, hide_index=True, alt=say("pages.inspect.new.answers_alt", rows=len(shown)))


def _newest(model: Model, lines: pd.DataFrame) -> None:
    """The forecast made last, of the first target, after what is known of it."""
    target = model.experiment.data.targets[0]
    unit = next(column.unit for column in model.experiment.data.columns if column.name == target)
    own = lines[lines["target"] == target]
    horizon = model.experiment.examples.horizon
    newest = own.tail(horizon)
    known = own[np.isfinite(own["actual"])].drop_duplicates("row").sort_values("row").tail(MOST_ROWS)
    if known.empty:
        return
    timed = bool(own["time"].notna().all())
    axis = "time" if timed else "row"
    view = Beyond(
        past_x=_axis(known[axis], timed),
        past=known["actual"].to_numpy(float),
        future_x=_axis(newest[axis], timed),
        future=newest["predicted"].to_numpy(float),
        unit=unit,
    )
    chart = beyond(view, dark=shell.dark())
    st.plotly_chart(chart, config=dict(NO_TOOLS), key="newest", alt=say("pages.inspect.new.alt", target=target))


def _axis(column: pd.Series, timed: bool) -> np.ndarray:
    return column.to_numpy("datetime64[ns]") if timed else column.to_numpy()
