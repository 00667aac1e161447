"""Runs to report on, made up in a second each: numbers, classes, whole examples, several targets with hostile names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.spec import Column
from core.evaluation.predictions import Predictions
from core.experiment import Experiment
from core.models.spec import TaskSpec
from core.recommend import recommend
from core.report.subject import Subject, subject_of
from tests.pages.fabricate import House, bumps, examples_of

MADE = "1 Jul 2026"
HOSTILE = '"><script>alert(1)</script>'
LONG = "a" * 300
TURNED = "ab\u202edc\u2066\u200f"
RUN_NAME = "<img src=x onerror=alert(2)>' & \u202eend </style></svg>"


def numbers(home: Path) -> Subject:
    house = House(home)
    return subject_of(house.library, house.finished(), MADE)


def quantiles(home: Path) -> Subject:
    """A network that answers ends which hold 90 %, and others that hold half."""
    house = House(home)
    task = TaskSpec(kind="quantile", quantiles=(0.05, 0.25, 0.5, 0.75, 0.95))
    training = house.experiment.training.but(loss="pinball")
    return subject_of(house.library, house.finished(task=task, training=training), MADE)


def classes(home: Path) -> Subject:
    house = House(home, bumps())
    return subject_of(house.library, house.finished("Conv1D"), MADE)


def examples(home: Path) -> Subject:
    house = House(home, bumps(answer="target"))
    return subject_of(house.library, house.finished("Conv1D", off=0.3), MADE)


def hostile(home: Path) -> Subject:
    """Two targets and an input, whose names and units are attacks, in a file whose name is one too."""
    house, rng, t = House(home), np.random.default_rng(2), np.arange(600)
    columns = [np.sin(t / 12) + rng.normal(0, 0.1, 600), np.cos(t / 12) + rng.normal(0, 0.1, 600), rng.normal(size=600)]
    cells = [",".join(f"{column[i]:.4f}" for column in columns) for i in t.tolist()]
    lines = [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{line}" for i, line in enumerate(cells)]
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in (HOSTILE, LONG, TURNED))
    path = home / "attack.csv"
    path.write_text("\n".join([f"time,{quoted}", *lines[: 31 * 24]]), "utf-8")
    table = read(path, recognise(path))
    data = recommended(table, profile(table), name="<b onload=x>.csv")
    names = table.numbers
    data = data.but(columns=tuple(
        Column(name=name, unit="</title><i>", roles=("input", "target") if i < 2 else ("input",))
        for i, name in enumerate(names)
    ))  # fmt: skip
    house.experiment = _small(recommend(table, data))
    house.dataset = house.library.add_dataset("<b onload=x>.csv", table, path).id
    house.prepared = examples_of(table, house.experiment)
    return subject_of(house.library, house.finished(RUN_NAME), MADE)


def _small(experiment: Experiment) -> Experiment:
    return experiment.but(examples=experiment.examples.but(lookback=24, step=1, horizon=3))


def without_test(subject: Subject) -> Subject:
    """The same run as one whose test part holds no example."""
    kept, answers, judged = subject.predictions.part != 2, subject.predictions, dict(subject.evaluation)
    fewer = Predictions(part=answers.part[kept], row=answers.row[kept], values=answers.values[kept],
                        future_row=answers.future_row, future=answers.future)  # fmt: skip
    for key in ("metrics", "verdicts", "by_step", "by_series", "moments", "not_computable"):
        judged[key] = {part: one for part, one in judged[key].items() if part != "test"}
    judged["verdict"] = judged["verdicts"]["validation"]
    return replace(subject, predictions=fewer, evaluation=judged)
