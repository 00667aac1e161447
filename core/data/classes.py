"""Which columns tell classes apart, and by which words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.grouping import codes_of
from core.data.hints import tokens
from core.data.names import unit_of
from core.data.spec import Column
from core.data.table import Table

MOST_CLASSES = 100
"""Beyond these a column names its rows instead of sorting them."""
_MOST_WORDS, _MOST_NUMBERS, _REPEATED = 30, 20, 3  # words, whole numbers, examples of each on average
_ANSWERS = frozenset({
    "label", "labels", "class", "classes", "target", "y", "species", "category", "outcome", "diagnosis", "response",
    "survived", "churn", "churned", "activity", "quality", "grade", "result",
})  # fmt: skip


def classes_of(table: Table, column: str) -> tuple[str, ...]:
    """The words of a column as they stand in the file, in order of size where all are numbers, else of the alphabet.

    >>> from tests.core.data.made import made
    >>> classes_of(made(label=[10, 9, 10]), "label"), classes_of(made(label=["b", "a", None]), "label")
    (('9', '10'), ('a', 'b'))
    """
    words = [str(word) for word in codes_of(table.frame[column])[1]]
    sizes = pd.to_numeric(pd.Series(words, dtype=object), errors="coerce").to_numpy(np.float64)
    return (
        tuple(sorted(words)) if np.isnan(sizes).any() else tuple(words[at] for at in np.argsort(sizes, kind="stable"))
    )


def is_called_answer(name: str) -> bool:
    """`label`, `Class`, `target`, `y`."""
    return name.casefold() in _ANSWERS or not (_ANSWERS - {"y"}).isdisjoint(tokens(name))


def tells_classes(table: Table, column: str, examples: int) -> bool:
    """Whether a column is better told apart than measured: few words, yes and no, or few numbers called an answer.

    `examples` is how many rows, or series of rows, it belongs to: each class must come again.
    """
    kind = table.kinds[column]
    if kind not in ("number", "text"):
        return False
    truth = any(note.key == "true_false" and column in note.columns for note in table.notes)
    values = table.frame[column].dropna().iloc[:50_000]
    different = int(values.nunique())
    if not 2 <= different <= min(_MOST_WORDS, max(2, examples // _REPEATED)):
        return False
    if kind == "text" or truth:
        return True
    whole = bool((values == values.round()).all())
    called = is_called_answer(column) or not table.reading.header  # a file without names calls nothing an answer
    return whole and different <= _MOST_NUMBERS and called


def target_column(table: Table, name: str, examples: int) -> Column:
    """How a column is predicted unless somebody says otherwise: by its classes, or as a number without its own past."""
    text = name not in table.numbers
    classes = classes_of(table, name) if text or tells_classes(table, name, examples) else ()
    return Column(name=name, unit="" if classes else unit_of(name), roles=("target",), classes=classes)
