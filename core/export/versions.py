"""Which versions made a model, without importing any of them."""

from __future__ import annotations

import platform
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("tensorflow", "tensorflow-cpu", "keras", "numpy", "pandas", "scikit-learn")


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of Lookback, Python and the libraries that have a say in the numbers."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    own = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    return (
        ("lookback", own),
        ("python", platform.python_version()),
        *((library, found) for library in LIBRARIES if (found := _installed(library))),
    )


def _installed(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""  # TensorFlow comes under one of two names
