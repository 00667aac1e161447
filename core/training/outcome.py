"""How a training ended, and what to tell the user about it."""

from __future__ import annotations

from enum import StrEnum

from core.experiment import TrainingSpec
from core.findings import Finding, Severity
from core.spec import record
from core.text import count
from core.training.settings import recommended_learning_rate

__all__ = ["CLIP", "LOWER", "Ending", "Outcome", "Reason", "apply_remedy", "checkpoint_finding", "ending_finding"]

LOWER, CLIP = "training.lower_learning_rate", "training.clip_gradient"
"""The remedies of a loss that is no longer a number, as keys of `remedies.*`."""


class Reason(StrEnum):
    """Why a training ended."""

    ALL_EPOCHS = "all_epochs"
    PATIENCE = "patience"
    STOPPED = "stopped"
    NOT_FINITE = "not_finite"


@record
class Outcome:
    """`epochs` are whole ones, resumed ones included. `best_epoch` is None when nothing was kept.

    `best` is the value of what the kept epoch was chosen by; NaN when nothing was kept.
    """

    reason: Reason
    epochs: int
    best_epoch: int | None
    best: float
    findings: tuple[Finding, ...] = ()


@record
class Ending:
    """An ending in the middle of `epoch` of network `member`, both from 1; so many networks are `kept`."""

    reason: Reason
    epoch: int
    best_epoch: int | None
    member: int = 1
    kept: int = 0


def ending_finding(ending: Ending, training: TrainingSpec) -> Finding | None:
    """What is wrong with an ending, if anything."""
    if ending.reason is Reason.NOT_FINITE:
        values = {
            "epoch": ending.epoch,
            "kept": ending.best_epoch,
            "rate": f"{training.learning_rate:g}",
            "lower": f"{lower_learning_rate(training):g}",
            "clip": f"{lower_clip(training):g}",
            "member": ending.member,
            "networks": count(ending.kept, "network"),
        }
        key = "not_finite" if ending.best_epoch else "not_finite_nothing_kept"
        if ending.best_epoch and training.members > 1:
            key = "not_finite_of_several"
        return Finding(severity=Severity.ERROR, key=key, values=values, remedies=(LOWER, CLIP))
    if ending.reason is Reason.STOPPED and ending.best_epoch is None:
        return Finding(severity=Severity.WARNING, key="stopped_nothing_kept")
    return None


def checkpoint_finding(epoch: int) -> Finding:
    """The newest saved state is damaged; training goes on after `epoch`, 0 for from the start."""
    key = "checkpoint_damaged" if epoch else "checkpoints_damaged"
    return Finding(severity=Severity.WARNING, key=key, values={"epoch": epoch, "next": epoch + 1})


def apply_remedy(training: TrainingSpec, remedy: str) -> TrainingSpec:
    """The settings with one remedy of `ending_finding` applied."""
    if remedy == LOWER:
        return training.but(learning_rate=lower_learning_rate(training))
    if remedy == CLIP:
        return training.but(clip=lower_clip(training))
    raise ValueError(f"The remedies are {LOWER}, {CLIP}. Received: {remedy!r}")


def lower_learning_rate(training: TrainingSpec) -> float:
    """The optimiser's recommended rate, or a tenth where that was tried already."""
    usual = recommended_learning_rate(training.optimizer)
    return usual if training.learning_rate > usual else float(f"{training.learning_rate / 10:.3g}")


def lower_clip(training: TrainingSpec) -> float:
    return 1.0 if training.clip is None or training.clip > 1 else float(f"{training.clip / 10:.3g}")
