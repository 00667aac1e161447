"""What nobody reads goes: variables, parameters, fields of records, methods; and what only says what was noticed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from core.export.constants import is_pure
from core.export.edits import Edit, Text, edited
from core.export.fold import blocks_of
from core.export.source import nodes_in, parsed

__all__ = [
    "attributes_read",
    "fields_needed",
    "shorter_docstrings",
    "without_fields",
    "without_members",
    "without_unread",
    "without_words",
]

MOST = 110
"""Letters a line may have."""


def without_unread(source: str, silent: Collection[str]) -> str:
    """Without variables that are set and never read, and without calls of the functions `silent`, which do nothing."""
    tree, text, nodes = parsed(source), Text(source), nodes_in(source)
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    collected = _only_appended(nodes)
    edits: list[Edit] = []
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    if isinstance(tree.body[0], ast.FunctionDef):
        for block in blocks_of(nodes[1:]):
            for node in block:
                if _is_call_of(node, silent) or _appends_to(node) in collected or _is_idle(node, block):
                    edits.append(text.without_statement(node, block))
                elif (names := _set(node)) and not names & ((read - collected) | own):
                    edits.append(_unset(node, block, text, silent))
    return edited(source, edits) if edits else source


def _set(node: ast.stmt) -> set[str]:
    """The variables that an assignment sets; none for any other statement, nor where it sets something else too."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    parts = [part for one in targets for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    return names if len(names) == len(parts) else set()


def _unset(node: ast.stmt, block: Sequence[ast.stmt], text: Text, silent: Collection[str]) -> Edit:
    """Without the assignment; what its value does besides is still done."""
    assert isinstance(node, ast.Assign | ast.AnnAssign)
    assert node.value is not None
    if is_pure(node.value, silent):
        return text.without_statement(node, block)
    start, end = text.span(node)
    return Edit(start=start, end=end, text=text.of(node.value))


def _is_call_of(node: ast.stmt, names: Collection[str]) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = ast.unparse(node.value.func)
    return called in names or called.split(".")[0] in names


def _is_idle(node: ast.stmt, block: Sequence[ast.stmt]) -> bool:
    """Whether a statement only comes to a value, and is no docstring."""
    is_value = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    return is_value and len(block) > 1 and is_pure(node)


def _appends_to(node: ast.stmt) -> str | None:
    """The list to whose end a statement puts something, and does nothing else."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[item])):
            return name if is_pure(item) else None
    return None


def _only_appended(nodes: Sequence[ast.AST]) -> set[str]:
    """Lists that begin empty, that something is put into, and that nobody looks at."""
    begun = {name for node in nodes if isinstance(node, ast.stmt) and _begins_empty(node) for name in _set(node)}
    uses: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            uses[node.id] = uses.get(node.id, 0) + 1
    for node in nodes:
        if isinstance(node, ast.stmt) and (name := _appends_to(node)):
            uses[name] -= 1
    return {name for name in begun if not uses.get(name)}


def _begins_empty(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.List) and not node.value.elts


@lru_cache(maxsize=10_000)
def attributes_read(source: str, records: frozenset[str]) -> set[str]:
    """The names that stand behind a dot, in patterns, in changes of a record, or as texts, by which one may be asked.

    Handed on under its own name to one of the `records` it is not read yet.
    """
    found: set[str] = set()
    handed = set()
    for node in nodes_in(source):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in records:
            values = {id(word.value) for word in node.keywords if getattr(word.value, "attr", "") == word.arg}
            handed |= values
    for node in nodes_in(source):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Load()) if id(node) not in handed:
                found.add(name)
            case ast.MatchClass():
                found |= set(node.kwd_attrs)
            case ast.Constant(value=str() as said):
                found.add(said)
            case ast.Call(func=ast.Name(id="replace") | ast.Attribute(attr="but")):
                found |= {str(word.arg) for word in node.keywords}
    return found


@lru_cache(maxsize=10_000)
def fields_needed(source: str, silent: tuple[str, ...]) -> set[str]:
    """What records are made with that does more than give a value: it stays."""
    calls = [node for node in nodes_in(source) if isinstance(node, ast.Call) and not node.args]
    return {str(word.arg) for call in calls for word in call.keywords if not is_pure(word.value, silent)}


def without_members(source: str, read: Collection[str], records: Collection[str]) -> str:
    """Classes without methods nobody calls and, the `records`, without fields nobody reads, nor where they are made."""
    text = Text(source)
    edits: list[Edit] = []
    for node in nodes_in(source):
        if isinstance(node, ast.ClassDef):
            foreign = not all(isinstance(base, ast.Name) for base in node.bases)  # `keras…`: called by who made it
            gone = [one for one in node.body if not foreign and _is_unread(one, read, node.name in records)]
            edits += [_without_member(one, node.body, text) for one in gone]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in records:
            kept = [word for word in node.keywords if word.arg is None or word.arg in read]
            if len(kept) < len(node.keywords):
                edits.append(without_words(node, kept, text))
    return edited(source, edits) if edits else source


def without_fields(source: str, empty: Mapping[str, Collection[str]]) -> str:
    """Classes without the fields that are `empty` in all of their objects, nor where they are made."""
    text = Text(source)
    edits: list[Edit] = []
    for node in nodes_in(source):
        if isinstance(node, ast.ClassDef) and node.name in empty:
            fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            gone = [one for one in fields if ast.unparse(one.target) in empty[node.name]]
            edits += [_without_member(one, node.body, text) for one in gone]
        elif isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in empty:
            kept = [word for word in node.keywords if word.arg not in empty[name]]
            if len(kept) < len(node.keywords):
                edits.append(without_words(node, kept, text))
    return edited(source, edits) if edits else source


def without_words(node: ast.Call, kept: Sequence[ast.expr | ast.keyword], text: Text) -> Edit:
    """A call with these of its arguments: on one line where it fits, else one a line."""
    name, words = text.of(node.func), [text.of(one) for one in kept]
    line = f"{name}({', '.join(words)})"
    if node.lineno == node.end_lineno or ("\n" not in line and node.col_offset + len(line) < MOST):
        return text.replaced(node, line)
    indent = " " * ((node.end_col_offset or 1) - 1)  # the bracket at the end stands alone
    lines = "".join(f"{indent}    {word},\n" for word in words)
    return text.replaced(node, f"{name}(\n{lines}{indent})")


def _is_unread(node: ast.stmt, read: Collection[str], is_record: bool) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name not in read and not node.name.startswith("__")
    return is_record and isinstance(node, ast.AnnAssign) and ast.unparse(node.target) not in read


def _without_member(node: ast.stmt, body: list[ast.stmt], text: Text) -> Edit:
    whole = text.without_statement(node, body)
    above = whole.start
    while isinstance(node, ast.FunctionDef) and text.bytes[:above].endswith(b"\n\n"):
        above -= 1
    return Edit(start=above, end=whole.end, text=whole.text)


def shorter_docstrings(source: str) -> str:
    """Of every docstring its first sentence or line."""
    tree, text = parsed(source), Text(source)
    edits = list(_shorter(tree, text))
    return edited(source, edits) if edits else source


def _shorter(tree: ast.Module, text: Text) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr):
            said = node.body[0].value
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.lineno != said.end_lineno:
                raw = text.of(said).strip()
                yield text.replaced(said, _first(raw))


def _first(raw: str) -> str:
    head, mark, body = raw.partition('"""')
    return f"{head}{mark}{body.splitlines()[0].rstrip(' ,;:')}{mark}"
