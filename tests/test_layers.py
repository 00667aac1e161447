"""The layers are a test, not a wish: imports obey the order, and pages never load TensorFlow."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = (
    ("spec", "text", "findings", "errors", "files", "memory"),
    ("data",),
    ("examples",),
    ("models",),
    ("experiment", "recommend", "recipes"),
    ("training",),
    ("evaluation",),
    ("export",),
    ("runs",),
    ("studies",),
    ("charts",),
    ("report",),
    ("analyses",),
    ("jobs",),
    ("terminal", "__main__"),
)
"""Ground floor first. A line imports its own line and those above it, never one below."""

RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
MODULES = sorted(ROOT.glob("core/**/*.py"))
PAGES = sorted([ROOT / "app.py", *ROOT.glob("pages/**/*.py")])


def imported(path: Path) -> set[str]:
    """Every module a file imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; say the whole name"
            found.add(node.module or "")
            if node.module == "core":
                found |= {f"core.{alias.name}" for alias in node.names}
    return found


def layer_of(module: str) -> int | None:
    parts = module.split(".")
    return RANK[parts[1]] if parts[0] == "core" and len(parts) > 1 else None


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_layer_never_imports_one_above_itself(path: Path) -> None:
    name = path.relative_to(ROOT).with_suffix("").parts
    if name == ("core", "__init__"):
        return
    mine = RANK[name[1]]
    for module in imported(path):
        theirs = layer_of(module)
        assert theirs is None or theirs <= mine, f"{'.'.join(name)} imports {module}, which stands above it"
        assert module.split(".")[0] not in ("streamlit", "pages", "tests"), f"core knows no UI: {module}"


def test_no_module_a_page_can_reach_loads_tensorflow() -> None:
    """In a fresh interpreter: everything pages and the terminal import, and still no TensorFlow."""
    wanted = {m for path in PAGES for m in imported(path) if m.split(".")[0] in ("core", "pages")} | {"core.__main__"}
    script = (
        "import importlib, sys\n"
        f"for name in {sorted(wanted)!r}: importlib.import_module(name)\n"
        "loaded = sorted({m.split('.')[0] for m in sys.modules} & {'tensorflow', 'keras'})\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_imports_neither_tensorflow_nor_worker_code(path: Path) -> None:
    for module in imported(path):
        assert module.split(".")[0] not in ("tensorflow", "keras", "multiprocessing", "threading")
        assert not module.startswith("core.jobs.")
