"""Availability: what is up, what is down, what nobody knows, and what an objective leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Point, Query, QueryResult, Series
from kubefolio.measures import measure_all
from kubefolio.measures.availability import (
    OBJECTIVES,
    Window,
    describe_coverage,
    describe_minutes,
    read_window,
)
from kubefolio.measures.days import list_days
from tests.scenarios import scenario
from tests.scenarios.moments import NOW

API = OBJECTIVES[1]
MIDNIGHT = NOW.replace(hour=0, minute=0, second=0)


def facts(*answers: tuple[Query, tuple[tuple[datetime, float], ...] | Missing]) -> FactSet:
    """Return facts of these answers, each with one series of these points."""
    results = [
        QueryResult(
            query.id,
            query.promql,
            values
            if isinstance(values, Missing)
            else (Series((), tuple(Point(at, value) for at, value in values)),) * bool(values),
            query.step_s,
            query.window_s,
            (),
        )
        for query, values in answers
    ]
    return msgspec.structs.replace(FactSet(), queries=Reading(tuple(results), Origin("prometheus", "/", NOW)))


def thirty(share: float, minutes: float, first: datetime) -> FactSet:
    return facts(
        (API.share(30), ((NOW, share),)),
        (API.minutes(30), ((NOW, minutes),)),
        (API.since, ((NOW, first.timestamp()),)),
    )


def window(share: float, minutes: float, first: datetime) -> Window:
    found = read_window(thirty(share, minutes, first), API, 30)
    assert isinstance(found, Window)
    return found


def test_a_window_measured_whole_has_nothing_to_add() -> None:
    whole = window(0.999, 43200, NOW - timedelta(days=90))
    assert (whole.down_min, whole.budget_min, whole.left_min) == pytest.approx((43.2, 43.2, 0.0))
    assert (whole.gap_min, whole.is_short, describe_coverage(whole)) == (0, False, "")
    assert whole.at_worst == pytest.approx(0.999)


def test_time_without_data_is_neither_up_nor_down_and_is_said() -> None:
    dark = window(1.0, 43200 - 135, NOW - timedelta(days=90))
    assert (dark.down_min, dark.gap_min) == pytest.approx((0, 135))
    assert dark.at_worst == pytest.approx(1 - 135 / 43200)
    assert describe_coverage(dark) == (
        "Without data for 2\u00a0h 15\u00a0min, which count neither as up nor as down."
    )  # fmt: skip


def test_a_server_that_holds_less_than_the_window_says_how_much() -> None:
    short = window(0.5, 1440 * 12.5, NOW - timedelta(days=12.5))
    assert short.down_min == pytest.approx(720 * 12.5)
    assert short.gap_min == 0
    assert describe_coverage(short) == "Over 12\u00a0d 12\u00a0h, since the metrics server holds no more."


def test_a_used_up_budget_is_below_zero() -> None:
    measured = measure_all(thirty(0.998, 43200, NOW - timedelta(days=90)))
    assert measured["api.error_budget.30d"].value == pytest.approx(-43.2)
    assert measured["api.error_budget.30d"].text == "-43.2\u00a0min"
    assert measured["api.availability.30d"].text == "99.80\u00a0%"


def test_the_note_of_a_measure_travels_with_its_value() -> None:
    measured = measure_all(thirty(1.0, 1440, NOW - timedelta(days=1)))
    assert measured["api.availability.30d"].note == "Over 1\u00a0d, since the metrics server holds no more."
    assert measured["api.availability.90d"].note == ""


@pytest.mark.parametrize("lost", range(3))
def test_one_answer_that_is_missing_makes_the_window_missing(lost: int) -> None:
    reason = Missing("the metrics server answered HTTP 503 Service Unavailable", "failed")
    queries = (API.share(30), API.minutes(30), API.since)
    world = facts(*((query, reason if place == lost else ((NOW, 1.0),)) for place, query in enumerate(queries)))
    assert read_window(world, API, 30) == reason
    assert measure_all(world)["api.error_budget.30d"].value == reason


@pytest.mark.parametrize("first", [-1e300, 0.0, 1e300])
def test_a_first_minute_that_cannot_be_breaks_nothing(first: float) -> None:
    world = facts((API.share(30), ((NOW, 1.0),)), (API.minutes(30), ((NOW, 1.0),)), (API.since, ((NOW, first),)))
    found = read_window(world, API, 30)
    assert isinstance(found, Window)
    assert NOW - timedelta(days=30) <= found.first <= NOW
    assert 0 <= found.at_worst <= 1


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0\u00a0min"),
        (0.4, "0.4\u00a0min"),
        (45, "45\u00a0min"),
        (60, "1\u00a0h"),
        (135, "2\u00a0h 15\u00a0min"),
        (1440 * 3 + 61, "3\u00a0d 1\u00a0h"),
    ],
)
def test_a_length_of_time_reads_as(minutes: float, words: str) -> None:
    assert describe_minutes(minutes) == words


def test_days_are_those_of_utc_and_today_is_as_long_as_it_is() -> None:
    ends = (MIDNIGHT - timedelta(days=1), MIDNIGHT)
    world = facts(
        (API.each_day, ((ends[0], 0.5), (ends[1], 1.0))),
        (API.each_day_minutes, ((ends[0], 720.0), (ends[1], 1441.0))),
        (API.today, ((MIDNIGHT, 0.0), (MIDNIGHT + timedelta(minutes=1), 1.0), (NOW, 0.0))),
    )
    days = list_days(world, API)
    assert not isinstance(days, Missing)
    assert len(days) == 90
    assert [day.date for day in days[-3:]] == [(MIDNIGHT - timedelta(days=back)).date() for back in (2, 1, 0)]
    assert (days[0].share, days[0].gap_min, days[0].down_min) == (None, 1440, 0)
    assert (days[-3].share, days[-3].down_min, days[-3].gap_min) == (0.5, 360, 720)
    assert (days[-2].share, days[-2].down_min, days[-2].is_gappy) == (1.0, 0, False)
    assert (days[-1].minutes, days[-1].measured_min, days[-1].share) == ((NOW - MIDNIGHT).total_seconds() / 60, 2, 0.5)


def test_a_server_that_knows_nothing_has_no_days() -> None:
    world = facts((API.each_day, ()), (API.each_day_minutes, ()), (API.today, ()))
    assert list_days(world, API) == Missing("the metrics server has no such series", "absent")


def test_days_that_were_not_answered_say_why() -> None:
    assert isinstance(list_days(scenario("missing"), API), Missing)
