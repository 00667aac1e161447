"""Opening something to predict: an upload, a sample, or a series made by dials."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Protocol

import streamlit as st

from core.data.dial import DialSpec, dial
from core.data.joined import without_joined
from core.data.reading import LIMIT, read, recognise
from core.data.samples import SAMPLES
from core.data.spec import Reading
from core.errors import DataError, LookbackError, RunError
from core.findings import Finding, Severity
from core.memory import give_back
from core.spec import record
from core.text import figure, say
from pages.parts import draft as drafts
from pages.parts import notices, samples, undo
from pages.parts.draft import Draft
from pages.parts.words import plain, told

ENDINGS = ("csv", "tsv", "txt", "gz", "zip")
_REFUSED, _TURN = "_refused", "_upload_turn"
DROPPED = "_second_dropped"
"""Where it stands that a second file went with the first one, until it has been shown."""


class Upload(Protocol):
    """What the page needs of an uploaded file."""

    name: str
    size: int

    def getbuffer(self) -> memoryview: ...


def upload(limit: int = LIMIT) -> None:
    """The uploader; a new file is copied to disk once, and its memory given back."""
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader(say("pages.data.upload.label"), type=list(ENDINGS), key=f"upload_{turn}",
                            label_visibility="collapsed")  # fmt: skip
    if file is not None:
        with st.spinner(told("pages.data.upload.reading", name=file.name)):
            take(file, limit)
        st.session_state[_TURN] = turn + 1
        st.rerun()


@record
class Refused:
    """An upload that could not be used, kept until the next one so that it can be read another way."""

    name: str
    problem: LookbackError
    folder: TemporaryDirectory[str] | None = None

    @property
    def path(self) -> Path | None:
        return Path(self.folder.name) / "upload" if self.folder else None


def refused() -> Refused | None:
    """The file that could not be used, why, what to do, and that the last one is still there."""
    found: Refused | None = st.session_state.get(_REFUSED)
    if found:
        loaded = drafts.current().experiment.data.file
        notices.error(found.problem, told("pages.data.upload.still", loaded=loaded), plain(found.name))
    return found


def pick_sample(draft: Draft) -> None:
    """The samples as pills; the one that is open is chosen."""
    name = draft.experiment.data.sources[0].name
    chosen = next((key for key, sample in SAMPLES.items() if sample.file_name == name), None)
    st.session_state["sample"] = chosen
    st.pills(say("pages.data.samples.label"), list(SAMPLES), key="sample", on_change=_open_sample,
             format_func=lambda key: SAMPLES[key].label, wrap=True)  # fmt: skip


def dials(draft: Draft) -> None:
    """Sliders that make a series, and the best error anybody can reach on it."""
    spec = draft.dials or DialSpec()
    ranges = {"trend": (-20.0, 20.0), "season": (0.0, 20.0), "noise": (0.0, 10.0), "change": (-20.0, 20.0)}
    with st.container(border=True, key="dials"):
        for column, (name, (low, high)) in zip(st.columns(4, gap="medium"), ranges.items(), strict=True):
            st.session_state[f"dial_{name}"] = float(getattr(spec, name))
            column.slider(say(f"samples.dial.settings.{name}"), low, high, step=0.5, key=f"dial_{name}", format="%.1f",
                          help=say(f"samples.dial.help.{name}"), on_change=_turn, args=(name,))  # fmt: skip
        st.markdown(say("samples.dial.best.text", best=f"**±{figure(dial(**spec.model_dump())[1])}**"))


def open_file(path: Path, name: str, reading: Reading | None = None) -> None:
    """Recognise and read a file, keep it, and start on it. Raises LookbackError; nothing then changes.

    The open file read another way goes on predicting the same column where it is still there.
    """
    table = read(path, reading or recognise(path))
    library, draft = drafts.library(), drafts.current()
    again = reading is not None and name == draft.experiment.data.sources[0].name
    before = {row.id for row in library.datasets()}
    dataset = library.add_dataset(name, table, path).id
    try:
        drafts.open_dataset(dataset, target=draft.experiment.data.targets[0] if again else None)
    except LookbackError:
        if dataset not in before:
            library.delete_dataset(dataset)
        raise
    undo.remember("reading" if again else "file", draft)
    st.session_state.pop(_REFUSED, None)
    _tell_dropped(draft)


def _tell_dropped(before: Draft) -> None:
    """A second file is joined to a first one, and goes with it."""
    first, *others = (source.name for source in before.experiment.data.sources)
    if others:
        values = {"name": ", ".join(others), "first": first}
        st.session_state[DROPPED] = Finding(severity=Severity.INFO, key="second_dropped", values=values)


def take(file: Upload, limit: int) -> None:
    """A file that was uploaded becomes the open one, or is kept to be read another way."""
    name = Path(file.name).name[:200]
    folder = None
    try:
        folder = received(file, limit)
        open_file(Path(folder.name) / "upload", name)
    except LookbackError as problem:
        st.session_state[_REFUSED] = Refused(name=name, problem=problem, folder=folder)
    give_back()


def received(file: Upload, limit: int) -> TemporaryDirectory[str]:
    """A folder with the `upload` in it. Raises DataError: the browser's checks of ending and size are a courtesy."""
    name = Path(file.name).name[:200]
    if Path(name).suffix.lower().lstrip(".") not in ENDINGS:
        raise DataError("not_a_csv_name", name=name)
    if file.size > limit:
        raise DataError("too_big", size=f"{file.size / 1e6:,.0f} MB", limit=f"{limit / 1e6:,.0f} MB")
    folder = TemporaryDirectory()
    with (Path(folder.name) / "upload").open("wb") as copy:
        _copy(file, copy)
    return folder


def _copy(file: Upload, copy: BinaryIO) -> None:
    with file.getbuffer() as content:
        copy.write(content)


@notices.callback
def _open_sample() -> None:
    key = st.session_state["sample"]
    if key is None:  # the chosen pill was clicked again
        return
    st.session_state.pop(_REFUSED, None)
    spec, draft = DialSpec() if SAMPLES[key].file is None else None, drafts.current()
    drafts.open_dataset(samples.open_sample(drafts.library(), key, spec), spec)
    undo.remember("file", draft)
    _tell_dropped(draft)


@notices.callback
def _turn(name: str) -> None:
    """Another series by the same name; window and model stay, the series before goes unless a run needs it."""
    draft, library = drafts.current(), drafts.library()
    spec = (draft.dials or DialSpec()).but(**{name: st.session_state[f"dial_{name}"]})
    dataset = samples.open_sample(library, "dial", spec)
    data = draft.experiment.data
    alone = without_joined(data, drafts.table(dataset))
    if alone is None:
        drafts.open_dataset(dataset, spec)
    else:
        source = alone.sources[0].but(sha256=library.dataset(dataset).sha256)
        drafts.update(dataset=dataset, data=alone.but(sources=(source,)), dials=spec)
    _tell_dropped(draft)
    if dataset != draft.dataset:
        try:
            library.delete_dataset(draft.dataset)
        except RunError:
            return  # a run was made with it


def shown_name(draft: Draft) -> str:
    """What the file is called, in bold and escaped; of joined files all names."""
    return f"**{plain(draft.experiment.data.file)}**"
