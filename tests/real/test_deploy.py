"""Every manifest of `deploy/` is accepted by a real API server."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import msgspec
import pytest
import yaml

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.measures.standard.score import score_all
from kubefolio.measures.standard.settings import Standard
from tests.deploy.rendered import DEPLOY, VARIANTS, Manifest, render
from tests.real.conftest import StartApiServer
from tests.real.reading import look
from tests.real.servers.kubeclient import ApiServer

SINCE_THE_FLOOR = {
    ("policy/v1", "PodDisruptionBudget"): "policy/v1beta1",
    ("batch/v1", "CronJob"): "batch/v1beta1",
    ("autoscaling/v2", "HorizontalPodAutoscaler"): "autoscaling/v2beta2",
}
"""Kinds whose version is newer than the oldest server, 1.20: there the older version has the same fields. The version
that we ship is held against the schemas of newer servers in `tests/deploy/test_manifests.py`."""


def for_the_floor(manifest: Manifest) -> Manifest:
    older = copy.deepcopy(manifest)
    older["apiVersion"] = SINCE_THE_FLOOR.get((manifest["apiVersion"], manifest["kind"]), manifest["apiVersion"])
    return older


@pytest.fixture(scope="module")
def namespaces(apiserver: ApiServer) -> ApiServer:
    """Make the namespaces, which a dry run does not keep."""
    apiserver.create_many(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in ("kubefolio", "argocd")
    )
    return apiserver


@pytest.mark.parametrize("name", VARIANTS)
def test_the_real_api_server_accepts_every_manifest(namespaces: ApiServer, tmp_path: Path, name: str) -> None:
    manifests = [for_the_floor(one) for one in render(name, tmp_path)]
    text = yaml.safe_dump_all(manifests)
    said = namespaces.kubectl("apply", "--server-side", "--dry-run=server", "-o", "json", "-f", "-", stdin=text)
    accepted = json.loads(said)["items"]
    assert sorted((one["kind"], one["metadata"]["name"]) for one in accepted) == sorted(
        (one["kind"], one["metadata"]["name"]) for one in manifests
    )


def test_the_server_knows_what_it_is_asked(namespaces: ApiServer, tmp_path: Path) -> None:
    """A field that does not exist is refused: so the acceptance above says something."""
    (deployment,) = (one for one in render("image", tmp_path) if one["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["readyProbe"] = {}
    with pytest.raises(Exception, match="unknown field"):
        namespaces.kubectl("apply", "--server-side", "--dry-run=server", "-f", "-", stdin=yaml.safe_dump(deployment))


@pytest.mark.parametrize("name", ["image", "live", "live with cilium"])
def test_the_site_keeps_every_rule_that_it_holds_others_to(
    start_apiserver: StartApiServer, tmp_path: Path, name: str
) -> None:
    """Stored in a real API server, read as the site reads a cluster, held against the standard."""
    server = start_apiserver(crds=("argo-cd", "cilium", "gateway-api-experimental", "prometheus-operator"))
    manifests = [for_the_floor(one) for one in render(name, tmp_path)]
    server.create_many([*AROUND, *manifests, application_of(manifests)])
    facts = msgspec.structs.replace(FactSet(), **look(server.kubeconfig, timeout_s=30, page_size=500).readings)
    card = score_all(facts, Standard())
    assert not isinstance(card, Missing)
    (score,) = card.scores
    outcomes = {rule: finding.outcome for rule, finding in score.findings.items()}
    assert set(outcomes.values()) == {"pass"}, {rule: str(score.findings[rule]) for rule in outcomes}
    assert len(outcomes) >= 13


AROUND: tuple[Manifest, ...] = (
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}},
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "gateway"}},
    {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "public", "namespace": "gateway"},
        "spec": {
            "gatewayClassName": "cilium",
            "listeners": [
                {
                    "name": "https",
                    "protocol": "HTTPS",
                    "port": 443,
                    "tls": {"certificateRefs": [{"name": "public-tls"}]},
                    "allowedRoutes": {"namespaces": {"from": "All"}},
                }
            ],
        },
    },
)
"""What the site finds in a cluster."""


def application_of(manifests: list[Manifest]) -> Manifest:
    """Return the Application as Argo CD would report it: it lists what it brought."""
    resources = [
        {
            "group": one["apiVersion"].rpartition("/")[0],
            "version": one["apiVersion"].rpartition("/")[2],
            "kind": one["kind"],
            "namespace": one["metadata"].get("namespace", ""),
            "name": one["metadata"]["name"],
            "status": "Synced",
        }
        for one in manifests
    ]
    (found,) = (one for one in yaml.safe_load_all((DEPLOY / "argocd/application.yaml").read_text()) if one)
    found["metadata"]["namespace"] = "argocd"
    found["status"] = {"sync": {"status": "Synced"}, "health": {"status": "Healthy"}, "resources": resources}
    return dict(found)
