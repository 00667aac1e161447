"""One home for the tests of a file, and a user who calls a job off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.jobs import wanted
from core.runs.library import Library
from core.runs.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def library(home: Path) -> Library:
    return Store(home).owned_by()


@contextmanager
def called_off() -> Iterator[None]:
    """Whatever job is done meanwhile, nobody wants it any more."""

    class Unwanted(wanted.Work):
        def wanted(self) -> str:
            return "stop"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wanted, "Work", Unwanted)
        yield
