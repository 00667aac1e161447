"""The columns of a second file get a branch of their own, with the layers of the first."""

from __future__ import annotations

import pytest

from core.models.by_file import read_apart
from core.models.given import Given
from core.models.plan import columns_read, plan
from core.models.presets import PRESETS
from core.models.spec import Branch, ModelSpec

GIVEN = Given(timesteps=6, columns=("y", "a", "hour (sine)", "b", "c"), horizon=1, outputs=1)


@pytest.mark.parametrize("key", [key for key, preset in PRESETS.items() if preset.make().head.kind == "dense"])
def test_every_preset_with_layers_reads_two_files_in_two_branches(key: str) -> None:
    model = read_apart(PRESETS[key].make(), [("b", "c")])
    first, second = model.branches
    assert second == Branch(input="input_second", columns=("b", "c"), layers=first.layers)
    assert columns_read(plan(model, GIVEN)) == ((0, 1, 2), (3, 4))
    assert read_apart(model, []) == PRESETS[key].make()


def test_a_head_shared_over_targets_reads_everything_together() -> None:
    assert read_apart(PRESETS["linear"].make(), [("b",)]) == PRESETS["linear"].make()


def test_branches_follow_the_columns_that_are_inputs() -> None:
    model = read_apart(PRESETS["lstm"].make(), [("b", "c"), ("a",)])
    assert [branch.columns for branch in model.branches] == [(), ("b", "c"), ("a",)]
    assert [branch.columns for branch in read_apart(model, [("b",), ()]).branches] == [(), ("b",)]


def test_layers_changed_by_hand_keep_the_branches_they_have() -> None:
    lstm = PRESETS["lstm"].make()
    assert len(read_apart(lstm.but(preset=None), [("b",)]).branches) == 1
    by_hand = read_apart(lstm, [("b", "c")]).but(preset=None)
    by_hand = by_hand.but(branches=(by_hand.branches[0], by_hand.branches[1].but(layers=())))
    assert read_apart(by_hand, [("b",)]).branches[1] == Branch(input="input_second", columns=("b",))


def test_branches_that_somebody_chose_are_left_alone() -> None:
    chosen = ModelSpec(branches=(Branch(columns=("y",)), Branch(input="input_wind", columns=("a",))))
    assert read_apart(chosen, [("b",)]) == chosen
