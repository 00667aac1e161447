"""What is quick is worked out on the spot; the rest is a job: asked for once, with progress, time left and a stop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.analyses.explained import Explained
from core.analyses.quickly import quickly
from core.evaluation.predicting import way_of
from core.runs import wake
from core.runs.explanations import (
    ask_explanation,
    explanation_of,
    file_of,
    progress_of,
    stop_explanation,
    write_result,
)
from core.runs.places import home
from core.runs.records import Job
from core.runs.status import ASIDE, Status
from core.text import say, seconds_in_words
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.answering import answer_of
from pages.parts.inspect_run import Judged

LOOK_SECONDS = 0.5
ON_THE_SPOT_SECONDS = 0.3


def analysed(judged: Judged, what: str, settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an analysis of `core.analyses.registry` says of this run with these settings (JSON); its null is NaN.

    None while it is worked out, or after it came to nothing: then what there is to say stands on the page, and the
    page is drawn anew when the result is there. Asking twice is asking once.
    """
    library, run = drafts.library(), judged.run.id
    file = file_of(library, run, what, settings)
    if file.exists():
        return _read(str(file), file.stat().st_mtime_ns)
    job = explanation_of(library, run, what, settings)
    if job is None and (found := quickly(what, settings, _seen(judged), ON_THE_SPOT_SECONDS)) is not None:
        write_result(file, found)
        return _read(str(file), file.stat().st_mtime_ns)
    if job is None or job.status is Status.FINISHED:  # whose file somebody has deleted
        job = _asked(run, what, settings)
    if job.status.waits or job.status.active:
        st.fragment(_progress, run_every=LOOK_SECONDS)(job.id)
    else:
        _came_to_nothing(job, what, settings)
    return None


def _seen(judged: Judged) -> Explained:
    return Explained(
        library=drafts.library(),
        run=judged.run,
        prepared=judged.prepared,
        answer=answer_of(judged),
        way=way_of(judged.run.experiment.model.head),
        predictions=judged.predictions,
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _read(file: str, stamp: int) -> dict[str, Any]:
    return dict(json.loads(Path(file).read_bytes()))


def _asked(run: str, what: str, settings: Mapping[str, Any]) -> Job:
    job = ask_explanation(drafts.library(), run, what, settings)
    wake.wake(home())
    return job


@notices.careful
def _progress(job_id: str) -> None:
    job = drafts.library().job(job_id)
    if not (job.status.waits or job.status.active):
        st.rerun()  # the whole page once more, with the result
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"analysis_{job_id}"):
        st.progress(*_how_far(job))
        st.button(say("pages.inspect.analysis.stop"), key=f"stop_{job_id}", icon=":material/stop:", on_click=_stop,
                  args=(job_id,), disabled=job.status is Status.STOPPING)  # fmt: skip


def _how_far(job: Job) -> tuple[float, str]:
    """The share that is done, and what is going on."""
    library = drafts.library()
    if job.status.waits:
        others = any(other.status.active for other in library.queue() if other.kind in ASIDE)
        return 0.0, say(f"pages.inspect.analysis.{'behind' if others else 'waits'}")
    if job.status is Status.STOPPING:
        return 0.0, say("pages.inspect.analysis.stopping")
    told = progress_of(library, job)
    if told is None or told.left is None:
        return 0.0, say("pages.inspect.analysis.starts")
    return told.done / told.of, say("pages.inspect.analysis.goes_on", share=f"{100 * told.done / told.of:.0f} %",
                                    left=seconds_in_words(told.left))  # fmt: skip


@notices.callback
def _stop(job_id: str) -> None:
    stop_explanation(drafts.library(), job_id)


def _came_to_nothing(job: Job, what: str, settings: Mapping[str, Any]) -> None:
    if job.status is Status.FAILED and job.finding:
        notices.show(job.finding)
    else:
        st.markdown(say(f"pages.inspect.analysis.{'stopped' if job.status is Status.STOPPED else 'interrupted'}"))
    st.button(say("pages.inspect.analysis.again"), key=f"again_{job.id}", icon=":material/refresh:", on_click=_again,
              args=(job.run, what, dict(settings)))  # fmt: skip


@notices.callback
def _again(run: str, what: str, settings: dict[str, Any]) -> None:
    _asked(run, what, settings)
