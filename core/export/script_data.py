"""From the file to rows in order, as a script does it: pandas reads, the app's own functions arrange."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import Template

from core.data.spec import (
    Blank,
    Calendar,
    DataSpec,
    Duplicates,
    ForwardFill,
    Gaps,
    Reading,
    Sentinels,
    Sort,
    Step,
)
from core.export.literal import literal

__all__ = ["arranging", "reading", "roots"]

_READ = Template('''
def read(path):
    """The columns in use (N, K), and the time of every row (N,) or None, in the order of the file."""
    how = dict(encoding=$encoding, sep=$separator, $quote, low_memory=False, index_col=False)
$names
    frame = pd.read_csv(
        path,
        skiprows=$first,
        header=None,
        names=names,
        decimal=$decimal,
        dtype=dict.fromkeys($time, str),
        **how,
    )
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        sys.exit(f"The file lacks the columns {missing}; it has {list(names)}.")
    values = np.column_stack([numbers(frame[name]) for name in COLUMNS])
$times


def numbers(column):
    """A column as numbers, NaN where a cell holds none. `5 %`, `−3` and `1 000` are numbers."""
    if not pd.api.types.is_numeric_dtype(column):
        text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
        text = text.str.strip("%€$$£₩¥ \\u00a0\\u202f").str.replace("−", "-")
        text = text.str.replace(r"(?<=\\d)[\\u00a0\\u202f]", "", regex=True)
$marks        plain = text.str.fullmatch(r"[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")
        column = np.array([float(cell) if fits else np.nan for cell, fits in zip(text, plain, strict=True)])
    values = np.asarray(column, dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)
''')

_HEADER = Template("""
    header = pd.read_csv(path, skiprows=$skip, header=None, nrows=1, dtype=str, **how).iloc[0].fillna("")
    cells = list(header)
    cells[0] = cells[0].lstrip(" #%/!") or cells[0]  # names may stand in a comment
    names = column_names(cells, len(cells), "column")""")

_NO_HEADER = Template("""
    width = pd.read_csv(path, skiprows=$skip, header=None, nrows=1, dtype=str, **how).shape[1]
    names = column_names([], width, "column")""")

_GROUPS = Template("""\
        grouped = text.str.fullmatch($pattern)
        text = text.mask(grouped, text.str.replace($thousands, "", regex=False))
""")

_DECIMAL = Template("""\
        text = text.mask(text.str.contains(".", regex=False), "x").str.replace($decimal, ".", regex=False)
