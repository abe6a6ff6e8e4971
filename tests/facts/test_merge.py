"""Several readings seen as one."""

from __future__ import annotations

import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, applications, merge, routes, workloads
from tests.scenarios import scenario, without
from tests.scenarios.objects import application, found, managed, missing, pod


def test_parts_follow_one_another() -> None:
    one, two = pod("one"), pod("two")
    assert merge(found(one), found(two)) == (one, two)


def test_absent_kind_adds_nothing() -> None:
    assert merge(found(pod("one")), missing("not served", "absent")) == (pod("one"),)


def test_nothing_found_beside_an_absent_kind_is_nothing_and_not_missing() -> None:
    assert merge(found(), missing("not served", "absent")) == ()


@pytest.mark.parametrize("cause", ["forbidden", "failed", "not-configured", "not-reported", "undecidable"])
def test_part_that_could_not_be_read_makes_the_whole_missing(cause: str) -> None:
    whole = merge(found(pod("one")), missing("the reason", cause))
    assert whole == Missing("the reason", cause)


def test_all_kinds_absent_is_missing_and_not_zero() -> None:
    assert merge(missing("a", "absent"), missing("b", "absent")) == Missing("a", "absent")


def test_forbidden_part_is_named_before_an_absent_one() -> None:
    assert merge(missing("a", "absent"), missing("b", "forbidden")) == Missing("b", "forbidden")


def test_job_of_a_cron_job_is_no_workload_of_its_own() -> None:
    found_ones = workloads(scenario("healthy"))
    assert not isinstance(found_ones, Missing)
    assert [one.kind for one in found_ones] == ["Deployment", "StatefulSet", "DaemonSet", "CronJob"]


def test_cluster_without_any_gitops_controller_says_so() -> None:
    facts = without(scenario("healthy"), *APPLICATION_FIELDS, cause="absent")
    assert applications(facts) == Missing("the cluster has neither Argo CD's nor Flux's kinds", "absent")


def test_applications_of_both_controllers_are_sorted_by_name() -> None:
    found_ones = applications(scenario("healthy"))
    assert not isinstance(found_ones, Missing)
    assert [one.name for one in found_ones] == ["db", "root", "web"]


def test_application_that_holds_applications_and_runs_something_is_no_parent() -> None:
    both = [managed(kind, "web", "x") for kind in ("Application", "Deployment")]
    assert not application("plain", both).is_parent


def test_nobody_asked_is_missing_everywhere() -> None:
    facts = FactSet()
    assert all(isinstance(view(facts), Missing) for view in (applications, workloads, routes))
