"""Round choices for the sliders of the window page, in rows that are round in time."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_ROUND_SECONDS = (
    *(1, 2, 5, 10, 15, 30),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 20, 30, 45)),
    *(n * _HOUR for n in (1, 2, 3, 4, 6, 8, 12, 18, 24, 36)),
    *(n * _DAY for n in (2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 30, 42, 60, 90, 120, 180, 270, 365, 730, 1095, 1825)),
)
_ROUND_ROWS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 48, 60, 72, 96, 120, 168, 192, 240, 336, 480, 720,
               1_000, 1_440, 2_000, 3_000, 5_000, 10_000, 20_000, 50_000)  # fmt: skip
_ROUND_MONTHS = (1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 60, 72, 96, 120, 180, 240)


def round_rows(spacing: float | None, season: int | None, most: int, now: int, least: int = 1) -> list[int]:
    """Row counts from `least` to `most` that read well as a time, ascending, `now` among them.

    `spacing` in seconds of one row; seasons and their multiples are always choices.
    """
    if not spacing or spacing > 400 * _DAY:
        found = set(_ROUND_ROWS)
    elif spacing > 27 * _DAY:
        found = set(_ROUND_MONTHS)
    else:
        found = {round(s / spacing) for s in _ROUND_SECONDS if s >= spacing and _whole(s / spacing)}
        found |= {1}
    if season:
        found |= {season, 2 * season}
    if least == 0:
        found |= {0}
    return sorted({n for n in found if least <= n <= most} | {now})


def _whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6
