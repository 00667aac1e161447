"""JSON from a stranger: no duplicate keys, no NaN, no 1e999, not deep."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from core.errors import BundleError
from core.spec import Spec

__all__ = ["MAX_DEPTH", "loads", "parse"]

AnySpec = TypeVar("AnySpec", bound=Spec)

MAX_DEPTH = 24
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKET = re.compile(rb"[^\[\]{}]+")


def loads(raw: bytes, member: str) -> Any:
    """The value of strict UTF-8 JSON; `member` names it in the errors.

    Raises BundleError. The depth is measured before the parser runs, which would recurse.
    """
    if _depth(raw) > MAX_DEPTH:
        raise BundleError("bundle_deep_json", member=member, limit=MAX_DEPTH)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            names = [name for name, _ in items]
            double = next(name for name in names if names.count(name) > 1)
            raise BundleError("bundle_double_key", member=member, name=double[:100])
        return found

    def constant(text: str) -> NoReturn:
        raise BundleError("bundle_not_finite_json", member=member, received=text[:100])

    def number(text: str) -> float:
        value = float(text)
        if not math.isfinite(value):
            constant(text)
        return value

    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant, parse_float=number)
    except ValueError as error:  # not UTF-8, not JSON, or a whole number of thousands of digits
        raise BundleError("bundle_not_json", member=member) from error


def _depth(raw: bytes) -> int:
    brackets = _NOT_BRACKET.sub(b"", _STRING.sub(b"", raw))
    deepest = depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def parse(spec: type[AnySpec], content: Any, member: str) -> AnySpec:
    """The spec that `content` describes. Raises BundleError with the first setting that is not allowed."""
    try:
        return spec.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or member
        raise BundleError("bundle_bad_settings", member=member, where=where[:200], rule=first["msg"][:200]) from error
