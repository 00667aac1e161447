"""Specs as plain records, and their values as code: what a script says of its settings.

What checks the fields stays behind: an experiment that became a script was checked before.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cache

from core.export.literal import literal
from core.export.source import module, text_of
from core.spec import Spec

__all__ = ["as_record", "constructed"]

WIDTH = 110


@cache
def as_record(name: str, spec: str) -> str:
    """The source of a Spec class as a dataclass: its fields with their defaults, properties and methods."""
    source = module(name).definitions[spec]
    lines, body = source.splitlines(), ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    kept = [f"@record\nclass {spec}({', '.join(map(ast.unparse, body.bases))}):"]
    for node in body.body:
        if isinstance(node, ast.AnnAssign):
            annotation = ast.get_source_segment(source, node.annotation)
            kept.append(f"    {ast.unparse(node.target)}: {annotation}{_default(node.value, source)}")
        elif isinstance(node, ast.Expr):
            kept.append("\n".join(lines[node.lineno - 1 : node.end_lineno]) + "\n")
        elif isinstance(node, ast.FunctionDef) and not _validates(node):
            kept.append("\n" + text_of(node, lines))
    return "\n".join(kept)


def _default(value: ast.expr | None, source: str) -> str:
    """` = 24` of `Field(24, ge=1)`; nothing of `Field(ge=1)`, which names a rule alone."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "Field":
        value = value.args[0] if value.args else None
    return f" = {ast.get_source_segment(source, value)}" if value else ""


def _validates(function: ast.FunctionDef) -> bool:
    return any("validator" in ast.unparse(decorator) for decorator in function.decorator_list)


def constructed(value: object, indent: int = 0, before: int = 0) -> str:
    """The value as the code that makes it; of a spec only what differs from its defaults.

    `indent` is that of its line, `before` what stands there already.

    >>> from core.examples.spec import Windows
    >>> constructed(Windows(lookback=48, horizon=6))
    'Windows(lookback=48, horizon=6)'
    """
    if isinstance(value, Spec):
        fields = {name: field.get_default() for name, field in type(value).model_fields.items() if name != "kind"}
        said = {f"{name}=": one for name, default in fields.items() if (one := getattr(value, name)) != default}
        return _listed(f"{type(value).__name__}(", list(said), list(said.values()), ")", indent, before)
    if isinstance(value, tuple) and value:
        return _listed("(", [""] * len(value), value, ",)" if len(value) == 1 else ")", indent, before)
    return literal(value)


def _listed(start: str, names: Sequence[str], items: Sequence[object], end: str, indent: int, before: int) -> str:
    """On one line where it fits, else one item a line."""
    pairs = list(zip(names, items, strict=True))
    line = start + ", ".join(name + constructed(item) for name, item in pairs) + end
    if before + len(line) <= WIDTH and "\n" not in line:
        return line
    inner = indent + 4
    texts = [name + constructed(item, inner, inner + len(name)) for name, item in pairs]
    lines = "".join(f"{' ' * inner}{text},\n" for text in texts)
    return f"{start}\n{lines}{' ' * indent}{end[-1]}"
