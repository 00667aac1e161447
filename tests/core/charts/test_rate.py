from __future__ import annotations

from core.charts.rate import rate_chart
from core.experiment import Cosine, StepDown, TrainingSpec


def test_the_curve_goes_through_every_step_and_ends_with_the_training() -> None:
    training = TrainingSpec(learning_rate=0.8, epochs=20, schedule=StepDown(every=5, factor=0.5))
    points = dict(rate_chart(training, dark=False)["series"][0]["data"])
    assert [points[epoch] for epoch in (0, 4, 5, 9, 10, 15, 20)] == [0.8, 0.8, 0.4, 0.4, 0.2, 0.1, 0.1]


def test_a_long_training_is_drawn_with_few_points() -> None:
    chart = rate_chart(TrainingSpec(epochs=100_000, schedule=Cosine()), dark=True)
    assert len(chart["series"][0]["data"]) < 500
    assert chart["xAxis"]["max"] == 100_000
