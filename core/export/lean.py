"""Definitions cut down to what the settings leave of them: the same numbers, fewer lines.

Settings are constants of a script. What they decide is decided here: in every function for the parameters
that are such settings, then from call to call for what is always given the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field

from core.export.calls import Call, calls_in, default_of, given, parameters, without_parameters
from core.export.constants import UNKNOWN, constants_of, value_of
from core.export.fold import bound_in, folded, locals_in
from core.export.source import module, names_in, nodes_in, parsed
from core.export.unread import attributes_read, fields_needed, without_fields, without_members, without_unread
from core.spec import record

__all__ = ["Settings", "lean"]

Key = tuple[str, str]
Reach = Callable[[Mapping[Key, str]], dict[Key, str]]


@record
class Settings:
    """`known` holds the fields of settings by class, `facts` what is so for every object of a class.

    `silent` functions only tell of what was noticed.
    `entries` are called from outside with what has no default; `read` are attributes looked at there.
    Fields of records stay in modules whose names start as one of `open`: a reader of the script meets them.
    Definitions `overwritten` are not what their modules say. `empty` fields of a class are None in every object.
    """

    known: Mapping[str, Mapping[str, object]]
    facts: Mapping[str, Mapping[str, object]]
    silent: tuple[str, ...] = ()
    entries: Collection[Key] = ()
    read: Collection[str] = ()
    open: Collection[str] = ()
    overwritten: Collection[Key] = ()
    empty: Mapping[str, Collection[str]] = field(default_factory=dict)

    def facts_of(self, name: str) -> dict[str, object]:
        """What is so for every object of this class."""
        return {**self.facts.get(name, {}), **dict.fromkeys(self.empty.get(name, ()))}


def lean(reach: Reach, settings: Settings) -> dict[Key, str]:
    """The definitions that are left. `reach` gives all that are needed when some have become others."""
    changed: set[str] = set()
    while True:
        found = _lean(reach, settings, changed)
        fresh = {name for text in found.values() for name in _changed_in(text, settings.known)}
        if fresh <= changed:
            return found
        changed |= fresh


def _changed_in(source: str, known: Mapping[str, Mapping[str, object]]) -> set[str]:
    """Fields of settings that a function changes, or gives a second object of their class: nobody may rely on them."""
    found: set[str] = set()
    if source and isinstance(parsed(source).body[0], ast.ClassDef):  # the default of a field is what the settings say
        return found
    for node in nodes_in(source):
        match node:
            case ast.Call(func=ast.Attribute(attr="but")):
                found |= {str(word.arg) for word in node.keywords}
            case ast.Call(func=ast.Name(id=name)) if name in known:
                found |= set(known[name])
    return found


def _lean(reach: Reach, settings: Settings, changed: Collection[str]) -> dict[Key, str]:
    """As far as it goes while no field is changed but those that are said to be."""
    shorter: dict[Key, str] = {}
    same: dict[Key, dict[str, object]] = {}
    seen: dict[Key, tuple[str, dict[str, object]]] = {}
    known: dict[Key, dict[str, object]] = {}
    done: dict[Key, tuple[str, dict[str, object]]] = {}  # what nothing new is known of needs no second look
    while True:
        taken = reach(shorter)
        before = dict(taken)
        for key, text in taken.items():
            about = (text, same.get(key, {}))
            if seen.get(key) != about:
                seen[key], known[key] = about, _known_in(key, *about, settings, changed)
        for key, text in taken.items():
            if text and done.get(key) != (text, known[key]):
                done[key] = (text, known[key])
                taken[key] = without_unread(folded(text, known[key], settings.silent), settings.silent)
        sites = _sites(taken)
        found = {
            key: _always(key, taken, sites[key], known, key in settings.entries)
            for key in taken
            if _is_closed(key, taken, sites, settings)
        }
        for key in found:
            _drop_parameters(key, taken, sites[key], settings)
        _drop_members(taken, settings)
        if taken == before and {key: one for key, one in found.items() if one} == same:
            return taken
        same = {key: one for key, one in found.items() if one}
        shorter |= {key: text for key, text in taken.items() if text != before[key]}


def _known_in(
    key: Key, source: str, told: Mapping[str, object], settings: Settings, changed: Collection[str]
) -> dict[str, object]:
    """What is known inside of a definition: by what it is told, by types, by the top of modules, by its own lines."""
    known = {**_known(key, source, settings, changed), **told}
    return {**known, **locals_in(source, known)} if source else known


def _known(key: Key, source: str, settings: Settings, changed: Collection[str]) -> dict[str, object]:
    """What is known inside of a definition by the types of its parameters, and of what stands at the top of modules."""
    home = module(key[0])
    bound = bound_in(source)
    found: dict[str, object] = {}
    for name in names_in(source)[0] if source else ():
        where = home.own.get(name, (key[0], name))
        if name not in bound and where not in settings.overwritten and where[0].startswith("core."):
            constants = constants_of(where[0])
            if where[1] in constants:
                found[name] = constants[where[1]]
    for parameter in parameters(source):
        kind = ast.unparse(parameter.annotation) if parameter.annotation else ""
        fields = settings.known.get(kind, {}) if bound[parameter.arg] == 1 else {}
        facts = settings.facts_of(kind) if bound[parameter.arg] == 1 else {}
        found |= {f"{parameter.arg}.{name}": value for name, value in fields.items() if name not in changed}
        found |= {f"{parameter.arg}.{name}": value for name, value in facts.items()}
    if source and isinstance(kept := parsed(source).body[0], ast.ClassDef):
        found |= {f"self.{name}": None for name in settings.empty.get(kept.name, ())}
    return found


def _sites(taken: Mapping[Key, str]) -> dict[Key, list[Call | None]]:
    """Where each definition is called; None stands for a use that is no call."""
    sites: dict[Key, list[Call | None]] = {key: [] for key in taken}
    for key, text in taken.items():
        if text:
            home = module(key[0])
            for name, call in calls_in(text):
                where = home.own.get(name, (key[0], name))
                if where in sites and not (where == key and call is None):
                    sites[where].append(Call(caller=key, node=call) if call else None)
    return sites


def _is_closed(
    key: Key, taken: Mapping[Key, str], sites: Mapping[Key, Sequence[Call | None]], settings: Settings
) -> bool:
    """Whether every call of a function is in sight."""
    is_function = bool(taken[key]) and isinstance(parsed(taken[key]).body[0], ast.FunctionDef)
    return is_function and (key in settings.entries or bool(sites[key])) and None not in sites[key]


def _always(
    key: Key,
    taken: Mapping[Key, str],
    sites: Sequence[Call | None],
    known: Mapping[Key, dict[str, object]],
    is_entry: bool,
) -> dict[str, object]:
    """Parameters that every call gives the same known value. From outside those with a default are not given."""
    found: dict[str, object] = {}
    source = taken[key]
    bound = bound_in(source)
    for parameter in parameters(source):
        told = [(given(call.node, source, parameter.arg), known[call.caller]) for call in sites if call]
        told += [(default_of(source, parameter.arg), known[key])] if is_entry else []
        values = [UNKNOWN if node is None else value_of(node, names) for node, names in told]
        same = all(type(value) is type(values[0]) and value == values[0] for value in values)
        if values[0] is not UNKNOWN and same and bound[parameter.arg] == 1:
            found[parameter.arg] = values[0]
    return found


def _drop_parameters(key: Key, taken: dict[Key, str], calls: Sequence[Call | None], settings: Settings) -> None:
    """Parameters nobody reads go, here and in every call."""
    callers = {call.caller for call in calls if call}
    entry = key in settings.entries
    while changed := without_parameters(key, {one: taken[one] for one in {key, *callers}}, settings.silent, entry):
        taken |= changed


def _drop_members(taken: dict[Key, str], settings: Settings) -> None:
    trimmed = [
        name
        for (home, name), text in taken.items()
        if text.startswith("@record\nclass ") and not home.startswith(tuple(settings.open))
    ]
    records, texts = frozenset(trimmed), [text for text in taken.values() if text]
    read = set(settings.read).union(*(attributes_read(text, records) for text in texts))
    needed = set().union(*(fields_needed(text, settings.silent) for text in texts))
    for key, text in taken.items():
        if text and (text.startswith(("class", "@record\nclass")) or not records.isdisjoint(names_in(text)[0])):
            text = without_members(text, (read | needed) - set(settings.silent), records)
        taken[key] = without_fields(text, settings.empty) if text else text