""")


def roots(data: DataSpec) -> tuple[tuple[str, str], ...]:
    """The functions of the app that `arranging` calls."""
    found = [("core.data.names", "column_names")]
    found += [("core.data.spacing", "usual_spacing")] if data.sources[0].reading.time else []
    kinds = {step.kind for step in data.steps}
    for kind, names in _CALLED.items():
        found += [(home, name) for home, name in names if kind in kinds]
    return tuple(found)


_CALLED = {
    "gaps": (("core.data.arrange", "segments"),),
    "forward_fill": (("core.data.arrange", "forward_fill"),),
    "sentinels": (("core.data.arrange", "blank_values"),),
    "blank": (("core.data.arrange", "blank_times"),),
    "calendar": (("core.data.arrange", "calendar_share"),),
}


def reading(data: DataSpec) -> str:
    """The function `read(path)`."""
    how = data.sources[0].reading
    names = (_HEADER if how.header else _NO_HEADER).substitute(skip=how.skip)
    marks = ""
    if how.thousands:
        pattern = rf"[+-]?\d{{1,3}}({re.escape(how.thousands)}\d{{3}})+({re.escape(how.decimal)}\d*)?"
        marks += _GROUPS.substitute(pattern=literal(pattern), thousands=literal(how.thousands))
    if how.decimal != ".":
        marks += _DECIMAL.substitute(decimal=literal(how.decimal))
    return _READ.substitute(
        encoding=literal(how.encoding),
        separator=literal(how.separator),
        quote=f"quotechar={literal(how.quote)}" if how.quote else "quoting=3",
        names=names.strip("\n"),
        first=how.skip + how.header,
        decimal=literal(how.decimal),
        time=literal(list(how.time)),
        times="\n".join(_times(how)),
        marks=marks,
    ).strip()


def _times(how: Reading) -> Iterator[str]:
    if not how.time:
        yield "    filled = np.flatnonzero(frame.notna().any(axis=1))  # rows of nothing at the end do not count"
        yield "    return values[: filled[-1] + 1], None"
        return
    cells = ' + " " + '.join(f'frame[{literal(name)}].fillna("").str.strip()' for name in how.time)
    yield f"    cells = {cells}"
    if how.time_format == "":
        yield '    time = pd.to_datetime(cells, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None)'
    elif how.time_format in ("unix_s", "unix_ms"):
        unit = how.time_format.removeprefix("unix_")
        yield f'    time = pd.to_datetime(pd.to_numeric(cells, errors="coerce"), unit={literal(unit)})'
    else:
        yield f'    time = pd.to_datetime(cells, format={literal(how.time_format)}, errors="coerce")'
    yield '    return values, time.to_numpy().astype("datetime64[ns]")'


def arranging(data: DataSpec) -> str:
    """The function `arrange(values, time)`: the steps of `data`, written out."""
    timed = bool(data.sources[0].reading.time)
    lines = ["row = np.arange(len(values))", "segment = np.zeros(len(values), np.int32)"]
    if timed:
        lines += _keep("~np.isnat(time)", "rows whose time cannot be read are left out")
    for step in data.steps:
        lines += _step(step, [column.name for column in data.columns], timed)
    body = "\n".join(f"    {line}" for line in lines)
    spacing = "usual_spacing(time)" if timed else "None"
    return f'''def arrange(values, time):
    """Rows in order; no step looks at rows that come later."""
{body}
    return Dataset(
        names=tuple(NAMES),
        units=("",) * len(NAMES),
        values=values,
        time=time,
        series=np.zeros(len(row), np.int32),
        segment=segment,
        row=row,
        inputs=tuple(INPUTS),
        targets=tuple(TARGETS),
        spacing={spacing},
        season=None,
    )'''


def _keep(which: str, why: str) -> list[str]:
    return [
        f"keep = {which}  # {why}",
        "values, time, row, segment = values[keep], time[keep], row[keep], segment[keep]",
    ]


def _step(step: Step, names: Sequence[str], timed: bool) -> list[str]:
    """The lines of one step; a step about time does nothing to rows without a time."""
    at = [names.index(name) for name in getattr(step, "columns", ()) if name in names]
    match step:
        case ForwardFill():
            return [f"values = forward_fill(values, segment, {at}, limit={step.limit})"]
        case Sentinels():
            return [f"values = blank_values(values, {at}, {literal(step.values)})"]
        case Sort() if timed:
            return _keep('np.argsort(time, kind="stable")', "in order of time")
        case Duplicates() if timed:
            return _duplicates(step.keep)
        case Gaps() if timed and step.how == "break":
            return ["segment = segments(time, usual_spacing(time))  # a new one after every gap"]
        case Blank() if timed:
            return [f"values = blank_times(values, time, {at}, {literal(step.spans)})"]
        case Calendar() if timed:
            return [
                f"for part in {literal(step.parts)}:",
                "    turn = 2 * np.pi * calendar_share(time, part)",
                "    values = np.column_stack([values, np.sin(turn), np.cos(turn)])",
            ]
        case _:
            return []


def _duplicates(keep: str) -> list[str]:
    if keep == "mean":
        mean = ['values = pd.DataFrame(values).groupby(time).transform("mean").to_numpy()']
        return mean + _keep("~pd.Series(time).duplicated().to_numpy()", "of rows with the same time, their mean")
    return _keep(
        f"~pd.Series(time).duplicated(keep={literal(keep)}).to_numpy()", f"of rows with the same time, the {keep}"
    )
