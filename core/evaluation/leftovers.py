"""Everything the page says of residuals: their memory, their shape, the tests, and the loop they close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from core.evaluation.residual_tests import Result, run_tests
from core.evaluation.residuals import FEWEST, Memory, Residuals, Shape, memory, shape
from core.spec import record

Mark = Literal["done", "open", "unknown"]


@record
class Leftover:
    """`memory` and `shape` are None where there are too few residuals."""

    residuals: Residuals
    memory: Memory | None
    shape: Shape | None
    tests: tuple[Result, ...]

    @property
    def white(self) -> bool | None:
        """Whether what is left looks like chance; None where that cannot be told."""
        box = next(result for result in self.tests if result.key == "ljung_box")
        return None if box.reason else box.good


def leftover(left: Residuals, season: int | None) -> Leftover:
    """What is left, looked at from every side; `season` in rows."""
    enough = len(left.apart) >= FEWEST
    return Leftover(
        residuals=left,
        memory=memory(left, season) if enough else None,
        shape=shape(left) if len(left) >= FEWEST else None,
        tests=run_tests(left),
    )


def loop(evaluation: Mapping[str, Any], white: bool | None) -> dict[str, Mark]:
    """The modelling loop, each step done, open or unknown: look, model, residuals, validate, evaluate.

    The first two are done wherever there is something to judge. Validation and evaluation are done where the
    model beats doing nothing there.
    """
    verdicts = evaluation["verdicts"]
    return {
        "look": "done",
        "model": "done",
        "residuals": "unknown" if white is None else "done" if white else "open",
        "validate": _beats(verdicts.get("validation")),
        "evaluate": _beats(verdicts.get("test")),
    }


def _beats(verdict: Mapping[str, Any] | None) -> Mark:
    if verdict is None:
        return "unknown"
    return "done" if verdict["key"] == "better" else "open"
