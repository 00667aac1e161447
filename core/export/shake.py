"""Functions of this project as the text of one file, with all they need and nothing else.

Nothing is written twice: what a standalone script does is what the app does, taken from the same
source. Only what is used comes along, in the order of the modules and of their lines.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from core.spec import record

__all__ = ["Module", "Shaken", "as_record", "module", "shake"]

_OWN = "core."
_TYPE_COMMENT = re.compile(r"  # type: ignore\[[^\]]*\]")


@record
class Shaken:
    """`imports` are statements for the top of the file; `sections` (title, source) stand below."""

    imports: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]


@record
class Module:
    """A module read but not run: its top-level definitions, and what each imported name stands for."""

    name: str
    title: str
    definitions: Mapping[str, str]  # name → source, in order
    own: Mapping[str, tuple[str, str]]  # imported name → (module of this project, name there)
    foreign: Mapping[str, str]  # imported name → import statement


def shake(roots: Sequence[tuple[str, str]], instead: Mapping[tuple[str, str], str]) -> Shaken:
    """Everything the definitions `roots`, (module, name), reach.

    `instead` holds another source for some definitions: it is searched like their own, and an
    empty one leaves a definition out. Annotations are never evaluated: they bring imports and
    names of types along, but no class. Raises KeyError for a root that is not there, ValueError
    where two modules would give one name to two things.
    """
    taken: dict[tuple[str, str], str] = {}
    imports: set[str] = set()

    def take(key: tuple[str, str]) -> None:
        if key in taken:
            return
        home = module(key[0])
        taken[key] = instead[key] if key in instead else home.definitions[key[1]]
        read, annotated = names_in(taken[key])
        for name in sorted(read | annotated):
            where = home.own.get(name, (key[0], name))
            if name in home.foreign:
                imports.add(home.foreign[name])
            elif (name in read and (name in home.own or name in home.definitions)) or _names_a_type(where):
                take(where)

    for root in roots:
        take(root)
    named = Counter(name for name, _ in {(name, source) for (_, name), source in taken.items() if source})
    if double := [name for name, times in named.items() if times > 1]:
        raise ValueError(f"One file has room for one definition of each name. Received twice: {double}")
    return Shaken(imports=tuple(sorted(imports)), sections=tuple(_sections(taken)))


def _names_a_type(key: tuple[str, str]) -> bool:
    """Whether this is a line like `Floats = NDArray[np.float64]`."""
    source = module(key[0]).definitions.get(key[1], "") if key[0].startswith(_OWN) else ""
    return source.startswith(f"{key[1]} = ")


def names_in(source: str) -> tuple[set[str], set[str]]:
    """The names a source reads, and those that stand in its annotations."""
    read: set[str] = set()
    annotated: set[str] = set()

    def visit(node: ast.AST, found: set[str]) -> None:
        if isinstance(node, ast.Name):
            found.add(node.id)
        for field, value in ast.iter_fields(node):
            into = annotated if field in ("annotation", "returns") else found
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, into)

    visit(ast.parse(source), read)
    return read, annotated


def as_record(name: str, spec: str) -> str:
    """The source of a Spec class as a plain dataclass: its fields, properties and methods.

    What checks the fields is left out, and so are their defaults: a script names every value.
    """
    source = module(name).definitions[spec]
    lines, body = source.splitlines(), ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    kept = [f"@record\nclass {spec}:"]
    for node in body.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) != "kind":
            kept.append(f"    {ast.unparse(node.target)}: {ast.get_source_segment(source, node.annotation)}")
        elif isinstance(node, ast.Expr):
            kept.append("\n".join(lines[node.lineno - 1 : node.end_lineno]) + "\n")
        elif isinstance(node, ast.FunctionDef) and not _validates(node):
            kept.append("\n" + _text(node, lines))
    return "\n".join(kept)


def _validates(function: ast.FunctionDef) -> bool:
    return any("validator" in ast.unparse(decorator) for decorator in function.decorator_list)


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
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_OWN):
            own |= {alias.asname or alias.name: (str(node.module), alias.name) for alias in node.names}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            foreign |= _foreign(node)
        else:
            for defined in _defined(node):
                definitions[defined] = _text(node, lines)
    title = (ast.get_docstring(tree) or name).splitlines()[0].split(". ")[0].rstrip(".")
    return Module(name=name, title=title, definitions=definitions, own=own, foreign=foreign)


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


def _text(node: ast.stmt, lines: Sequence[str]) -> str:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    text = "\n".join(lines[first - 1 : node.end_lineno])
    return _TYPE_COMMENT.sub("", text)


def _sections(taken: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """Per module what was taken of it, in the order of its lines; modules in the order of the layers."""
    written = {""}
    for name in _by_need(taken):
        texts = dict.fromkeys(taken[name, one] for one in module(name).definitions if (name, one) in taken)
        body = [text for text in texts if text not in written]
        written |= set(body)
        if body:
            yield module(name).title, "\n\n\n".join(body)


def _by_need(taken: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Modules by name, each after those it takes from, so that everything stands above its use."""
    needs: dict[str, set[str]] = {name: set() for name, _ in taken}
    for (name, _), text in taken.items():
        used, _ = names_in(text)
        needs[name] |= {home for one, (home, _) in module(name).own.items() if one in used and home in needs}
    done: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in done:
            for need in sorted(needs[name] - {name}):
                visit(need)
            done[name] = None

    for name in sorted(needs):
        visit(name)
    return iter(done)
