"""Runs that were made up, for tests that need one and train nothing."""

from __future__ import annotations

import pytest

from core.models.presets import PRESETS
from core.runs.records import Run
from tests.pages.fabricate import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def judged(house: House) -> Run:
    return house.finished("One", model=PRESETS["linear"].make())
