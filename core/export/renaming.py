"""Names inside a source, changed where they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from core.export.source import parsed

__all__ = ["renamed"]


def renamed(source: str, names: Mapping[str, str]) -> str:
    """The definition `source` with other names for itself and for what it reads from outside.

    A name that the definition binds itself (a parameter, a variable) is another thing and stays.
    """
    tree = parsed(source)
    bound = _bound(tree)
    places = [
        (node.lineno, node.col_offset, node.id, names[node.id])
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in names and node.id not in bound
    ]
    lines = [line.encode() for line in source.splitlines()]
    for number, column, old, new in sorted(places, reverse=True):
        line = lines[number - 1]
        assert line[column:].startswith(old.encode())
        lines[number - 1] = line[:column] + new.encode() + line[column + len(old.encode()) :]
    text = b"\n".join(lines).decode()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            text = re.sub(
                rf"^(def|class) {re.escape(node.name)}\b", rf"\1 {names[node.name]}", text, flags=re.MULTILINE
            )
    return text


def _bound(tree: ast.Module) -> set[str]:
    """What the functions of a definition bind: parameters, variables, their inner functions."""
    inside = [
        inner for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) for inner in ast.walk(node)
    ]
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found = {node.arg for node in inside if isinstance(node, ast.arg)}
    found |= {node.id for node in inside if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    found |= {node.name for node in inside if isinstance(node, ast.FunctionDef | ast.ClassDef)} - own
    found |= {
        node.name for node in inside if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name
    }
    return found
