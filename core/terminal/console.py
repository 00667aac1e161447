"""Where the terminal's words go: progress to stderr, results to stdout, JSON alone when asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from core.spec import record


@record
class Console:
    """`json` asks for one JSON document on `out` and nothing else there."""

    json: bool = False
    out: TextIO = sys.stdout
    err: TextIO = sys.stderr

    def progress(self, line: str) -> None:
        """A line that stays."""
        self._clear()
        self.err.write(f"{line}\n")
        self.err.flush()

    def passing(self, line: str) -> None:
        """A line that the next one replaces; shown to people only."""
        if self.err.isatty():
            self._clear()
            self.err.write(line)
            self.err.flush()

    def result(self, payload: Mapping[str, Any] | list[Any], lines: Iterable[str]) -> None:
        """The payload as JSON, or the lines for a person."""
        self._clear()
        if self.json:
            json.dump(payload, self.out, ensure_ascii=False, allow_nan=False, indent=1)
            self.out.write("\n")
        else:
            self.out.writelines(f"{line}\n" for line in lines)
        self.out.flush()

    def _clear(self) -> None:
        if self.err.isatty():
            self.err.write("\r\x1b[K")


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows as lines with columns of even width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
