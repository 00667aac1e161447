"""Functions of this project as the text of one file, with all they need and nothing else.

Nothing is written twice: what a standalone script does is what the app does, taken from the same
source. Only what is used comes along, in the order of the modules and of their lines.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from core.export.lean import Settings, lean
from core.export.renaming import renamed
from core.export.source import OWN, module, names_in, parsed
from core.export.unread import shorter_docstrings
from core.spec import record

__all__ = ["Section", "Shaken", "shake", "without_cases"]


Key = tuple[str, str]
"""A definition: the module it stands in, and its name."""


@record
class Section:
    """What was taken of one module, under the first sentence of its docstring."""

    module: str
    title: str
    source: str


@record
class Shaken:
    """`imports` are statements for the top of the file; `sections` stand below, each after what it needs."""

    imports: tuple[str, ...]
    sections: tuple[Section, ...]


def shake(
    roots: Sequence[Key],
    instead: Mapping[Key, str],
    unused: Collection[str] = (),
    reserved: Collection[str] = (),
    settings: Settings | None = None,
) -> Shaken:
    """Everything the definitions `roots`, (module, name), reach; with `settings`, what these leave of it.

    `instead` holds another source for some definitions: it is searched like their own, and an
    empty one leaves a definition out. Where a `match` asks for a class of `unused`, that case goes.
    Annotations are never evaluated: they bring imports, names of types and what is in `instead` along,
    but no other class.
    Where two modules give one name to two things, or to a thing called as one of `reserved`, the
    later one gets the name of its module as well. Raises KeyError for a root that is not there,
    ValueError where one name is imported as two things.
    """

    def reach(shorter: Mapping[Key, str]) -> dict[Key, str]:
        return reached(roots, instead, unused, shorter)

    taken = reach({})
    if settings:
        taken = {key: shorter_docstrings(text) for key, text in lean(reach, settings).items()}
    imports = _imports(taken)
    order = list(_by_need(taken))
    sections = _sections(_unequivocal(taken, order, {*reserved, *imports}), order)
    return Shaken(imports=tuple(sorted(imports.values())), sections=tuple(sections))


def reached(
    roots: Sequence[Key], instead: Mapping[Key, str], unused: Collection[str], shorter: Mapping[Key, str]
) -> dict[Key, str]:
    """The sources of all that is needed, by definition; of those in `shorter` what stands there."""
    taken: dict[Key, str] = {}

    def take(key: Key) -> None:
        if key in taken:
            return
        home = module(key[0])
        own = instead[key] if key in instead else home.definitions[key[1]]
        taken[key] = shorter[key] if key in shorter else without_cases(own, unused)
        read, annotated = names_in(taken[key])
        for name in sorted(read | annotated):
            where = home.own.get(name, (key[0], name))
            called = name in read and (name in home.own or name in home.definitions)
            if name not in home.foreign and (called or where in instead or _names_a_type(where)):
                take(where)

    for root in roots:
        take(root)
    return taken


def _imports(taken: Mapping[Key, str]) -> dict[str, str]:
    """The imports these sources need, by name."""
    imports: dict[str, str] = {}
    texts = [(module(home), text) for (home, _), text in taken.items()]
    texts += [(home, line) for home in map(module, {name for name, _ in taken}) for line in home.settings]
    for home, text in texts:
        for name in frozenset().union(*names_in(text)) & home.foreign.keys():
            if imports.setdefault(name, home.foreign[name]) != home.foreign[name]:
                raise ValueError(f"{name} is imported as two things: {imports[name]!r} and {home.foreign[name]!r}.")
    return imports


def _unequivocal(taken: Mapping[Key, str], order: Sequence[str], reserved: Collection[str]) -> dict[Key, str]:
    """The same sources, where every name means one thing in the whole file."""
    meant: dict[str, str] = dict.fromkeys(reserved, "")
    final: dict[Key, str] = {}
    for home in order:
        for name in (name for name in module(home).definitions if taken.get((home, name))):
            same = meant.setdefault(name, taken[home, name]) == taken[home, name]
            final[home, name] = name if same else f"{name.rstrip('_')}_of_{home.rpartition('.')[2]}"
    texts = {}
    for (home, name), text in taken.items():
        known = module(home)
        read, annotated = names_in(text)
        local = {one: final.get(known.own.get(one, (home, one)), one) for one in {name, *read, *annotated}}
        changed = {one: other for one, other in local.items() if one != other}
        texts[home, name] = renamed(text, changed) if changed and text else text
    return texts


def without_cases(source: str, classes: Collection[str]) -> str:
    """The source without the cases of its `match` statements that ask for one of `classes`."""
    if "match " not in source:
        return source
    matches = [node for node in ast.walk(parsed(source)) if isinstance(node, ast.Match)]
    lines = source.splitlines()
    blank = {at for at, line in enumerate(lines) if not line}
    for match in matches:
        gone = [case for case in match.cases if _asks_for(case.pattern, classes)]
        for case in gone:
            first, last = case.pattern.lineno - 1, case.body[-1].end_lineno or 0
            lines[first:last] = [""] * (last - first)
        if len(gone) == len(match.cases):
            lines[match.lineno - 1] = " " * match.col_offset + "pass"
    return "\n".join(line for at, line in enumerate(lines) if line or at in blank)


def _asks_for(pattern: ast.pattern, classes: Collection[str]) -> bool:
    asked = {ast.unparse(node.cls) for node in ast.walk(pattern) if isinstance(node, ast.MatchClass)}
    return bool(asked) and asked <= set(classes)


def _names_a_type(key: Key) -> bool:
    """Whether this is a line like `Floats = NDArray[np.float64]`, or a protocol."""
    source = module(key[0]).definitions.get(key[1], "") if key[0].startswith(OWN) else ""
    return source.startswith((f"{key[1]} = ", f"class {key[1]}(Protocol):"))


def _sections(taken: Mapping[Key, str], order: Sequence[str]) -> Iterator[Section]:
    """Per module what was taken of it, in the order of its lines."""
    written = {""}
    for name in order:
        home = module(name)
        texts = dict.fromkeys(taken[name, one] for one in home.definitions if (name, one) in taken)
        body = [text for text in texts if text not in written]
        written |= set(body)
        if body:
            yield Section(module=name, title=home.title, source=_below_each_other([*body, *home.settings]))


def _below_each_other(sources: Sequence[str]) -> str:
    """Functions and classes with two empty lines between them, one-line values without."""
    text = sources[0]
    for above, below in pairwise(sources):
        apart = "\n" if "\n" not in above and "\n" not in below else "\n\n\n"
        text += apart + below.strip("\n")
    return text


def _by_need(taken: Mapping[Key, str]) -> Iterator[str]:
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
