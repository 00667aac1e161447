"""Waiting for what must happen. A test asks whether it does; how soon, the benchmarks ask on a calm machine."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds until a test gives up on what it waits for: what a calm machine does at once takes a busy one long."""


def eventually(holds: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether something holds in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def until(holds: Callable[[], object]) -> float:
    """Wait until something holds; the seconds it took."""
    begun = time.monotonic()
    assert eventually(holds), "waited in vain"
    return time.monotonic() - begun
