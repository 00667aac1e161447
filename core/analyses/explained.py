"""What every analysis of a judged run is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from core.evaluation.predicting import Answer, Way
from core.evaluation.predictions import Predictions
from core.examples.prepare import Prepared
from core.runs.library import Library
from core.runs.records import Run
from core.spec import record

Report = Callable[[int, int], None]
"""Steps done, of so many. It ends the job when that is wanted, so it is called between steps."""

Wanted = Callable[[], Literal["stop"] | None]
"""What the user wants of the job; the network asks by itself each time it answers."""


@record
class Explained:
    """A judged run as its analyses read it: the examples, the network in NumPy, and what it answered.

    `answer` takes scaled inputs (W, T, F); `way` makes forecasts of what it says (`core.evaluation.predicting`).
    `library` knows what else there is of the run: its file, its evaluation, how it learned.
    """

    library: Library
    run: Run
    prepared: Prepared
    answer: Answer
    way: Way
    predictions: Predictions

    def but(self, **changes: Any) -> Explained:
        return replace(self, **changes)


Analysis = Callable[[Explained, Mapping[str, Any], Report, Wanted], Mapping[str, Any]]
"""A run, the settings as they were asked for (JSON) → numbers and words for JSON; NaN where nothing can be computed."""
