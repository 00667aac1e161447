"""What a training has reported so far, as one value: the source of the live curve and its story."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from itertools import pairwise
from statistics import fmean
from typing import Any, Protocol

from core.spec import record

RUNNING_POINTS = 240
"""Points kept of the epoch going on; when there are more, every second one is dropped."""


class Reported(Protocol):
    """A stored event: `core.runs` numbers them."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


@record
class Epoch:
    """One finished epoch. Losses are as the network counts them, NaN when not a number.

    `rate` is the learning rate the next epoch begins with, NaN where it was not told; `right` and
    `validation_right` are the shares of right answers, NaN where numbers are predicted. `member` is the network that
    learned, of several that learn one after the other; epochs count on over all of them.
    """

    number: int
    loss: float
    validation: float
    seconds: float
    best_epoch: int
    best: float
    patience_left: int | None
    rate: float = math.nan
    right: float = math.nan
    validation_right: float = math.nan
    member: int = 1


@record
class History:
    """Epochs so far, and the running loss of the epoch going on as (position in epochs, loss).

    `running_right` are the same positions with the share of right answers, where classes are predicted.
    `last` is the number of the newest event taken in: the next reading starts after it. `member` is the network
    that learns.
    """

    last: int = 0
    start: Mapping[str, Any] = field(default_factory=dict)
    epochs: tuple[Epoch, ...] = ()
    running: tuple[tuple[float, float], ...] = ()
    running_right: tuple[tuple[float, float], ...] = ()
    batch: tuple[int, int] = (0, 0)
    end: Mapping[str, Any] | None = None
    member: int = 1

    @property
    def done(self) -> int:
        """The number of the last finished epoch, 0 before the first."""
        return self.epochs[-1].number if self.epochs else 0

    @property
    def of(self) -> int:
        """Epochs at most, of each network."""
        return int(self.start.get("epochs", 0))

    @property
    def members(self) -> int:
        """Networks that are to answer together."""
        return int(self.start.get("members", 1))

    @property
    def before(self) -> int:
        """Epochs of the networks before the one that learns."""
        return max((epoch.number for epoch in self.epochs if epoch.member < self.member), default=0)

    @property
    def done_here(self) -> int:
        """Epochs that are done of the network that learns."""
        return self.done - self.before

    @property
    def kept(self) -> tuple[int, ...]:
        """Of each network the epoch whose weights are kept; 0 stands for none yet."""
        newest = {epoch.member: epoch.best_epoch for epoch in self.epochs}
        return tuple(newest.values())

    @property
    def begins(self) -> tuple[int, ...]:
        """The last epochs of the networks that another one has come after."""
        return tuple(a.number for a, b in pairwise(self.epochs) if a.member < b.member)

    @property
    def examples(self) -> int:
        """Training examples."""
        return int(self.start.get("examples", {}).get("train", 0))

    @property
    def batches(self) -> int:
        return int(self.start.get("batches", 0))

    @property
    def best_epoch(self) -> int:
        """The newest epoch whose weights are kept, 0 before there is one."""
        return self.epochs[-1].best_epoch if self.epochs else 0

    @property
    def best(self) -> float:
        """The monitored loss of the kept epoch; of several networks the mean over those that keep one."""
        return self.epochs[-1].best if self.epochs else math.nan

    @property
    def lowest(self) -> int:
        """The epoch with the smallest validation loss, 0 before there is one."""
        finite = [epoch for epoch in self.epochs if math.isfinite(epoch.validation)]
        return min(finite, key=lambda epoch: epoch.validation).number if finite else 0

    @property
    def by_epoch(self) -> History:
        """The same without the epoch going on."""
        return replace(self, running=(), running_right=(), batch=(0, 0))

    @property
    def tells_right(self) -> bool:
        """Whether shares of right answers were reported: classes are predicted."""
        return bool(self.running_right) or any(math.isfinite(epoch.validation_right) for epoch in self.epochs)

    @property
    def in_shares(self) -> History:
        """The same with the shares of right answers in the place of the losses; the kept epoch stays the kept one."""
        kept = [epoch.validation_right for epoch in map(self.at, self.kept) if epoch]
        best = fmean(kept) if kept else math.nan
        epochs = (replace(e, loss=e.right, validation=e.validation_right, best=best) for e in self.epochs)
        return replace(self, epochs=tuple(epochs), running=self.running_right)

    @property
    def patience_left(self) -> int | None:
        return self.epochs[-1].patience_left if self.epochs else None

    @property
    def seconds_per_epoch(self) -> float:
        """Median of the last five, so that a slow first epoch does not frighten."""
        recent = sorted(epoch.seconds for epoch in self.epochs[-5:])
        return recent[len(recent) // 2] if recent else math.nan

    @property
    def share(self) -> float:
        """How much of the epochs at most is done, 0 to 1, the epoch going on included; every network counts alike."""
        batch, of = self.batch
        here = min(1.0, (self.done_here + (batch / of if of else 0)) / self.of) if self.of else 0.0
        return (self.member - 1 + here) / self.members

    @property
    def seconds_left(self) -> tuple[float, float]:
        """The least (patience runs out) and the most (all epochs); NaN before the first epoch.

        Networks to come take at least as long as those before them have on average, or as this one may.
        """
        pace, left, patience = self.seconds_per_epoch, self.of - self.done_here, self.patience_left
        least = left if patience is None or not self.done_here else min(left, patience)
        to_come = self.members - self.member
        each = self.before / (self.member - 1) if self.member > 1 else self.done_here + least
        return (least + to_come * each) * pace, (left + to_come * self.of) * pace

    def at(self, number: int) -> Epoch | None:
        return next((epoch for epoch in self.epochs if epoch.number == number), None)


def follow(history: History, events: Iterable[Reported]) -> History:
    """The history with newer events taken in; events are in order of their number."""
    for event in events:
        history = replace(_take(history, event.kind, event.values), last=event.seq)
    return history


def _take(history: History, kind: str, values: Mapping[str, Any]) -> History:
    if kind == "start":  # a resumed run starts again: what came after its snapshot is learned anew
        kept = tuple(e for e in history.epochs if e.number < int(values.get("first_epoch", 1)))
        member = int(values.get("member", 1))
        history = replace(history, start=values, epochs=kept, end=None, member=member)
        return history.by_epoch
    if kind == "batch":
        of = int(values["of"])
        at = int(values["epoch"]) - 1 + int(values["batch"]) / of
        running = _longer(history.running, (at, _number(values["loss"])))
        right = _longer(history.running_right, (at, _number(values["accuracy"]))) if "accuracy" in values else ()
        batch, member = (int(values["batch"]), of), int(values.get("member", 1))
        return replace(history, running=running, running_right=right, batch=batch, member=member)
    if kind == "epoch":
        epoch = _epoch(values)
        return replace(history, epochs=(*history.epochs, epoch), member=epoch.member).by_epoch
    if kind == "end":
        return replace(history, end=values).by_epoch
    return history


def _longer(points: tuple[tuple[float, float], ...], point: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    points = (*points, point)
    return points[::2] if len(points) > RUNNING_POINTS else points


def _epoch(values: Mapping[str, Any]) -> Epoch:
    left = values.get("patience_left")
    return Epoch(
        number=int(values["epoch"]),
        loss=_number(values["loss"]),
        validation=_number(values["val_loss"]),
        seconds=_number(values["seconds"]),
        best_epoch=int(values.get("best_epoch") or 0),
        best=_number(values.get("best")),
        patience_left=None if left is None else int(left),
        rate=_number(values.get("rate")),
        right=_number(values.get("accuracy")),
        validation_right=_number(values.get("val_accuracy")),
        member=int(values.get("member", 1)),
    )


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
