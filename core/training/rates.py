"""What a sweep over learning rates says: how the loss went, and which rate to begin with.

Letters: `S` the steps of the sweep, one batch each. No TensorFlow here: pages read this.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.experiment import Experiment, TrainingSpec
from core.files import write_json
from core.spec import record

__all__ = ["BATCHES", "FILE", "Sweep", "Watch", "ladder", "read_sweep", "sought", "suggested", "write_sweep"]

Floats = NDArray[np.float64]

FILE = "rates.json"
LOWEST, HIGHEST = 1e-6, 10.0
BATCHES = 100
WIDTH = 3.0
"""Standard deviation, in batches, of the bell that smooths the losses."""

EXPLODED = 4.0
"""So many times its lowest value so far, and the loss has exploded."""

CLEAR = 3.0
"""The loss must fall by so many standard errors of the smoothed curve, and by `LEAST` of itself."""

LEAST = 0.02


@record
class Sweep:
    """The loss of each batch (S,), at rates that rise from step to step (S,). `exploded`: it ended before the last."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    exploded: bool

    @property
    def smooth(self) -> Floats:
        """(S,) the losses without most of the noise of single batches.

        A bell on both sides of each, over logarithms: it does not lag behind, and a loss that
        explodes does not drown what came before.
        """
        at = np.arange(len(self.losses))
        weights = np.exp(-0.5 * ((at[:, None] - at) / WIDTH) ** 2)
        return np.asarray(np.exp(weights @ _logs(self.losses) / weights.sum(axis=1)))


def ladder(batches: int = BATCHES) -> Floats:
    """(S,) rates from the lowest to the highest, each the same multiple of the one before."""
    return np.geomspace(LOWEST, HIGHEST, batches)


def suggested(sweep: Sweep) -> float | None:
    """The rate at which the loss falls fastest, to two digits; None where it never falls clearly.

    The steepest descent over the logarithm of the rate: L. N. Smith, "Cyclical learning rates for
    training neural networks" (2017), section 3.3, as fastai's `steep` reads such a curve.
    """
    smooth = sweep.smooth
    lowest = int(np.argmin(smooth)) if len(smooth) else 0
    if lowest < 2 or not _clear(sweep, smooth, lowest):
        return None
    descent = np.gradient(smooth[: lowest + 1], np.log10(sweep.rates[: lowest + 1]))
    return float(f"{sweep.rates[int(np.argmin(descent))]:.2g}")


def sought(experiment: Experiment) -> Experiment:
    """The experiment as far as a sweep depends on it: neither on its present rate nor on how long it would learn."""
    usual = TrainingSpec(loss=experiment.training.loss)
    names = ("learning_rate", "schedule", "epochs", "stopping", "keep", "every_epoch", "members")
    return experiment.but(training=experiment.training.but(**{name: getattr(usual, name) for name in names}))


def write_sweep(folder: Path, sweep: Sweep) -> None:
    """Into the folder of the probe, atomically. Raises OSError."""
    write_json(folder / FILE, {"rates": sweep.rates, "losses": sweep.losses, "exploded": sweep.exploded})


def read_sweep(folder: Path) -> Sweep:
    """Raises FileNotFoundError when none was written."""
    found = json.loads((folder / FILE).read_text("utf-8"))
    return Sweep(rates=tuple(found["rates"]), losses=tuple(found["losses"]), exploded=found["exploded"])


class Watch:
    """Says during a sweep when it need not go on: a running mean has left its lowest value far behind."""

    def __init__(self, keep: float = 0.7, least: int = 10) -> None:
        self._keep, self._least = keep, least
        self._steps, self._sum, self._lowest = 0, 0.0, np.inf

    def exploded(self, loss: float) -> bool:
        """After one more batch. The mean is corrected for its start at nought, as in Adam."""
        if not np.isfinite(loss):
            return True
        self._steps += 1
        self._sum = self._keep * self._sum + (1 - self._keep) * loss
        mean = self._sum / (1 - self._keep**self._steps)
        self._lowest = min(self._lowest, mean)
        return self._steps > self._least and mean > EXPLODED * self._lowest


def _clear(sweep: Sweep, smooth: Floats, lowest: int) -> bool:
    """Whether the fall from the first step to the lowest is more than the noise of single batches."""
    rest = _logs(sweep.losses)[: lowest + 1] - np.log(smooth[: lowest + 1])
    error = float(np.std(rest)) / np.sqrt(2 * np.sqrt(np.pi) * WIDTH)
    return float(np.log(smooth[0] / smooth[lowest])) > max(CLEAR * error, -np.log1p(-LEAST))


def _logs(losses: tuple[float, ...]) -> Floats:
    return np.log(np.maximum(np.asarray(losses, dtype=np.float64), np.finfo(np.float32).tiny))
