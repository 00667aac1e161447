"""The modules of this project as text: read, never run."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from core.spec import record

__all__ = ["OWN", "Module", "module", "names_in", "nodes_in", "parsed", "text_of"]

OWN = "core."
_TYPE_COMMENT = re.compile(r"  # type: ignore\[[^\]]*\]")


@record
class Module:
    """A module read but not run: its top-level definitions, and what each imported name stands for.

    `settings` are its statements that define nothing, such as a limit set in a library.
    """

    name: str
    title: str
    definitions: Mapping[str, str]  # name → source, in order
    own: Mapping[str, tuple[str, str]]  # imported name → (module of this project, name there)
    foreign: Mapping[str, str]  # imported name → import statement
    settings: tuple[str, ...] = ()


@cache
def module(name: str) -> Module:
    """Reads the source of a module of this project; nothing in it is run that was not already."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise KeyError(name)
    with open(spec.origin, encoding="utf-8") as file:
        source = file.read()
    tree = ast.parse(source)
    lines = source.splitlines()
    definitions: dict[str, str] = {}
    own: dict[str, tuple[str, str]] = {}
    foreign: dict[str, str] = {}
    settings: list[str] = []
    for node in _statements(tree.body):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OWN):
            own |= {alias.asname or alias.name: (str(node.module), alias.name) for alias in node.names}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            foreign |= _foreign(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            settings.append(text_of(node, lines))
        else:
            for defined in _defined(node):
                definitions[defined] = text_of(node, lines)
    title = (ast.get_docstring(tree) or name).splitlines()[0].split(". ")[0].rstrip(".")
    return Module(name=name, title=title, definitions=definitions, own=own, foreign=foreign, settings=tuple(settings))


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """What stands at the top, and what is imported there for annotations alone."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from node.body
        else:
            yield node


def _foreign(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Imported name → the statement that imports it alone."""
    head = f"from {node.module} import" if isinstance(node, ast.ImportFrom) else "import"
    return {
        (alias.asname or alias.name).split(".")[0]: f"{head} {alias.name}"
        + (f" as {alias.asname}" if alias.asname else "")
        for alias in node.names
    }


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        for part in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(part, ast.Name):
                yield part.id


def text_of(node: ast.stmt, lines: Sequence[str]) -> str:
    """The lines of a statement, with its decorators and without remarks for the type checker."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return _TYPE_COMMENT.sub("", "\n".join(lines[first - 1 : node.end_lineno]))


@lru_cache(maxsize=10_000)
def parsed(source: str) -> ast.Module:
    """The tree of a source, which nobody changes: the same definitions go into every script."""
    return ast.parse(source)


@lru_cache(maxsize=10_000)
def nodes_in(source: str) -> tuple[ast.AST, ...]:
    """Every node of a source's tree."""
    return tuple(ast.walk(parsed(source)))


@lru_cache(maxsize=10_000)
def names_in(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names a source reads, and those that stand in its annotations.

    Raises ValueError for a source that imports of this project by itself: such a name would lead nowhere.
    """
    read: set[str] = set()
    annotated: set[str] = set()

    def visit(node: ast.AST, found: set[str]) -> None:
        if isinstance(node, ast.Name):
            found.add(node.id)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OWN):
            raise ValueError(f"{node.module} is imported inside a definition; it must stand at the top of the module.")
        for field, value in ast.iter_fields(node):
            into = annotated if field in ("annotation", "returns") else found
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, into)

    visit(parsed(source), read)
    return frozenset(read), frozenset(annotated)
