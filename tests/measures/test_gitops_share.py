"""The measure behind "100 % GitOps": who accounts for a workload, by what the controllers themselves record."""

from __future__ import annotations

import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.network import Service
from kubefolio.facts.workloads import Tracking, Workload
from kubefolio.measures import measure_all
from kubefolio.measures.ownership import OBJECTS, Ownership, account_for, list_strays
from tests.scenarios.objects import U, application, claim, found, managed, missing, owned_by, owned_job, workload

ABSENT = missing("not served", "absent")


def facts(workloads: list[Workload], *applications: Application, **fields: object) -> FactSet:
    """Return a cluster with these Deployments and Argo CD Applications, and no Flux."""
    plain = {
        "deployments": found(*workloads),
        **dict.fromkeys(("stateful_sets", "daemon_sets", "jobs", "cron_jobs"), found()),
        "argocd_applications": found(*applications),
        "flux_kustomizations": ABSENT,
        "flux_helm_releases": ABSENT,
    }
    return FactSet(**{**plain, **fields})  # type: ignore[arg-type]


def owners(world: FactSet) -> dict[str, str]:
    """Return the owner of each workload that counts; an empty text where there is none."""
    accounts = account_for(world)
    assert isinstance(accounts, Ownership)
    owned = {str(one.name): owner for one, owner in accounts.owned}
    return owned | {str(one.name): "" for one in accounts.unmanaged}


def marked(argocd_id: str) -> Workload:
    return workload("Deployment", "web", "front", tracking=Tracking(argocd_id=U(argocd_id)))


def test_a_workload_that_an_application_lists_is_owned() -> None:
    shop = application("shop", [managed("Deployment", "web", "front", "apps")])
    assert owners(facts([workload("Deployment", "web", "front")], shop)) == {"front": "Application/shop"}


@pytest.mark.parametrize("namespace", ["elsewhere", ""])
def test_the_same_name_in_another_namespace_is_another_workload(namespace: str) -> None:
    shop = application("shop", [managed("Deployment", namespace, "front", "apps")])
    assert owners(facts([workload("Deployment", "web", "front")], shop)) == {"front": ""}


def test_a_tracking_id_that_names_the_object_itself_is_a_mark() -> None:
    assert owners(facts([marked("shop:apps/Deployment:web/front")], application("shop"))) == {
        "front": "Application/shop"
    }


def test_a_tracking_id_of_an_application_in_another_namespace_carries_that_namespace() -> None:
    shop = application("shop", namespace=U("team-a"))
    assert owners(facts([marked("team-a_shop:apps/Deployment:web/front")], shop)) == {"front": "Application/shop"}
    assert owners(facts([marked("team-b_shop:apps/Deployment:web/front")], shop)) == {"front": ""}


@pytest.mark.parametrize(
    "argocd_id",
    ["shop:apps/Deployment:web/other", "shop:apps/Deployment:db/front", "shop:apps/StatefulSet:web/front", "shop", ""],
)
def test_a_tracking_id_copied_from_another_object_is_ignored(argocd_id: str) -> None:
    assert owners(facts([marked(argocd_id)], application("shop"))) == {"front": ""}


def test_a_tracking_id_of_an_application_that_is_gone_is_ignored() -> None:
    assert owners(facts([marked("gone:apps/Deployment:web/front")], application("shop"))) == {"front": ""}


def test_flux_marks_with_labels_and_lists_in_an_inventory() -> None:
    by_helm = workload("Deployment", "web", "chart", tracking=Tracking(flux_helm_release=U("flux-system/db")))
    by_kustomize = workload("Deployment", "web", "plain", tracking=Tracking(flux_kustomization=U("flux-system/apps")))
    flux = {"engine": U("flux"), "namespace": U("flux-system")}
    world = facts(
        [by_helm, by_kustomize],
        argocd_applications=ABSENT,
        flux_helm_releases=found(application("db", kind=U("HelmRelease"), **flux)),
        flux_kustomizations=found(application("apps", kind=U("Kustomization"), **flux)),
    )
    assert owners(world) == {"chart": "HelmRelease/db", "plain": "Kustomization/apps"}


