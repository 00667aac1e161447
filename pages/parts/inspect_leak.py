"""What a leak would look like: a copy of the run that leaks on purpose, beside the same run without the leak."""

from __future__ import annotations

import streamlit as st

from core.examples.spec import Leak
from core.runs import wake
from core.runs.places import home
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.studies import leaks
from core.studies.running import ASIDE
from core.text import say, seconds_in_words
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.inspect_run import Judged
from pages.parts.leak_promise import HONEST, promised_and_kept, title

LOOK_SECONDS = 1.0


def leak_xray(judged: Judged, part: str) -> None:
    """Nothing is trained before the button is pressed; what was trained stays until it is deleted."""
    shell.how_to_read(say("pages.inspect.leak.why", share=f"{100 * leaks.HELD_BACK:.0f} %"))
    if reason := leaks.why_not(judged.prepared, judged.run.experiment.split):
        st.markdown(say(f"pages.inspect.leak.no_{reason}"))
        return
    chosen: Leak = st.segmented_control(
        say("pages.inspect.leak.which"), leaks.possible(judged.run.experiment), default="shuffled", required=True,
        format_func=title, key=f"leak_{judged.run.id}", help=say("pages.inspect.leak.which_help"),
    )  # fmt: skip
    st.markdown(say(f"pages.inspect.leak.kinds.{chosen}.text"))
    runs = _runs(judged)
    if any(_waits(run) for run in runs.values()):
        st.fragment(_progress, run_every=LOOK_SECONDS)(judged)
    elif wanted := [kind for kind in (HONEST, chosen) if kind not in runs]:
        took = seconds_in_words(len(wanted) * (judged.run.seconds + ASIDE))
        st.button(say("pages.inspect.leak.train", took=took), key="train_leak", icon=":material/science:",
                  on_click=_train, args=(judged, wanted))  # fmt: skip
    shown = promised_and_kept(judged, chosen, {kind: run for kind, run in runs.items() if run.evaluated})
    if shown:
        st.markdown(say(f"pages.inspect.leak.kinds.{chosen}.do"))
        shell.how_to_read(say("pages.inspect.leak.nowhere"))
        _delete_button(judged, "delete")
    _failures(judged, [run for run in runs.values() if not run.evaluated and not _waits(run)])


def _study(run: Run) -> str:
    return f"leaks/{run.id}"


def _runs(judged: Judged) -> dict[str, Run]:
    """The copies that were asked for, by what leaks in them, the honest one first."""
    found = {one.experiment.split.leak or HONEST: one for one in drafts.library().study(_study(judged.run))}
    return {kind: found[kind] for kind in (HONEST, *leaks.LEAKS) if kind in found}


def _waits(run: Run) -> bool:
    """Whether it is yet to be trained or judged."""
    if run.active or run.evaluated:
        return run.active
    judging = [job for job in drafts.library().jobs(run.id) if job.kind is Kind.EVALUATE]
    return any(job.status.waits or job.status.active for job in judging)


@notices.callback
def _train(judged: Judged, kinds: list[str]) -> None:
    """The same key for all clicks: each copy is made once."""
    library, study = drafts.library(), _study(judged.run)
    honest = leaks.honest(judged.run.experiment, judged.prepared)
    copies = {HONEST: honest, **{leak: leaks.leaking(honest, leak) for leak in leaks.LEAKS}}
    for kind in kinds:
        name = say("pages.inspect.leak.copy", name=judged.run.name, kind=title(kind))
        library.submit(copies[kind], judged.run.dataset, name=name, key=f"{study}/{kind}", study=study)
    wake.wake(home())


@notices.careful
def _progress(judged: Judged) -> None:
    waiting = {kind: run for kind, run in _runs(judged).items() if _waits(run)}
    if not waiting:
        st.rerun()  # the whole page once more, with the results
    for kind, run in waiting.items():
        epochs = run.experiment.training.epochs * run.experiment.training.members
        key = "waits" if run.status.waits else "learns" if run.active else "judging"
        words = say(f"pages.inspect.leak.{key}", kind=title(kind), done=run.epochs_done, of=epochs)
        st.progress(min(1.0, run.epochs_done / epochs) if run.active else 1.0, words)
    st.button(say("pages.inspect.leak.stop"), key="stop_leaks", icon=":material/stop:", on_click=_stop,
              args=(judged.run.id,))  # fmt: skip


@notices.callback
def _stop(run_id: str) -> None:
    drafts.library().stop_study(f"leaks/{run_id}")
    wake.wake(home())


def _failures(judged: Judged, runs: list[Run]) -> None:
    """What ended without weights that could be judged, with its reason; it can be tried again."""
    for run in runs:
        if run.finding:
            notices.show(run.finding)
        elif run.status is Status.STOPPED:
            st.markdown(say("pages.inspect.leak.stopped", kind=title(run.experiment.split.leak or HONEST)))
    if runs:
        _delete_button(judged, "again")


def _delete_button(judged: Judged, key: str) -> None:
    st.button(say(f"pages.inspect.leak.{key}"), key=f"leaks_{key}", type="tertiary", icon=":material/delete:",
              on_click=_delete, args=(judged.run.id,))  # fmt: skip


@notices.callback
def _delete(run_id: str) -> None:
    drafts.library().delete_study(f"leaks/{run_id}")
