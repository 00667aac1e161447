"""Every sentence the code asks for exists, every placeholder is filled, and none is left unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from core.text import sentences

ROOT = Path(__file__).parent.parent
CODE = sorted([ROOT / "app.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("core/**/*.py")])
ASKING = {"say", "told"}
ERRORS = {"LookbackError", "DataError", "SettingsError", "DoesNotFit", "BundleError", "NotFoundError", "RunError"}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, read once for all tests."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def placeholders(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(sentence) if name}


def pattern(node: ast.expr) -> str | None:
    """A regular expression for a literal or f-string key; None when it is a variable."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"[\w.]+" for v in node.values)
    if isinstance(node, ast.IfExp):
        both = pattern(node.body), pattern(node.orelse)
        return f"(?:{both[0]}|{both[1]})" if all(both) else None
    return None


def asked(path: Path) -> Iterator[tuple[str, set[str] | None, int]]:
    """(regular expression of the key, names given or None when unknown, line) of every request."""
    for call in nodes(path):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = None if any(k.arg is None for k in call.keywords) else {k.arg for k in call.keywords if k.arg}
        if name in ASKING and call.args and (key := pattern(call.args[0])):
            yield key, given, call.lineno
        elif name in ERRORS and call.args and (key := pattern(call.args[0])):
            for part in ("title", "text"):
                yield f"errors\\.{key}\\.{part}", given, call.lineno
        elif name == "Finding":
            words = {k.arg: k.value for k in call.keywords}
            key = pattern(words["key"]) if "key" in words else None
            values = words.get("values")
            names = {ast.literal_eval(k) for k in values.keys if k} if isinstance(values, ast.Dict) else None
            for part in ("title", "text") if key else ():
                yield f"findings\\.{key}\\.{part}", names if values else set(), call.lineno


@cache
def spelled_by(key: str) -> list[str]:
    """The keys there are that a regular expression can spell."""
    plain = re.sub(r"\\(.)", r"\1", key)
    if re.escape(plain) == key:
        return [plain] if plain in sentences() else []
    return [one for one in sentences() if re.fullmatch(key, one)]


def test_every_key_exists_and_every_placeholder_is_filled() -> None:
    """A literal key must be filled; of those an f-string can spell, at least one."""
    wrong = []
    for path in CODE:
        for key, given, line in asked(path):
            place = f"{path.relative_to(ROOT)}:{line}"
            matching = spelled_by(key)
            if not matching:
                wrong.append(f"{place} asks for {key}, which no sentence has")
            elif given is not None and not any(placeholders(sentences()[k]) <= given for k in matching):
                wrong.append(f"{place} does not fill {sorted(placeholders(sentences()[matching[0]]) - given)} of {key}")
    assert not wrong, "\n".join(wrong)


def test_no_sentence_is_left_that_nothing_asks_for() -> None:
    """A key counts as asked for when an f-string can spell it, or its own name stands in the code."""
    every = [node for path in CODE for node in nodes(path)]
    keys = {key for node in every if isinstance(node, ast.JoinedStr) and "\\." in (key := pattern(node) or "")}
    spelled = {one for key in keys for one in spelled_by(key)}
    literals = {node.value for node in every if isinstance(node, ast.Constant)}

    def in_use(key: str) -> bool:
        parts = key.split(".")
        names = {key, parts[-1], ".".join(parts[1:]), ".".join(parts[1:-1]), ".".join(parts[:-1])}
        return key in spelled or not names.isdisjoint(literals)

    unused = [key for key in sentences() if not in_use(key)]
    assert not unused, "\n".join(unused)


def test_every_sentence_is_well_formed() -> None:
    for key, sentence in sentences().items():
        assert sentence, key
        assert sentence.strip() == sentence, key
        placeholders(sentence)
