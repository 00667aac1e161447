"""What may have led to a bad forecast: what was unusual about its window and its answers, with the evidence.

Every cause is looked for by a rule of its own, and compares with the training rows of the same series, or with the
same weekday in the weeks around. Holidays are known by their date where they fall on the same one in most countries;
of others it is only said that the day was unlike its neighbours, since nobody tells us the country.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.fills import runs
from core.data.spacing import DAY
from core.data.words import rows_lasting
from core.data.words import when as at
from core.data.zones import CANDIDATES, clock_changes
from core.evaluation.scene import Rows, Scene, steady
from core.spec import record
from core.text import amount, figure, say

HOLIDAYS = {(12, 24): "christmas_eve", (12, 25): "christmas", (12, 26): "boxing_day", (12, 31): "new_years_eve",
            (1, 1): "new_year"}  # fmt: skip
RARE = 0.001
"""Share of the changes in training rows that are called a spike, or fewer where there are many answers."""
CHANCE = 0.02
"""How often a forecast without a spike may be told as one."""
BEYOND = 0.05
"""Shares of its range by which an input may leave it."""
WEEKS = 6
"""Before and after a day, to compare it with."""
_FEWEST = 6
_FROZEN = 4
_HOURS = 4
_CLOCKS = CANDIDATES[:2]
_SURE = ("filled_answers", "clipped_answers", "holiday")
"""Causes that explain what others only describe."""


@record
class Cause:
    """One thing that was unusual; its sentence is `causes.<key>`."""

    key: str
    values: Mapping[str, object]


def causes(scene: Scene) -> tuple[Cause, ...]:
    """What was unusual, the likeliest first; empty where nothing was that these rules can see."""
    found = [cause for rule in RULES if (cause := rule(scene)) is not None]
    return tuple(sorted(found, key=lambda cause: cause.key not in _SURE))


def filled_answers(scene: Scene) -> Cause | None:
    """Answers that nobody measured: the error is against something made up."""
    return _marked("filled_answers", scene.dataset.filled, scene) or _marked(
        "clipped_answers", scene.dataset.clipped, scene
    )


def spike(scene: Scene) -> Cause | None:
    """A change of the target, from *now* to the last answer, as hardly any or none in the training rows."""
    rows = np.arange(scene.now, int(scene.answers[-1]) + 1)
    jumps = np.abs(np.diff(scene.truth[rows]))
    changes = scene.seen.changes
    if not len(changes) or not np.isfinite(jumps).any():
        return None
    where = int(np.nanargmax(jumps))
    larger = len(changes) - int(np.searchsorted(changes, jumps[where]))
    if larger / len(changes) > min(RARE, CHANCE / len(jumps)):
        return None
    by, of = amount(float(jumps[where]), scene.unit), f"{len(changes):,}"
    key = "spike" if larger else "spike_never"
    values = {"by": by, "when": scene.place(int(rows[where + 1])), "changes": of}
    return Cause(key=key, values=values | ({"larger": f"{larger:,}"} if larger else {}))


def unseen_level(scene: Scene) -> Cause | None:
    """An answer above or below everything the model learned from."""
    truth, (low, high) = scene.truth[scene.answers], scene.seen.target
    for key, value, limit, beyond in (
        ("unseen_high", float(np.nanmax(truth)), high, float(np.nanmax(truth)) > high),
        ("unseen_low", float(np.nanmin(truth)), low, float(np.nanmin(truth)) < low),
    ):
        if beyond:
            return Cause(key=key, values={"value": amount(value, scene.unit), "limit": amount(limit, scene.unit)})
    return None


def beyond_reason(scene: Scene) -> Cause | None:
    """A prediction outside all the training part held, by more than a twentieth of its range: what it said was wild."""
    low, high = scene.seen.target
    room = BEYOND * (high - low)
    most, least = float(scene.predicted.max()), float(scene.predicted.min())
    if most <= high + room and least >= low - room:
        return None
    said = most if most - high > low - least else least
    limits = {"low": figure(low), "high": amount(high, scene.unit)}
    return Cause(key="beyond_reason", values={"said": amount(said, scene.unit)} | limits)


def filled_window(scene: Scene) -> Cause | None:
    """Past values of the target that were filled in: among the newest, or a fifth of all."""
    if scene.dataset.filled is None:
        return None
    made_up = scene.dataset.filled[scene.read, scene.c]
    newest = made_up[-max(1, len(made_up) // 10) :]
    if not newest.any() and made_up.mean() < 0.2:
        return None
    return Cause(key="filled_window", values={"filled": int(made_up.sum()), "of": len(made_up)})


def gap(scene: Scene) -> Cause | None:
    """Rows missing right before what the model saw, or right after what it predicted."""
    segment, near = scene.dataset.segment, max(3, scene.located.windows.horizon)
    first, last = int(scene.read[0]), int(scene.answers[-1])
    begin = int(np.searchsorted(segment, segment[first]))
    end = int(np.searchsorted(segment, segment[last], side="right"))
    if begin > scene.own.start and first - begin < near:
        return Cause(key="gap_before", values={"when": scene.place(begin)})
    if end < scene.own.stop and end - 1 - last < near:
        return Cause(key="gap_after", values={"when": scene.place(end - 1)})
    return None


def unlike_input(scene: Scene) -> Cause | None:
    """The input that went furthest outside its range in the training rows, in shares of that range."""
    dataset, seen = scene.dataset, scene.seen
    window = dataset.values[scene.read][:, list(dataset.inputs)]
    width = np.where(seen.high > seen.low, seen.high - seen.low, np.nan)
    over = np.nan_to_num(np.maximum(window.max(axis=0) - seen.high, seen.low - window.min(axis=0)) / width)
    own = set(dataset.targets) | {place + k for _, place in dataset.calendar for k in (0, 1)}
    over[[i for i, column in enumerate(dataset.inputs) if column in own]] = 0
    if not len(over) or over.max() <= BEYOND:
        return None
    worst = int(over.argmax())
    column, unit = dataset.inputs[worst], dataset.units[dataset.inputs[worst]]
    high = window[:, worst].max() - seen.high[worst] >= seen.low[worst] - window[:, worst].min()
    value = window[:, worst].max() if high else window[:, worst].min()
    limits = {"low": figure(float(seen.low[worst])), "high": amount(float(seen.high[worst]), unit)}
    return Cause(key="unlike_input", values={"column": dataset.names[column], "value": amount(float(value), unit)}
                 | limits)  # fmt: skip


def unusual_day(scene: Scene) -> Cause | None:
    """The day of the worst answer against the same hours of the same weekday, six weeks before and after.

    Of their means the largest and the smallest are left out, since another holiday may be among them; the day
    lies beyond the others by one and a half times as much as these lie apart.
    """
    dataset = scene.dataset
    if dataset.time is None or dataset.spacing is None or dataset.spacing > 1.01 * DAY:
        return None
    worst = scene.answers[int(np.nanargmax(np.abs(scene.predicted - scene.truth[scene.answers])))]
    days = dataset.time[scene.answers].astype("datetime64[D]")
    day = dataset.time[worst].astype("datetime64[D]")
    here = scene.answers[days == day]
    means = np.array([_mean_at(scene, here, 7 * week) for week in range(-WEEKS, WEEKS + 1) if week])
    means = means[np.isfinite(means)]
    if len(means) < _FEWEST:
        return None
    usual, mean = np.sort(means)[1:-1], float(scene.truth[here].mean())
    if not max(usual[0] - mean, mean - usual[-1]) > 1.5 * (usual[-1] - usual[0]):
        return None
    values = {"day": at(day, DAY), "mean": amount(mean, scene.unit),
              "usual": amount(float(np.median(usual)), scene.unit),
              "weekday": say("slices.whole_weekdays").split()[(int(day.astype(np.int64)) + 3) % 7]}  # fmt: skip
    name = HOLIDAYS.get((day.item().month, day.item().day))
    if name is None:
        return Cause(key="unusual_day", values=values)
    return Cause(key="holiday", values=values | {"name": say(f"causes.names.{name}")})


def clock_change(scene: Scene) -> Cause | None:
    """A night in which clocks change in Europe or North America, and answers that come an hour early or late.

    Moved by an hour, the predictions are off by less than half: only forecasts of several hours can show that.
    """
    dataset = scene.dataset
    if dataset.time is None or dataset.spacing is None or not _an_hour_off(scene, round(3_600 / dataset.spacing)):
        return None
    start = dataset.time[scene.now] - np.timedelta64(1, "D")
    for zone in _CLOCKS:
        for change in clock_changes(zone, start, dataset.time[scene.answers[-1]]):
            night = {"day": at(change.start, DAY), "where": say(f"causes.places.{zone.split('/')[0]}")}
            return Cause(key="clock_back" if change.back else "clock_forward", values=night)
    return None


def _an_hour_off(scene: Scene, hour: int) -> bool:
    said, truth = scene.predicted, scene.truth[scene.answers]
    if hour < 1 or len(said) < _HOURS * hour:
        return False
    moved = min(np.abs(said[hour:] - truth[:-hour]).mean(), np.abs(said[:-hour] - truth[hour:]).mean())
    return bool(moved < 0.5 * np.abs(said - truth).mean())


def frozen(scene: Scene) -> Cause | None:
    """The target stood still for longer than ever in the training rows."""
    rows = np.arange(int(scene.read[0]), int(scene.answers[-1]) + 1)
    longest = int(runs(steady(scene.truth[rows]))[1].max())
    if longest < _FROZEN or longest <= scene.seen.still:
        return None
    spacing = scene.dataset.spacing
    values = {"rows": rows_lasting(longest, spacing), "longest": rows_lasting(scene.seen.still, spacing)}
    return Cause(key="frozen", values=values)


RULES: tuple[Callable[[Scene], Cause | None], ...] = (
    filled_answers, spike, unseen_level, beyond_reason, filled_window, gap, unlike_input, unusual_day, clock_change,
    frozen,
)  # fmt: skip
"""The likeliest first: what is wrong with the answers themselves stands before what is unusual about the inputs."""


def _marked(key: str, marks: NDArray[np.bool_] | None, scene: Scene) -> Cause | None:
    hit = 0 if marks is None else int(marks[scene.answers, scene.c].sum())
    return Cause(key=key, values={"hit": hit, "of": len(scene.answers)}) if hit else None


def _mean_at(scene: Scene, rows: Rows, days: int) -> float:
    """The mean of the target so many days later than these rows, NaN where any of those times is missing."""
    time = scene.dataset.time
    assert time is not None
    own = time[scene.own]
    wanted = time[rows] + np.timedelta64(days, "D")
    place = np.searchsorted(own, wanted)
    if place[-1] >= len(own) or np.any(own[place] != wanted):
        return float("nan")
    return float(scene.truth[scene.own][place].mean())
