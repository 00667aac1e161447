"""One or many timesteps in, one or many answers out: what a network does, by its usual name.

Letters: T timesteps.
"""

from __future__ import annotations

from typing import Literal

from core.models.given import Given
from core.models.layers import counted
from core.models.spec import Head
from core.spec import record
from core.text import say

Key = Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"]


@record
class Kind:
    """`reads` timesteps, counted from 0, and answers at the places of `answers` on the same line.

    `aligned`: every timestep has an answer of its own. Otherwise the answers stand behind the newest timestep,
    one for each step ahead; of a whole example beside it. `unrolled`: a summary of all that was read is
    unrolled step by step, a many-to-one and a one-to-many in a row. `fed_back`: every answer is read again for
    the next.
    """

    key: Key
    reads: int
    answers: range
    aligned: bool
    unrolled: bool
    fed_back: bool

    @property
    def title(self) -> str:
        return say(f"kinds.{self.key}.title")

    @property
    def text(self) -> str:
        """What goes in and what comes out, in a sentence or two."""
        values = {"reads": counted("timesteps", self.reads), "answers": counted("values", len(self.answers))}
        return " ".join(say(f"kinds.{part}", **values) for part in self._parts)

    @property
    def _parts(self) -> tuple[str, ...]:
        if self.aligned:
            return ("aligned",)
        extra = [name for name in ("unrolled", "fed_back") if getattr(self, name)]
        return (f"{self.key}.text", *extra)


def kind_of(given: Given, head: Head) -> Kind:
    """Follows lookback, horizon, and whether an answer is given at every timestep."""
    aligned = head.kind == "each_timestep"
    first = given.timesteps - (1 if given.delay == 0 else 0)
    answers = range(given.timesteps) if aligned else range(first, first + given.horizon)
    into, out = ("many" if n > 1 else "one" for n in (given.timesteps, len(answers)))
    key: Key = f"{into}_to_{out}"  # type: ignore[assignment]
    return Kind(
        key=key,
        reads=given.timesteps,
        answers=answers,
        aligned=aligned,
        unrolled=head.kind == "each_step",
        fed_back=head.ahead == "recursive" and given.horizon > 1,
    )
