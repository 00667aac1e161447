"""What a loss means in the target's own unit."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from core.examples.fitting import Fitted, unscale
from core.experiment import Experiment
from core.spec import record
from core.text import amount, figure


@record
class LossScale:
    """Turns a loss as the network counts it into a figure to show.

    `factor` is the size of one scaled unit; a mean of squares is shown as its root. Without a
    unit of its own (`raw`) the loss stands as it is. Shares of right answers (`share`) are shown in percent.
    """

    raw: bool = True
    unit: str = ""
    factor: float = 1.0
    squared: bool = False
    share: bool = False

    @property
    def sign(self) -> str:
        """What stands before a figure: errors go either way."""
        return "" if self.raw or self.share else "±"

    def shown(self, loss: float) -> float:
        if self.share:
            return 100 * loss
        if self.raw:
            return loss
        return self.factor * (math.sqrt(loss) if self.squared else loss)

    def words(self, loss: float, digits: int = 3) -> str:
        """`±1.65 °C`, or the bare loss."""
        return self.shown_words(self.shown(loss), digits)

    def shown_words(self, value: float, digits: int = 3) -> str:
        """The same for a figure that is in the unit already."""
        if not math.isfinite(value) or (self.raw and not self.share):
            return figure(value, digits)
        return f"{self.sign}{amount(value, self.unit, digits)}"

    def against(self, value: float, other: float) -> tuple[str, str]:
        """Two figures to be compared, with as many digits as tell them apart (at most six)."""
        for digits in (3, 4, 5, 6):
            words = self.shown_words(value, digits), self.shown_words(other, digits)
            if words[0] != words[1]:
                break
        return words

    def gap(self, gap: float, beside: float) -> str:
        """A difference with as many decimals as the figure it belongs to: `0.03 °C` beside `±1.65 °C`."""
        decimals = len(figure(beside).partition(".")[2])
        return f"{gap:,.{decimals}f} {self.unit}".rstrip()


RAW = LossScale()
SHARE = LossScale(unit="%", share=True)
"""Of the shares of right answers, which take the place of losses (`History.in_shares`): more is better."""


def loss_scale(experiment: Experiment, fitted: Fitted) -> LossScale:
    """The scale of a run's loss, `RAW` where a loss has no meaning in a unit.

    It has one for the mean absolute and the mean squared error of a single target, when no
    penalty on the weights is added to it and no logarithm was taken.
    """
    targets = experiment.data.targets
    if (
        len(targets) != 1
        or targets[0] in fitted.log
        or experiment.training.loss not in ("mae", "mse")
        or _penalised(experiment)
    ):
        return RAW
    ends = unscale(fitted, np.array([[0.0], [1.0]]), targets)
    unit = next(column.unit for column in experiment.data.columns if column.name == targets[0])
    squared = experiment.training.loss == "mse"
    return LossScale(raw=False, unit=unit, factor=abs(float(ends[1, 0] - ends[0, 0])), squared=squared)


def rules_as_loss(
    errors: Mapping[str, Mapping[str, float]], experiment: Experiment, fitted: Fitted
) -> dict[str, float]:
    """What each rule's errors (rule → target → MAE in its own unit) would be as this run's loss.

    Only a loss that is the mean absolute error, without a logarithm, can be told from them; empty for another.
    """
    targets = experiment.data.targets
    if experiment.training.loss != "mae" or set(targets) & set(fitted.log):
        return {}
    ends = unscale(fitted, np.array([[0.0] * len(targets), [1.0] * len(targets)]), targets)
    width = np.abs(ends[1] - ends[0])
    return {
        rule: float(np.mean([by_target[name] / w for name, w in zip(targets, width, strict=True)]))
        for rule, by_target in errors.items()
    }


def _penalised(experiment: Experiment) -> bool:
    model = experiment.model
    layers = (*model.trunk, *(layer for branch in model.branches for layer in branch.layers))
    penalised = (*(getattr(layer, "inner", layer) for layer in layers), model.head)
    return any(getattr(part, name, 0.0) > 0 for part in penalised for name in ("l1", "l2"))
