"""What happens while Keras fits: one callback, one concern. Here those that end it, and its pace.

Keras counts epochs from 0; everything reported or kept counts them from 1. A callback that must
leave at once raises `Leave`: Keras' own `stop_training` would still run the whole validation and
end an epoch that was never complete.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.training.outcome import Reason

__all__ = ["Finite", "Leave", "Logs", "Pace", "Report", "Stop", "finite"]

Logs = Mapping[str, float] | None
Report = Callable[[dict[str, Any]], None]


class Leave(Exception):
    """Training ends here and now, in the middle of an epoch."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def finite(logs: Logs) -> bool:
    """Whether every value is a number that can be compared."""
    return all(math.isfinite(value) for value in (logs or {}).values())


class Stop(keras.callbacks.Callback):  # type: ignore[misc]
    """Leaves within a batch, of training or of validation, once somebody wants it."""

    def __init__(self, wanted: Callable[[], str | None]) -> None:
        super().__init__()
        self.wanted = wanted

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self.wanted() == "stop":
            raise Leave(Reason.STOPPED)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(batch)


class Finite(keras.callbacks.Callback):  # type: ignore[misc]
    """Leaves as soon as a loss is no longer a number; Keras would train on. Comes last."""

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if not finite(logs):
            raise Leave(Reason.NOT_FINITE)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(epoch, logs)


class Pace(keras.callbacks.Callback):  # type: ignore[misc]
    """Measures the training steps and says how many of them one execution may take."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.marks: list[float] = []

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.marks.append(self.clock())

    def together(self, steps_left: int, longest: float = 0.2, saves: float = 0.0008, tracing: float = 0.7) -> int:
        """Steps per execution, 1 to 20: at most `longest` seconds, and only where it pays.

        An execution of several steps `saves` that many seconds each, and costs one more tracing.
        """
        gaps = sorted(b - a for a, b in zip(self.marks, self.marks[1:], strict=False))
        if not gaps or steps_left * saves < 2 * tracing:
            return 1
        return max(1, min(20, int(longest / max(gaps[len(gaps) // 2], 1e-4))))
