"""Where functions are called, with what, and calls without what is not asked for any more."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from functools import lru_cache

from core.export.constants import is_pure
from core.export.edits import Edit, Text, edited
from core.export.fold import bound_in
from core.export.source import module, nodes_in, parsed
from core.export.unread import without_words
from core.spec import record

__all__ = ["Call", "calls_in", "default_of", "given", "parameters", "without_parameters"]

Key = tuple[str, str]


@record
class Call:
    """A call inside the definition `caller`."""

    caller: Key
    node: ast.Call


def parameters(source: str) -> list[ast.arg]:
    """Those of a function, named ones last; none for anything else."""
    function = parsed(source).body[0] if source else None
    if not isinstance(function, ast.FunctionDef):
        return []
    return [*function.args.args, *function.args.kwonlyargs]


@lru_cache(maxsize=10_000)
def calls_in(source: str) -> tuple[tuple[str, ast.Call | None], ...]:
    """Names that a source reads from outside, each with the call it is made in; None where it is no call."""
    nodes, bound = nodes_in(source), bound_in(source)
    called = {id(node.func): node for node in nodes if isinstance(node, ast.Call)}
    names = [node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return tuple((node.id, called.get(id(node))) for node in names if node.id not in bound)


def given(call: ast.Call, source: str, name: str) -> ast.expr | None:
    """What a call gives a parameter of the function `source`: perhaps its default; None where it cannot be told."""
    function = parsed(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(word.arg is None for word in call.keywords):
        return None
    for word in call.keywords:
        if word.arg == name:
            return word.value
    places = [arg.arg for arg in function.args.args]
    if name in places and places.index(name) < len(call.args):
        return call.args[places.index(name)]
    return _default(function.args, name)


def default_of(source: str, name: str) -> ast.expr | None:
    """The default of a parameter of the function `source`."""
    function = parsed(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    return _default(function.args, name)


def _default(arguments: ast.arguments, name: str) -> ast.expr | None:
    plain = dict(zip([arg.arg for arg in arguments.args][::-1], arguments.defaults[::-1], strict=False))
    named = {arg.arg: value for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value}
    return {**plain, **named}.get(name)


def without_parameters(key: Key, texts: Mapping[Key, str], silent: Collection[str], is_entry: bool) -> dict[Key, str]:
    """A function without one of the parameters it does not read, and those who call it; nothing where all are read.

    `texts` are all of these. What is called from outside keeps its parameters without a default.
    """
    source = texts[key]
    function = parsed(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    read = {node.id for node in nodes_in(source) if isinstance(node, ast.Name)}
    gone = [arg.arg for arg in parameters(source) if arg.arg not in read] if _is_simple(function) else []
    for name in gone:
        if is_entry and default_of(source, name) is None:
            continue
        calls = [node for caller, text in texts.items() for node in _calls_of(key, caller, text)]
        told = [given(node, source, name) for node in calls]
        within = {id(one) for node in calls for one in ast.walk(node) if one is not node}
        if not any(id(node) in within for node in calls) and all(
            one is not None and is_pure(one, silent) for one in told
        ):
            return {one: _without(key, one, text, source, name) for one, text in texts.items()}
    return {}


def _is_simple(function: ast.FunctionDef) -> bool:
    arguments = function.args
    return not (arguments.vararg or arguments.kwarg or arguments.posonlyargs)


def _calls_of(key: Key, caller: Key, text: str) -> list[ast.Call]:
    home = module(caller[0])
    found = [(home.own.get(name, (caller[0], name)), call) for name, call in calls_in(text)]
    return [call for where, call in found if where == key and call]


def _without(key: Key, caller: Key, text: str, source: str, name: str) -> str:
    """One of the texts without the parameter, wherever it stands in it."""
    places, edits = Text(text), []
    for call in _calls_of(key, caller, text):
        value = given(call, source, name)
        arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        kept = [one for one in arguments if one is not value and getattr(one, "value", None) is not value]
        if len(kept) < len(call.args) + len(call.keywords):
            edits.append(without_words(call, kept, places))
    if caller == key:
        edits.append(_signature(text, places, name))
    return edited(text, edits)


def _signature(text: str, places: Text, name: str) -> Edit:
    function = parsed(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    plain = [_written(arg, _default(arguments, arg.arg), places) for arg in arguments.args if arg.arg != name]
    named = [_written(arg, _default(arguments, arg.arg), places) for arg in arguments.kwonlyargs if arg.arg != name]
    whole = [*plain, *(["*", *named] if named else [])]
    returns = f" -> {places.of(function.returns)}" if function.returns else ""
    line = f"def {function.name}({', '.join(whole)}){returns}:\n"
    if len(line) > 120:
        line = f"def {function.name}(\n    {', '.join(whole)}\n){returns}:\n"
    return places.without(function.lineno, function.body[0].lineno - 1, line)


def _written(arg: ast.arg, default: ast.expr | None, places: Text) -> str:
    said = places.of(arg)
    return f"{said} = {places.of(default)}" if default else said
