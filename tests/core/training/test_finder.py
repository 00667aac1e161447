from __future__ import annotations

import numpy as np
import pytest

from core.training.rates import Sweep, ladder, suggested
from tests.core.training.given import DENSE, RECURRENT, After, experiment, of_kind, prepared, trained


def swept(given, rates=None, wanted=lambda: None) -> tuple[Sweep | None, list[dict]]:
    from core.training.finder import sweep

    events: list[dict] = []
    return sweep(prepared(given), given, events.append, wanted, rates), events


def test_each_loss_is_that_of_its_own_batch_at_its_own_rate() -> None:
    """Against plain Keras: one train_on_batch after another, the rate set by hand, the order that of training."""
    import keras

    from core.examples.gather import materialise
    from core.training.feed import epoch_order
    from core.training.trainer import compiled

    given, rates = experiment(DENSE), ladder(24)
    found, _ = swept(given, rates)
    ready = prepared(given)
    model = compiled(ready, given)
    examples = ready.examples.of(0)
    x, y = materialise(examples.inputs), materialise(examples.targets)
    orders = [epoch_order(len(y), 7, epoch) for epoch in (1, 2, 3)]
    chosen = [order[at : at + 20] for order in orders for at in range(0, len(y), 20)]
    expected = []
    for rows, rate in zip(chosen, rates, strict=False):
        model.optimizer.learning_rate = float(rate)
        model.reset_metrics()
        expected.append(float(keras.ops.convert_to_numpy(model.train_on_batch(x[rows], y[rows]))))
    assert found is not None
    assert len(found.losses) == len(expected[: len(found.losses)]) > 15
    np.testing.assert_allclose(found.losses, expected[: len(found.losses)], rtol=1e-5)


def test_it_goes_on_into_further_epochs_and_tells_how_far_it_is() -> None:
    found, events = swept(experiment(DENSE), ladder(30))
    assert found is not None
    told = of_kind(events, "batch")
    assert [event["batch"] for event in told][:12] == list(range(1, 13))
    assert {event["of"] for event in told} == {30}


def test_the_same_settings_give_the_same_losses_whatever_the_present_rate() -> None:
    one, _ = swept(experiment(RECURRENT), ladder(15))
    other, _ = swept(experiment(RECURRENT, learning_rate=3.0, epochs=50), ladder(15))
    assert one == other


def test_a_series_that_can_be_learned_gets_a_rate_that_learns() -> None:
    given = experiment(DENSE, loss="mse")
    found, _ = swept(given)
    assert found is not None
    rate = suggested(found)
    assert rate is not None
    assert 1e-4 < rate < 1


def test_a_rate_that_explodes_ends_the_sweep_with_finite_losses() -> None:
    found, events = swept(experiment(DENSE, loss="mse", optimizer="sgd"), np.geomspace(1e-3, 1e9, 40))
    assert found is not None
    assert found.exploded
    assert len(found.losses) < 40
    assert np.isfinite(found.losses).all()
    assert len(found.rates) == len(found.losses) <= len(events)


def test_a_stop_leaves_no_result() -> None:
    assert swept(experiment(DENSE), wanted=After(5))[0] is None


def test_all_examples_in_one_batch_are_one_step_each() -> None:
    found, events = swept(experiment(DENSE, batch=None), ladder(6))
    assert found is not None
    assert len(events) == 6


def test_a_training_after_a_sweep_in_the_same_process_gives_the_same_weights(tmp_path) -> None:
    from tests.core.training.given import kept_weights

    trained(experiment(DENSE), tmp_path / "before")
    swept(experiment(DENSE), ladder(12))
    trained(experiment(DENSE), tmp_path / "after")
    assert kept_weights(tmp_path / "before") == kept_weights(tmp_path / "after")


@pytest.mark.parametrize("kind", ["binary", "multiclass"])
def test_classes_are_swept_too_and_weighed_as_in_training(kind: str) -> None:
    from core.training.finder import sweep
    from tests.core.training import test_classes

    losses = {}
    for weights in ("none", "balanced"):
        given = test_classes.experiment(kind, weights)
        found = sweep(test_classes.prepared(given), given, lambda event: None, lambda: None, ladder(12))
        assert found is not None
        losses[weights] = found.losses
    assert len(losses["none"]) == len(losses["balanced"]) == 12
    assert losses["none"] != losses["balanced"]
