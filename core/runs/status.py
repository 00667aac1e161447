"""The states of a job and of a run: stored, never inferred."""

from __future__ import annotations

from enum import StrEnum

from core.text import say


class Status(StrEnum):
    """`stopped` is a person's wish, `failed` has a reason of its own, `interrupted` came from outside."""

    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def waits(self) -> bool:
        return self is Status.QUEUED

    @property
    def active(self) -> bool:
        """A worker has it."""
        return self in ACTIVE

    @property
    def label(self) -> str:
        """One word for a table or a chip."""
        return say(f"status.{self.value}.label")

    @property
    def text(self) -> str:
        """One sentence on what it means."""
        return say(f"status.{self.value}.text")


ACTIVE = (Status.STARTING, Status.RUNNING, Status.STOPPING)


class Kind(StrEnum):
    """What a job does; the module that does it is `core.jobs.<kind>`."""

    TRAIN = "train"
    EVALUATE = "evaluate"
    PREDICT = "predict"
    EXPORT = "export"
    PROBE = "probe"
    EXPLAIN = "explain"


ASIDE = frozenset({Kind.EXPLAIN})
"""Done one at a time beside the others: what is asked of a judged run needs no TensorFlow and a few seconds, and it
waits for nobody's training."""

OWN = (Kind.TRAIN, Kind.PROBE)
"""A run is there for one of these: its row shows what the newest such job shows."""
