"""Faults planted by hand, found from the outside: nobody is asked how the model was made.

What is looked at are the file, the forecasts, and what a bundle says it has learned. Each fault has an honest twin
on which the same check is silent.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.leaks import leaks
from core.evaluation.audit import audit
from core.evaluation.evaluate import evaluate
from core.evaluation.predictions import Predictions
from core.examples.fitting import Fitted
from core.examples.prepare import Prepared, prepare
from core.examples.spec import Clip, FittingSpec, SplitSpec, UsualFill, Windows
from core.export.audited import audited
from core.export.bundle import bundle_bytes, read_bundle
from tests.core.evaluation.builders import predictions_of, prepared, wavy
from tests.core.examples.builders import dataset
from tests.core.export.builders import csv_file, experiment_on, frame, kept_of, made_weights, prepared_of, table_of

ROWS, CUT = 300, 210


def found(given: Prepared, answers: Predictions) -> set[str]:
    """The keys of everything that is said of a model."""
    return {finding["key"] for finding in evaluate(given, answers)["findings"]}


# --- a scaler fitted on all rows ------------------------------------------------------------------------------


def by_hand(table: pd.DataFrame, rows: int, scaler: str) -> dict[str, np.ndarray]:
    """What somebody's own code fits on the first `rows` rows, written into the places a bundle has for it."""
    hours = np.arange(len(table)) % 24 / 24
    columns = [table["load [kW]"], table["wind"], np.sin(2 * np.pi * hours), np.cos(2 * np.pi * hours)]
    seen = [np.asarray(column, float)[:rows] for column in columns]
    arrays = {"mean": np.array([c.mean() for c in seen]), "deviation": np.array([c.std() for c in seen])}
    for i, column in enumerate(seen):
        low = column.mean() if scaler == "standard" else column.min()
        width = column.std() if scaler == "standard" else column.max() - column.min()
        arrays |= {f"{i}/center": np.array(low), f"{i}/scale": np.array(width)}
    return arrays


def brought(folder: Path, rows: int, scaler: str = "standard"):
    """A model in one file, and the file it learned from; its scaler was fitted on the first `rows` rows."""
    path = csv_file(folder)
    experiment = experiment_on(table_of(path), fitting=FittingSpec(scaler=scaler))
    given = prepared_of(table_of(path), experiment)
    order = [("load [kW]", "wind").index(name) if name in ("load [kW]", "wind") else 2 + ("cosine" in name)
             for name in given.fitted.columns]  # fmt: skip
    made = by_hand(frame(), rows, scaler)
    arrays = {name: made[name][order] for name in ("mean", "deviation")}
    for i, source in enumerate(order):
        arrays |= {f"{i}/{name}": made[f"{source}/{name}"] for name in ("center", "scale")}
    fitted = Fitted(columns=given.fitted.columns, scalers=given.fitted.scalers, arrays=arrays)
    return read_bundle(bundle_bytes(experiment, fitted, kept_of(made_weights(experiment, given)), "")), path


@pytest.mark.parametrize("scaler", ["standard", "minmax"])
@pytest.mark.parametrize(("rows", "said"), [(ROWS, "300 rows"), (255, "255 rows")])
def test_a_bundle_whose_scaler_has_seen_more_than_the_training_rows_is_caught(tmp_path, rows, said, scaler) -> None:
    model, path = brought(tmp_path, rows, scaler)
    (finding,) = audited(model, path)
    assert finding.key == "learned_outside_training"
    assert "load [kW]" in finding.columns
    assert said in finding.text
    assert "(210 rows)" in finding.text


@pytest.mark.parametrize("scaler", ["standard", "minmax"])
def test_an_honest_bundle_is_not_suspected(tmp_path, scaler) -> None:
    assert audited(*brought(tmp_path, CUT, scaler)) == ()


def test_on_another_file_nothing_can_be_told_and_nothing_is_said(tmp_path) -> None:
    """A file of exactly the rows an honest model learned from would look like one whose rows all were seen."""
    model, _ = brought(tmp_path, CUT)
    assert audited(model, csv_file(tmp_path, frame().head(CUT), "older.csv")) == ()
    model, _ = brought(tmp_path, ROWS)
    assert audited(model, csv_file(tmp_path, frame(seed=8), "other.csv")) == ()


def test_one_leaking_column_of_many_is_named_alone() -> None:
    values = np.cumsum(np.random.default_rng(1).normal(0, 1, (400, 3)), axis=0)
    data, split = dataset(values), SplitSpec()
    arrays = dict(prepare(data, Windows(lookback=4), split, FittingSpec()).fitted.arrays)
    honest = Fitted(columns=data.names, scalers=("standard",) * 3, arrays=dict(arrays))
    arrays["1/center"], arrays["1/scale"] = np.array(values[:, 1].mean()), np.array(values[:, 1].std())
    leaking = replace(honest, arrays=arrays)
    assert audit(data, split, FittingSpec(), honest) == ()
    assert audit(data, split, FittingSpec(), leaking)[0].columns == ("b",)


