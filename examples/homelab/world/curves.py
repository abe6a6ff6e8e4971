"""How things rise and fall over days: whole-number arithmetic on a grid of five minutes up to the pinned clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from examples.homelab.world.names import NOW, number

STEP_S = 300
_PER_HOUR = 3600 // STEP_S
_HOURLY = (
    180,
    120,
    90,
    70,
    90,
    110,
    190,
    320,
    430,
    450,
    460,
    480,
    520,
    560,
    540,
    520,
    560,
    640,
    780,
    900,
    980,
    1000,
    720,
    380,
)
"""The household's day in thousandths of its busiest hour, by hour of UTC; the small hours hold the backups only."""


@dataclass(frozen=True)
class Grid:
    """The times at which there are samples, oldest first; the last is the pinned clock."""

    times: tuple[int, ...]
    """Unix time in seconds."""

    def index(self, time: datetime) -> int:
        """Return the place of the first sample at or after a time, which may lie outside the grid."""
        return -((self.times[0] - int(time.timestamp())) // STEP_S)


def build_grid(days: int) -> Grid:
    """Return the grid of the last days."""
    end = int(NOW.timestamp())
    return Grid(tuple(range(end - days * 86400, end + 1, STEP_S)))


def hours(grid: Grid) -> list[int]:
    """Return the shape of the day at each sample, in thousandths, straight lines between the hours."""
    per_day = [_between(place) for place in range(24 * _PER_HOUR)]
    return [per_day[time % 86400 // STEP_S] for time in grid.times]


def _between(place: int) -> int:
    hour, part = divmod(place, _PER_HOUR)
    low, high = _HOURLY[hour], _HOURLY[(hour + 1) % 24]
    return low + (high - low) * part // _PER_HOUR


def wave(grid: Grid, key: str, low: int, high: int) -> list[int]:
    """Return values that follow the day between two bounds, with a tenth of the distance as noise."""
    span, seed = high - low, number(key, 2**16)
    noise = max(1, span // 10)
    return [
        low + span * shape // 1000 + _scatter(time // STEP_S, seed) % noise
        for time, shape in zip(grid.times, hours(grid), strict=True)
    ]


def _scatter(place: int, seed: int) -> int:
    """Return a number that looks random; the constants are Knuth's for multiplicative hashing."""
    return ((place * 2654435761 + seed * 40503) & 0xFFFFFFFF) >> 8


def constant(grid: Grid, value: int) -> list[int]:
    """Return the same value at every sample."""
    return [value] * len(grid.times)


def counter(grid: Grid, rates: list[int], reset: datetime | None = None) -> list[int]:
    """Add rates per second up to a counter, which starts again from zero where its process did."""
    total, values, restart = rates[0] * 86400, [], grid.index(reset) if reset else -1
    for place, rate in enumerate(rates):
        total = 0 if place == restart else total + rate * STEP_S
        values.append(total)
    return values


def switch(grid: Grid, before: int, after: int, at: datetime) -> list[int]:
    """Return one value up to a time, and another from then on."""
    place = grid.index(at)
    return [after if index >= place else before for index in range(len(grid.times))]


def outages(grid: Grid, spans: tuple[tuple[datetime, timedelta], ...]) -> list[int]:
    """Return 1 where something answers, and 0 within these spans."""
    down = {place for start, length in spans for place in range(grid.index(start), grid.index(start + length))}
    return [0 if place in down else 1 for place in range(len(grid.times))]


T = TypeVar("T")


def unseen(grid: Grid, values: Sequence[T], span: tuple[datetime, timedelta]) -> list[T | None]:
    """Return the values with nothing in a span of time."""
    start, length = span
    dark = range(grid.index(start), grid.index(start + length))
    return [None if place in dark else value for place, value in enumerate(values)]


def hundredths(values: list[int]) -> list[str]:
    """Write whole hundredths as decimals."""
    return [f"{value // 100}.{value % 100:02d}" for value in values]


def clock_text(text: str) -> datetime:
    """Read `2026-11-08 03:10` as a time in UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
