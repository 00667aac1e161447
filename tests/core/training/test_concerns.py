"""Settings that cannot do what they are for are found, and mended by one click."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.examples.spec import FittingSpec
from core.experiment import Cosine, Experiment, Plateau, Stopping
from core.training.concerns import apply_concern, concerns
from tests.core.training.given import CUTS, experiment, prepared, series


def found(given: Experiment, values: Any = None) -> list[str]:
    return [one.key for one in concerns(prepared(given, values), given)]


def test_usual_settings_raise_no_concern() -> None:
    assert found(experiment()) == []
    assert found(experiment(schedule=Plateau(patience=3), stopping=Stopping(patience=8))) == []
    assert found(experiment(schedule=Cosine(warmup=2), epochs=3)) == []


def test_a_percentage_of_a_target_that_crosses_zero_is_told_and_every_remedy_mends_it() -> None:
    given, above = experiment(loss="mape"), series() + 50
    (finding,) = concerns(prepared(given, above), given)
    assert finding.key == "percent_of_zero"
    assert finding.columns == ("load",)
    assert len(finding.remedies) == 2
    for remedy in finding.remedies:
        assert found(apply_concern(given, finding, remedy), above) == []


def test_a_target_that_crosses_zero_itself_is_not_mended_by_leaving_it_unscaled() -> None:
    given = experiment(loss="mape")
    (finding,) = concerns(prepared(given), given)
    assert finding.remedies == ("training.use_mae",)


def test_only_rows_that_answer_a_training_example_count() -> None:
    given = experiment(loss="mape").but(fitting=FittingSpec(scaler="none"))
    values = np.abs(series()) + 1
    values[CUTS[0] :] = 0.0
    values[:7] = 0.0  # inputs only: the first window ends with row 7
    assert found(given, values) == []
    values[CUTS[0] - 1] = 0.0
    assert found(given, values) == ["percent_of_zero"]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"schedule": Plateau(patience=8), "stopping": Stopping(patience=8)}, "lowered_too_late"),
        ({"schedule": Plateau(patience=1), "stopping": Stopping(patience=1)}, "lowered_too_late"),
        ({"schedule": Cosine(warmup=9), "epochs": 9}, "warm_up_too_long"),
    ],
)
def test_a_rate_that_never_falls_or_never_arrives_is_told_and_mended(settings: dict[str, Any], key: str) -> None:
    given = experiment(**settings)
    (finding,) = concerns(prepared(given), given)
    assert finding.key == key
    assert finding.text
    mended = apply_concern(given, finding, finding.remedies[0])
    assert concerns(prepared(mended), mended) == ()
    with pytest.raises(ValueError, match=finding.remedies[0]):
        apply_concern(given, finding, "pray")
