"""All detectors together: planted faults from the outside, what is written down, and that nothing is made of little."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core.charts.detect import PICTURES, drawn
from core.evaluation.detectors.registry import detect
from core.evaluation.detectors.remedies import REMEDIES
from core.evaluation.evaluate import evaluate, plain
from core.evaluation.predictions import Predictions
from core.evaluation.report import About, Learning
from core.examples.spec import SplitSpec, Windows
from core.text import known
from tests.core.evaluation.detectors.made import answered, daily, evidence, examples, last, nearly, of, walk
from tests.core.examples.builders import dataset


def keys(case) -> list[str]:
    return [judgement.finding.key for judgement in detect(case)]


def test_planted_copies_and_shuffles_are_found_from_data_and_predictions_alone() -> None:
    """Acceptance 4: nobody says how the model was made; the same forecasts without the fault are clean."""
    given = examples(daily(1_500), Windows(lookback=24, horizon=6), season=24)
    honest = answered(given, nearly(0.5))
    assert keys(evidence(given, honest)) == []
    assert "judged_copies" in keys(evidence(given, answered(given, last)))
    mixed = replace(honest, part=np.random.default_rng(1).permutation(honest.part))
    assert keys(evidence(given, mixed))[0] == "judged_shuffled"
    rows = np.stack([daily(1_500), np.arange(1_500.0)], axis=1)[np.random.default_rng(2).permutation(1_500)]
    assert keys(of(rows, last))[0] == "judged_order"


def judged_cases() -> list:
    learned = Learning(train=(1.0, 0.5), validation=(1.0, 0.5), kept=2)
    rising = Learning(train=(1.0, 0.5, 0.2), validation=(1.0, 0.5, 0.9), kept=3)
    leap = daily(1_500)
    leap[1_290:] = 3 * leap[1_290:] + 9
    given = examples(daily(600))
    mixed = answered(given, nearly(0.5))
    mixed = replace(mixed, part=np.random.default_rng(1).permutation(mixed.part))
    return [
        of(daily(), last, season=24, about=About(learning=(learned,), parameters=10**6)),
        of(daily(144), nearly(0.2), about=About(learning=(rising,), parameters=10**6)),
        of(walk(), last),
        of(leap, lambda y, now, ahead: np.minimum(nearly(0.2)(y, now, ahead), 2.0)),
        of(daily(), lambda y, now, ahead: np.zeros((*ahead.shape, 1)), season=24),
        of(daily(), lambda y, now, ahead: y[ahead - 3]),
        of(daily(), lambda y, now, ahead: y[ahead] + 1),
        evidence(given, mixed),
    ]


def test_every_finding_is_written_down_with_its_sentences_its_picture_and_its_remedies() -> None:
    told = [judgement for case in judged_cases() for judgement in detect(case)]
    assert len({one.finding.key for one in told}) >= 10
    for one in told:
        written = json.loads(json.dumps(plain(one.as_dict()), allow_nan=False))
        assert all(written[part] and "{" not in written[part] for part in ("title", "text", "next", "how"))
        assert set(one.finding.remedies) <= set(REMEDIES)
        assert written["picture"]["kind"] in PICTURES
        for dark in (False, True):
            assert drawn(written["picture"], dark=dark).layout.height <= 300


def test_the_gravest_is_told_first() -> None:
    for case in judged_cases():
        severities = [str(one.finding.severity) for one in detect(case)]
        assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_every_remedy_has_its_button() -> None:
    assert all(known(f"remedies.judged.{key}") for key in REMEDIES)


@pytest.mark.parametrize("rows", [10, 11, 12])
@pytest.mark.parametrize("said", [last, lambda y, now, ahead: np.full((*ahead.shape, 1), np.nan)])
def test_ten_rows_are_judged_without_a_word_too_many(rows, said) -> None:
    case = of(np.arange(float(rows)) ** 2, said, Windows(lookback=2))
    assert {*keys(case)} <= {"judged_underfits", "judged_copies_all"}


def test_a_constant_target_is_judged_in_silence() -> None:
    assert keys(of(np.full(600, 4.0), last)) == []


def test_the_evaluation_keeps_the_findings_and_explains_a_bad_verdict_by_the_gravest() -> None:
    given = examples(daily(700), season=24)
    result = evaluate(given, answered(given, last))
    assert result["findings"][0]["key"] == "judged_copies"
    assert result["verdict"]["reason"] == "judged_copies"
    assert result["verdict"]["next"] == result["findings"][0]["next"]
    assert "judged" not in result
    json.dumps(result, allow_nan=False)


def test_classes_are_judged_by_what_suits_them() -> None:
    rng = np.random.default_rng(3)
    codes = (np.sin(np.arange(900) / 9) + rng.normal(0, 0.2, 900) > 0).astype(float)
    codes[800:] = 1.0
    data = replace(dataset(np.stack([codes, rng.normal(0, 1, 900)], axis=1), inputs=(1,)), classes=("no", "yes"))
    given = _prepared(data)
    wrong = np.where(rng.random(len(given.placement.now)) < 0.3, 1 - codes[given.placement.now + 1],
                     codes[given.placement.now + 1])  # fmt: skip
    result = evaluate(given, _answers(given, wrong), About(learning=(Learning(train=(1.0, 0.5), validation=(1.0, 0.4),
                                                                              kept=2),)))  # fmt: skip
    told = {one["key"] for one in result["findings"]}
    assert {"judged_improving", "judged_unlike_classes"} <= told
    assert not {"judged_flat", "judged_copies", "judged_leans", "judged_peaks", "judged_unlike"} & told


def test_whole_examples_have_no_past_to_copy() -> None:
    rng = np.random.default_rng(3)
    values = np.stack([rng.normal(0, 1, 400), rng.normal(0, 1, 400)], axis=1)
    data = dataset(values, inputs=(1,), spacing=None)
    given = _prepared(data, Windows(lookback=1, delay=0, whole=True), SplitSpec(by="random"))
    said = _answers(given, np.zeros(len(given.placement.now)))
    told = {one["key"] for one in evaluate(given, said)["findings"]}
    assert "judged_flat_all" in told
    assert not {"judged_copies", "judged_copies_all", "judged_lags", "judged_shuffled"} & told


def _prepared(data, windows: Windows | None = None, split: SplitSpec | None = None):
    from core.examples.prepare import prepare
    from core.examples.spec import FittingSpec

    return prepare(data, windows or Windows(lookback=6), split or SplitSpec(), FittingSpec())


def _answers(given, values: np.ndarray) -> Predictions:
    nobody = np.zeros(0, np.int64)
    now, part = given.placement.now, given.placement.part
    return Predictions(part=part, row=now, values=values[:, None, None], future_row=nobody, future=np.zeros((0, 1, 1)))
