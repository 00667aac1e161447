"""What is worth knowing, before a training, about its settings on these examples; and what mends it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.examples.prepare import Prepared
from core.experiment import Cosine, Experiment, Plateau
from core.findings import Finding, Severity
from core.text import count, figure

__all__ = ["USE_MAE", "apply_concern", "concerns"]

USE_MAE, LEAVE_UNSCALED = "training.use_mae", "training.leave_unscaled"
LOWER_SOONER, WARM_UP_SHORTER = "training.lower_sooner", "training.warm_up_shorter"
"""Remedies, as keys of `remedies.*`."""


def concerns(prepared: Prepared, experiment: Experiment) -> tuple[Finding, ...]:
    """Settings that cannot do what they are for: a percentage of zero, a rate that never falls or never arrives."""
    training = experiment.training
    found = [_percent_of_zero(prepared)] if training.loss == "mape" else []
    schedule, stopping = training.schedule, training.stopping
    if isinstance(schedule, Plateau) and stopping and stopping.patience <= schedule.patience:
        words = {"rate": count(schedule.patience, "epoch"), "stop": count(stopping.patience, "epoch")}
        found.append(_warning("lowered_too_late", words, LOWER_SOONER))
    if isinstance(schedule, Cosine) and schedule.warmup >= training.epochs:
        words = {"warmup": count(schedule.warmup, "epoch"), "epochs": count(training.epochs, "epoch")}
        found.append(_warning("warm_up_too_long", words, WARM_UP_SHORTER))
    return tuple(one for one in found if one)


def apply_concern(experiment: Experiment, finding: Finding, remedy: str) -> Experiment:
    """The experiment with one remedy of a finding of `concerns`."""
    training, fitting = experiment.training, experiment.fitting
    if remedy == USE_MAE:
        return experiment.but(training=training.but(loss="mae"))
    if remedy == LEAVE_UNSCALED:
        others = tuple(pair for pair in fitting.per_column if pair[0] not in finding.columns)
        own = tuple((name, "none") for name in finding.columns)
        return experiment.but(fitting=fitting.but(per_column=(*others, *own)))
    if remedy == LOWER_SOONER and isinstance(training.schedule, Plateau) and training.stopping:
        sooner = training.schedule.but(patience=max(1, training.stopping.patience // 2))
        stopping = training.stopping.but(patience=max(2, training.stopping.patience))
        return experiment.but(training=training.but(schedule=sooner, stopping=stopping))
    if remedy == WARM_UP_SHORTER and isinstance(training.schedule, Cosine):
        return experiment.but(training=training.but(schedule=training.schedule.but(warmup=training.epochs // 10)))
    raise ValueError(f"The remedies are {', '.join(finding.remedies)}. Received: {remedy!r}")


def _percent_of_zero(prepared: Prepared) -> Finding | None:
    """The loss divides by the scaled value of the target, so that one must not come near zero."""
    asked = _answered(prepared)
    scaled = prepared.examples.targets.matrix[asked]
    own = prepared.dataset.values[asked][:, list(prepared.dataset.targets)]
    for c, name in enumerate(prepared.dataset.target_names):
        if not _touches_zero(scaled[:, c]):
            continue
        low, high = (figure(float(of(scaled[:, c]))) for of in (np.min, np.max))
        remedies = (USE_MAE,) if _touches_zero(own[:, c]) else (USE_MAE, LEAVE_UNSCALED)
        values = {"target": name, "low": low, "high": high}
        return _warning("percent_of_zero", values, *remedies, columns=(name,))
    return None


def _answered(prepared: Prepared) -> NDArray[np.bool_]:
    """(N,) the rows that are the answer to a training example."""
    targets = prepared.examples.of(0).targets
    edges = np.zeros(len(targets.matrix) + 1, dtype=np.int64)
    np.add.at(edges, targets.rows + targets.offsets[0], 1)
    np.add.at(edges, targets.rows + targets.offsets[-1] + 1, -1)
    return np.asarray(np.cumsum(edges)[:-1] > 0)


def _touches_zero(values: NDArray[np.floating]) -> bool:
    return bool(values.min() <= 0 <= values.max())


def _warning(key: str, values: dict[str, str], *remedies: str, columns: tuple[str, ...] = ()) -> Finding:
    return Finding(severity=Severity.WARNING, key=key, values=values, remedies=remedies, columns=columns)
