"""What every test of a page begins with: a home, and nobody who would work through its queue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from core.runs.library import Library
from core.runs.store import Store
from tests.pages.fabricate import House


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit searches all that is installed for components, anew for every app: a tenth of a second each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder the app looks at, empty at first."""
    return tmp_path


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all tests of a module, where a file that one opened need not be read again by the next."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No supervisor is started."""
    monkeypatch.setenv("LOOKBACK_HOME", str(home))
    monkeypatch.setattr("core.runs.wake.wake", lambda home: False)
    monkeypatch.setattr("pages.parts.live_queue.wake", lambda home: False)


@pytest.fixture
def library(home: Path) -> Library:
    """What the visitor has."""
    return Store(home).owned_by("local")


@pytest.fixture
def house(home: Path) -> House:
    """A home with a dataset, where runs can be made up."""
    return House(home)
