"""A definition with its settings known: branches that they decide are taken, those they rule out are gone."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from core.export.constants import UNKNOWN, is_nothing, is_pure, truth_of, value_of
from core.export.edits import Edit, Text, edited
from core.export.source import nodes_in, parsed

__all__ = ["blocks_of", "bound_in", "folded", "locals_in"]

Known = Mapping[str, object]
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def folded(source: str, known: Known, silent: tuple[str, ...] = ()) -> str:
    """The source where conditions that `known` values decide are decided, until none is left.

    Functions that are `silent` may stay uncalled where nothing hangs on what they say.
    """
    return _folded(source, tuple(sorted(known.items(), key=lambda item: item[0])), silent)


@lru_cache(maxsize=10_000)
def _folded(source: str, items: tuple[tuple[str, object], ...], silent: tuple[str, ...]) -> str:
    known = dict(items)
    while True:
        text = Text(source)
        here = {**known, **locals_in(source, known)}
        edits = [*_statements(source, text, here, silent), *_expressions(source, text, here)]
        if not edits:
            return source
        source = edited(source, edits)


def blocks_of(nodes: Iterable[ast.AST]) -> Iterator[list[ast.stmt]]:
    """Every list of statements of these nodes."""
    for node in nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


@lru_cache(maxsize=10_000)
def bound_in(source: str) -> Counter[str]:
    """Names that a definition binds, and how often."""
    found: list[str] = []
    for node in nodes_in(source):
        if isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.append(node.id)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found += [node.name] * 2  # set by what comes, not by an assignment
    return Counter(found)


def locals_in(source: str, known: Known) -> dict[str, object]:
    """Variables that are given a value once, and a known one."""
    bound, found = bound_in(source), dict[str, object]()
    if not isinstance(parsed(source).body[0], ast.FunctionDef):
        return found
    for one in nodes_in(source):
        if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name):
            name, value = one.targets[0].id, value_of(one.value, {**known, **found})
            if bound[name] == 1 and value is not UNKNOWN:
                found[name] = value
    return found


def _statements(source: str, text: Text, known: Known, silent: Collection[str]) -> Iterator[Edit]:
    """Branches that are decided, what follows a return, and conditions on which nothing depends."""
    chained = {id(node.orelse[0]) for node in nodes_in(source) if isinstance(node, ast.If) and _is_chain(node, text)}
    for block in blocks_of(nodes_in(source)):
        for at, node in enumerate(block):
            if isinstance(node, ast.If):
                yield from _branch(node, block, text, known, silent, id(node) in chained)
            elif (isinstance(node, ast.Pass) and len(block) > 1) or (
                isinstance(node, ast.For) and (is_nothing(node.iter, known) or _is_idle(node))
            ):
                yield text.without_statement(node, block)
            if isinstance(node, _ENDS) and at + 1 < len(block):
                yield text.without(node.end_lineno + 1 if node.end_lineno else 0, block[-1].end_lineno or 0)
                break


def _is_idle(node: ast.For) -> bool:
    return _is_empty(node.body) and not node.orelse and is_pure(node.iter)


def _is_chain(node: ast.If, text: Text) -> bool:
    """Whether an `elif` follows."""
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and text.of(node.orelse[0]).startswith("elif")


def _is_empty(body: Sequence[ast.stmt]) -> bool:
    return all(isinstance(one, ast.Pass) for one in body)


def _branch(
    node: ast.If, block: list[ast.stmt], text: Text, known: Known, silent: Collection[str], chained: bool
) -> Iterator[Edit]:
    truth, column, last = truth_of(node.test, known), node.col_offset, node.end_lineno or 0
    if truth is None and _is_empty(node.body) and not node.orelse and is_pure(node.test, silent):
        truth = False
    if truth is None:
        if node.orelse and _is_empty(node.orelse):
            yield text.without((node.body[-1].end_lineno or 0) + 1, last)
    elif truth:
        kept = text.block(node.body, column + 4 * chained)
        yield text.without(node.lineno, last, f"{' ' * column}else:\n{kept}" if chained else kept)
    elif not node.orelse:
        yield text.without(node.lineno, last) if chained else text.without_statement(node, block)
    elif _is_chain(node, text):
        rest = text.lines(node.orelse[0].lineno, last)
        yield text.without(node.lineno, last, rest if chained else rest.replace("elif", "if", 1))
    else:
        kept = text.block(node.orelse, column + 4 * chained)
        yield text.without(node.lineno, last, f"{' ' * column}else:\n{kept}" if chained else kept)


def _expressions(source: str, text: Text, known: Known) -> Iterator[Edit]:
    """Conditional expressions that are decided, and parts of conditions that say nothing new."""
    for parent in nodes_in(source):
        for node in ast.iter_child_nodes(parent):
            grouped = isinstance(parent, ast.expr) and not isinstance(parent, ast.Call | ast.Tuple | ast.List)
            if isinstance(node, ast.IfExp) and (truth := truth_of(node.test, known)) is not None:
                yield text.replaced(node, _alone(node.body if truth else node.orelse, text, grouped))
            elif isinstance(node, ast.DictComp | ast.ListComp) and is_nothing(node.generators[0].iter, known):
                yield text.replaced(node, "{}" if isinstance(node, ast.DictComp) else "[]")
            elif isinstance(node, ast.BoolOp):
                kept = _telling(node, known, _is_test(node, parent))
                if len(kept) < len(node.values):
                    word = " or " if isinstance(node.op, ast.Or) else " and "
                    parts = [_alone(part, text, len(kept) > 1 or grouped) for part in kept]
                    yield text.replaced(node, word.join(parts))


def _is_test(node: ast.expr, parent: ast.AST) -> bool:
    """Whether only its truth is asked for."""
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.If | ast.IfExp | ast.While) and node is parent.test


def _telling(node: ast.BoolOp, known: Known, is_test: bool) -> list[ast.expr]:
    """The parts of `and` that are not known to be true, of `or` that are not known to be false.

    The last part is what comes of it, so outside of a condition it stays.
    """
    neutral = isinstance(node.op, ast.And)
    if truth_of(node, known) is not None:
        first = truth_of(node.values[0], known)
        return node.values[:1] if first is not None and first != neutral else node.values
    last = node.values[-1]
    return [one for one in node.values if truth_of(one, known) != neutral or (one is last and not is_test)]


def _alone(node: ast.expr, text: Text, grouped: bool) -> str:
    loose = isinstance(node, ast.BoolOp | ast.IfExp | ast.NamedExpr | ast.Lambda) and grouped
    split = "\n" in text.of(node)
    return f"({text.of(node)})" if loose or split else text.of(node)
