"""The leak X-ray: one run honestly, and copies that leak on purpose, before the same rows that none of them has seen.

Pure: nothing is trained here. The newest rows are held back from all copies: what a copy says of its test part is
what it promises, what it says of those rows is what it keeps (`core.evaluation.promised`).

Letters: `N` rows.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from core.errors import SettingsError
from core.evaluation.promised import held_back
from core.evaluation.questions import question_of
from core.examples.prepare import Located, locate
from core.examples.spec import Leak, SplitSpec
from core.examples.split import part_of_row
from core.experiment import Experiment

__all__ = ["HELD_BACK", "LEAKS", "Why", "honest", "leaking", "possible", "why_not"]

HELD_BACK = 0.15
"""The newest share of the rows."""

FEWEST = 10
"""Windows in the held-back rows below which their error says nothing."""

LEAKS: tuple[Leak, ...] = get_args(Leak)
Why = Literal["examples", "drawn"]


def why_not(located: Located, split: SplitSpec) -> Why | None:
    """Why there is no newest stretch to hold back; None where there is one."""
    if question_of(located).endswith("of_examples"):
        return "examples"
    return "drawn" if split.by in ("random", "column", "all") else None


def possible(experiment: Experiment) -> tuple[Leak, ...]:
    """The leaks this network can have: one that reads its own answers as inputs has no room for others."""
    own = experiment.model.head.ahead == "recursive"
    return tuple(leak for leak in LEAKS if not (own and leak == "target"))


def honest(experiment: Experiment, located: Located) -> Experiment:
    """The experiment on all rows but the newest; `located` are its examples as it stands.

    Raises SettingsError where the parts, or the rows held back, have too few examples then.
    """
    split = _without_newest(experiment.split, located)
    parts = part_of_row(located.dataset, split)
    placement = locate(located.dataset, located.windows, parts, purge=split.border == "purge")
    later = held_back(located.dataset, located.windows, placement.part_of_row, split)
    if len(later) < FEWEST:
        raise SettingsError("leak_without_future", windows=len(later), needed=FEWEST, share=f"{100 * HELD_BACK:.0f} %")
    return experiment.but(split=split)


def leaking(honest: Experiment, leak: Leak) -> Experiment:
    """The same again, but for one thing that must not be."""
    return honest.but(split=honest.split.but(leak=leak))


def _without_newest(split: SplitSpec, located: Located) -> SplitSpec:
    """The parts in the same proportions on the older rows; what is left over belongs to none."""
    if split.by == "rows":
        cuts = tuple(max(1, int(float(cut) * (1 - HELD_BACK))) for cut in split.cuts)
        return split.but(cuts=cuts)
    rows = located.placement.part_of_row
    if split.by == "date":
        shares = [float(np.count_nonzero(rows == part)) / len(rows) for part in range(3)]
    else:
        shares = [float(cut) for cut in split.cuts]
    return split.but(by="fraction", cuts=tuple(share * (1 - HELD_BACK) for share in shares), since=None, until=None)
