"""What an expression comes to when some of its names are known: by looking alone, nothing of it is run."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from core.export.source import module, parsed

__all__ = ["UNKNOWN", "constants_of", "is_nothing", "is_pure", "truth_of", "value_of"]

UNKNOWN = object()
"""What only the running script can tell."""

Known = Mapping[str, object]
"""Values by name, or by name and field: `reading.decimal`."""

_COMPARED: Mapping[type[ast.cmpop], Callable[[object, object], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,  # type: ignore[operator]
    ast.NotIn: lambda a, b: a not in b,  # type: ignore[operator]
    ast.Lt: operator.lt,  # type: ignore[dict-item]
    ast.LtE: operator.le,  # type: ignore[dict-item]
    ast.Gt: operator.gt,  # type: ignore[dict-item]
    ast.GtE: operator.ge,  # type: ignore[dict-item]
}
_PURE = frozenset({
    "any", "all", "bool", "join", "len", "set", "tuple", "list", "dict", "int", "str", "max", "min", "sum", "sorted",
    "frozenset", "map", "isinstance", "startswith", "endswith", "flatnonzero", "isnat", "isnan", "arange", "abs",
    "ones", "zeros", "empty", "strip", "rstrip", "Counter", "array", "where", "types", "is_string", "lines", "nanmin",
    "nanmax", "removesuffix",
})  # fmt: skip
"""Calls that change nothing, by the last part of their names: where nobody wants what they give, they go."""


def value_of(node: ast.expr, known: Known) -> object:
    """The value of an expression, or UNKNOWN."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name() | ast.Attribute():
            return known.get(ast.unparse(node), UNKNOWN)
        case ast.Tuple():
            return _put_together(node.elts, known)
        case ast.UnaryOp(op=ast.Not()):
            value = value_of(node.operand, known)
            return UNKNOWN if value is UNKNOWN else not value
        case ast.BoolOp():
            return _joined(node, known)
        case ast.Compare():
            return _compared(node, known)
        case ast.Call():
            return _called(node, known)
        case ast.IfExp():
            test = truth_of(node.test, known)
            return UNKNOWN if test is None else value_of(node.body if test else node.orelse, known)
        case _:
            return UNKNOWN


def truth_of(node: ast.expr, known: Known) -> bool | None:
    """Whether a condition holds, None where only the running script can tell.

    `and` fails as soon as one part is known to, whatever those before it say, if saying so changes nothing.
    """
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = truth_of(node.operand, known)
        return None if inner is None else not inner
    if isinstance(node, ast.BoolOp):
        decisive = isinstance(node.op, ast.Or)
        truths = [truth_of(part, known) for part in node.values]
        if decisive in truths:
            return decisive if all(map(is_pure, node.values[: truths.index(decisive)])) else None
        return None if None in truths else not decisive
    value = value_of(node, known)
    return None if value is UNKNOWN else bool(value)


def is_nothing(node: ast.expr, known: Known) -> bool:
    """Whether going through it meets nothing: an empty tuple or dictionary, numbered or by its items."""
    match node:
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            return is_nothing(inner, known)
        case ast.Call(func=ast.Attribute(value=inner, attr="items"), args=[]):
            return is_nothing(inner, known)
        case _:
            return value_of(node, known) == ()


def _put_together(items: Sequence[ast.expr], known: Known) -> object:
    """A tuple of these items, of which some may be written as `*others`."""
    parts: list[object] = []
    for item in items:
        value = value_of(item.value if isinstance(item, ast.Starred) else item, known)
        if value is UNKNOWN or (isinstance(item, ast.Starred) and not isinstance(value, tuple)):
            return UNKNOWN
        parts += value if isinstance(item, ast.Starred) and isinstance(value, tuple) else [value]
    return tuple(parts)


def _joined(node: ast.BoolOp, known: Known) -> object:
    decisive = isinstance(node.op, ast.Or)
    for part in node.values:
        value = value_of(part, known)
        if value is UNKNOWN or bool(value) == decisive:
            return value
    return value


def _compared(node: ast.Compare, known: Known) -> object:
    if len(node.ops) > 1:
        return UNKNOWN
    left, right = value_of(node.left, known), value_of(node.comparators[0], known)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return bool(_COMPARED[type(node.ops[0])](left, right))


def _called(node: ast.Call, known: Known) -> object:
    """`bool(x)`, `len(x)`, `x.startswith(y)`, `x.endswith(y)`."""
    values = [value_of(arg, known) for arg in node.args]
    if UNKNOWN in values or node.keywords:
        return UNKNOWN
    match node.func:
        case ast.Name(id="bool") if len(values) == 1:
            return bool(values[0])
        case ast.Name(id="len") if len(values) == 1 and isinstance(values[0], str | tuple | dict):
            return len(values[0])
        case ast.Attribute(attr="startswith" | "endswith" as name):
            text = value_of(node.func.value, known)
            return getattr(text, name)(*values) if isinstance(text, str) else UNKNOWN
        case _:
            return UNKNOWN


def is_pure(node: ast.AST, also: Collection[str] = ()) -> bool:
    """Whether evaluating it changes nothing; calls of the functions `also` do not."""
    for one in ast.walk(node):
        if isinstance(one, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return False
        if isinstance(one, ast.Call):
            called = ast.unparse(one.func).rpartition(".")[2]
            if called not in _PURE and called not in also:
                return False
    return True


@cache
def constants_of(home: str) -> dict[str, object]:
    """The texts, numbers, tuples of such and keys of dictionaries that stand at the top of a module, by name."""
    found: dict[str, object] = {}
    for name, source in module(home).definitions.items():
        statement = parsed(source).body[0]
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            value = _literal(statement.value)
            if value is not UNKNOWN:
                found[name] = value
    return found


def _literal(node: ast.expr) -> object:
    if isinstance(node, ast.Dict):
        keys = [value_of(key, {}) if key else UNKNOWN for key in node.keys]
        return UNKNOWN if UNKNOWN in keys else tuple(keys)
    return value_of(node, {})
