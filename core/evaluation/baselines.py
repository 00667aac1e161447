"""Forecasts that need no network, on exactly the model's windows: what a model has to beat.

Letters: `W` windows, `T` timesteps, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from core.data.dataset import Dataset
from core.evaluation.class_rules import last_class, majority
from core.evaluation.example_rules import example_line, usual_value
from core.evaluation.logistic import logistic
from core.evaluation.past import Array, Fit, Rows, answers, blocks, known, season_back, spread
from core.evaluation.questions import Question, question_of
from core.evaluation.ridge import FIT_WORK, affordable, fit_ridge
from core.evaluation.simple_rules import drift, moving_average, training_mean
from core.evaluation.trees import trees
from core.examples.prepare import Located
from core.examples.windows import input_offsets, target_offsets
from core.spec import record
from core.text import say, spacing_word, span


def last_value(prepared: Located, work: float = FIT_WORK) -> Fit:
    """Every answer is the newest value known."""
    past, horizon = known(prepared), prepared.windows.horizon
    return Fit(predict=lambda now: np.repeat(past[now][:, None], horizon, axis=1))


def seasonal(prepared: Located, work: float = FIT_WORK) -> Fit:
    """The value one season before the target, or as many seasons as it takes not to pass *now*.

    Without a season the season is one row. Where that row is missing, or before the start of
    its segment, the last value stands in.
    """
    values, past, segment = answers(prepared), known(prepared), prepared.dataset.segment
    back = season_back(prepared)

    def predict(now: Rows) -> Array:
        rows = now[:, None] + back
        inside = np.maximum(rows, 0)
        usable = (rows >= 0) & (segment[inside] == segment[now][:, None])
        found = np.where(usable[..., None], values[inside], np.nan)
        return np.where(np.isfinite(found), found, past[now][:, None])

    return Fit(predict=predict)


def ridge(prepared: Located, work: float = FIT_WORK) -> Fit:
    """A straight line through each target's own past minus its last value; see `core.evaluation.ridge`.

    Of a whole example, whose answer has no past, through all its inputs.

    `work` bounds the fit: beyond it a sample of the training windows is used, and of a long
    lookback only as many of the newest timesteps as that sample can teach.
    """
    if prepared.windows.whole:
        return example_line(prepared, work)
    at = list(prepared.dataset.targets)
    mean, deviation = prepared.fitted.arrays["mean"][at], prepared.fitted.arrays["deviation"][at]
    deviation = np.where(deviation > 0, deviation, 1.0)
    past, target = (known(prepared) - mean) / deviation, (answers(prepared) - mean) / deviation
    training, ahead = prepared.placement.of(0), target_offsets(prepared.windows)
    most, timesteps = affordable(work, len(training) * len(at), prepared.windows.timesteps, len(ahead))
    sample, read = spread(training, max(1, most // len(at))), input_offsets(prepared.windows)[-timesteps:]
    line = fit_ridge(
        (
            (past[block[:, None] + read], target[block[:, None] + ahead])
            for block in blocks(sample, (len(read) + len(ahead)) * len(at))
        ),
        timesteps=len(read),
        horizon=len(ahead),
    )
    return Fit(
        predict=lambda now: line.predict(past[now[:, None] + read]) * deviation + mean,
        fitted_on=len(sample),
        fitted_of=len(training),
        timesteps=timesteps,
    )


@record
class Baseline:
    """One rule: the questions it serves, whether it needs a training part, and whether a page may wait for it."""

    key: str
    rule: Callable[[Located, float], Fit]
    serves: tuple[Question, ...]
    learns: bool = False
    quick: bool = True

    def __call__(self, prepared: Located, work: float = FIT_WORK) -> Fit:
        """The rule ready to predict; `work` bounds what it may learn from."""
        return self.rule(prepared, work)


BASELINES: Mapping[str, Baseline] = {
    baseline.key: baseline
    for baseline in (
        Baseline(key="last_value", rule=last_value, serves=("numbers_over_time",)),
        Baseline(key="seasonal", rule=seasonal, serves=("numbers_over_time",)),
        Baseline(key="drift", rule=drift, serves=("numbers_over_time",), quick=False),
        Baseline(key="moving_average", rule=moving_average, serves=("numbers_over_time",)),
        Baseline(key="training_mean", rule=training_mean, serves=("numbers_over_time",), learns=True),
        Baseline(key="last_class", rule=last_class, serves=("classes_over_time",)),
        Baseline(key="mean", rule=usual_value, serves=("numbers_of_examples",)),
        Baseline(key="majority", rule=majority, serves=("classes_over_time", "classes_of_examples"), learns=True),
        Baseline(key="ridge", rule=ridge, serves=("numbers_over_time", "numbers_of_examples"), learns=True),
        Baseline(
            key="logistic", rule=logistic, serves=("classes_over_time", "classes_of_examples"), learns=True, quick=False
        ),
        Baseline(
            key="trees", rule=trees, serves=("numbers_over_time", "numbers_of_examples"), learns=True, quick=False
        ),
    )
}
"""A new baseline is one entry here and its sentences `baselines.<key>` in the text file.

The first that serves a question is what is called doing nothing there.
"""


def baselines_for(prepared: Located) -> dict[str, Baseline]:
    """The rules a model has to beat here; those that learn only where there is a training part."""
    question, learns = question_of(prepared), len(prepared.placement.of(0)) > 0
    return {key: one for key, one in BASELINES.items() if question in one.serves and (learns or not one.learns)}


def doing_nothing(question: Question) -> str:
    """The rule that is called doing nothing."""
    return next(key for key, one in BASELINES.items() if question in one.serves)


def label(key: str, dataset: Dataset) -> str:
    """A baseline's short name beside a bar: `Last value`, `Same hour, a day earlier`."""
    return say(f"baselines.{_variant(key, dataset)}.label", **_season_words(dataset))


def phrase(key: str, dataset: Dataset) -> str:
    """A baseline inside a sentence: `the last value`, `the same hour, a day earlier`."""
    return say(f"baselines.{_variant(key, dataset)}.phrase", **_season_words(dataset))


def _variant(key: str, dataset: Dataset) -> str:
    if key == "moving_average" and not dataset.season:
        return "moving_average_lookback"
    if key != "seasonal" or (dataset.season and dataset.spacing):
        return key
    return "seasonal_rows" if dataset.season else "seasonal_unknown"


def _season_words(dataset: Dataset) -> dict[str, str]:
    """`row`, what one row is called, and `ago`, the season as a person says it: a day, a year, 3 weeks."""
    row = spacing_word(dataset.spacing, 1)
    ago = span(dataset.season or 1, dataset.spacing)
    ago = {"24 hours": "1 day", "7 days": "1 week", "12 months": "1 year"}.get(ago, ago)
    if ago.startswith("1 "):
        ago = ("an " if ago == "1 hour" else "a ") + ago[2:]
    return {"row": say("baselines.time") if row == "row" else row, "ago": ago}
