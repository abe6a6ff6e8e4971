"""Availability over 30 and 90 days against an objective: how much of it was up, and how much may still be down.

Each objective asks what share of it is up, from 0 to 1, at each minute; one without an answer is neither up nor down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Query
from kubefolio.language import localise, tr
from kubefolio.measures.base import Measure, Value
from kubefolio.measures.promql import Latest, answer

WINDOWS = (30, 90)
"""Days over which availability is taken."""

DAY_S, DAY_MIN = 86400, 1440
DAYS_SHOWN = 90
"""Days that are shown one by one, today included."""


@dataclass(frozen=True)
class Objective:
    """Something that should be up, and how much of the time."""

    id: str
    """First part of the names of its measures: `api` gives `api.availability.30d`."""
    title: str
    promql: str
    """What share of it is up at one moment: one series of values from 0 to 1."""
    down: str
    """What counts as down, in a sentence for a reader."""
    target: float = 0.999
    """The share of the time in which it should be up."""

    def share(self, days: int) -> Query:
        """Return the query for the share of these days in which it was up."""
        return Query(f"{self.id}.availability.{days}d", f"avg_over_time(({self.promql})[{days}d:1m])")

    def minutes(self, days: int) -> Query:
        """Return the query for how many minutes of these days were measured."""
        return Query(f"{self.id}.measured.{days}d", f"count_over_time(({self.promql})[{days}d:1m])")

    @cached_property
    def since(self) -> Query:
        """The query for the first minute, as Unix time, of the longest window that was measured."""
        return Query(f"{self.id}.since", f"min_over_time(timestamp({self.promql})[{WINDOWS[-1]}d:1m])")

    @cached_property
    def each_day(self) -> Query:
        """The query for the share of each whole day, of UTC, in which it was up; its points lie at the days' ends."""
        return self._of_days("days", "avg_over_time")

    @cached_property
    def each_day_minutes(self) -> Query:
        """The query for how many minutes of each whole day were measured."""
        return self._of_days("days.measured", "count_over_time")

    @cached_property
    def today(self) -> Query:
        """The query for each of the last minutes, a day long: those since midnight are today's."""
        return Query(f"{self.id}.minutes", self.promql, (), DAY_S - 60, 60, aligned=True)

    def _of_days(self, name: str, function: str) -> Query:
        promql = f"{function}(({self.promql})[1d:1m])"
        return Query(f"{self.id}.{name}", promql, (), (DAYS_SHOWN - 2) * DAY_S, DAY_S, aligned=True)

    @property
    def queries(self) -> tuple[Query, ...]:
        """Every query of it."""
        windows = (query for days in WINDOWS for query in (self.share(days), self.minutes(days)))
        return (*windows, self.since, self.each_day, self.each_day_minutes, self.today)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Its measures: the availability and what is left of the error budget, for each window."""
        return tuple(one for days in WINDOWS for one in (_availability(self, days), _budget(self, days)))


def _availability(objective: Objective, days: int) -> Measure:
    asked = objective.share(days)
    return Measure(
        asked.id,
        f"{objective.title}: availability, {days} days",
        f"Share of the last {days} days that it was up, or of as many of them as the metrics server has kept, looked "
        f"at once a minute. {objective.down} A minute without data is neither up nor down.",
        "ratio",
        ("queries",),
        Latest(asked),
        query=asked,
        window=f"{days}d",
        note=Covered(objective, days),
        covered=Covered(objective, days).time,
    )  # fmt: skip


def _budget(objective: Objective, days: int) -> Measure:
    return Measure(
        f"{objective.id}.error_budget.{days}d",
        f"{objective.title}: error budget left, {days} days",
        f"Minutes that it may still be down in {days} days and meet its objective of {objective.target * 100:g} %: the "
        "minutes that the objective allows in the whole window, without those that it was down. Below zero the "
        "objective is missed.",
        "minutes",
        ("queries",),
        BudgetLeft(objective, days),
        window=f"{days}d",
        note=Covered(objective, days),
        covered=Covered(objective, days).time,
    )


@dataclass(frozen=True)
class Window:
    """What is known of one window of an objective."""

    objective: Objective
    days: int
    end: datetime
    share: float
    measured_min: float
    """Minutes with data."""
    first: datetime
    """The first minute with data."""

    @property
    def held_min(self) -> float:
        """Minutes from the first with data to the last."""
        return min((self.end - self.first).total_seconds() / 60, self.days * DAY_MIN)

    @property
    def is_short(self) -> bool:
        """Tell whether the server holds less than the window."""
        return self.first - (self.end - timedelta(days=self.days)) > timedelta(minutes=1)

    @property
    def gap_min(self) -> float:
        """Minutes without data since the first with data."""
        return max(0.0, self.held_min - self.measured_min)

    @property
    def down_min(self) -> float:
        """Minutes down; a minute in which half of it was up counts half."""
        return (1 - self.share) * self.measured_min

    @property
    def budget_min(self) -> float:
        """Minutes that the objective allows in the whole window."""
        return self.days * DAY_MIN * (1 - self.objective.target)

    @property
    def left_min(self) -> float:
        """Minutes of the budget that are left; below zero where more was used."""
        return self.budget_min - self.down_min

    @property
    def at_worst(self) -> float:
        """The share that was up if it was down whenever there is no data."""
        looked_at = self.measured_min + self.gap_min
        return self.share * self.measured_min / looked_at if looked_at else self.share


def read_window(facts: FactSet, objective: Objective, days: int) -> Window | Missing:
    """Return a window of an objective; Missing where one of its three answers is."""
    found = answer(facts, objective.share(days))
    share, minutes, since = (
        Latest(query)(facts) for query in (objective.share(days), objective.minutes(days), objective.since)
    )
    for value in (found, share, minutes, since):
        if isinstance(value, Missing):
            return value
    assert not isinstance(found, Missing)  # noqa: S101  # looked at above
    end = found.items[0].points[-1].at
    first = max(end.timestamp() - days * DAY_S, min(float(str(since)), end.timestamp()))
    return Window(objective, days, end, float(str(share)), float(str(minutes)), datetime.fromtimestamp(first, UTC))


@dataclass(frozen=True)
class BudgetLeft:
    """The minutes of an error budget that are left."""

    objective: Objective
    days: int

    def __call__(self, facts: FactSet) -> Value:
        """Return the minutes on these facts."""
        window = read_window(facts, self.objective, self.days)
        return window if isinstance(window, Missing) else window.left_min


@dataclass(frozen=True)
class Covered:
    """What a reader has to know where a window is not covered whole."""

    objective: Objective
    days: int

    def __call__(self, facts: FactSet) -> str:
        """Return sentences, or nothing where every minute was measured or nothing is known."""
        window = read_window(facts, self.objective, self.days)
        return "" if isinstance(window, Missing) else describe_coverage(window)

    def time(self, facts: FactSet) -> timedelta | Missing:
        """Return how much of the window there is data for, or why that is not known."""
        window = read_window(facts, self.objective, self.days)
        return window if isinstance(window, Missing) else timedelta(minutes=window.measured_min)


def describe_coverage(window: Window) -> str:
    """Return how much of a window was measured, in sentences; nothing where all of it was."""
    held, gap = describe_minutes(window.held_min), describe_minutes(window.gap_min)
    short = tr("Over {time}, since the metrics server holds no more.", time=held) if window.is_short else ""
    gaps = tr("Without data for {time}, which count neither as up nor as down.", time=gap)
    return " ".join(filter(None, (short, gaps if window.gap_min >= 1 else "")))


def describe_minutes(minutes: float) -> str:
    """Return a length of time in its two greatest units, as in `2 h 15 min`."""
    whole = round(minutes)
    parts = ((whole // DAY_MIN, "d"), (whole % DAY_MIN // 60, "h"), (whole % 60, "min"))
    shown = [f"{number}\u00a0{unit}" for number, unit in parts if number][:2]
    return " ".join(shown) or localise(f"{minutes:.1f}\u00a0min".replace("0.0", "0"))


OBJECTIVES = (
    Objective(
        "probes",
        "Public routes",
        "avg(probe_success)",
        "A probe from the outside that does not succeed is down; when one of several probes fails, that minute is "
        "down by its share.",
    ),
    Objective(
        "api",
        "Kubernetes API",
        'max(up{job="apiserver"})',
        "It is down while Prometheus can scrape no API server at all; one that is left is enough.",
    ),
)

MEASURES = tuple(measure for objective in OBJECTIVES for measure in objective.measures)
QUERIES = tuple(query for objective in OBJECTIVES for query in objective.queries)
