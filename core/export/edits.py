"""Changes to the text of a source where its tree says so: all else, remarks and line breaks included, stays."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence

from core.spec import record

__all__ = ["Edit", "Text", "edited"]


@record
class Edit:
    """Bytes `start` to `end` of a source become `text`."""

    start: int
    end: int
    text: str


class Text:
    """A source and where the nodes of its tree stand in it."""

    def __init__(self, source: str) -> None:
        self.bytes = source.encode()
        self.starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> tuple[int, int]:
        """The bytes of a node; signs of grouping around it do not count."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> str:
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def replaced(self, node: ast.expr, text: str) -> Edit:
        start, end = self.span(node)
        return Edit(start=start, end=end, text=text)

    def lines(self, first: int, last: int) -> str:
        """Lines counted from 1, both included, with the end of the last."""
        return self.bytes[self.starts[first - 1] : self.starts[min(last, len(self.starts) - 1)]].decode()

    def without(self, first: int, last: int, instead: str = "") -> Edit:
        """Whole lines go, or become others."""
        return Edit(start=self.starts[first - 1], end=self.starts[min(last, len(self.starts) - 1)], text=instead)

    def without_statement(self, node: ast.stmt, block: Sequence[ast.stmt]) -> Edit:
        """A statement goes with the remarks right above it; the last one of a block leaves `pass`."""
        first, indent = first_line(node), " " * node.col_offset
        while first > 1 and self.lines(first - 1, first - 1).startswith(f"{indent}#"):
            first -= 1
        alone = len(block) == 1
        return self.without(first, node.end_lineno or first, f"{indent}pass\n" if alone else "")

    def block(self, body: Sequence[ast.stmt], column: int) -> str:
        """The lines of some statements, moved to a column; remarks above the first come along."""
        first, last, indent = first_line(body[0]), body[-1].end_lineno or 0, " " * body[0].col_offset
        while first > 1 and self.lines(first - 1, first - 1).startswith(f"{indent}#"):
            first -= 1
        text = textwrap.indent(textwrap.dedent(self.lines(first, last)), " " * column)
        return text if text.endswith("\n") else f"{text}\n"


def first_line(node: ast.stmt) -> int:
    """Where a statement begins: with its decorators."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(one.lineno for one in decorators)])


def edited(source: str, edits: Iterable[Edit]) -> str:
    """The source with these changes; of one inside another only the outer is made."""
    whole, text, at = source.encode(), b"", 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= at:
            text += whole[at : edit.start] + edit.text.encode()
            at = edit.end
    return (text + whole[at:]).decode()
