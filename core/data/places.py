"""In which line of the file each row stands, as a text editor counts them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dialect import is_blank, reader_of, uncommented
from core.data.spec import Reading
from core.spec import record


@record
class Places:
    """`kept` (N,) are the places of the rows among all rows that were parsed; `first` lines stand above these.

    `path` holds the lines as UTF-8; it is read only when a line is asked for.
    """

    path: Path
    reading: Reading
    first: int
    kept: NDArray[np.int64]

    def only(self, rows: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Places:
        """Those of the rows that stay, by mask, places or slice; a row that was turned stands in several."""
        return Places(path=self.path, reading=self.reading, first=self.first, kept=self.kept[rows])

    def lines(self, rows: Sequence[int]) -> tuple[int, ...]:
        """The line in which each of these rows starts; `rows` increase."""
        wanted = {int(self.kept[row]) for row in rows}
        found: list[int] = []
        with self.path.open(encoding="utf-8-sig", newline=None) as file:
            below = uncommented(islice(file, self.first, None), self.reading.comment)
            reader = reader_of(below, self.reading.separator, self.reading.quote)
            at, line = 0, self.first + 1
            for row in reader:
                if not is_blank(row):
                    found += [line] if at in wanted else []
                    at += 1
                    if len(found) == len(wanted):
                        break
                line = self.first + reader.line_num + 1
        return tuple(found)
