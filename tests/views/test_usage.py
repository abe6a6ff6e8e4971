"""What an application used is the sum of its workloads, at each time at which the server knew them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Point, QueryResult, Series
from kubefolio.measures.promql import BY_ID, STEP_OF_USE_S, WORKLOAD
from kubefolio.pages.base import World
from kubefolio.views.usage import USES, Use, at_least_one
from tests.scenarios import scenario, without
from tests.scenarios.moments import NOW
from tests.scenarios.objects import U, application, found, managed, workload

Row = tuple[tuple[str, str, str], Sequence[float | None]]


def facts(*rows: Row, query: str = "workload.cpu") -> FactSet:
    """Return a world of two applications and of these series."""
    asked = BY_ID[query]
    series = tuple(Series(tuple(zip(map(U, WORKLOAD), map(U, names), strict=True)), points(*line)) for names, line in rows)  # fmt: skip # noqa: E501
    answer = QueryResult(asked.id, asked.promql, series, asked.step_s, asked.window_s, ())
    return msgspec.structs.replace(
        scenario("healthy"),
        argocd_applications=found(shop(), application("blog", [managed("CronJob", "web", "blog")])),
        deployments=found(workload("Deployment", "web", "shop", "a"), workload("Deployment", "web", "cart", "a")),
        cron_jobs=found(workload("CronJob", "web", "blog", "a")),
        queries=Reading((answer,), scenario("healthy").queries.origin),
    )


def shop() -> Application:
    return application("shop", [managed("Deployment", "web", "shop"), managed("Deployment", "web", "cart")])


def points(*values: float | None) -> tuple[Point, ...]:
    return tuple(
        Point(NOW + timedelta(seconds=STEP_OF_USE_S * place), value)
        for place, value in enumerate(values)
        if value is not None
    )


def used(world: FactSet, name: str) -> tuple[Use, ...]:
    one = next(one for one in world.argocd_applications.items if one.name == name)
    return World(world).usage_of(one)


def test_workloads_of_an_application_are_added_up_time_by_time() -> None:
    world = facts(
        (("web", "shop", "deployment"), (1, 2, None)),
        (("web", "cart", "deployment"), (10, None, 30)),
        (("web", "other", "deployment"), (100, 100, 100)),
    )
    cpu = used(world, "shop")[0]
    assert cpu.points == points(11, 2, 30)
    assert cpu.last == "30\u00a0CPU"


def test_runs_of_a_cron_job_are_its_own() -> None:
    assert used(facts((("web", "blog", "job"), (1, 2))), "blog")[0].points == points(1, 2)


def test_a_workload_of_another_kind_is_another_workload() -> None:
    cpu = used(facts((("web", "shop", "statefulset"), (1,))), "shop")[0]
    assert cpu.points == Missing("the metrics server has no series of its workloads", "absent")


def test_a_query_without_an_answer_is_missing_for_every_application() -> None:
    uses = used(facts((("web", "shop", "deployment"), (1,))), "shop")
    assert [use.title for use in uses] == [title for _, title, _ in USES]
    reason = Missing("this query was not asked when the facts were collected", "not-reported")
    assert [use.points for use in uses[1:]] == [reason] * 3
    assert at_least_one(uses) == uses


def test_where_nothing_is_known_there_is_one_reason() -> None:
    one = scenario("missing")
    reason = Missing("the source did not answer", "failed")
    world = msgspec.structs.replace(one, argocd_applications=found(shop()))
    assert at_least_one(used(world, "shop")) == reason


def test_workloads_that_could_not_be_read_are_not_said_to_be_none() -> None:
    world = without(facts((("web", "shop", "deployment"), (1,))), "deployments")
    assert used(world, "shop")[0].points == Missing("the test took it away", "forbidden")


def test_an_application_without_workloads_uses_nothing_that_could_be_measured() -> None:
    world = facts((("web", "shop", "deployment"), (1,)))
    world = msgspec.structs.replace(world, argocd_applications=found(application("empty", [])))
    assert used(world, "empty")[0].points == Missing("none of its objects is a workload", "not-reported")
