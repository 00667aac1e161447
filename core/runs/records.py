"""What is remembered: datasets, runs, jobs and events. Times are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from core.findings import Finding
from core.runs.status import Kind, Status
from core.spec import record

if TYPE_CHECKING:  # the supervisor starts in half the time without them
    from core.data.spec import Reading
    from core.experiment import Experiment

__all__ = ["DatasetRow", "Event", "Job", "Kind", "LeftOut", "Run", "Space", "Status"]


@record
class DatasetRow:
    """An uploaded file as it was read. `bytes` is the size of the file as uploaded.

    Files that were joined are one row: `reading` is that of the first, `sha256` the fingerprint of all of them and
    of how they were joined (`core.data.joined`); its table knows the rest.
    """

    id: str
    owner: str
    name: str
    created: str
    sha256: str
    reading: Reading
    rows: int
    columns: int
    bytes: int


@record
class Run:
    """One training of one experiment. `status` and `finding` are of its newest train job.

    `epochs_done` counts epochs with a stored result; `best_epoch` (from 1) is the one whose
    weights are kept. `loss`, `val_loss` are the newest, `best` the monitored loss of the best
    epoch; None = none yet or not computable. `seconds` were spent in epochs.
    `evaluated`: predictions and evaluation of the kept weights are there. `study`: what it is a part of
    (`core.runs.studied`); None = a run by itself.
    """

    id: str
    owner: str
    dataset: str
    experiment: Experiment
    name: str
    note: str
    pinned: bool
    created: str
    status: Status
    finding: Finding | None
    epochs_done: int
    best_epoch: int | None
    best: float | None
    loss: float | None
    val_loss: float | None
    seconds: float
    evaluated: bool
    study: str | None

    @property
    def active(self) -> bool:
        """Whether something of it waits or runs: queued, starting, running or stopping."""
        return self.status.waits or self.status.active


@record
class LeftOut:
    """A run that is stored and cannot be read, as one of another version may be; `finding` says why."""

    id: str
    name: str
    created: str
    finding: Finding


@record
class Job:
    """The only thing that is queued. `key` is unique: 20 clicks, one job."""

    id: str
    owner: str
    run: str
    kind: Kind
    request: Mapping[str, Any]
    status: Status
    finding: Finding | None
    want: Literal["stop"] | None
    priority: int
    key: str


@record
class Event:
    """One thing that happened in a run, in order of `seq`. Numbers that cannot be computed are None.

    Of the batch events only the newest is kept. A `start` event with `first_epoch` k makes
    epochs from k on that came before it void: they were not in the snapshot it went on from.
    """

    seq: int
    kind: str
    values: Mapping[str, Any]


@record
class Space:
    """Bytes on disk by id, what they sum to, and what is free on that disk."""

    datasets: Mapping[str, int]
    runs: Mapping[str, int]
    total: int
    free: int
