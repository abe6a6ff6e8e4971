"""What makes a site worse than it should be."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.problems import failed_sources, list_problems
from tests.scenarios import scenario, without
from tests.scenarios.objects import missing


def test_healthy_world_has_no_problem() -> None:
    assert list_problems(scenario("healthy")) == ()


def test_what_is_absent_forbidden_or_not_configured_is_a_fact_and_no_problem() -> None:
    assert list_problems(FactSet()) == ()
    assert list_problems(scenario("forbidden")) == ()
    assert list_problems(without(scenario("healthy"), "nodes", cause="absent")) == ()


def test_one_cause_of_many_failures_is_named_once() -> None:
    assert list_problems(scenario("missing")) == ("the source did not answer",)


def test_each_failure_is_named() -> None:
    facts = msgspec.structs.replace(scenario("healthy"), pods=missing("pods: 500"), nodes=missing("nodes: 500"))
    assert list_problems(facts) == ("nodes: 500", "pods: 500")


def test_stand_in_is_named_with_the_failure_it_hides() -> None:
    pods = scenario("healthy").pods
    origin = msgspec.structs.replace(pods.origin, from_snapshot=True, failure="kubernetes: pods: timed out")
    facts = msgspec.structs.replace(scenario("healthy"), pods=msgspec.structs.replace(pods, origin=origin))
    assert list_problems(facts) == ("kubernetes: pods: timed out; the last snapshot stands in",)


def test_failed_query_is_named() -> None:
    queries = scenario("healthy").queries
    failed = msgspec.structs.replace(queries.items[0], series=Missing("timed out", "failed"))
    unknown = msgspec.structs.replace(queries.items[1], series=Missing("no such series", "absent"))
    facts = msgspec.structs.replace(
        scenario("healthy"), queries=msgspec.structs.replace(queries, value=(failed, unknown))
    )
    assert list_problems(facts) == (f"prometheus: query {failed.id}: timed out",)


def test_source_failed_as_a_whole_when_none_of_its_readings_gave_anything() -> None:
    assert failed_sources(FactSet()) == ()
    assert failed_sources(scenario("healthy")) == ()
    assert failed_sources(scenario("missing")) == ("kubernetes", "gitops", "prometheus")
    assert failed_sources(msgspec.structs.replace(scenario("healthy"), pods=missing("pods: 500"))) == ()


def test_query_that_a_snapshot_stands_in_for_is_named() -> None:
    queries = scenario("healthy").queries
    recorded = msgspec.structs.replace(queries.items[0], from_snapshot=True)
    facts = msgspec.structs.replace(scenario("healthy"), queries=msgspec.structs.replace(queries, value=(recorded,)))
    assert list_problems(facts) == (f"prometheus: query {recorded.id} failed; the last snapshot stands in",)
