"""Where Lookback keeps what it remembers, and where its own code stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import platformdirs

PROJECT = Path(__file__).resolve().parents[2]


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The data folder: `LOOKBACK_HOME`, else the usual place of this operating system. Absolute."""
    chosen = environment.get("LOOKBACK_HOME") or platformdirs.user_data_dir("lookback")
    return _absolute(chosen)


@lru_cache
def _absolute(chosen: str) -> Path:
    """Remembered: pages ask for their home dozens of times a click, and every link on the way is looked at."""
    return Path(chosen).expanduser().resolve()