def test_what_another_controller_made_is_not_counted() -> None:
    assert owners(facts([], application("shop"), jobs=found(owned_job("nightly-1", "nightly")))) == {}


def test_the_share_counts_owned_of_all_and_names_the_rest() -> None:
    shop = application("shop", [managed("Deployment", "web", name, "apps") for name in ("a", "b", "c")])
    world = facts([workload("Deployment", "web", name) for name in ("a", "b", "c", "d")], shop)
    measured = measure_all(world)
    assert (measured["gitops.share"].value, measured["gitops.owned"].value, measured["gitops.unmanaged"].value) == (
        0.75,
        3,
        1,
    )


def test_without_workloads_there_is_no_share_of_anything() -> None:
    assert isinstance(measure_all(facts([], application("shop")))["gitops.share"].value, Missing)


@pytest.mark.parametrize("field", ["deployments", "jobs", "argocd_applications"])
def test_what_may_not_be_read_makes_the_share_missing_and_never_a_smaller_one(field: str) -> None:
    world = facts([workload("Deployment", "web", "front")], application("shop"), **{field: missing("no", "forbidden")})
    assert isinstance(measure_all(world)["gitops.share"].value, Missing)
    assert isinstance(account_for(world), Missing)


def test_a_cluster_without_a_gitops_engine_has_no_share() -> None:
    world = facts([workload("Deployment", "web", "front")], argocd_applications=ABSENT)
    value = measure_all(world)["gitops.share"].value
    assert isinstance(value, Missing)
    assert "neither Argo CD's nor Flux's" in value.missing


def service(name: str, namespace: str = "web", **fields: object) -> Service:
    plain = {"type": U("ClusterIP"), "headless": False, "selector": (), "ports": ()}
    return Service(namespace=U(namespace), name=U(name), **{**plain, **fields})  # type: ignore[arg-type]


def strays(*applications: Application, **fields: object) -> list[str] | Missing:
    """Return kind and name of what nobody accounts for in a cluster with these objects beside workloads."""
    empty = dict.fromkeys(OBJECTS, found())
    listed = list_strays(facts([], *applications, **{**empty, **fields}))
    return listed if isinstance(listed, Missing) else [f"{one.kind} {one.name}" for one in listed]


def test_a_service_that_nobody_lists_or_marks_is_named() -> None:
    shop = application("shop", [managed("Service", "web", "front")])
    assert strays(shop, services=found(service("front"), service("by-hand"))) == ["Service by-hand"]


def test_a_tracking_id_accounts_for_an_object_of_the_core_group() -> None:
    marks = Tracking(argocd_id=U("shop:/Service:web/front"))
    assert strays(application("shop"), services=found(service("front", tracking=marks))) == []
    assert strays(application("shop"), services=found(service("copy", tracking=marks))) == ["Service copy"]


def test_what_another_object_made_is_no_stray() -> None:
    made = service("prometheus-operated", owner=owned_by("Prometheus", "main"))
    assert strays(application("shop"), services=found(made)) == []


def test_the_api_servers_own_service_is_no_stray_and_its_namesake_elsewhere_is() -> None:
    both = found(service("kubernetes", "default"), service("kubernetes", "web"))
    assert strays(application("shop"), services=both) == ["Service kubernetes"]


def test_a_claim_that_a_stateful_set_makes_is_no_stray() -> None:
    sets = found(workload("StatefulSet", "web", "db"))
    claims = found(
        claim("web", "data-db-0"), claim("web", "data-db"), claim("web", "db-0"), claim("other", "data-db-0")
    )
    assert strays(application("shop"), stateful_sets=sets, volume_claims=claims) == [
        "PersistentVolumeClaim data-db",
        "PersistentVolumeClaim db-0",
        "PersistentVolumeClaim data-db-0",
    ]


def test_a_kind_that_may_not_be_read_leaves_the_strays_unknown_and_one_the_server_lacks_does_not() -> None:
    assert isinstance(strays(application("shop"), quotas=missing("no", "forbidden")), Missing)
    assert strays(application("shop"), gateways=ABSENT, services=found(service("by-hand"))) == ["Service by-hand"]
