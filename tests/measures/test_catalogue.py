"""The catalogue as a whole, on worlds where something, everything or nothing is missing."""

from __future__ import annotations

import re

import msgspec
import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, readings
from kubefolio.measures import MEASURES, Measure, measure_all
from tests.scenarios import FORBIDDEN, scenario, without

BY_ID = {measure.id: measure for measure in MEASURES}

UNDECIDABLE_WHEN_EMPTY = {
    "cpu.requested_share": "undecidable",
    "memory.requested_share": "undecidable",
    "gitops.share": "undecidable",
    "etcd.members": "undecidable",
    "etcd.failures_tolerated": "undecidable",
    "nodes.os": "not-reported",
    "nodes.kernel": "not-reported",
    "nodes.kubelet": "not-reported",
    "nodes.container_runtime": "not-reported",
    "cpu.used": "not-reported",
    "memory.used": "not-reported",
    **{one.id: "undecidable" for one in MEASURES if one.id.startswith("scorecard.") and one.unit == "ratio"},
}
"""What a look that found nothing cannot answer, beside what only Prometheus knows."""

is_for_each_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)


def test_every_measure_has_a_name_of_its_own() -> None:
    assert len(BY_ID) == len(MEASURES) >= 20


@is_for_each_measure
def test_name_is_dotted(measure: Measure) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+", measure.id)


@is_for_each_measure
def test_definition_is_a_sentence(measure: Measure) -> None:
    assert measure.definition.endswith(".")
    assert measure.definition[0].isupper() or measure.definition.startswith(tuple(BY_ID))
    assert not measure.title.endswith(".")


@is_for_each_measure
def test_origin_is_named(measure: Measure) -> None:
    assert measure.needs
    assert set(measure.needs) <= set(FactSet.__struct_fields__)
    assert measure.optional <= set(measure.needs)


@pytest.mark.parametrize("world", ["missing", "hostile-reasons"])
@is_for_each_measure
def test_measure_is_missing_and_never_zero_when_no_source_answered(measure: Measure, world: str) -> None:
    taken = measure_all(scenario(world))[measure.id]
    assert isinstance(taken.value, Missing)
    assert taken.text == "not measured"


@is_for_each_measure
def test_measure_is_missing_when_nobody_asked(measure: Measure) -> None:
    value = measure_all(FactSet())[measure.id].value
    assert isinstance(value, Missing)
    assert value.cause == "not-configured"


@is_for_each_measure
def test_look_that_found_nothing_counts_zero_or_says_why_it_cannot(measure: Measure) -> None:
    value = measure_all(scenario("empty"))[measure.id].value
    if measure.id in UNDECIDABLE_WHEN_EMPTY:
        assert isinstance(value, Missing)
        assert value.cause == UNDECIDABLE_WHEN_EMPTY[measure.id]
    elif measure.needs == ("queries",):
        assert isinstance(value, Missing)
        assert value.cause == "not-reported"
    else:
        assert value == ("v1.34.6" if measure.id == "cluster.version" else 0)


@is_for_each_measure
def test_measure_is_missing_exactly_when_a_kind_it_needs_is_forbidden(measure: Measure) -> None:
    value = measure_all(scenario("forbidden"))[measure.id].value
    if set(measure.needs) & set(FORBIDDEN):
        assert isinstance(value, Missing)
        assert value.cause == "forbidden"
    else:
        assert value == measure_all(scenario("healthy"))[measure.id].value


@is_for_each_measure
def test_measure_reads_nothing_but_what_it_says_it_needs(measure: Measure) -> None:
    facts = scenario("healthy")
    others = [name for name, _ in readings(facts) if name not in measure.needs]
    assert measure_all(without(facts, *others))[measure.id].value == measure_all(facts)[measure.id].value


@is_for_each_measure
def test_each_need_alone_can_make_the_measure_missing(measure: Measure) -> None:
    for field in measure.needs:
        value = measure_all(without(scenario("healthy"), field))[measure.id].value
        assert isinstance(value, Missing), field
        assert value.cause == "forbidden"


@is_for_each_measure
def test_measure_can_be_taken_on_hostile_facts(measure: Measure) -> None:
    taken = measure_all(scenario("hostile"))[measure.id]
    assert isinstance(taken.value, int | float | str | Missing)
    assert taken.text


def test_kinds_that_the_server_may_lack_add_nothing_to_a_count() -> None:
    facts = without(scenario("healthy"), "flux_helm_releases", "flux_kustomizations", cause="absent")
    assert measure_all(facts)["applications.total"].value == 1


def test_cluster_without_any_gitops_controller_has_no_number_of_applications() -> None:
    facts = scenario("healthy")
    for name in ("argocd_applications", "flux_helm_releases", "flux_kustomizations"):
        facts = without(facts, name, cause="absent")
    value = measure_all(facts)["applications.total"].value
    assert value == Missing("the cluster has neither Argo CD's nor Flux's kinds", "absent")


def test_measurement_carries_the_time_and_the_stand_in_of_its_origins() -> None:
    facts = scenario("healthy")
    origin = msgspec.structs.replace(facts.pods.origin, from_snapshot=True)
    taken = measure_all(msgspec.structs.replace(facts, pods=msgspec.structs.replace(facts.pods, origin=origin)))
    assert [one.from_snapshot for one in taken["pods.total"].origins] == [True]
    assert [one.from_snapshot for one in taken["nodes.total"].origins] == [False]
    assert taken["nodes.total"].observed_at == facts.observed_at
