"""Where Lookback keeps what it remembers, and where its own code stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

PROJECT = Path(__file__).resolve().parents[2]


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The data folder: `LOOKBACK_HOME`, else the usual place of this operating system. Absolute."""
    chosen = environment.get("LOOKBACK_HOME") or platformdirs.user_data_dir("lookback")
    return Path(chosen).expanduser().resolve()
