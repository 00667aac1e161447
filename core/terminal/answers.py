"""What is asked for, as it was typed: classes or a number, and the column that says which part a row belongs to."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence

from core.data.classes import classes_of
from core.data.names import unit_of
from core.data.spec import Column
from core.data.table import Table
from core.data.wholes import inputs_beside
from core.errors import SettingsError

__all__ = ["ANSWERS", "EVERY_CLASS", "answered", "names_in"]

ANSWERS = ("classes", "as_number", "split_column")
"""The options that are about single columns."""
EVERY_CLASS = "all"


def answered(given: argparse.Namespace, table: Table, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with what was typed about the target and the parts. Raises SettingsError."""
    if given.classes is not None or given.as_number:
        columns = tuple(_asked(given, table, one) if "target" in one.roles else one for one in columns)
        columns = columns if any("input" in one.roles for one in columns) else (*columns, *_others(table, columns))
    if given.split_column is None:
        return columns
    _refuse_absent(table, given.split_column)
    others = tuple(one for one in columns if one.name != given.split_column and "split" not in one.roles)
    return (*others, Column(name=given.split_column, roles=("split",)))


def names_in(lists: Sequence[str] | None) -> tuple[str, ...]:
    """`A,B` and repeated options; a name with a comma stands in quotes."""
    return tuple(name.strip() for row in csv.reader(lists or [], skipinitialspace=True) for name in row if name.strip())


def _asked(given: argparse.Namespace, table: Table, column: Column) -> Column:
    if given.as_number:
        if column.name not in table.numbers:
            raise SettingsError("column_unknown", column=column.name, columns=", ".join(table.numbers[:12]))
        return column.but(classes=(), unit=column.unit or unit_of(column.name))
    there = classes_of(table, column.name)
    classes = there if given.classes.strip() == EVERY_CLASS else names_in([given.classes])
    for word in classes:
        if word not in there:
            raise SettingsError("class_unknown", word=word, column=column.name, words=", ".join(there[:12]))
    return Column(name=column.name, roles=("target",), classes=classes)


def _others(table: Table, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """All other numbers, of which a target that lost its own past is predicted."""
    numbers, _ = inputs_beside(table, [column.name for column in columns])
    return tuple(Column(name=name, unit=unit_of(name)) for name in numbers)


def _refuse_absent(table: Table, name: str) -> None:
    if name not in table.kinds:
        raise SettingsError("column_missing", column=name, columns=", ".join(list(table.kinds)[:12]))
