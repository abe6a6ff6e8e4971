"""Every manifest of `deploy/` is accepted by a real API server."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import yaml

from tests.deploy.rendered import VARIANTS, Manifest, render
from tests.real.servers.kubeclient import ApiServer

SINCE_THE_FLOOR = {
    ("policy/v1", "PodDisruptionBudget"): "policy/v1beta1",
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
