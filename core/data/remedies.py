"""What the remedies of the data findings do: each changes the DataSpec, never the table."""

from __future__ import annotations

from collections.abc import Iterable

from core.data.spec import Blank, Calendar, Column, DataSpec, Duplicates, ForwardFill, Gaps, Sentinels, Sort, Step
from core.errors import SettingsError
from core.findings import Finding
from core.text import say

# What comes first: rows are put in order before gaps are seen, and cells blanked before they are filled.
_ORDER = (Sort, Duplicates, Gaps, Sentinels, Blank, ForwardFill, Calendar)


def apply_remedy(data: DataSpec, finding: Finding, remedy: str) -> DataSpec:
    """The same data with this remedy chosen; choosing another one of the finding undoes it.

    Raises ValueError for a remedy the finding does not offer, SettingsError when nothing would be
    left to predict.
    """
    if remedy not in finding.remedies:
        raise ValueError(f"The remedies of {finding.key!r} are {finding.remedies}. Received: {remedy!r}")
    match remedy:
        case "sort_rows" | "keep_order":
            return _set(data, Sort, Sort() if remedy == "sort_rows" else None)
        case "keep_first" | "keep_last" | "keep_mean":
            return _set(data, Duplicates, Duplicates(keep=remedy.removeprefix("keep_")))
        case "break_gaps" | "ignore_gaps":
            return _set(data, Gaps, Gaps(how="break" if remedy == "break_gaps" else "ignore"))
        case "fill_forward" | "keep_missing":
            return _filled(data, finding.columns, remedy == "fill_forward")
        case "mark_and_fill" | "mark_missing" | "keep_values":
            return _marked(data, finding, remedy)
        case "keep_rows" | "blank_rows":
            return _blanked(data, finding, remedy == "blank_rows")
        case "leave_out":
            return _without_columns(data, finding.columns)
        case "keep_column":
            return _with_columns(data, finding.columns)
    raise ValueError(f"Nothing is known about the remedy {remedy!r}.")


def chosen_remedy(data: DataSpec, finding: Finding) -> str | None:
    """The remedy that `data` holds now: the one that would change nothing."""
    return next((remedy for remedy in finding.remedies if _changes_nothing(data, finding, remedy)), None)


def with_step(data: DataSpec, step: Step) -> DataSpec:
    """`data` with this step instead of any of its kind, in its place in the order."""
    return _set(data, type(step), step)


def without_step(data: DataSpec, kind: type[Step]) -> DataSpec:
    return _set(data, kind, None)


def _changes_nothing(data: DataSpec, finding: Finding, remedy: str) -> bool:
    try:
        return apply_remedy(data, finding, remedy) == data
    except SettingsError:
        return False


def _set(data: DataSpec, kind: type, step: Step | None) -> DataSpec:
    others = [old for old in data.steps if not isinstance(old, kind)]
    return _with_steps(data, [*others, *([step] if step else [])])


def _with_steps(data: DataSpec, steps: Iterable[Step]) -> DataSpec:
    ordered = sorted(steps, key=lambda step: next(at for at, kind in enumerate(_ORDER) if isinstance(step, kind)))
    return data.but(steps=tuple(ordered))


def _filled(data: DataSpec, columns: tuple[str, ...], fill: bool) -> DataSpec:
    old = next((step for step in data.steps if isinstance(step, ForwardFill)), None)
    others = [name for name in (old.columns if old else ()) if name not in columns]
    names = (*others, *columns) if fill else tuple(others)
    if old and set(names) == set(old.columns):
        return data
    limit = old.limit if old else ForwardFill.model_fields["limit"].default
    return _set(data, ForwardFill, ForwardFill(columns=tuple(names), limit=limit) if names else None)


def _marked(data: DataSpec, finding: Finding, remedy: str) -> DataSpec:
    """One Sentinels step per number; the fill is left alone unless this remedy asks for it or undoes it."""
    value = float(str(finding.values["value"]))
    others = [step for step in data.steps if not (isinstance(step, Sentinels) and step.values == (value,))]
    marks = [] if remedy == "keep_values" else [Sentinels(columns=finding.columns, values=(value,))]
    return _filled(_with_steps(data, [*others, *marks]), finding.columns, remedy == "mark_and_fill")


def _blanked(data: DataSpec, finding: Finding, blank: bool) -> DataSpec:
    spans = tuple((str(start), str(end)) for start, end in finding.values["spans"])  # type: ignore[attr-defined]
    step = Blank(columns=finding.columns, spans=spans)
    if blank and step in data.steps:
        return data
    others = [old for old in data.steps if old != step]
    return _with_steps(data, [*others, *([step] if blank else [])])


def _without_columns(data: DataSpec, columns: tuple[str, ...]) -> DataSpec:
    kept = tuple(column for column in data.columns if column.name not in columns)
    if not any("target" in column.roles for column in kept):
        raise SettingsError("nothing_to_predict", columns=", ".join(columns))
    return data.but(columns=kept)


def _with_columns(data: DataSpec, columns: tuple[str, ...]) -> DataSpec:
    present = {column.name for column in data.columns}
    return data.but(columns=(*data.columns, *(Column(name=name) for name in columns if name not in present)))


def remedy_label(finding: Finding, remedy: str) -> str:
    """What the remedy is called where it is picked: `Keep these 336 rows`."""
    return say(f"remedies.{remedy}", **finding.values)
