"""A slider over the epochs: what the network said of the same stretch while it learned."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.replay import HEIGHT, Replay, replay, replay_alt
from core.data.dataset import Dataset
from core.errors import LookbackError
from core.evaluation.past import actual
from core.examples.fitting import unscale
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
from pages.parts.live_run import as_draft
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
    dataset, c = prepared.dataset, _target(run, prepared.dataset)
    place = st.empty()
    at = len(kept.epochs) - 1
    if len(kept.epochs) > 1 and not run.active:
        at = _epoch(run, kept)
    scaled = kept.answers.astype(np.float64)
    rows = kept.now[:, None] + target_offsets(prepared.windows)
    view = Replay(
        x=(dataset.row if dataset.time is None else dataset.time)[rows],
        actual=actual(prepared, kept.now)[..., c],
        predicted=unscale(prepared.fitted, scaled, dataset.target_names)[..., c],
        unit=dataset.target_units[c],
    )
    epoch = int(kept.epochs[at])
    with place.container(border=True, key="replay"):
        st.echarts_chart(replay(view, at, dark=shell.dark()), height=HEIGHT, key="replay_chart",
                         alt=replay_alt(view, epoch, at))  # fmt: skip
    off = plain(amount(float(view.off[at]), view.unit))
    kept_one = say("pages.train.replay.kept") if epoch == run.best_epoch else ""
    shell.how_to_read(say("pages.train.replay.how", epoch=epoch, off=off, kept=kept_one).rstrip())
    if not run.active:
        _take_home(run, epoch)


def _take_home(run: Run, epoch: int) -> None:
    """The model as it was after another epoch, where the run has stored every one."""
    folder = drafts.library().folder(run.id)
    if epoch not in kept_epochs(folder):
        return
    name = say("pages.train.replay.name", name=run.name, epoch=epoch)

    def content() -> bytes:
        return bundle_of_epoch(run.experiment, folder, epoch, name)

    st.download_button(
        say("pages.train.replay.take", epoch=epoch), content, file_name=f"{file_stem(run)}-{run.id}-{epoch}{SUFFIX}",
        mime="application/zip", key=f"take_epoch_{epoch}", icon=":material/download:", on_click="ignore",
        help=say("pages.train.replay.take_help"),
    )  # fmt: skip


def _epoch(run: Run, kept: Snapshots) -> int:
    """The place of the epoch chosen; the one that was kept at first."""
    epochs = kept.epochs.tolist()
    first = run.best_epoch if run.best_epoch in epochs else epochs[-1]
    chosen = st.select_slider(say("pages.train.replay.epoch"), epochs, value=first, key=f"replay_epoch_{run.id}",
                              format_func=lambda epoch: say("pages.train.replay.nth", epoch=epoch))  # fmt: skip
    return epochs.index(chosen)


def _target(run: Run, dataset: Dataset) -> int:
    names = dataset.target_names
    if len(names) == 1:
        return 0
    chosen = st.pills(say("pages.inspect.target"), range(len(names)), default=0, required=True,
                      format_func=lambda c: plain(names[c]), key=f"replay_target_{run.id}",
                      label_visibility="collapsed")  # fmt: skip
    return int(chosen or 0)