@pytest.mark.parametrize("step", [UsualFill(columns=("a",), how="mean"), Clip(columns=("a",), reach=1.0)])
def test_what_fills_gaps_and_cuts_off_is_held_against_the_training_rows_too(step) -> None:
    rng = np.random.default_rng(1)
    values = np.cumsum(rng.normal(0, 1, (400, 1)), axis=0)
    values[rng.random(400) < 0.1] = np.nan
    data, fitting, split = dataset(values), FittingSpec(learned=(step,)), SplitSpec()
    honest = prepare(data, Windows(lookback=2), split, fitting).fitted
    known = values[np.isfinite(values)]
    low, high = np.percentile(known, (25, 75))
    limits = {"low": np.array([low - (high - low)]), "high": np.array([high + (high - low)])}
    own = {"value": np.array([known.mean()])} if isinstance(step, UsualFill) else limits
    leaking = replace(honest, arrays={**honest.arrays, **{f"learned/0/{name}": one for name, one in own.items()}})
    assert audit(data, split, fitting, honest) == ()
    assert [one.key for one in audit(data, split, fitting, leaking)] == ["learned_outside_training"]


# --- the target among the inputs ------------------------------------------------------------------------------


def test_an_answer_in_the_newest_row_read_is_found() -> None:
    leaking = prepared(windows=Windows(lookback=6, delay=0))
    honest = prepared(windows=Windows(lookback=6, delay=1))
    assert "answer_among_inputs" in found(leaking, predictions_of(leaking, 0.3))
    assert "answer_among_inputs" not in found(honest, predictions_of(honest, 0.3))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_column_that_holds_later_values_of_the_target_is_found_in_the_file(tmp_path, rows) -> None:
    table = frame(600)
    noise = np.random.default_rng(4).normal(0, 1, 600)
    later = table.assign(forecast=table["load [kW]"].shift(-rows).ffill())
    honest = table.assign(forecast=table["wind"] * 2 + noise)
    for planted, wanted in ((later, True), (honest, False)):
        read = table_of(csv_file(tmp_path, planted))
        keys = {finding.key for finding in leaks(read, ("load [kW]",), ("load [kW]", "wind", "forecast"))}
        assert ("leak_ahead" in keys) == wanted


def test_forecasts_made_with_the_answer_in_a_column_are_too_good_and_the_column_is_named() -> None:
    rng = np.random.default_rng(2)
    target = np.cumsum(rng.normal(0, 1, 900))
    windows = Windows(lookback=4, delay=2)
    told = np.append(target[2:], target[-2:]) + rng.normal(0, 0.01, 900)
    for column, noise, wanted in ((told, 0.01, True), (rng.normal(0, 1, 900), 1.2, False)):
        given = prepare(dataset(np.column_stack([target, column])), windows, SplitSpec(), FittingSpec())
        now = given.placement.now
        answers = target[now + 2] + rng.normal(0, noise, len(now))
        said = Predictions(part=given.placement.part, row=now, values=answers[:, None, None],
                           future_row=now[:0], future=np.zeros((0, 1, 1)))  # fmt: skip
        keys = found(given, said)
        assert ("judged_leak_column" in keys) == wanted
        assert wanted or "judged_leak" not in keys


# --- shuffled time --------------------------------------------------------------------------------------------


def test_windows_drawn_at_random_into_the_parts_are_found() -> None:
    honest = prepared()
    drawn = np.random.default_rng(6).permutation(honest.placement.part)
    leaking = replace(honest, placement=replace(honest.placement, part=drawn))
    assert "judged_shuffled" in found(leaking, predictions_of(leaking, 0.3))
    assert "judged_shuffled" not in found(honest, predictions_of(honest, 0.3))


def test_rows_shuffled_in_the_file_are_found_by_the_column_that_counts() -> None:
    values = np.column_stack([wavy(500, 1)[:, 0], np.arange(500.0)])
    mixed = np.random.default_rng(3).permutation(500)
    for order, wanted in ((mixed, True), (np.arange(500), False)):
        data = dataset(values[order], targets=(0,), inputs=(0, 1), spacing=None)
        given = prepare(data, Windows(lookback=6), SplitSpec(), FittingSpec())
        assert ("judged_order" in found(given, predictions_of(given, 0.5))) == wanted


# --- the last value, copied -----------------------------------------------------------------------------------


def test_forecasts_that_repeat_the_last_value_are_found() -> None:
    rng = np.random.default_rng(9)
    walk = np.cumsum(rng.normal(0, 1, 1_200))
    given = prepare(dataset(walk), Windows(lookback=5), SplitSpec(), FittingSpec())
    now = given.placement.now
    copied = walk[now] + rng.normal(0, 0.05, len(now))
    knowing = walk[now] + 0.6 * (walk[now + 1] - walk[now]) + rng.normal(0, 0.2, len(now))
    for values, wanted in ((copied, True), (knowing, False)):
        said = Predictions(part=given.placement.part, row=now, values=values[:, None, None],
                           future_row=now[:0], future=np.zeros((0, 1, 1)))  # fmt: skip
        assert bool({"judged_copies", "judged_copies_all"} & found(given, said)) == wanted
