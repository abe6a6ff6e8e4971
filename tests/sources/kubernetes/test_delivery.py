"""Argo CD's and Flux's objects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.objects import managed
from tests.sources.kubernetes.wire import parse, thing


def application(spec: dict[str, Any] | None = None, **parts: Any) -> Any:  # noqa: ANN401
    return parse("argocd_applications", thing(spec=spec or {}, **parts))


def test_application_without_status_says_neither_health_nor_sync() -> None:
    fact = application()
    assert (fact.health, fact.sync, fact.revision, fact.sync_wave) == ("", "", "", 0)
    assert (fact.automated, fact.self_heal) == (False, False)


def test_application_keeps_no_credentials_and_no_messages() -> None:
    spec = {"source": {"repoURL": "https://me:hunter2@git.example/x.git?token=hunter2", "helm": {"values": "hunter2"}}}
    status = {"operationState": {"message": "hunter2", "finishedAt": "2026-11-02T09:30:00Z"}}
    fact = application(spec, status=status)
    assert fact.sources[0].repository == "https://git.example/x.git"
    assert "hunter2" not in repr(fact)


@pytest.mark.parametrize(
    ("automated", "expected"),
    [
        (None, (False, False)),
        ({}, (True, False)),
        ({"selfHeal": True}, (True, True)),
        ({"enabled": False}, (False, False)),
    ],
)
def test_application_is_automated_when_its_policy_says_so(automated: object, expected: tuple[bool, bool]) -> None:
    fact = application({"syncPolicy": {"automated": automated}})
    assert (fact.automated, fact.self_heal) == expected


@pytest.mark.parametrize(("wave", "number"), [("-3", -3), ("5", 5), ("", 0), ("first", 0), ("1.5", 0)])
def test_sync_wave_that_is_no_number_is_zero_as_argo_cd_reads_it(wave: str, number: int) -> None:
    assert application(annotations={"argocd.argoproj.io/sync-wave": wave}).sync_wave == number


@pytest.mark.parametrize(
    ("destination", "cluster"),
    [
        ({"server": "https://kubernetes.default.svc"}, "in-cluster"),
        ({}, "in-cluster"),
        ({"name": "edge"}, "edge"),
        ({"server": "https://10.0.0.1:6443"}, "remote"),
    ],
)
def test_address_of_another_cluster_is_not_kept(destination: object, cluster: str) -> None:
    assert application({"destination": destination}).destination_cluster == cluster


def test_several_sources_have_several_revisions() -> None:
    sources = [{"chart": "a", "targetRevision": "1"}, {"path": "b"}]
    fact = application({"sources": sources}, status={"sync": {"status": "Synced", "revisions": ["1", "ff"]}})
    assert [one.chart for one in fact.sources] == ["a", ""]
    assert fact.revision == "1, ff"


def test_application_of_an_application_set_names_it() -> None:
    owners = [{"kind": "ApplicationSet", "name": "apps"}]
    assert application(ownerReferences=owners).owner == "apps"


def test_application_set_names_its_generators_and_what_it_made() -> None:
    spec = {"generators": [{"git": {}, "selector": {}}, {"matrix": {}}], "strategy": {"rollingSync": {}}}
    status = {"resources": [{"kind": "Application", "name": "b"}, {"kind": "Application", "name": "a"}]}
    fact = parse("application_sets", thing(spec=spec, status=status | {"resourcesCount": 9}))
    assert (fact.generators, fact.applications) == (("git", "matrix"), ("a", "b"))
    assert (fact.applications_count, fact.rolling_sync) == (9, True)
    assert parse("application_sets", thing(spec=spec, status=status)).applications_count == 2


def test_project_that_allows_everything_says_so() -> None:
    anywhere = {"destinations": [{"namespace": "*", "server": "*"}], "sourceRepos": ["https://u:p@git.example/x"]}
    fact = parse("projects", thing(spec=anywhere))
    assert fact.any_destination
    assert fact.source_repositories == ("https://git.example/x",)
    assert not parse(
        "projects", thing(spec={"destinations": [{"namespace": "*", "server": "https://a"}]})
    ).any_destination


def ready(status: str) -> dict[str, Any]:
    return {"conditions": [{"type": "Ready", "status": status}]}


@pytest.mark.parametrize(
    ("status", "health", "sync"),
    [
        (ready("True"), "Healthy", "Synced"),
        (ready("False"), "Degraded", "OutOfSync"),
        (ready("Unknown"), "Progressing", "Unknown"),
        ({}, "Progressing", "Unknown"),
        (ready("True") | {"lastAppliedRevision": "a", "lastAttemptedRevision": "b"}, "Healthy", "OutOfSync"),
    ],
)
def test_kustomization_is_healthy_and_in_sync_when_ready_and_applied(status: object, health: str, sync: str) -> None:
    fact = parse("flux_kustomizations", thing(spec={}, status=status))
    assert (fact.health, fact.sync, fact.engine, fact.kind) == (health, sync, "flux", "Kustomization")


def test_suspended_release_is_not_automated() -> None:
    fact = parse("flux_helm_releases", thing(spec={"suspend": True}, status=ready("True")))
    assert (fact.health, fact.automated, fact.suspended) == ("Suspended", False, True)


def test_release_names_its_chart_and_its_history_oldest_first() -> None:
    chart = {"spec": {"chart": "grafana", "version": "9.x", "sourceRef": {"kind": "HelmRepository", "name": "grafana"}}}
    history = [{"chartVersion": "9.1.0", "lastDeployed": "2026-11-02T09:30:00Z"}, {"chartVersion": "9.0.0"}]
    fact = parse("flux_helm_releases", thing(spec={"chart": chart}, status={"history": history}))
    assert (fact.sources[0].chart, fact.sources[0].revision, fact.revision) == ("grafana", "9.x", "9.1.0")
    assert [one.revision for one in fact.history] == ["9.0.0", "9.1.0"]


def test_release_of_an_oci_repository_is_named_like_it() -> None:
    fact = parse("flux_helm_releases", thing(spec={"chartRef": {"kind": "OCIRepository", "name": "podinfo"}}))
    assert fact.sources[0].chart == "podinfo"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shop_web_apps_Deployment", managed("Deployment", "shop", "web", "apps")),
        ("_shop__Namespace", managed("Namespace", "", "shop")),
        ("_system__node_rbac.authorization.k8s.io_ClusterRole",
         managed("ClusterRole", "", "system:node", "rbac.authorization.k8s.io")),
    ],
)  # fmt: skip
def test_entry_of_an_inventory_is_an_object(text: str, expected: object) -> None:
    fact = parse(
        "flux_kustomizations", thing(spec={}, status={"inventory": {"entries": [{"id": text}, {"id": "odd"}]}})
    )
    assert fact.objects == (expected,)
