"""Too few windows: how many have no row in common, against the numbers that are learned from them."""

from __future__ import annotations

import numpy as np

from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.learned import GAP
from core.evaluation.detectors.pictures import bar_rows
from core.evaluation.past import Rows
from core.evaluation.verdict import skill
from core.findings import Finding, Severity
from core.text import count, say

__all__ = ["independent", "too_few_windows"]

ENOUGH = 100
"""Windows without a row in common that suffice, however large the network."""


def too_few_windows(evidence: Evidence) -> Judgement | None:
    """Few windows apart, and fewer measured answers among them than there are parameters.

    A warning where the error beside a rule's grows on rows it never saw.
    """
    parameters = evidence.about.parameters
    training = evidence.prepared.placement.of(0)
    if parameters is None or not len(training):
        return None
    apart = independent(evidence, training)
    answers = _answers(evidence, training)
    if apart >= ENOUGH or answers >= parameters:
        return None
    values = {
        "windows": count(len(training), "training example" if evidence.prepared.windows.whole else "training window"),
        "apart": f"{apart:,}",
        "answers": f"{answers:,}",
        "parameters": f"{parameters:,}",
    }
    finding = Finding(
        severity=Severity.WARNING if _lost_on_unseen(evidence) else Severity.INFO,
        key="judged_few_examples" if evidence.prepared.windows.whole else "judged_few",
        values=values,
        remedies=("fewer_units", "linear"),
    )
    rows = {
        say("judged.parameters"): (float(parameters), values["parameters"], True),
        say("judged.answers"): (float(answers), values["answers"], False),
        say("judged.apart"): (float(apart), values["apart"], False),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))


def independent(evidence: Evidence, now: Rows) -> int:
    """How many of these windows, ascending, can be chosen so that no two of a series share a row."""
    windows = evidence.prepared.windows
    if windows.whole:
        return len(now)
    long = windows.reach + windows.delay + windows.horizon
    segment = evidence.prepared.dataset.segment[now]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(segment) != 0]))
    chosen = 0
    for rows in np.split(now, starts[1:]):
        at = 0
        while at < len(rows):  # each is the first that begins behind the last one's end
            chosen += 1
            at = int(np.searchsorted(rows, rows[at] + long))
    return chosen


def _answers(evidence: Evidence, now: Rows) -> int:
    """Measured values that training windows answer with, each counted once."""
    windows = evidence.prepared.windows
    asked = np.zeros(len(evidence.prepared.dataset) + 1, np.int64)
    np.add.at(asked, now + windows.delay, 1)
    np.add.at(asked, now + windows.delay + windows.horizon, -1)
    return int(np.count_nonzero(np.cumsum(asked))) * len(evidence.targets)


def _lost_on_unseen(evidence: Evidence) -> bool:
    if "train" not in evidence.errors:
        return False
    seen, unseen = evidence.errors["train"], evidence.errors[evidence.part]
    rule = next(who for who in seen if who != "model")
    return skill(seen["model"], seen[rule]) - skill(unseen["model"], unseen[rule]) > GAP
