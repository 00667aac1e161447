"""A time as settings write it."""

from __future__ import annotations

import numpy as np

FIRST_DAY, LAST_DAY = np.datetime64("1678-01-01"), np.datetime64("2262-01-01")


def moment_of(text: object) -> np.datetime64:
    """A time in ISO 8601 to the second. Raises ValueError for anything else.

    Beyond 1678 to 2262 NumPy's nanoseconds start again without a word.
    """
    try:
        moment = np.datetime64(text, "s") if isinstance(text, str) else np.datetime64("NaT")
    except ValueError as problem:
        raise ValueError(f"A date is written like 2017-07-01 or 2017-07-01T13:00. Received: {text!r}") from problem
    if not FIRST_DAY <= moment <= LAST_DAY:  # never true of NaT
        raise ValueError(f"A date lies between {FIRST_DAY} and {LAST_DAY}. Received: {text!r}")
    return moment
