"""What every generated file shares: titles, imports in order, and what stands for the app's own ground floor."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from core.data.spec import Across, Column, DataSpec, Join, Reading, Source
from core.data.steps import STEPS
from core.examples.fitting import Fitted
from core.examples.spec import LEARNED, Encode, FittingSpec, SplitSpec, Windows
from core.experiment import Experiment
from core.export.lean import Settings
from core.export.left_out import SILENT, left_out
from core.export.literal import literal
from core.export.records import as_record
from core.export.shake import Section
from core.export.source import module, parsed
from core.spec import Spec
from core.text import known, sentences

__all__ = [
    "imports_of",
    "instead_of",
    "libraries",
    "sentences_of",
    "settings_of",
    "specs_used",
    "title",
    "titled",
    "unused_steps",
]

WIDTH = 100
_DISTRIBUTED_AS = {"sklearn": "scikit-learn", "charset_normalizer": "charset-normalizer"}
_SPECS = ("core.data.spec", "core.data.steps", "core.examples.spec")

_GROUND = {
    ("core.spec", "record"): "record = dataclass(frozen=True, kw_only=True)",
    ("core.spec", "Spec"): '''class Spec:
    """Settings that belong together."""

    def but(self, **changes):
        """The same with some of them changed."""
        return type(self)(**{**self.__dict__, **changes})''',
    ("core.text", "say"): '''def say(key, **values):
    """The sentence of a key where it is known here, else the key."""
    return SENTENCES.get(key, key).format(**values)''',
    ("core.errors", "LookbackError"): '''class LookbackError(Exception):
    """The file and the settings do not fit."""

    def __init__(self, key, **values):
        super().__init__(say(f"errors.{key}", **values))''',
    ("core.data.steps", "Step"): "Step = DataStep",
    ("core.examples.spec", "AnyLearned"): "AnyLearned = LearnedStep",
}


def title(text: str) -> str:
    """A line that parts the file."""
    return f"# --- {text[0].upper()}{text[1:]} ".ljust(WIDTH, "-")


def titled(sections: Iterable[Section]) -> Iterator[str]:
    """Each section under its title."""
    for section in sections:
        yield f"{title(section.title)}\n\n{section.source}"


def imports_of(lines: set[str]) -> tuple[str, str]:
    """The imports of the standard library, and those of others, sorted as ruff would."""
    names: dict[str, set[str]] = {}
    for line in lines:
        head, _, name = line.partition(" import ") if line.startswith("from") else (line, "", "")
        names.setdefault(head, set()).add(name)
    whole = [f"{head} import {', '.join(sorted(found))}" if any(found) else head for head, found in names.items()]
    whole.sort(key=lambda line: (line.startswith("from"), line.split()[1]))
    foreign = [line for line in whole if line.split()[1].split(".")[0] not in sys.stdlib_module_names]
    return "\n".join(line for line in whole if line not in foreign), "\n".join(foreign)


def instead_of(experiment: Experiment, fitted: Fitted) -> dict[tuple[str, str], str]:
    """A small ground floor; specs as records; of the scalers only those in use; nothing a file like this never needs.

    A scaler that is only named counts too: `scaler_of` looks at it before it takes another.
    """
    fitting = experiment.fitting
    scalers = {fitting.scaler, *dict(fitting.per_column).values(), *fitted.scalers}
    specs = {(home, name): as_record(home, name) for home in _SPECS for name in _specs_of(home)}
    in_use = {("core.examples.scalers", "SCALERS"): scalers_in_use(scalers)}
    return {**specs, **_GROUND, **left_out(), **in_use}


def settings_of(
    experiment: Experiment, entries: Iterable[tuple[str, str]], overwritten: Iterable[tuple[str, str]], frame: str
) -> Settings:
    """What the script knows beforehand. `frame` is the text that stands around what is taken."""
    data = experiment.data
    chosen = (experiment.examples, experiment.split, experiment.fitting, *([data.join] if data.join else []))
    known = {type(one).__name__: _fields(one) for one in chosen} | {"Reading": _alike(data.sources)}
    roles = ("targets", "inputs", "categories", "series", "known_future", "season", "classes", "split")
    return Settings(
        known={**known, "DataSpec": {name: getattr(data, name) for name in roles}},
        facts=_facts(data, experiment.fitting),
        silent=SILENT,
        entries=tuple(entries),
        read=frozenset(re.findall(r"\.(\w+)", frame)),
        open=(
            "core.data.dataset",
            "core.data.spec",
            "core.data.steps",
            "core.examples",
            "core.evaluation",
            "core.export",
        ),
        overwritten=tuple(overwritten),
        empty=_empty(experiment),
    )


def _empty(experiment: Experiment) -> dict[str, tuple[str, ...]]:
    """What examples do not have unless some are padded, or answered at every timestep."""
    every_timestep = experiment.model.head.kind == "each_timestep"
    padded: dict[str, tuple[str, ...]] = {} if experiment.examples.padded else {"Gather": ("lengths",)}
    return {**padded, **({} if every_timestep else {"Examples": ("counts",)})}


def _facts(data: DataSpec, fitting: FittingSpec) -> dict[str, dict[str, object]]:
    """What is predicted, and what is so wherever there are no words, one series alone, and no parts by name."""
    answer: dict[str, object] = {"classes": data.classes, **({} if data.split else {"given": None})}
    wordless: dict[str, object] = {} if data.categories else {"texts": (), "texts_ahead": ()}
    single: dict[str, object] = {} if data.series else {"series_names": ("",)}
    whole: dict[str, object] = {"components": None} if fitting.components is None else {}
    return {
        "Dataset": {**answer, **wordless, **single, **whole},
        "Arranging": {**({} if data.categories else {"words": ()}), **single},
    }


def _alike(sources: Sequence[Source]) -> dict[str, object]:
    """What is the same however a file of these is read."""
    first, *others = [_fields(source.reading) for source in sources]
    return {name: value for name, value in first.items() if all(name in o and o[name] == value for o in others)}


def _fields(spec: Spec) -> dict[str, object]:
    """The fields of a spec that are plain values."""
    fields = {name: getattr(spec, name) for name in type(spec).model_fields}
    return {name: value for name, value in fields.items() if not isinstance(value, tuple) or _is_plain(value)}


def _is_plain(values: tuple[object, ...]) -> bool:
    return all(isinstance(value, str | int | float) for value in values)


def _specs_of(home: str) -> list[str]:
    """The classes of a module of specs."""
    return [name for name, source in module(home).definitions.items() if source.startswith(f"class {name}(")]


def libraries(imports: set[str], sections: Iterable[Section]) -> list[str]:
    """What must be installed, as package registries call it, in the order of the alphabet."""
    named = {name for text in (*imports, *(one.source for one in sections)) for name in _imported(text)}
    return sorted(_DISTRIBUTED_AS.get(name, name) for name in named - {*sys.stdlib_module_names})


@lru_cache(maxsize=1_000)
def _imported(text: str) -> frozenset[str]:
    """The packages a text imports, inside of functions too."""
    nodes = list(ast.walk(parsed(text)))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return frozenset(name.split(".")[0] for name in named)


def specs_used(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """The definitions that the settings are made of."""
    always: tuple[type[Spec], ...] = (DataSpec, Source, Reading, Column, Windows, SplitSpec, FittingSpec)
    across: tuple[type[Spec], ...] = (Across,) if any(one.reading.across for one in experiment.data.sources) else ()
    joined: tuple[type[Spec], ...] = (Join,) if experiment.data.join else ()
    used = dict.fromkeys((*always, *across, *joined, *_steps_used(experiment)))
    return tuple((spec.__module__, spec.__name__) for spec in used)


def unused_steps(experiment: Experiment) -> set[str]:
    """The names of the steps that the experiment does not take; categories are encoded without being asked."""
    used: set[type[Spec]] = {*_steps_used(experiment), *([Encode] if experiment.data.categories else [])}
    kinds: tuple[type[Spec], ...] = (*STEPS, *LEARNED)
    return {kind.__name__ for kind in kinds if kind not in used}


def _steps_used(experiment: Experiment) -> Iterator[type[Spec]]:
    """Of those that learn also those switched off, since their arrays are told apart by their place."""
    yield from map(type, (*experiment.data.working, *experiment.fitting.learned))


def sentences_of(sections: Iterable[Section]) -> str:
    """What the errors raised in these sections say, by key."""
    texts, keys = sentences(), {key for section in sections for key in _raised(section.source)}
    said = {
        f"errors.{key}": f"{texts[f'errors.{key}.title']}. {texts[f'errors.{key}.text']}"
        for key in sorted(keys)
        if known(f"errors.{key}.title")
    }
    lines = "".join(f"    {literal(key)}: {literal(text)},\n" for key, text in said.items())
    return f"SENTENCES = {{\n{lines}}}"


@lru_cache(maxsize=1_000)
def _raised(text: str) -> frozenset[str]:
    """The keys of the errors that a text makes."""
    calls = [node for node in ast.walk(parsed(text)) if isinstance(node, ast.Call) and node.args]
    firsts = [call.args[0] for call in calls if ast.unparse(call.func) in ("DataError", "SettingsError")]
    return frozenset(str(first.value) for first in firsts if isinstance(first, ast.Constant))


def scalers_in_use(used: set[str]) -> str:
    """The registry of scalers with the entries of `used` only, each as it stands in its module."""
    source = module("core.examples.scalers").definitions["SCALERS"]
    entries = [node for node in ast.walk(parsed(source)) if isinstance(node, ast.Call)]
    keyed = {
        word.value.value: ast.get_source_segment(source, entry)
        for entry in entries
        for word in entry.keywords
        if word.arg == "key" and isinstance(word.value, ast.Constant)
    }
    lines = [f"    {key!r}: {text}," for key, text in keyed.items() if key in used]
    return "SCALERS = {\n" + "\n".join(lines) + "\n}"
