"""What doing nothing achieves, told on the Window page before anything is trained: by the rules that are quick."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.evaluation.baselines import baselines_for, label
from core.evaluation.metrics import Errors
from core.evaluation.past import Array, Fit, actual, blocks, spread
from core.evaluation.scores import scaled
from core.examples.prepare import Located
from core.spec import record
from core.text import say

WORK = 1.5e10
"""Multiplications the page may spend on the fit of the ridge: about 0.3 s on one core."""

ROOM = 4_000_000
"""Cells the page may spend on reading windows, and on the predictions of each baseline."""


@record
class Quick:
    """`error` baseline → target → MAE in its own unit; `scaled` baseline → MAE in training deviations.

    Of classes both are the share that is wrong.

    `windows` of `of` validation windows were asked; `fits` tells what the baselines learned from.
    """

    error: Mapping[str, Mapping[str, float]]
    scaled: Mapping[str, float]
    labels: Mapping[str, str]
    windows: int
    of: int
    fits: Mapping[str, Fit]
    whole: bool = False

    @property
    def sentence(self) -> str:
        """Which windows the figures are of."""
        asked = {"windows": self.windows, "of": self.of, "part": say("parts.validation")}
        what = "examples" if self.whole else "windows"
        said = [say(f"baselines.{'all' if self.windows == self.of else 'some'}_{what}", **asked)]
        fitted = "baselines.fitted_on_some_examples" if self.whole else "baselines.fitted_on_some"
        said.extend(
            say(fitted, windows=fit.fitted_on, of=fit.fitted_of, timesteps=fit.timesteps)
            for fit in self.fits.values()
            if fit.sampled
        )
        return " ".join(said)


def baselines_on_validation(prepared: Located, work: float = WORK, room: int = ROOM) -> Quick:
    """The baselines on the validation part, in under a second: on large files of a sample."""
    validation = prepared.placement.of(1)
    cells = (prepared.windows.timesteps + prepared.windows.horizon) * len(prepared.dataset.targets)
    asked = spread(validation, max(1, room // cells))
    classes = bool(prepared.dataset.classes)
    fits = {key: baseline(prepared, work) for key, baseline in baselines_for(prepared).items() if baseline.quick}
    errors: dict[str, Errors] = {}
    for block in blocks(asked, cells):
        truth = actual(prepared, block)
        for key, fit in fits.items():
            new = _misses(truth, fit.predict(block)) if classes else Errors.of(truth, fit.predict(block))
            errors[key] = errors[key] + new if key in errors else new
    names, at = prepared.dataset.target_names, list(prepared.dataset.targets)
    deviation = np.ones(1) if classes else prepared.fitted.arrays["deviation"][at]
    return Quick(
        error={
            key: {name: float(one.pool(0).absolute[c]) for c, name in enumerate(names)} for key, one in errors.items()
        },
        scaled={key: scaled(one, deviation)["mae"] for key, one in errors.items()},
        labels={key: label(key, prepared.dataset) for key in fits},
        windows=len(asked),
        of=len(validation),
        fits=fits,
        whole=prepared.windows.whole,
    )


def _misses(codes: Array, probabilities: Array) -> Errors:
    """An answer with a class is off by 1 when it is another class, else by 0; both (W, H, …)."""
    wrong = (probabilities.argmax(axis=-1) != codes[..., 0]).astype(np.float64)[..., None]
    return Errors.of(np.zeros_like(wrong), wrong)
