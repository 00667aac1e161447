"""A job that may be called off: it ends as soon as the user wants it to, between two answers of its network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.evaluation.predicting import Answer, Floats
from core.runs.status import Status
from core.runs.work import Work

__all__ = ["heed", "until_stopped", "while_wanted"]


class _Stopped(Exception):
    """The user wants this job to end."""


def until_stopped(do: Callable[[Work], None], job_id: str, home: Path) -> None:
    """Does the job, whatever happens: it ends with a stored status."""
    with Work(home, job_id) as work:
        try:
            do(work)
        except _Stopped:
            work.finish(Status.STOPPED)


def heed(work: Work) -> None:
    """End the job here if the user wants it to end."""
    if work.wanted() == "stop":
        raise _Stopped


def while_wanted(answer: Answer, work: Work) -> Answer:
    """The same network, which answers only as long as the job is wanted."""

    def asked(x: Floats) -> Floats:
        heed(work)
        return answer(x)

    return asked
