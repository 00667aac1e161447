"""Which versions made a model, without importing any of them."""

from __future__ import annotations

import platform
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTIONS = {
    "tensorflow": ("tensorflow", "tensorflow-cpu"),
    "keras": ("keras",),
    "numpy": ("numpy",),
    "pandas": ("pandas",),
    "pyarrow": ("pyarrow",),
    "charset-normalizer": ("charset-normalizer",),
    "scikit-learn": ("scikit-learn",),
}
"""The libraries that have a say in the numbers, and what they are called where they are installed."""


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of Lookback, Python and the libraries."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    own = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    libraries = ((library, _installed(names)) for library, names in DISTRIBUTIONS.items())
    return ("lookback", own), ("python", platform.python_version()), *libraries


def _installed(names: tuple[str, ...]) -> str:
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "not installed"
