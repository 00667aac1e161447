"""What the remedies of the data findings do: each changes the DataSpec, never the table."""

from __future__ import annotations

from core.data.names import unit_of
from core.data.spec import Column, DataSpec, Role
from core.data.step_list import in_order, only, without_columns
from core.data.steps import (
    Blank,
    Circular,
    Duplicates,
    ForwardFill,
    Gaps,
    Resample,
    SeasonalFill,
    Sentinels,
    Sort,
    Step,
)
from core.errors import SettingsError
from core.findings import Finding
from core.text import say

READS_ANEW = ("as_examples", "turn_round", "keep_layout", "winter_time", "keep_clock", "count_rows")
"""Remedies that change how the file is read: whoever applies them reads it again."""
_PICKS_INPUTS = ("leave_out", "keep_column", "known_future", "as_category", "as_ordinal")


def automatic(finding: Finding) -> str | None:
    """The remedy that is applied before anybody has chosen: the first, unless it picks inputs or reads anew."""
    first = next(iter(finding.remedies), None)
    return None if first in (*_PICKS_INPUTS, *READS_ANEW) else first


def apply_remedy(data: DataSpec, finding: Finding, remedy: str) -> DataSpec:
    """The same data with this remedy chosen; choosing another one of the finding undoes it.

    Of a remedy that learns from training rows this is the part that needs no learning; the rest is
    `core.examples.remedies`. Raises ValueError for a remedy the finding does not offer, SettingsError
    when nothing would be left to predict.
    """
    if remedy not in finding.remedies:
        raise ValueError(f"The remedies of {finding.key!r} are {finding.remedies}. Received: {remedy!r}")
    columns = finding.columns
    match remedy:
        case "sort_rows" | "keep_order":
            return only(data, Sort, Sort() if remedy == "sort_rows" else None)
        case "keep_first" | "keep_last" | "keep_mean":
            return only(data, Duplicates, Duplicates(keep=remedy.removeprefix("keep_")))
        case "break_gaps" | "ignore_gaps":
            gaps = Gaps(how="break" if remedy == "break_gaps" else "ignore")
            return only(only(data, Resample, None), Gaps, gaps)
        case "resample_mean" | "resample_sum" | "resample_last":
            return _resampled(data, finding, remedy.removeprefix("resample_"))
        case "fill_forward" | "fill_seasonal" | "fill_linear" | "fill_usual" | "keep_missing":
            return _filled(data, columns, remedy, finding.values.get("season"))
        case "mark_and_fill" | "mark_missing" | "keep_values":
            return _marked(data, finding, remedy)
        case "keep_rows" | "blank_rows":
            return _blanked(data, finding, remedy == "blank_rows")
        case "as_circle" | "keep_line":
            return _circled(data, finding, remedy == "as_circle")
        case "keep_spikes" | "clip_values" | "clip_missing" | "keep_skew" | "use_log":
            return data
        case "leave_out":
            return _left_out(data, columns)
        case "keep_column" | "known_future" | "as_category" | "as_ordinal" | "use_series":
            return _with_columns(data, columns, remedy)
        case "one_series":
            return data.but(columns=tuple(c for c in data.columns if "series" not in c.roles))
        case "series_as_examples" | "rows_as_examples":
            return _as_examples(data, finding)
        case "rows_in_order":
            return _in_time(data, finding)
        case "turn_round" | "keep_layout":
            return _read_anew(data, turned=remedy == "turn_round", across=())
        case "as_examples":
            return _read_anew(data, turned=False, across=finding.values["across"], time=(), time_format="")
        case "winter_time" | "keep_clock":
            return _read_anew(data, zone=str(finding.values["zone"]) if remedy == "winter_time" else "")
        case "count_rows":
            return _read_anew(data, time=(), time_format="", zone="")
    raise ValueError(f"Nothing is known about the remedy {remedy!r}.")


def remedy_label(finding: Finding, remedy: str) -> str:
    """What the remedy is called where it is picked: `Keep these 336 rows`."""
    return say(f"remedies.{remedy}", **finding.values)


def _filled(data: DataSpec, columns: tuple[str, ...], remedy: str, season: object = None) -> DataSpec:
    """The columns in the step of this remedy and in no other fill."""
    data = without_columns(data, ForwardFill, columns if remedy != "fill_forward" else ())
    data = without_columns(data, SeasonalFill, columns if remedy != "fill_seasonal" else ())
    if remedy not in ("fill_forward", "fill_seasonal"):
        return data
    kind = ForwardFill if remedy == "fill_forward" else SeasonalFill
    old = next((step for step in data.steps if isinstance(step, kind)), None)
    if old and old.on and set(columns) <= set(old.columns):
        return data
    names = tuple(dict.fromkeys((*(old.columns if old else ()), *columns)))
    if old:
        return only(data, kind, old.but(columns=names, on=True))
    if kind is ForwardFill:
        return only(data, kind, ForwardFill(columns=names))
    rows = int(str(season))
    return only(data, kind, SeasonalFill(columns=names, season=rows, limit=max(24, rows)))


