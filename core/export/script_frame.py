"""What every generated file shares: titles, imports in order, and what stands for the app's own ground floor."""

from __future__ import annotations

import ast

from core.export.shake import as_record, module

__all__ = ["SPECS", "imports_of", "instead_of", "title"]

WIDTH = 100
SPECS = ("Windows", "SplitSpec", "FittingSpec")

_FOREIGN = ("keras", "numpy", "pandas", "tensorflow")


def title(text: str) -> str:
    return f"# {'-' * (WIDTH - 2)}\n# {text[0].upper()}{text[1:]}\n# {'-' * (WIDTH - 2)}"


def imports_of(lines: set[str]) -> tuple[str, str]:
    """The imports of the standard library, and those of others, sorted as ruff would."""
    names: dict[str, set[str]] = {}
    for line in lines:
        head, _, name = line.partition(" import ") if line.startswith("from") else (line, "", "")
        names.setdefault(head, set()).add(name)
    whole = [f"{head} import {', '.join(sorted(found))}" if any(found) else head for head, found in names.items()]
    whole.sort(key=lambda line: (line.startswith("from"), line.split()[1]))
    foreign = [line for line in whole if line.split()[1].split(".")[0] in _FOREIGN]
    return "\n".join(line for line in whole if line not in foreign), "\n".join(foreign)


def instead_of(scalers: set[str]) -> dict[tuple[str, str], str]:
    """Nothing for the ground floor, which the frame brings; specs as records; only the scalers in use."""
    return {
        ("core.spec", "record"): "",
        ("core.errors", "SettingsError"): "",
        ("core.examples.scalers", "SCALERS"): scalers_in_use(scalers),
        **{("core.examples.spec", spec): as_record("core.examples.spec", spec) for spec in SPECS},
    }


def scalers_in_use(used: set[str]) -> str:
    """The registry of scalers with the entries of `used` only, each as it stands in its module."""
    source = module("core.examples.scalers").definitions["SCALERS"]
    entries = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    keyed = {
        word.value.value: ast.get_source_segment(source, entry)
        for entry in entries
        for word in entry.keywords
        if word.arg == "key" and isinstance(word.value, ast.Constant)
    }
    lines = [f"    {key!r}: {text}," for key, text in keyed.items() if key in used]
    return "SCALERS = {\n" + "\n".join(lines) + "\n}"
