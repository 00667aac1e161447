"""What every test of a page with runs begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.fabricate import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A home the app looks at; nobody starts a supervisor for it."""
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    monkeypatch.setattr("core.runs.wake.wake", lambda home: False)
    monkeypatch.setattr("pages.parts.live_queue.wake", lambda home: False)
    return House(tmp_path)
