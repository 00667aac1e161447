"""What the remedies of findings about a model change: a new experiment, and the stage where the change is seen."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from core.errors import SettingsError
from core.examples.spec import SplitSpec
from core.experiment import Experiment
from core.models.presets import PRESETS
from core.models.settings import Value
from core.models.spec import ModelSpec
from core.spec import record

__all__ = ["REMEDIES", "Remedy", "changed"]

Change = Callable[[Experiment, tuple[str, ...]], Experiment | None]
"""An experiment and the columns of the finding → the experiment with the remedy, None where it cannot help."""

MOST_DROPOUT, MORE_DROPOUT = 0.5, 0.2
NETWORKS = 5
RECENT = (0.8, 0.1, 0.1)
SIZES = ("units", "filters")


@record
class Remedy:
    """`stage` is the page where it is seen; without `change` that page is all it offers."""

    stage: str
    change: Change | None = None


def changed(key: str, experiment: Experiment, columns: tuple[str, ...] = ()) -> Experiment | None:
    """The experiment with this remedy; None where it changes nothing, or what it gives is not possible."""
    change = REMEDIES[key].change
    if change is None:
        return None
    try:
        new = change(experiment, columns)
    except (ValidationError, SettingsError):
        return None
    return None if new == experiment else new


def _anchored(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    """The head predicts the change from the last value, which must be among the inputs."""
    if e.data.classes or e.examples.whole or not set(e.data.targets) <= set(e.data.inputs):
        return None
    settings = tuple((name, True if name == "anchor" else value) for name, value in e.model.settings)
    return e.but(model=e.model.but(head=e.model.head.but(anchor="last_value"), settings=settings))


def _linear(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    linear = PRESETS["linear"]
    own_past = set(e.data.targets) <= set(e.data.inputs)
    if e.data.classes or e.examples.whole or not own_past or not _plain(e.model) or e.model.preset == linear.key:
        return None
    return e.but(model=linear.make())


def _sized(factor: float) -> Change:
    """Units, or filters, times `factor`."""

    def change(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
        now = dict(e.model.settings)
        name = next((name for name in SIZES if name in now), None)
        return _with(e, **{name: max(1, int(int(now[name]) * factor))}) if name else None

    return change


def _dropout(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    now = dict(e.model.settings).get("dropout")
    return None if now is None else _with(e, dropout=max(float(now), min(MOST_DROPOUT, float(now) + MORE_DROPOUT)))


def _with(e: Experiment, **settings: Value) -> Experiment | None:
    """The preset made anew with other settings; networks whose layers were changed by hand stay as they are."""
    preset = PRESETS.get(e.model.preset or "")
    if preset is None or not _plain(e.model) or not set(settings) <= {one.name for one in preset.settings}:
        return None
    return e.but(model=preset.make(**{**dict(e.model.settings), **settings}))


def _plain(model: ModelSpec) -> bool:
    """Whether one list of layers reads all columns, so that another can take its place."""
    return len(model.branches) == 1 and not model.branches[0].columns


def _epochs(e: Experiment, columns: tuple[str, ...]) -> Experiment:
    return e.but(training=e.training.but(epochs=2 * e.training.epochs))


def _keep_best(e: Experiment, columns: tuple[str, ...]) -> Experiment:
    return e.but(training=e.training.but(keep="best"))


def _squares(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    """Classes and quantiles learn by a loss of their own."""
    return e.but(training=e.training.but(loss="mse")) if e.task.kind == "regression" else None


def _several(e: Experiment, columns: tuple[str, ...]) -> Experiment:
    return e.but(training=e.training.but(members=max(NETWORKS, e.training.members)))


def _longer(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    return None if e.examples.whole else e.but(examples=e.examples.but(lookback=2 * e.examples.lookback))


def _finer(e: Experiment, columns: tuple[str, ...]) -> Experiment:
    return e.but(examples=e.examples.but(step=max(1, e.examples.step // 2)))


def _newer(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    by_share = e.split.by == "fraction" and float(e.split.cuts[0]) < RECENT[0]
    return e.but(split=e.split.but(cuts=RECENT)) if by_share else None


def _in_order(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    return None if e.examples.whole else e.but(split=SplitSpec())


def _left_out(e: Experiment, columns: tuple[str, ...]) -> Experiment | None:
    """The columns are read no more; something has to be left to look at."""
    gone = set(columns) - set(e.data.targets)
    if not set(e.data.inputs) - gone:
        return None
    return e.but(data=e.data.but(columns=tuple(one for one in e.data.columns if one.name not in gone)))


REMEDIES: dict[str, Remedy] = {
    "anchor": Remedy(stage="model", change=_anchored),
    "linear": Remedy(stage="model", change=_linear),
    "more_units": Remedy(stage="model", change=_sized(2)),
    "fewer_units": Remedy(stage="model", change=_sized(0.5)),
    "more_dropout": Remedy(stage="model", change=_dropout),
    "more_epochs": Remedy(stage="train", change=_epochs),
    "keep_best": Remedy(stage="train", change=_keep_best),
    "square_loss": Remedy(stage="train", change=_squares),
    "several_networks": Remedy(stage="train", change=_several),
    "longer_window": Remedy(stage="window", change=_longer),
    "finer_window": Remedy(stage="window", change=_finer),
    "newer_training": Remedy(stage="window", change=_newer),
    "split_in_order": Remedy(stage="window", change=_in_order),
    "other_parts": Remedy(stage="window"),
    "leave_out_columns": Remedy(stage="data", change=_left_out),
    "more_inputs": Remedy(stage="data"),
    "look_at_columns": Remedy(stage="data"),
    "sort_by_time": Remedy(stage="data"),
}
"""A new one is an entry here and its button, `remedies.judged.<key>`."""
