"""Values as Python code: a user's text can only ever be a text there."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["as_list", "literal"]


def literal(value: object) -> str:
    """`repr`, with the double quotes of this project where a text holds no quote of its own."""
    if isinstance(value, str):
        written = repr(value)
        return written if "'" in value or '"' in value else f'"{written[1:-1]}"'
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)


def as_list(items: Sequence[object], width: int = 80) -> str:
    """A list as it is written by hand: on one line where it fits, else one item a line."""
    line = literal(list(items))
    return line if len(line) < width else "[\n" + "".join(f"    {literal(item)},\n" for item in items) + "]"
