"""The manifests of a folder of the GitOps repository, as its kustomization lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from examples.homelab.world.names import Obj

ROOT = Path(__file__).parents[1]
"""The folder of the example; the GitOps repository is the part of it that `GITOPS` names."""

GITOPS = ("bootstrap", "infrastructure", "apps")

CLUSTER_SCOPED = frozenset(
    {
        "CiliumL2AnnouncementPolicy",
        "CiliumLoadBalancerIPPool",
        "ClusterIssuer",
        "ClusterPolicy",
        "GatewayClass",
        "Namespace",
        "StorageClass",
    }
)
"""The kinds of this world that live in no namespace."""


def read_manifests(folder: str, namespace: str) -> list[Obj]:
    """Read what the kustomization of a folder lists, with its namespace on all that lives in one.

    Charts and transformers are not rendered: this repository's kustomizations use a namespace and nothing else.
    """
    kustomization = read_kustomization(folder)
    found = [item for file in kustomization.get("resources", ()) for item in read_documents(f"{folder}/{file}")]
    return [place(item, namespace) for item in found]


def read_kustomization(folder: str) -> dict[str, Any]:
    """Read the kustomization of a folder."""
    documents = list(read_documents(f"{folder}/kustomization.yaml"))
    return documents[0]


def read_documents(file: str) -> Iterator[Obj]:
    """Yield the documents of a file of the repository."""
    with (ROOT / file).open(encoding="utf-8") as stream:
        yield from yaml.safe_load_all(stream)


def place(item: Obj, namespace: str) -> Obj:
    """Return the object in this namespace, unless its kind lives in none or it names one."""
    if item["kind"] in CLUSTER_SCOPED or "namespace" in item["metadata"]:
        return item
    return item | {"metadata": {"namespace": namespace} | item["metadata"]}
