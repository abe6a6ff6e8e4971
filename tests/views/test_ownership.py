"""Which workloads, pods and routes belong to an application, and what Git says of it."""

from __future__ import annotations

import msgspec
import pytest

from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import applications
from kubefolio.facts.network import Service
from kubefolio.measures.belongings import Belongings, identify, index_belongings, index_pods, object_keys
from kubefolio.views.declared import find_declared, index_declared
from kubefolio.views.drift import Comparison, compare, find_differences
from kubefolio.views.ownership import selects
from tests.scenarios import scenario
from tests.scenarios.objects import U, application, found, managed, owned_by, pod, workload

HEALTHY = scenario("healthy")
BY_NAME = {one.name: one for one in applications(HEALTHY) or ()}  # type: ignore[union-attr]


def belongings(application: Application, facts: FactSet = HEALTHY) -> Belongings:
    """Return what belongs to an application of a world that has it besides the others."""
    with_it = msgspec.structs.replace(facts, argocd_applications=found(application))
    return index_belongings(with_it, index_pods(with_it))[identify(application)]


def of_healthy(name: str) -> Belongings:
    """Return what belongs to an application of the healthy world."""
    return index_belongings(HEALTHY, index_pods(HEALTHY))[identify(BY_NAME[name])]


def test_application_owns_the_workloads_among_its_objects() -> None:
    assert [one.name for one in of_healthy("web").workloads] == ["web"]


def test_helm_release_owns_what_it_labelled() -> None:
    assert [one.kind for one in of_healthy("db").workloads] == ["StatefulSet"]


def test_parent_owns_no_workload() -> None:
    assert of_healthy("root").workloads == ()


def test_application_that_deploys_elsewhere_owns_nothing_here() -> None:
    elsewhere = msgspec.structs.replace(BY_NAME["web"], destination_cluster=U("remote"))
    assert belongings(elsewhere) == Belongings()


def test_object_of_the_same_name_elsewhere_is_another_object() -> None:
    other = application("other", [managed("Deployment", "shop", "web"), managed("StatefulSet", "web", "web")])
    assert belongings(other).workloads == ()
    assert ("Deployment", "shop", "web") in object_keys(other)


def test_what_an_object_of_the_application_made_belongs_to_it() -> None:
    made = workload("StatefulSet", "db", "pg-1", owner=owned_by("Cluster", "pg"))
    facts = msgspec.structs.replace(HEALTHY, stateful_sets=found(made))
    assert belongings(application("pg", [managed("Cluster", "db", "pg")]), facts).workloads == (made,)


def test_label_of_a_helm_release_is_no_claim_of_an_application() -> None:
    assert belongings(application("db", namespace=U("db"))).workloads == ()


def test_route_to_a_service_of_an_application_is_its_route() -> None:
    assert [one.kind for one in of_healthy("web").routes] == ["Ingress", "HTTPRoute"]
    assert of_healthy("db").routes == ()


def test_route_among_the_objects_of_an_application_is_its_route() -> None:
    own = application("edge", [managed("HTTPRoute", "web", "web")])
    assert [one.kind for one in belongings(own).routes] == ["HTTPRoute"]


def test_claim_that_a_pod_of_the_application_mounts_is_its_claim() -> None:
    mounting = pod("web-5d8c-x", owner=owned_by("ReplicaSet", "web-5d8c"), claims=(U("data"),))
    facts = msgspec.structs.replace(HEALTHY, pods=found(mounting))
    own = belongings(application("own", [managed("Deployment", "web", "web")]), facts)
    assert [(one.namespace, one.name) for one in own.claims] == [("web", "data")]


def test_open_service_is_exposed_and_a_closed_one_is_not() -> None:
    types = ("LoadBalancer", "NodePort", "ClusterIP")
    services = found(*(Service(U("web"), U(one.lower()), U(one), False, (), ()) for one in types))
    facts = msgspec.structs.replace(HEALTHY, services=services)
    own = belongings(application("own", [managed("Service", "web", one.lower()) for one in types]), facts)
    assert [one.type for one in own.exposed] == ["LoadBalancer", "NodePort"]


@pytest.mark.parametrize(
    ("selector", "namespace", "expected"),
    [
        (((U("app"), U("web")),), "web", True),
        (((U("app"), U("web")),), "shop", False),
        (((U("app"), U("web")), (U("tier"), U("front"))), "web", False),
        ((), "web", False),
    ],
)
def test_service_selects_pods_with_all_of_its_labels_in_its_namespace(
    selector: tuple[tuple[U, U], ...], namespace: str, *, expected: bool
) -> None:
    service = Service(U(namespace), U("web"), U("ClusterIP"), False, selector, ())
    assert selects(service, workload("Deployment", "web", "web")) is expected


def test_pod_of_a_replica_set_is_its_deployments_pod() -> None:
    pods = found(
        pod("web-5d8c-x", owner=owned_by("ReplicaSet", "web-5d8c")),
        pod("db-0", owner=owned_by("StatefulSet", "db")),
        pod("alone"),
    )
    index = index_pods(msgspec.structs.replace(HEALTHY, pods=pods))
    assert {key: [one.name for one in value] for key, value in index.items()} == {
        ("Deployment", "web", "web"): ["web-5d8c-x"],
        ("StatefulSet", "web", "db"): ["db-0"],
    }


def test_declared_application_is_found_by_kind_and_name() -> None:
    declared = index_declared(HEALTHY)
    found_one = find_declared(declared, BY_NAME["web"])
    assert found_one is not None
    assert (found_one.place, found_one.charts) == ("bootstrap/web.yaml:3", ("grafana 9.1.0",))
    assert found_one.history is not None
    assert find_declared(declared, BY_NAME["db"]) is None


def test_name_that_is_declared_twice_is_left_out() -> None:
    one = HEALTHY.declared_applications.items[0]
    twice = found(one, msgspec.structs.replace(one, file=U("other.yaml")))
    assert index_declared(msgspec.structs.replace(HEALTHY, declared_applications=twice)) == {}


def test_chart_and_image_of_other_versions_are_differences() -> None:
    declared = find_declared(index_declared(HEALTHY), BY_NAME["web"])
    assert declared is not None
    wanted = msgspec.structs.replace(declared.application, images=(U("quay.io/me/web:2.0"), U("redis:8")))
    declared = type(declared)(wanted, None)
    live = BY_NAME["web"].sources[0]
    chart = msgspec.structs.replace(live, chart=U("grafana"), revision=U("9.2.0"))
    running = [workload("Deployment", "web", "web", "me/web:1.9", "docker.io/redis:8", "sidecar:1")]
    observed = msgspec.structs.replace(BY_NAME["web"], sources=(chart,))
    assert find_differences(declared, observed, running) == (
        Comparison("chart grafana", "9.1.0", "9.2.0", differs=True),
        Comparison("image me/web", "2.0", "1.9", differs=True),
    )
    assert [one.what for one in compare(declared, observed, running) if not one.differs] == [
        "image redis",
        "image sidecar",
    ]


def test_range_of_chart_versions_is_no_difference() -> None:
    declared = find_declared(index_declared(HEALTHY), BY_NAME["web"])
    assert declared is not None
    chart = msgspec.structs.replace(declared.application.charts[0], version=U(">=9.0.0 <10"))
    declared = type(declared)(msgspec.structs.replace(declared.application, charts=(chart,)), None)
    live = msgspec.structs.replace(BY_NAME["web"].sources[0], chart=U("grafana"), revision=U("9.2.0"))
    assert find_differences(declared, msgspec.structs.replace(BY_NAME["web"], sources=(live,)), []) == ()
