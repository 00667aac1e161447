"""Beaten by a straight line: what can be learned here, a much simpler model finds better."""

from __future__ import annotations

import math

from core.evaluation.baselines import phrase
from core.evaluation.detectors.evidence import Evidence, overlap_of
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.detectors.pictures import bar_rows
from core.evaluation.luck import FEWEST, diebold_mariano
from core.evaluation.luck import LEVEL as RARE
from core.evaluation.verdict import LEVEL
from core.findings import Finding, Severity
from core.text import figure, say

__all__ = ["LINES", "beaten_by_line"]

LINES = ("ridge", "logistic")
"""The rules that are straight lines through the inputs: of numbers, and of classes."""


def beaten_by_line(evidence: Evidence) -> Judgement | None:
    """By more than a level difference, and more than luck gives; told otherwise of a model that is a line itself."""
    errors, losses = evidence.errors[evidence.part], evidence.losses[evidence.part]
    line = next((who for who in LINES if who in errors), None)
    if line is None or not (errors[line] < (1 - LEVEL) * errors["model"] < math.inf):
        return None
    overlap = overlap_of(evidence)
    if len(losses["model"]) < 2 * FEWEST * overlap:
        return None
    more = losses["model"] - losses[line]
    if more.any() and not diebold_mariano(more, overlap) < RARE:
        return None
    of_its_kind = evidence.about.preset == "linear"
    dataset = evidence.prepared.dataset
    values = {"rule": phrase(line, dataset), "less": f"{100 * (1 - errors[line] / errors['model']):.0f}",
              "part": say(f"parts.{evidence.part}")}  # fmt: skip
    finding = Finding(
        severity=Severity.WARNING,
        key="judged_line_itself" if of_its_kind else "judged_line",
        values=values,
        remedies=("more_epochs",) if of_its_kind else ("linear", "fewer_units"),
        columns=dataset.target_names,
    )
    rows = {
        say("judged.model"): (errors["model"], figure(errors["model"]), True),
        say("judged.line"): (errors[line], figure(errors[line]), False),
    }
    return Judgement(finding=finding, picture=Picture(kind="bars", values=bar_rows(rows)))
