"""The availability part of the metrics page: windows, error budget, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.language import localise, month, tr
from kubefolio.measures import Measurement
from kubefolio.measures.availability import (
    WINDOWS,
    Objective,
    Window,
    describe_coverage,
    describe_minutes,
    read_window,
)
from kubefolio.measures.base import format_value
from kubefolio.measures.days import Day, list_days
from kubefolio.measures.promql import answer
from kubefolio.pages.base import World
from kubefolio.pages.metrics.charts import describe_warnings
from kubefolio.views.strip import draw_strip

WORST = 5
"""Days that the table of the worst ones holds."""


@dataclass(frozen=True)
class WindowRow:
    """One window of an objective, ready to print."""

    days: int
    share: Measurement
    left: Measurement
    verdict: str
    """`met`, `missed`, or nothing where it is not known."""
    budget: str = ""
    used: str = ""
    note: str = ""
    at_worst: str = ""
    """The availability if all time without data was down; empty where there is none."""


@dataclass(frozen=True)
class DayRow:
    """One day, ready to print."""

    date: str
    share: str
    down: str
    gap: str


@dataclass(frozen=True)
class ObjectiveView:
    """One objective."""

    title: str
    target: str
    down: str
    windows: tuple[WindowRow, ...]
    strip: Markup | Missing
    first: str
    last: str
    worst: tuple[DayRow, ...]
    days: tuple[DayRow, ...]
    queries: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def build_objective(world: World, objective: Objective) -> ObjectiveView:
    """Return an objective; what the server did not answer is Missing in its place."""
    days = list_days(world.facts, objective)
    known = () if isinstance(days, Missing) else days
    worst = sorted((day for day in known if day.down_min > 0), key=lambda day: (-day.down_min, day.date))
    return ObjectiveView(
        title=objective.title,
        target=localise(f"{objective.target * 100:.6g}\u00a0%"),
        down=objective.down,
        windows=tuple(_window(world, objective, number) for number in WINDOWS),
        strip=days if isinstance(days, Missing) else draw_strip(days),
        first=_date(known[0].date) if known else "",
        last=_date(known[-1].date) if known else "",
        worst=tuple(map(_day, worst[:WORST])),
        days=tuple(map(_day, reversed(known))),
        queries=_queries(world, objective),
        warnings=_warnings(world, objective),
    )


def _window(world: World, objective: Objective, days: int) -> WindowRow:
    share = world.measured[objective.share(days).id]
    left = world.measured[f"{objective.id}.error_budget.{days}d"]
    window = read_window(world.facts, objective, days)
    if isinstance(window, Missing):
        return WindowRow(days, share, left, "")
    return WindowRow(
        days,
        share,
        left,
        verdict="met" if window.share >= objective.target else "missed",
        budget=format_value(window.budget_min, "minutes"),
        used=format_value(window.down_min, "minutes"),
        note=describe_coverage(window),
        at_worst=_at_worst(window),
    )


def _at_worst(window: Window) -> str:
    return format_value(window.at_worst, "ratio") if window.gap_min >= 1 else ""


def _day(day: Day) -> DayRow:
    return DayRow(
        _date(day.date),
        tr("no data") if day.share is None else format_value(day.share, "ratio"),
        describe_minutes(day.down_min) if day.down_min > 0 else tr("none"),
        describe_minutes(day.gap_min) if day.is_gappy else tr("none"),
    )


def _date(day: date) -> str:
    return f"{day.day} {month(day)} {day:%Y}"


def _queries(world: World, objective: Objective) -> tuple[tuple[str, str], ...]:
    """Return what was asked, as the edition may show it."""
    answers = ((query.id, answer(world.facts, query)) for query in objective.queries)
    return tuple((name, found.promql) for name, found in answers if not isinstance(found, Missing))


def _warnings(world: World, objective: Objective) -> tuple[str, ...]:
    answers = (answer(world.facts, query) for query in objective.queries)
    lines = (line for found in answers if not isinstance(found, Missing) for line in describe_warnings(found))
    return tuple(dict.fromkeys(lines))
