from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from core.experiment import Cosine
from core.training.rates import BATCHES, Sweep, Watch, ladder, read_sweep, sought, suggested, write_sweep
from tests.core.training.given import experiment


def swept(middle: float, noise: float = 0.0, low: float = 0.2, high: float = 1.0) -> Sweep:
    """A loss that falls from `high` to `low` along a logistic curve around the rate `middle`."""
    rates = ladder()
    losses = low + (high - low) / (1 + (rates / middle) ** 2)
    losses *= np.exp(noise * np.random.default_rng(3).normal(size=len(rates)))
    return Sweep(rates=tuple(rates), losses=tuple(losses), exploded=False)


def test_the_rates_rise_by_the_same_factor_from_a_millionth_to_ten() -> None:
    rates = ladder()
    assert len(rates) == BATCHES
    assert rates[0] == pytest.approx(1e-6)
    assert rates[-1] == pytest.approx(10)
    assert np.allclose(rates[1:] / rates[:-1], rates[1] / rates[0])


@pytest.mark.parametrize("middle", [0.0003, 0.004, 0.2])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_the_suggested_rate_is_where_the_loss_falls_fastest(middle: float, noise: float) -> None:
    found = suggested(swept(middle, noise))
    assert found is not None
    assert middle / 2 < found < middle * 2
    assert found == float(f"{found:.2g}")


def test_an_explosion_after_the_fall_changes_nothing() -> None:
    calm = swept(0.004)
    wild = calm.losses[:70] + tuple(10.0 ** np.arange(5))
    found = suggested(Sweep(rates=calm.rates[:75], losses=wild, exploded=True))
    assert found == suggested(calm)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_a_loss_that_never_falls_suggests_nothing(noise: float) -> None:
    assert suggested(swept(0.01, noise, low=1.0)) is None
    rising = swept(0.01, noise, low=3.0)
    assert suggested(rising) is None


@pytest.mark.parametrize("losses", [(), (1.0,), (1.0, 0.5)])
def test_too_few_batches_suggest_nothing(losses: tuple[float, ...]) -> None:
    assert suggested(Sweep(rates=tuple(ladder()[: len(losses)]), losses=losses, exploded=True)) is None


def test_the_smooth_curve_equals_a_weighted_mean_in_a_plain_loop() -> None:
    sweep = swept(0.01, noise=0.3)
    for place in (0, 1, 40, 99):
        weights = [math.exp(-0.5 * ((k - place) / 3) ** 2) for k in range(len(sweep.losses))]
        mean = sum(w * math.log(loss) for w, loss in zip(weights, sweep.losses, strict=True)) / sum(weights)
        assert sweep.smooth[place] == pytest.approx(math.exp(mean))


def test_the_watch_waits_for_a_rise_to_four_times_the_lowest_mean() -> None:
    watch = Watch()
    assert not any(watch.exploded(loss) for loss in [1.0] * 20 + [0.5] * 10 + [1.9] * 30)
    assert any(watch.exploded(loss) for loss in [2.6] * 30)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_an_explosion_at_once(loss: float) -> None:
    assert Watch().exploded(loss)


def test_a_loss_of_nought_has_a_logarithm() -> None:
    sweep = Sweep(rates=tuple(ladder()[:12]), losses=(1.0,) * 6 + (0.0,) * 6, exploded=False)
    assert np.isfinite(sweep.smooth).all()
    assert suggested(sweep) is not None


def test_what_a_sweep_does_not_depend_on_gives_the_same_settings() -> None:
    one = experiment(learning_rate=0.5, epochs=9, schedule=Cosine(), keep="last", every_epoch=True)
    assert sought(one) == sought(experiment())
    assert sought(experiment(optimizer="sgd")) != sought(experiment())
    assert sought(experiment(seed=8)) != sought(experiment())


def test_a_sweep_comes_back_from_its_file_bit_for_bit(tmp_path: Path) -> None:
    sweep = swept(0.01, noise=0.2)
    write_sweep(tmp_path, sweep)
    assert read_sweep(tmp_path) == sweep
