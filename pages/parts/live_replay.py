"""A slider over the epochs: what the network said of the same stretch while it learned."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.replay import HEIGHT, Replay, replay, replay_alt
from core.data.dataset import Dataset
from core.errors import LookbackError
from core.evaluation.class_scores import each_class
from core.evaluation.past import actual
from core.examples.fitting import in_own_units
from core.examples.prepare import Prepared
from core.examples.windows import target_offsets
from core.export.bundle import SUFFIX
from core.export.take_home import bundle_of_epoch
from core.runs.records import Run
from core.text import amount, say
from core.training.kept import kept_epochs
from core.training.snapshots import Snapshots, read_snapshots
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.inspect_home import file_stem
from pages.parts.live_detail import QUIET, drawn
from pages.parts.live_run import as_draft, history_of
from pages.parts.words import plain


def epochs_replayed(run: Run) -> None:
    """While it learns the newest epoch, kept current; afterwards any of them."""
    st.fragment(_replayed, run_every=2 if run.active else None)(run.id)


@notices.careful
def _replayed(run_id: str) -> None:
    run = drafts.library().run(run_id)
    kept = read_snapshots(drafts.library().folder(run_id))
    if kept is None or not len(kept.epochs) or not len(kept.now) or drawn(run) == QUIET:
        return
    try:
        prepared = drafts.prepared(as_draft(run))
    except LookbackError:
        return  # the file is gone, which Inspect says
    shell.section(say("pages.train.replay.title"))
    dataset = prepared.dataset
    c = _target(run, dataset)
    place = st.empty()
    at = len(kept.epochs) - 1
    if len(kept.epochs) > 1 and not run.active:
        at = _epoch(run, kept)
    view = _sure(prepared, kept) if dataset.classes else _said(prepared, kept, c)
    epoch = int(kept.epochs[at])
    with place.container(border=True, key="replay"):
        st.echarts_chart(replay(view, at, dark=shell.dark()), height=HEIGHT, key="replay_chart",
                         alt=replay_alt(view, epoch, at))  # fmt: skip
    off = plain(amount(float(view.off[at]), view.unit))
    kept_one = say("pages.train.replay.kept") if epoch in (run.best_epoch, *history_of(run).kept) else ""
    key = "how_classes" if dataset.classes else "how_examples" if prepared.windows.whole else "how"
    part = say("parts.train" if run.experiment.split.by == "all" else "parts.validation")
    words = {"epoch": nth(run, epoch), "off": off, "kept": kept_one, "part": part}
    shell.how_to_read(say(f"pages.train.replay.{key}", **words).rstrip())
    if not run.active:
        _take_home(run, epoch, nth(run, epoch))


def _said(prepared: Prepared, kept: Snapshots, c: int) -> Replay:
    """What the network said of a target, in its unit."""
    said = in_own_units(prepared.fitted, prepared.dataset, kept.answers.astype(np.float64))
    return Replay(
        x=_along(prepared, kept),
        actual=actual(prepared, kept.now)[:, : kept.answers.shape[2], c],
        predicted=said[..., c],
        unit=prepared.dataset.target_units[c],
    )


def _sure(prepared: Prepared, kept: Snapshots) -> Replay:
    """How sure the network was of the class that is true, in percent: 100 would be right beyond doubt."""
    classes = actual(prepared, kept.now)[..., 0].astype(np.int64)
    shares = each_class(kept.answers.astype(np.float64))
    true = np.take_along_axis(shares, np.broadcast_to(classes, shares.shape[:-1])[..., None], axis=-1)[..., 0]
    return Replay(x=_along(prepared, kept), actual=np.full(classes.shape, 100.0), predicted=100 * true, unit="%")


def _along(prepared: Prepared, kept: Snapshots) -> NDArray[Any]:
    """(W, H) times or rows; whole examples are counted."""
    steps = target_offsets(prepared.windows)[: kept.answers.shape[2]]
    dataset, rows = prepared.dataset, kept.now[:, None] + steps
    if prepared.windows.whole:
        return np.arange(1, len(rows) + 1)[:, None]
    return (dataset.row if dataset.time is None else dataset.time)[rows]


def nth(run: Run, epoch: int) -> str:
    """`epoch 3`; of several networks which one it was too, by whose own epochs it counts."""
    history = history_of(run)
    if history.members == 1:
        return say("pages.train.replay.nth", epoch=epoch)
    begins = [0, *(last for last in history.begins if last < epoch)]
    return say("pages.train.replay.nth_of_network", epoch=epoch - begins[-1], member=len(begins))


def _take_home(run: Run, epoch: int, called: str) -> None:
    """The model as it was after another epoch, where the run has stored every one."""
    folder = drafts.library().folder(run.id)
    if epoch not in kept_epochs(folder):
        return
    name = say("pages.train.replay.name", name=run.name, epoch=called)

    def content() -> bytes:
        return bundle_of_epoch(run.experiment, folder, epoch, name)

    st.download_button(
        say("pages.train.replay.take", epoch=called), content, file_name=f"{file_stem(run)}-{run.id}-{epoch}{SUFFIX}",
        mime="application/zip", key=f"take_epoch_{epoch}", icon=":material/download:", on_click="ignore",
        help=say("pages.train.replay.take_help"),
    )  # fmt: skip


def _epoch(run: Run, kept: Snapshots) -> int:
    """The place of the epoch chosen; the one that was kept at first."""
    epochs = kept.epochs.tolist()
    first = run.best_epoch if run.best_epoch in epochs else epochs[-1]
    chosen = st.select_slider(say("pages.train.replay.epoch"), epochs, value=first, key=f"replay_epoch_{run.id}",
                              format_func=lambda epoch: nth(run, epoch))  # fmt: skip
    return epochs.index(chosen)


def _target(run: Run, dataset: Dataset) -> int:
    names = dataset.target_names
    if len(names) == 1:
        return 0
    chosen = st.pills(say("pages.inspect.target"), range(len(names)), default=0, required=True,
                      format_func=lambda c: plain(names[c]), key=f"replay_target_{run.id}",
                      label_visibility="collapsed")  # fmt: skip
    return int(chosen or 0)
