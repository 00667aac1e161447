"""An ending says what happened, why, and what to do."""

from __future__ import annotations

import pytest

from core.experiment import Stopping, TrainingSpec
from core.text import known, say
from core.training.outcome import CLIP, LOWER, Ending, Reason, apply_remedy, checkpoint_finding, ending_finding
from core.training.schedules import SCHEDULES
from core.training.settings import LOSSES, OPTIMIZERS


def test_a_loss_that_is_no_number_names_the_kept_epoch_and_both_remedies() -> None:
    found = ending_finding(Ending(reason=Reason.NOT_FINITE, epoch=3, best_epoch=2), TrainingSpec(learning_rate=0.1))
    assert found is not None
    assert found.title == "Stopped: the error is no longer a number"
    assert found.text == (
        "The steps were too large, so the values exploded in epoch 3. Epoch 2 is kept. "
        "Lower the learning rate from 0.1 to 0.001, or clip the gradient at 1, and train again."
    )
    assert [say(f"remedies.{key}") for key in found.remedies] == ["Lower the learning rate", "Clip the gradient"]


def test_without_anything_kept_it_says_so() -> None:
    found = ending_finding(Ending(reason=Reason.NOT_FINITE, epoch=1, best_epoch=None), TrainingSpec())
    assert found is not None
    assert "before there was a model worth keeping" in found.text
    found = ending_finding(Ending(reason=Reason.STOPPED, epoch=1, best_epoch=None), TrainingSpec())
    assert found is not None
    assert "Nothing is kept" in found.text


def test_of_several_networks_it_names_the_one_that_exploded_and_how_many_answer_all_the_same() -> None:
    ending = Ending(reason=Reason.NOT_FINITE, epoch=3, best_epoch=9, member=2, kept=1)
    found = ending_finding(ending, TrainingSpec(members=5))
    assert found is not None
    assert "exploded in epoch 3 of network 2. What was learned before is kept: 1 network." in found.text


def test_a_good_ending_has_nothing_to_tell() -> None:
    for reason in (Reason.ALL_EPOCHS, Reason.PATIENCE, Reason.STOPPED):
        assert ending_finding(Ending(reason=reason, epoch=9, best_epoch=3), TrainingSpec()) is None


def test_the_remedies_change_what_they_name_and_go_on_from_there() -> None:
    wild = TrainingSpec(learning_rate=5.0, optimizer="sgd")
    assert apply_remedy(wild, LOWER) == wild.but(learning_rate=0.01)
    assert apply_remedy(wild.but(learning_rate=0.01), LOWER).learning_rate == 0.001
    assert apply_remedy(wild, CLIP).clip == 1
    assert apply_remedy(wild.but(clip=1.0), CLIP).clip == 0.1
    with pytest.raises(ValueError, match=r"training\.clip_gradient"):
        apply_remedy(wild, "pray")


def test_a_damaged_state_says_where_training_goes_on() -> None:
    assert "goes on with epoch 5" in checkpoint_finding(4).text
    assert "starts again with epoch 1" in checkpoint_finding(0).text


def test_every_choice_of_the_settings_has_a_label_and_a_help() -> None:
    assert set(LOSSES) == set(TrainingSpec.model_fields["loss"].annotation.__args__)  # type: ignore[union-attr]
    assert set(OPTIMIZERS) == set(TrainingSpec.model_fields["optimizer"].annotation.__args__)  # type: ignore[union-attr]
    for choice in (*LOSSES.values(), *OPTIMIZERS.values()):
        assert choice.label
        assert choice.help
    for field in (*TrainingSpec.model_fields, *Stopping.model_fields):
        assert known(f"training.{field}.label"), field
        assert known(f"training.{field}.help"), field
    for kind, schedule in SCHEDULES.items():
        assert known(f"training.schedules.{kind}.label"), kind
        assert known(f"training.schedules.{kind}.help"), kind
        for field in {*schedule.model_fields} - {"kind"}:
            assert known(f"training.schedule_fields.{field}.label"), field
            assert known(f"training.schedule_fields.{field}.help"), field
    for reason in Reason:
        assert known(f"training.reasons.{reason}")
