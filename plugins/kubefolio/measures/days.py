"""The days of an objective, one by one: how long each was measured, and how long it was down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Point, Query
from kubefolio.measures.availability import DAY_MIN, DAYS_SHOWN, Objective
from kubefolio.measures.promql import answer

SLACK_MIN = 5
"""A day may lack this many minutes and still count as measured: a server restarts, a scrape is late."""


@dataclass(frozen=True)
class Day:
    """A day of UTC."""

    date: date
    minutes: int
    """Minutes that there could be data: of today fewer than of a whole day."""
    measured_min: float
    """Minutes with data."""
    share: float | None
    """The share of the minutes with data that was up; None where there are none."""

    @property
    def down_min(self) -> float:
        """Minutes down."""
        return 0.0 if self.share is None else (1 - self.share) * self.measured_min

    @property
    def gap_min(self) -> float:
        """Minutes without data."""
        return max(0.0, self.minutes - self.measured_min)

    @property
    def is_gappy(self) -> bool:
        """Tell whether so much is missing of the day that a reader has to know."""
        return self.gap_min > SLACK_MIN


def list_days(facts: FactSet, objective: Objective) -> tuple[Day, ...] | Missing:
    """Return the last days, oldest first, today last; Missing where an answer to one of the three queries is."""
    found = [_points(facts, query) for query in (objective.each_day, objective.each_day_minutes, objective.today)]
    for points in found:
        if isinstance(points, Missing):
            return points
    shares, minutes, today = (points for points in found if not isinstance(points, Missing))
    known = (*shares, *today)
    if not known:
        return Missing("the metrics server has no such series", "absent")
    now = facts.queries.origin.observed_at or max(point.at for point in known)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    whole = _whole_days(midnight, {p.at: p.value for p in shares}, {p.at: p.value for p in minutes})
    return (*whole, _today(midnight, now, today))


def _whole_days(midnight: datetime, shares: dict[datetime, float], minutes: dict[datetime, float]) -> tuple[Day, ...]:
    ends = [midnight - timedelta(days=back) for back in reversed(range(DAYS_SHOWN - 1))]
    return tuple(
        Day((end - timedelta(days=1)).date(), DAY_MIN, min(minutes.get(end, 0.0), DAY_MIN), shares.get(end))
        for end in ends
    )


def _today(midnight: datetime, now: datetime, points: tuple[Point, ...]) -> Day:
    values = [point.value for point in points if point.at > midnight]
    share = sum(values) / len(values) if values else None
    return Day(midnight.date(), round((now - midnight).total_seconds() / 60), len(values), share)


def _points(facts: FactSet, query: Query) -> tuple[Point, ...] | Missing:
    found = answer(facts, query)
    if isinstance(found, Missing):
        return found
    if len(found.items) > 1:
        return Missing("the metrics server answered with several series where one is asked for", "undecidable")
    series = next(iter(found.items), None)
    return tuple(Point(point.at.astimezone(UTC), point.value) for point in series.points) if series else ()
