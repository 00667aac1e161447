"""Which columns take part, and in which roles: as recommended for the layout, changed by the lists that were typed."""

from __future__ import annotations

import argparse

from core.data.findings import findings
from core.data.names import unit_of
from core.data.profile import Profile
from core.data.recommend import recommended
from core.data.remedies import apply_remedy
from core.data.spec import Column, DataSpec, Role
from core.data.table import Table

__all__ = ["AS_EXAMPLES", "columns_of", "laid_out"]

AS_EXAMPLES, IN_ORDER = ("series_as_examples", "rows_as_examples"), "rows_in_order"


def laid_out(given: argparse.Namespace, table: Table, about: Profile, target: str | None) -> DataSpec:
    """The recommended columns, as whole examples or as rows in order, whichever was typed."""
    found = findings(table, about)
    data = recommended(table, about, name=given.file.name, target=target, found=found)
    if given.layout == "rows":
        for finding in found:
            data = apply_remedy(data, finding, IN_ORDER) if IN_ORDER in finding.remedies else data
    return data


def columns_of(data: DataSpec, targets: tuple[str, ...], lists: dict[str, tuple[str, ...]]) -> tuple[Column, ...]:
    """The columns with their roles. A series that was recognised stays one unless it is used for something else.

    What is recommended to be predicted without its own past is predicted from the recommended columns.
    """
    before = {column.name: column for column in data.columns}
    alone = all(name in before and "input" not in before[name].roles for name in targets)
    usual = [name for name in before if "input" in before[name].roles] if alone else targets
    inputs = (*(lists["features"] or usual), *lists["category"], *lists["known_future"])
    named = {*targets, *inputs}
    series = lists["series"] or tuple(name for name in data.series if name not in named)
    roles: dict[str, list[Role]] = {name: [] for name in (*targets, *inputs, *series)}
    holders: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("input", inputs),
        ("target", targets),
        ("known_future", lists["known_future"]),
        ("series", series),
    )
    for role, names in holders:
        for name in dict.fromkeys(names):
            roles[name].append(role)
    words = {*lists["category"], *(() if lists["features"] else data.categories)}
    return (
        *(
            before[name] if alone and name in targets and name not in inputs else _column(name, own, name in words)
            for name, own in roles.items()
        ),
        *(column for column in data.columns if "split" in column.roles and column.name not in roles),
    )


def _column(name: str, roles: list[Role], category: bool) -> Column:
    return Column(name=name, unit="" if category else unit_of(name), roles=tuple(roles), category=category)
