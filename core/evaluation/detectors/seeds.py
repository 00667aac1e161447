"""Unlucky seed: how far networks of equal settings are apart that began with other random weights."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from core.data.dataset import Dataset
from core.evaluation.detectors.judgement import Judgement, Picture
from core.findings import Finding, Severity
from core.text import amount

__all__ = ["apart", "of_members", "unlucky"]

FEWEST = 2
"""Others of equal settings, below which nobody can say what is usual."""
WORSE = 0.05
"""So much more error than the others have on average is worth telling."""
FAR = 0.15
"""From the best to the worst network, as a share of their mean error."""


def unlucky(error: float, others: Sequence[float], words: Mapping[str, str]) -> Judgement | None:
    """Whether a run is worse than those of equal settings but the seed, by more than they differ among themselves.

    A new one of `n` lies above mean + t · s · √(1 + 1/n), Student's t of n − 1 degrees, in 1 of 20 cases (Geisser 1993,
    "Predictive Inference"). `words` are `error` and `usual` as they are spoken.
    """
    from scipy.stats import t

    others = [one for one in others if math.isfinite(one)]
    if len(others) < FEWEST or not math.isfinite(error):
        return None
    mean, spread, n = statistics.fmean(others), statistics.stdev(others), len(others)
    limit = mean + float(t.ppf(0.95, n - 1)) * spread * math.sqrt(1 + 1 / n)
    if error <= max(limit, (1 + WORSE) * mean):
        return None
    values = {"others": n, **words}
    finding = Finding(severity=Severity.WARNING, key="judged_seed", values=values, remedies=("several_networks",))
    return Judgement(finding=finding, picture=Picture(kind="dots", values={"others": list(others), "own": error}))


def apart(alone: Sequence[float], together: float, words: Mapping[str, str]) -> Judgement | None:
    """Of several networks that answer together: whether it matters which of them one had drawn.

    `words` are `best`, `worst` and `together` as they are spoken.
    """
    if len(alone) < FEWEST or not all(map(math.isfinite, (*alone, together))):
        return None
    mean = statistics.fmean(alone)
    if mean <= 0 or max(alone) - min(alone) < FAR * mean:
        return None
    values = {"networks": len(alone), **words}
    finding = Finding(severity=Severity.INFO, key="judged_seeds_apart", values=values)
    picture: dict[str, Any] = {"others": list(alone), "own": together}
    return Judgement(finding=finding, picture=Picture(kind="dots", values=picture))


def of_members(members: Mapping[str, Any], data: Dataset) -> Judgement | None:
    """The same of a report on several networks (`core.evaluation.members`): on test, of the first target that tells."""
    part = next((part for part in ("test", "validation") if part in members["parts"]), None)
    for name, unit in zip(data.target_names, data.target_units, strict=True) if part else ():
        told = members["parts"][part][name]
        errors = [math.nan if one is None else one for one in (*told["alone"], told["together"])]
        if data.classes:
            errors, unit = [100 * one for one in errors], "%"
        alone, together = errors[:-1], errors[-1]
        named = {"best": min(alone), "worst": max(alone), "together": together}
        found = apart(alone, together, {key: amount(value, unit) for key, value in named.items()})
        if found:
            return found
    return None
