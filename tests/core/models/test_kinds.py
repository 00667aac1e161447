"""One or many in, one or many out."""

from __future__ import annotations

import pytest

from core.models.kinds import kind_of
from core.models.spec import Head
from tests.core.models.asked import asked


@pytest.mark.course("A8")
@pytest.mark.parametrize(
    ("timesteps", "horizon", "head", "key", "answers"),
    [
        (1, 1, "dense", "one_to_one", [1]),
        (1, 3, "dense", "one_to_many", [1, 2, 3]),
        (4, 1, "dense", "many_to_one", [4]),
        (4, 2, "dense", "many_to_many", [4, 5]),
        (4, 2, "each_step", "many_to_many", [4, 5]),
        (4, 1, "each_timestep", "many_to_many", [0, 1, 2, 3]),
        (1, 1, "each_timestep", "one_to_one", [0]),
    ],
)
def test_the_four_follow_lookback_horizon_and_the_head(
    timesteps: int, horizon: int, head: str, key: str, answers: list[int]
) -> None:
    kind = kind_of(asked(timesteps, 2, horizon), Head.model_validate({"kind": head}))
    assert (kind.key, kind.reads, list(kind.answers)) == (key, timesteps, answers)
    assert kind.aligned == (head == "each_timestep")
    assert kind.unrolled == (head == "each_step")
    assert kind.title.lower().replace("-", "_") == key
    assert kind.text.endswith(".")


def test_the_answer_of_the_same_row_stands_beside_the_newest_timestep() -> None:
    assert list(kind_of(asked(4, 2, padded=True), Head()).answers) == [3]


def test_an_answer_that_is_read_again_says_so() -> None:
    kind = kind_of(asked(4, 2, 3, 2), Head(ahead="recursive"))
    assert kind.fed_back
    assert "reads its own answer again" in kind.text
    assert not kind_of(asked(4, 2, 1, 2), Head(ahead="recursive")).fed_back


def test_an_absurd_horizon_is_told_at_once() -> None:
    assert len(kind_of(asked(4, 2, 10**12), Head()).answers) == 10**12