def _resampled(data: DataSpec, finding: Finding, how: str) -> DataSpec:
    every = float(str(finding.values["seconds"]))
    step = Resample.model_validate({"every": every, "how": how})
    return only(only(data, Gaps, Gaps(how="break")), Resample, step)


def _marked(data: DataSpec, finding: Finding, remedy: str) -> DataSpec:
    """One Sentinels step per number; the fill is left alone unless this remedy asks for it or undoes it."""
    value = float(str(finding.values["value"]))
    step = Sentinels(columns=finding.columns, values=(value,))
    if not (remedy != "keep_values" and step in data.steps):
        others = [old for old in data.steps if not (isinstance(old, Sentinels) and old.values == (value,))]
        data = in_order(data, [*others, *([] if remedy == "keep_values" else [step])])
    if remedy == "mark_and_fill":
        return _filled(data, finding.columns, "fill_forward")
    return without_columns(data, ForwardFill, finding.columns)


def _blanked(data: DataSpec, finding: Finding, blank: bool) -> DataSpec:
    spans = tuple((str(start), str(end)) for start, end in finding.values["spans"])  # type: ignore[attr-defined]
    return _with_or_without(data, Blank(columns=finding.columns, spans=spans), blank)


def _circled(data: DataSpec, finding: Finding, circle: bool) -> DataSpec:
    period = float(str(finding.values["period"]))
    return _with_or_without(data, Circular(columns=finding.columns, period=period), circle)


def _with_or_without(data: DataSpec, step: Step, wanted: bool) -> DataSpec:
    if wanted and step in data.steps:
        return data
    others = [old for old in data.steps if old.but(on=True) != step]
    return in_order(data, [*others, *([step] if wanted else [])])


def _left_out(data: DataSpec, columns: tuple[str, ...]) -> DataSpec:
    """The columns are no inputs any more; one that is predicted cannot go."""
    kept = tuple(column for column in data.columns if column.name not in columns)
    if not any("target" in column.roles for column in kept):
        raise SettingsError("nothing_to_predict", columns=", ".join(columns))
    return data.but(columns=kept)


_ROLES: dict[str, tuple[Role, ...]] = {
    "keep_column": ("input",),
    "as_category": ("input",),
    "as_ordinal": ("input",),
    "known_future": ("input", "known_future"),
    "use_series": ("series",),
}


def _with_columns(data: DataSpec, columns: tuple[str, ...], remedy: str) -> DataSpec:
    """The columns in the roles of this remedy; what is predicted stays as it is."""
    roles, category = _ROLES[remedy], remedy in ("as_category", "as_ordinal")
    present = {column.name: column for column in data.columns}
    changed = {
        name: present.get(name, Column(name=name, unit=unit_of(name))).but(roles=roles, category=category)
        for name in columns
        if name not in data.targets
    }
    return data.but(columns=tuple({**present, **changed}.values()))


def _as_examples(data: DataSpec, finding: Finding) -> DataSpec:
    """The answer is predicted from the other columns; once it is, which of them and how is a matter of taste."""
    answer, part = finding.values["target"], finding.values["part"]
    assert isinstance(answer, Column)
    if answer.name in _answers(data):
        return data
    numbers, words, series = (_names(finding, key) for key in ("inputs", "words", "series"))
    columns = [
        answer,
        *(Column(name=name, unit=unit_of(name)) for name in numbers),
        *(Column(name=name, category=True) for name in words),
        *(Column(name=name, roles=("series",)) for name in series),
        *([Column(name=str(part), roles=("split",))] if part else []),
    ]
    return data.but(columns=tuple(columns), season=None)


def _in_time(data: DataSpec, finding: Finding) -> DataSpec:
    """The likely number is predicted from its own past, series by series."""
    answer, number = finding.values["target"], finding.values["number"]
    assert isinstance(answer, Column)
    if answer.name not in _answers(data):
        return data
    if number is None:
        raise SettingsError("nothing_to_predict", columns=answer.name)
    own = Column(name=str(number), unit=unit_of(str(number)), roles=("input", "target"))
    series = (Column(name=name, roles=("series",)) for name in _names(finding, "series"))
    return data.but(columns=(own, *series))


def _answers(data: DataSpec) -> set[str]:
    """What is predicted without its own past."""
    return {column.name for column in data.columns if "target" in column.roles and "input" not in column.roles}


def _names(finding: Finding, key: str) -> tuple[str, ...]:
    return tuple(map(str, finding.values[key]))  # type: ignore[call-overload]


def _read_anew(data: DataSpec, **changes: object) -> DataSpec:
    sources = tuple(source.but(reading=source.reading.but(**changes)) for source in data.sources)
    return data.but(sources=sources)
