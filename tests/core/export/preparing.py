"""One small file and one experiment for each thing that a preparation may need."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd

from core.data.spec import Across, Column
from core.data.steps import (
    Blank,
    Calendar,
    Circular,
    Duplicates,
    ForwardFill,
    Gaps,
    Resample,
    SeasonalFill,
    Sentinels,
    Sort,
)
from core.examples.spec import Clip, Encode, FittingSpec, LinearFill, SplitSpec, UsualFill, Windows
from core.spec import record

HOUR, DAY = 3_600.0, 86_400.0
ROWS = 240
BOTH = ("input", "target")


def number(name: str) -> Column:
    return Column(name=name)


LOAD = Column(name="load", unit="kW", roles=BOTH)
WIND = Column(name="wind")

Frame = pd.DataFrame


def plant(rows: int = ROWS, seed: int = 1) -> Frame:
    """Hours of a load with a day in it, a wind with holes, words, degrees, and a plan."""
    rng = np.random.default_rng(seed)
    t = np.arange(rows)
    load = 50 + 9 * np.sin(2 * np.pi * t / 24) + rng.normal(0, 1, rows)
    wind = 5 + np.abs(np.cumsum(rng.normal(0, 0.3, rows)))
    wind[rng.choice(rows, rows // 12, replace=False)] = np.nan
    return Frame(
        {
            "time": pd.date_range("2024-03-01", periods=rows, freq="h").strftime("%Y-%m-%d %H:%M:%S"),
            "load": load.round(3),
            "wind": wind.round(2),
            "sky": rng.choice(["clear", "rain", "fog"], rows),
            "degrees": rng.uniform(0, 360, rows).round(1),
            "plan": (40 + 10 * (t % 24 > 7)).astype(float),
        }
    )


def as_csv(frame: Frame, **how: Any) -> bytes:
    return frame.to_csv(index=False, **how).encode()


@record
class Case:
    """`write` makes the bytes of a file from its number of rows and a seed; the rest changes the usual experiment."""

    write: Callable[[int, int], bytes] = lambda rows, seed: as_csv(plant(rows, seed))
    suffix: str = ".csv"
    reading: dict[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = (LOAD, WIND)
    steps: tuple[Any, ...] = (Sort(), Gaps(), ForwardFill(columns=("wind",)))
    fitting: FittingSpec = FittingSpec()
    windows: Windows = Windows(lookback=8, step=2, horizon=3)
    split: SplitSpec = SplitSpec()


def changed(change: Callable[[Frame], Frame | None], **how: Any) -> Callable[[int, int], bytes]:
    """A writer of the plant after a change made in place, or of what the change returns."""

    def write(rows: int, seed: int) -> bytes:
        frame = plant(rows, seed)
        other = change(frame)
        return as_csv(frame if other is None else other, **how)

    return write


def out_of_order(frame: Frame) -> Frame:
    """Rows swapped, some times twice, and a gap."""
    frame = frame.drop(index=range(100, 109))
    frame = pd.concat([frame, frame.iloc[30:33].assign(load=[1.0, 2.0, 3.0])], ignore_index=True)
    order = np.arange(len(frame))
    order[[10, 20]] = order[[20, 10]]
    return frame.iloc[order]


def with_marks(frame: Frame) -> None:
    frame.loc[[40, 41, 90], "wind"] = -9999.0


def with_spikes(frame: Frame) -> None:
    frame.loc[[15, 60, 140], "wind"] = 900.0
    frame.loc[[17, 61], "load"] = -400.0


def with_holes(frame: Frame) -> None:
    """Holes of several lengths, also across the border of train and validation, and in the target."""
    for start, length in ((20, 2), (50, 5), (int(0.7 * len(frame)) - 2, 4), (130, 30)):
        frame.loc[start : start + length - 1, "wind"] = np.nan
    frame.loc[70:72, "load"] = np.nan


def with_a_new_word(frame: Frame) -> None:
    """The last rows of a file hold a word that no training row has, and empty cells."""
    frame.loc[frame.index[-20:], "sky"] = "snow"
    frame.loc[[30, 31], "sky"] = np.nan


def three_plants(frame: Frame) -> Frame:
    """Three plants of unequal length, their hours one below the other, hour by hour."""
    parts = [
        frame.iloc[: len(frame) - 20 * k].assign(site=name, load=frame["load"] * (k + 1))
        for k, name in enumerate(("north", "=south", "east"))
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values("time", kind="stable")


def wide(rows: int, seed: int) -> bytes:
    """A row for each plant, days as names of columns."""
    rng = np.random.default_rng(seed)
    days = pd.date_range("2024-01-01", periods=rows, freq="D").strftime("%Y-%m-%d")
    values = 20 + np.cumsum(rng.normal(0, 1, (3, rows)), axis=1)
    return as_csv(Frame(values.round(3), columns=days).assign(site=["a", "b", "c"])[["site", *days]])


def months(rows: int, seed: int) -> bytes:
    frame = plant(rows, seed)[["load"]]
    return as_csv(frame.assign(time=pd.date_range("1990-01-01", periods=rows, freq="MS").strftime("%Y-%m-%d")))


def packed(rows: int, seed: int) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", "read me\n")
        archive.writestr("data/plant.csv", as_csv(plant(rows, seed)))
    return whole.getvalue()


def two_line_names(rows: int, seed: int) -> bytes:
    head, body = as_csv(plant(rows, seed)).decode().split("\n", 1)
    return f"{head}\n,kW,m/s,,°,kW\n{body}".encode()


def short_numbers(rows: int, seed: int) -> bytes:
    """`57.32K`, `1.2M`, and a share of a hundred."""
    frame = plant(rows, seed)
    big = frame["load"] * 1_000
    frame["load"] = [f"{x / 1e6:.5f}M" if n % 9 == 0 else f"{x / 1e3:.3f}K" for n, x in enumerate(big)]
    frame["wind"] = [f"{x:.2f}%" if np.isfinite(x) else "" for x in frame["wind"]]
    return as_csv(frame)


def german(rows: int, seed: int) -> bytes:
    frame = plant(rows, seed)
    frame["load"] = [f"{1_000 * x:,.1f}".translate(str.maketrans(",.", ".,")) for x in frame["load"]]
    frame["time"] = pd.to_datetime(frame["time"]).dt.strftime("%d.%m.%Y %H:%M")
    text = "Anlage Süd\n\n" + frame.to_csv(index=False, sep=";", decimal=",").replace("sky", "Wetter (°)")
    return (text + "Summe;1;2;3;4;5\n").encode("cp1252")


def local_clock(rows: int, seed: int) -> bytes:
    """Hours of the clock on the wall in Berlin, across the night it goes forward."""
    frame = plant(rows, seed)
    hours = pd.date_range("2024-03-26", periods=rows, freq="h", tz="Europe/Berlin")
    return as_csv(frame.assign(time=hours.tz_localize(None).strftime("%Y-%m-%d %H:%M")))


def blanks(rows: int, seed: int) -> bytes:
    """A table set with runs of blanks, a comment above and within."""
    frame = plant(rows, seed)[["load", "degrees"]]
    lines = [f"{a:>10.3f}   {b:>8.1f}" for a, b in zip(frame["load"], frame["degrees"], strict=True)]
    return "\n".join(
        ["# measured by hand", f"{'load':>10}   {'wind':>8}", *lines[:30], "# break", *lines[30:]]
    ).encode()


def unix(frame: Frame) -> None:
    frame["time"] = pd.to_datetime(frame["time"]).astype("datetime64[s]").astype("int64")


def quarters(rows: int, seed: int) -> bytes:
    frame = plant(rows, seed)[["load"]]
    return as_csv(frame.assign(time=[f"{1950 + n // 4}Q{n % 4 + 1}" for n in range(rows)]))


def newest_first(frame: Frame) -> Frame:
    return frame.iloc[::-1]


def wide_examples(rows: int, seed: int) -> bytes:
    """A row for each example: ten timesteps of two columns, its weight, and what it is; some end early."""
    rng = np.random.default_rng(seed)
    n = rows // 6
    kind = rng.choice(["bow", "=arrow"], n, p=[0.6, 0.4])
    kind[:4] = ["bow", "=arrow"] * 2
    steps = {f"{name}{t}": (rng.normal(0, 1, n) + t * (kind == "bow")).round(3) for name in "tu" for t in range(10)}
    frame = Frame({**steps, "weight": rng.normal(70, 9, n).round(1), "kind": kind})
    frame.loc[[5, 9], ["t8", "t9", "u8", "u9"]] = np.nan
    frame.loc[[7], "kind"] = "unheard of"
    return as_csv(frame)


def long_examples(rows: int, seed: int) -> bytes:
    """Six rows for each id, the same word and the same part in all of them; one has a row too many."""
    rng = np.random.default_rng(seed)
    n = rows // 6
    of = np.repeat(np.arange(n), [7, *[6] * (n - 1)])
    parts = np.array(["Train", "Train", "val", "TEST", "Train", "later"])
    frame = Frame({"id": [f"=id {one}" for one in of], "a": rng.normal(size=len(of)).round(3)})
    return as_csv(frame.assign(b=of % 5 + frame["a"], part=parts[of % 6], what=np.array(["x", "y", "z"])[of % 3]))


def plain(rows: int, seed: int) -> bytes:
    """A row is an example, and nothing tells a time."""
    return as_csv(plant(rows, seed).drop(columns="time"))


def graded(rows: int, seed: int) -> bytes:
    """The same with a grade of 1, 2 or 3 and the part of training and test alone."""
    frame = plant(rows, seed).drop(columns="time").fillna(5.0)
    at = np.arange(rows)
    return as_csv(frame.assign(grade=1 + at % 3, part=np.where(at % 4 == 3, "test", "train")))


KINDS = Column(name="kind", roles=("target",), classes=("bow", "=arrow"))
PART = Column(name="part", roles=("split",))
TEN = {
    "across": tuple(Across(name=name, columns=tuple(f"{name[0]}{t}" for t in range(10))) for name in ("turn", "until"))
}
SKY = Column(name="sky", category=True)
SITES = (LOAD, WIND, Column(name="site", roles=("series",)))

CASES: dict[str, Case] = {
    "the usual": Case(),
    "duplicates: first": Case(write=changed(out_of_order), steps=(Sort(), Duplicates(), Gaps())),
    "duplicates: last": Case(write=changed(out_of_order), steps=(Sort(), Duplicates(keep="last"), Gaps())),
    "duplicates: mean": Case(write=changed(out_of_order), steps=(Sort(), Duplicates(keep="mean"), Gaps(how="ignore"))),
    "resampled to the mean": Case(
        write=changed(out_of_order), steps=(Sort(), Resample(every=2 * HOUR), ForwardFill(columns=("wind",)))
    ),
    "resampled to the sum": Case(steps=(Sort(), Resample(every=3 * HOUR, how="sum"))),
    "resampled to the last": Case(steps=(Sort(), Resample(every=2 * HOUR, how="last"), Gaps())),
    "months": Case(write=months, columns=(LOAD,), steps=(Sort(), Gaps(), Calendar(parts=("month", "year")))),
    "marks for missing": Case(
        write=changed(with_marks), steps=(Sort(), Gaps(), Sentinels(columns=("wind",), values=(-9999.0,)))
    ),
    "blanked": Case(steps=(Sort(), Blank(columns=("wind", "load"), spans=(("2024-03-03", "2024-03-03 05:00"),)))),
    "forward fill with a limit": Case(
        write=changed(with_holes), steps=(Sort(), ForwardFill(columns=("wind", "load"), limit=3))
    ),
    "seasonal fill": Case(
        write=changed(with_holes), steps=(Sort(), SeasonalFill(columns=("wind", "load"), season=24, limit=30))
    ),
    "circular": Case(
        columns=(LOAD, Column(name="degrees")), steps=(Sort(), Circular(columns=("degrees",), period=360.0))
    ),
    "calendar": Case(steps=(Sort(), Calendar(parts=("hour", "weekday", "month", "year")))),
    "calendar of the rows to come": Case(steps=(Sort(), Gaps(), Calendar(parts=("hour",), ahead=True))),
    "a step switched off": Case(
        write=changed(with_marks),
        steps=(Sort(), Sentinels(columns=("wind",), values=(-9999.0,), on=False), ForwardFill(columns=("wind",))),
    ),
    "clipped": Case(
        write=changed(with_spikes), fitting=FittingSpec(learned=(Clip(columns=("wind", "load"), reach=2.0),))
    ),
    "outliers are missing": Case(
        write=changed(with_spikes), fitting=FittingSpec(learned=(Clip(columns=("wind",), how="missing"),))
    ),
    "linear fill": Case(
        write=changed(with_holes),
        steps=(Sort(), Gaps()),
        fitting=FittingSpec(learned=(LinearFill(columns=("wind", "load"), limit=6),)),
    ),
    "filled with the mean": Case(
        write=changed(with_holes),
        steps=(Sort(),),
        fitting=FittingSpec(learned=(UsualFill(columns=("wind",), how="mean"),)),
    ),
    "filled with the median": Case(
        write=changed(with_holes), steps=(Sort(),), fitting=FittingSpec(learned=(UsualFill(columns=("wind", "load")),))
    ),
    "filled by season": Case(
        write=changed(with_holes),
        steps=(Sort(),),
        fitting=FittingSpec(learned=(UsualFill(columns=("wind", "load"), how="season", season=24),)),
    ),
    "a learned step switched off before another": Case(
        write=changed(with_spikes),
        steps=(Sort(),),
        fitting=FittingSpec(
            learned=(Clip(columns=("wind",), on=False), Clip(columns=("load",)), UsualFill(columns=("wind",)))
        ),
    ),
    "learned steps on columns that are not in use": Case(
        fitting=FittingSpec(learned=(Clip(columns=("gone",)), UsualFill(columns=("gone", "sky"))))
    ),
    "words as columns": Case(write=changed(with_a_new_word), columns=(LOAD, SKY)),
    "words in order": Case(
        write=changed(with_a_new_word),
        columns=(LOAD, SKY),
        fitting=FittingSpec(learned=(Encode(columns=("sky",), how="ordinal"),)),
    ),
    "numbers that are names": Case(
        write=changed(lambda frame: frame.assign(sky=frame["sky"].map({"clear": 1, "rain": 2, "fog": 10}))),
        columns=(LOAD, SKY),
    ),
    "a logarithm of input and target": Case(
        fitting=FittingSpec(log=("load", "wind"), per_column=(("load", "minmax"), ("wind", "robust")))
    ),
    "power and quantile": Case(fitting=FittingSpec(scaler="quantile", per_column=(("wind", "power"),), log=("wind",))),
    "a plan": Case(columns=(LOAD, Column(name="plan", roles=("known_future",)))),
    "words known beforehand": Case(columns=(LOAD, Column(name="sky", category=True, roles=("known_future",)))),
    "several series": Case(write=changed(three_plants), columns=SITES),
    "several series by two columns, each split by itself": Case(
        write=changed(three_plants),
        columns=(*SITES, Column(name="plan", roles=("series",))),
        steps=(Sort(),),
        windows=Windows(lookback=4, horizon=2),
        split=SplitSpec(per="series"),
    ),
    "gzip": Case(write=lambda rows, seed: gzip.compress(as_csv(plant(rows, seed))), suffix=".csv.gz"),
    "zip": Case(write=packed, suffix=".zip"),
    "two lines of names": Case(
        write=two_line_names, columns=(Column(name="load (kW)", roles=BOTH), Column(name="wind (m/s)")), steps=(Sort(),)
    ),
    "thousands and millions": Case(write=short_numbers),
    "German, with a title and a sum below": Case(write=german),
    "UTF-16": Case(write=lambda rows, seed: plant(rows, seed).to_csv(index=False, sep="\t").encode("utf-16")),
    "a clock that changes": Case(write=local_clock, reading={"zone": "Europe/Berlin"}),
    "runs of blanks and comments": Case(write=blanks, columns=(LOAD, WIND), steps=()),
    "a time that is given": Case(
        write=blanks, reading={"start": "2024-05-01", "every": "15min"}, steps=(Sort(), Calendar(parts=("hour",)))
    ),
    "counted since 1970": Case(write=changed(unix)),
    "quarters": Case(write=quarters, columns=(LOAD,), steps=(Sort(), Gaps())),
    "newest first": Case(write=changed(newest_first)),
    "a row for each series": Case(
        write=wide,
        reading={"turned": True},
        columns=(Column(name="value", roles=BOTH), Column(name="site", roles=("series",))),
        steps=(Sort(), Gaps()),
    ),
    "a row for each example, of two classes": Case(
        write=wide_examples,
        reading=TEN,
        columns=(*map(number, ("turn", "until", "weight")), KINDS, Column(name="example", roles=("series",))),
        steps=(),
        windows=Windows(lookback=10, step=3, delay=0, whole=True),
        split=SplitSpec(by="random", cuts=(0.6, 0.2, 0.2), seed=3),
    ),
    "an id for each example, its part in a column, of three classes": Case(
        write=long_examples,
        columns=(
            *map(number, ("a", "b")),
            Column(name="what", roles=("target",), classes=("z", "x", "y")),
            Column(name="id", roles=("series",)),
            PART,
        ),
        steps=(),
        windows=Windows(lookback=6, delay=0, whole=True),
        split=SplitSpec(by="column"),
        fitting=FittingSpec(scaler="minmax"),
    ),
    "every row an example": Case(
        write=plain,
        columns=(Column(name="load", roles=("target",)), WIND, SKY),
        steps=(),
        windows=Windows(lookback=1, delay=0, whole=True),
        split=SplitSpec(by="random"),
        fitting=FittingSpec(learned=(UsualFill(columns=("wind",)),)),
    ),
    "grades of rows, no part for validation": Case(
        write=graded,
        columns=(
            *map(number, ("load", "wind")),
            Column(name="grade", roles=("target",), classes=("1", "2", "3")),
            PART,
        ),
        steps=(),
        windows=Windows(lookback=1, delay=0, whole=True),
        split=SplitSpec(by="column", seed=8),
    ),
    "words to come": Case(
        write=changed(with_a_new_word),
        columns=(Column(name="load"), WIND, Column(name="sky", roles=("target",), classes=("fog", "clear", "rain"))),
    ),
}
