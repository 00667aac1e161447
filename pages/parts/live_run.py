"""What the live panel knows of a run: its events so far, how to show its loss, the rules to beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

import streamlit as st

from core.charts.history import History, follow
from core.charts.loss import RAW, LossScale, loss_scale, rules_as_loss
from core.charts.story import Teller
from core.errors import LookbackError
from core.evaluation.baselines import BASELINES, doing_nothing, phrase
from core.evaluation.past import actual, spread
from core.evaluation.questions import question_of
from core.evaluation.quick import baselines_on_validation
from core.evaluation.verdict import foremost
from core.examples.prepare import Prepared
from core.experiment import Experiment, Plateau, StepDown
from core.runs.places import home
from core.runs.records import Run
from core.spec import record
from pages.parts import draft as drafts
from pages.parts.draft import Draft

SAMPLE = 4_000  # training windows asked when doing nothing is measured there


@record
class Rules:
    """The simple rules on the validation part: by short name and by phrase, in the unit and as loss.

    `nothing` is what the last value is off by on (training, validation), in the unit. Where classes are predicted
    `right` is the percentage of validation examples that each rule gets right. `idle` is the rule that is called
    doing nothing.
    """

    shown: dict[str, float]
    as_loss: dict[str, float]
    phrases: dict[str, str]
    nothing: tuple[float, float]
    scale: LossScale
    right: Mapping[str, float] = field(default_factory=dict)
    idle: str = "last_value"


NO_RULES = Rules(shown={}, as_loss={}, phrases={}, nothing=(float("nan"), float("nan")), scale=RAW)


def as_draft(run: Run) -> Draft:
    """The run's own settings, for everything that reads a draft."""
    return Draft(id=run.id, dataset=run.dataset, experiment=run.experiment, run=run.id)


def history_of(run: Run) -> History:
    """All events of a run; only those are read that this session has not seen."""
    histories: dict[str, History] = st.session_state.setdefault("_histories", {})
    before = histories.get(run.id, History())
    histories[run.id] = follow(before, drafts.library().events(run.id, after=before.last))
    return histories[run.id]


def rules_of(draft: Draft) -> Rules:
    """Measured once for each question; none when the settings do not fit the data."""
    e = draft.experiment
    settings = (e.data, e.examples, e.split, e.fitting)
    key = "/".join(part.model_dump_json() for part in settings)
    try:
        return _rules(str(home()), drafts.OWNER, draft.dataset, key, e.training.loss, e.model.model_dump_json(), draft)
    except LookbackError:
        return NO_RULES


@st.cache_data(max_entries=32, show_spinner=False)
def _rules(folder: str, owner: str, dataset: str, question: str, loss: str, model: str, _draft: Draft) -> Rules:
    prepared = drafts.prepared(_draft)
    quick = baselines_on_validation(prepared)
    scale = loss_scale(_draft.experiment, prepared.fitted)
    target = prepared.dataset.target_names[0]
    phrases = {key: phrase(key, prepared.dataset) for key in quick.error}
    idle = doing_nothing(question_of(prepared))
    if prepared.dataset.classes:
        right = {key: 100 * (1 - errors[target]) for key, errors in quick.error.items()}
        return replace(NO_RULES, phrases=phrases, right=right, idle=idle)
    in_unit = {key: errors[target] for key, errors in quick.error.items()} if not scale.raw else {}
    return Rules(
        shown={} if scale.squared else _worth_showing(in_unit, prepared),
        as_loss=_worth_showing(rules_as_loss(quick.error, _draft.experiment, prepared.fitted), prepared),
        phrases=phrases,
        nothing=_nothing(prepared, idle) if not scale.raw and not scale.squared else NO_RULES.nothing,
        scale=scale,
        idle=idle,
    )


def _worth_showing(errors: dict[str, float], prepared: Prepared) -> dict[str, float]:
    """Those that matter; without a season the seasonal rule is the last value again."""
    apart = {key: value for key, value in errors.items() if key != "seasonal" or prepared.dataset.season}
    return {key: apart[key] for key in foremost(apart, question_of(prepared))}


def _nothing(prepared: Prepared, idle: str) -> tuple[float, float]:
    """What doing nothing is off by on the training and on the validation part, of a sample of windows."""
    predict = BASELINES[idle](prepared).predict
    errors = []
    for part in (0, 1):
        now = spread(prepared.placement.of(part), SAMPLE)
        errors.append(float(abs(actual(prepared, now) - predict(now)).mean()) if len(now) else float("nan"))
    return errors[0], errors[1]


def teller(run: Run, model: str, rules: Rules) -> Teller:
    """How to speak of a run, in the unit where there is one."""
    values = rules.shown if not rules.scale.raw else rules.as_loss
    training = run.experiment.training
    stopping = training.stopping
    return Teller(
        model=model,
        scale=rules.scale,
        rules={rules.phrases[key]: value for key, value in values.items()},
        patience=stopping.patience if stopping else None,
        last=training.keep == "last",
        lowered=isinstance(training.schedule, StepDown | Plateau),
    )


def short(rule: str) -> str:
    """`a day earlier` of `the same hour, a day earlier`; `last value` of `the last value`."""
    first, _, last = rule.rpartition(", ")
    return last if first else last.removeprefix("the ").removeprefix("a ")


def settings_differ(run: Run, draft: Draft) -> bool:
    """Whether the screen shows other settings than the run was made with."""
    return run.experiment != draft.experiment or run.dataset != draft.dataset


def same_question(one: Experiment, other: Experiment) -> bool:
    """Whether two runs answer the same question: what is predicted, how far ahead, judged on which rows."""
    return question(one) == question(other)


def question(experiment: Experiment) -> tuple[object, ...]:
    windows = experiment.examples
    return (
        tuple(source.sha256 for source in experiment.data.sources),
        experiment.data.join and experiment.data.join.how,
        experiment.data.targets,
        tuple(step for step in experiment.data.steps if step.kind != "calendar"),
        windows.delay,
        windows.horizon,
        experiment.split,
    )
