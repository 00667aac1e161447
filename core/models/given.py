"""What a network is given and what it must answer: all of an experiment that its plan depends on.

Letters: T timesteps, F features, H horizon, C targets (for classes: probabilities).
"""

from __future__ import annotations

from typing import Literal

from core.data.dataset import Dataset
from core.examples.reduction import feature_names
from core.examples.spec import Windows
from core.models.layers import Shape
from core.models.spec import TaskSpec
from core.spec import record

Ending = Literal["linear", "sigmoid", "softmax"]
"""What the answer passes last (`TaskSpec.activation`): numbers nothing, classes what makes probabilities of them."""


@record
class Given:
    """One example is (T, F), its answer (H, C).

    `columns` (F,) are the names of the features; targets that are inputs too come first. `anchored` says whether
    the past of every target is among them (`Dataset.anchored`). Where it is `padded`, an example may be shorter
    than T (`Windows.padded`). `delay` and `whole` are those of the windows. `outputs` count every target `quantiles`
    times (`TaskSpec.outputs`).
    """

    timesteps: int
    columns: tuple[str, ...]
    horizon: int
    outputs: int
    anchored: bool = True
    activation: Ending = "linear"
    padded: bool = False
    delay: int = 1
    whole: bool = False
    quantiles: int = 1

    @property
    def shape(self) -> Shape:
        """Of one example as it comes in."""
        return Shape(time=self.timesteps, features=len(self.columns))

    @property
    def targets(self) -> int:
        """C where the answer is numbers."""
        return self.outputs // self.quantiles


def given_of(dataset: Dataset, windows: Windows, task: TaskSpec) -> Given:
    """What these examples ask of any network."""
    return Given(
        timesteps=windows.timesteps,
        columns=feature_names(dataset),
        horizon=windows.horizon,
        outputs=task.outputs(len(dataset.targets), len(dataset.classes)),
        anchored=dataset.anchored,
        activation=task.activation,
        padded=windows.padded,
        delay=windows.delay,
        whole=windows.whole,
        quantiles=len(task.quantiles) or 1,
    )
