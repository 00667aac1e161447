"""Runs as rows: those that answer the same question are ranked by validation, the rest stand below."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from core.charts.compare import Contender
from core.errors import LookbackError
from core.evaluation.verdict import compare, foremost
from core.runs.places import home
from core.runs.records import Run
from core.spec import record
from core.text import amount, say
from pages.parts import draft as drafts
from pages.parts.inspect_verdict import small
from pages.parts.live_run import as_draft, question
from pages.parts.model_network import numbers_to_learn


@record
class Row:
    """A run with its figures; NaN where there are none. `ranked`: it answers the question compared."""

    run: Run
    validation: float
    test: float
    verdict: str
    numbers: int | None
    ranked: bool


@record
class Table:
    """All rows, the ranked first and in order; the rules' (validation, test) errors; the unit.

    Of classes the error is the percentage that is wrong.
    """

    rows: list[Row]
    rules: dict[str, tuple[float, float]]
    unit: str
    classes: bool = False

    @property
    def ranked(self) -> list[Row]:
        return [row for row in self.rows if row.ranked]

    @property
    def best(self) -> Row:
        return self.ranked[0]

    def words(self, error: float) -> str:
        return amount(error, self.unit) if self.classes else f"±{amount(error, self.unit)}"

    def contenders(self) -> list[Contender]:
        """Runs and rules together, best validation on top."""
        runs = [
            Contender(name=row.run.name, validation=row.validation, test=row.test, ahead=row is self.best)
            for row in self.ranked
        ]
        rules = [
            Contender(name=small(label), validation=validation, test=test, rule=True)
            for label, (validation, test) in self.rules.items()
        ]
        return sorted([*runs, *rules], key=lambda one: (math.isnan(one.validation), one.validation))


def table(runs: list[Run], asked: Run) -> Table:
    """All runs, compared on the question that `asked` answers."""
    library = drafts.library()
    evaluations = {run.id: library.evaluation(run.id) for run in runs if run.evaluated}
    rows = [_row(run, evaluations.get(run.id), question(run.experiment) == question(asked.experiment)) for run in runs]
    rows.sort(key=lambda row: (not row.ranked, math.isnan(row.validation), row.validation))
    best = evaluations[rows[0].run.id]
    assert best is not None
    return Table(rows=rows, rules=_rules(best), unit=_unit(best), classes="classes" in best)


def _row(run: Run, evaluation: dict[str, Any] | None, same: bool) -> Row:
    ranked = evaluation is not None and same
    return Row(
        run=run,
        validation=_error(evaluation["metrics"], "validation") if evaluation else math.nan,
        test=_error(evaluation["metrics"], "test") if evaluation else math.nan,
        verdict=_chip(run, evaluation, same),
        numbers=_numbers(str(home()), drafts.OWNER, run.id, run),
        ranked=ranked,
    )


def _chip(run: Run, evaluation: dict[str, Any] | None, same: bool) -> str:
    if evaluation is None:
        return run.status.label
    if run.experiment.split.by == "all":
        return say("pages.compare.chips.everything")
    if not same:
        return say("pages.compare.chips.other")
    return say(f"pages.compare.chips.{evaluation['verdicts']['validation']['headline_key']}")


def _error(metrics: dict[str, Any], part: str) -> float:
    """Mean absolute error: in its own unit for one target, in training deviations for several.

    Of classes the percentage that is wrong.
    """
    figures = metrics.get(part)
    if figures is None:
        return math.nan
    targets = list(figures["original"].values())
    if "accuracy" in targets[0]:
        right = targets[0]["accuracy"]
        return math.nan if right is None else 100 * (1 - float(right))
    value = targets[0]["mae"] if len(targets) == 1 else figures["scaled"]["mae"]
    return math.nan if value is None else float(value)


def _rules(evaluation: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Of doing nothing, and of the best rule on validation."""
    errors = {key: _error(by_part, "validation") for key, by_part in evaluation["baselines"].items()}
    return {
        evaluation["labels"][key]: (errors[key], _error(evaluation["baselines"][key], "test"))
        for key in foremost(errors, evaluation.get("question", "numbers_over_time"), most=2)
    }


def _unit(evaluation: dict[str, Any]) -> str:
    targets = evaluation["targets"]
    if "classes" in evaluation:
        return "%"
    return str(targets[0]["unit"]) if len(targets) == 1 else say("verdict.scaled_unit")


@st.cache_data(max_entries=256, show_spinner=False)
def _numbers(folder: str, owner: str, run_id: str, _run: Run) -> int | None:
    """None when the dataset is gone."""
    try:
        data = drafts.dataset(as_draft(_run))
        data = drafts.prepared(as_draft(_run)).dataset if data.texts else data  # words become columns
        return numbers_to_learn(_run.experiment, data)
    except LookbackError:
        return None


def headline(seen: Table) -> tuple[str, str]:
    """Who is ahead by validation, and whether the test part agrees."""
    best = seen.best
    rules = {small(label): errors for label, errors in seen.rules.items()}
    clauses = [
        say(f"pages.compare.against.{compare(best.validation, validation)}", rule=name, error=seen.words(validation))
        for name, (validation, _) in rules.items()
        if math.isfinite(validation)
    ]
    sentence = say(
        f"pages.compare.sentence{'_classes' if seen.classes else ''}",
        error=seen.words(best.validation),
        clauses=f" {say('pages.compare.and')} ".join(clauses),
    )
    if math.isfinite(best.test):
        others = [row.test for row in seen.ranked if math.isfinite(row.test)]
        key = "agrees" if best.test <= min(others) * 1.02 else "differs"
        top = min(seen.ranked, key=lambda row: row.test if math.isfinite(row.test) else math.inf)
        sentence += " " + say(
            f"pages.compare.test.{key}", error=seen.words(best.test), other=top.run.name, least=seen.words(min(others))
        )
    return say("pages.compare.headline", name=best.run.name), sentence
