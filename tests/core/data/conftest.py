"""Small files written by the tests, and the folder of real ones when it is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.data.reading import read, recognise
from core.data.table import Table

pytest.register_assert_rewrite("tests.core.data.expected")

REAL = Path(os.environ.get("LOOKBACK_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes text (in an encoding) or bytes to a file."""

    def write(content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "file.csv"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def table_of(write: Callable[..., Path]) -> Callable[..., Table]:
    """The table of a text, recognised and read as an upload is."""

    def table_of(content: str | bytes, encoding: str = "utf-8") -> Table:
        path = write(content, encoding)
        return read(path, recognise(path))

    return table_of
