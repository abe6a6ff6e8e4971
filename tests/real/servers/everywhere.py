"""Objects of every kind that is read, with texts of a test in every field that is read, as a server stores them.

They are put into etcd, since a server takes few texts through its front door: most fields want a name, a number of
choices or a form. Whoever reads must not rely on that: controllers write what they like, and rules differ by version.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

import urllib3

from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.kubernetes.kinds.meta import AnyKind
from tests.real.servers.crds import install_crds
from tests.real.servers.errors import ApiError, ServerFailed
from tests.real.servers.kubeclient import ApiServer
from tests.scenarios.wirewalk import fill_wire

ELSEWHERE = {"nodes": "minions", "services": "services/specs", "ingresses": "ingress"}
"""Kinds whose place in etcd is not their name."""
UNTOUCHED = {"custom_resource_definitions", "cron_jobs"}
"""What the server itself lives on, and what this old one has in another version only."""
LACKING = {
    "velero.io/v1": {"backups": "Backup", "backupstoragelocations": "BackupStorageLocation", "schedules": "Schedule"},
    "traefik.containo.us/v1alpha1": {"ingressroutes": "IngressRoute", "ingressroutetcps": "IngressRouteTCP"},
    "metrics.k8s.io/v1beta1": {"nodes": "NodeMetrics", "pods": "PodMetrics"},
}
"""Kinds that neither the server nor the archive of definitions has."""


def define_lacking(server: ApiServer) -> None:
    """Define the kinds that the server would not have, with any content."""
    definitions = [
        _definition(group_version, plural, kind)
        for group_version, kinds in LACKING.items()
        for plural, kind in kinds.items()
    ]
    install_crds(server, definitions)


def _definition(group_version: str, plural: str, kind: str) -> dict[str, Any]:
    group, version = group_version.split("/")
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"},
        },
        "spec": {
            "group": group,
            "names": {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": f"{kind}List"},
            "scope": "Cluster",
            "versions": [{"name": version, "served": True, "storage": True, "schema": schema}],
        },
    }


def plant_everywhere(
    server: ApiServer, texts: Sequence[str], names: Sequence[str], namespace: str, each: int
) -> set[str]:
    """Store objects of every kind; return the fields of the facts whose kinds they are of.

    Args:
        server: The server, with all definitions.
        texts: What stands in the fields, one after another, and again from the beginning.
        names: What the objects are called, after a number.
        namespace: Where those are that belong into one.
        each: How many objects of each kind.
    """
    source, called = cycle(texts), cycle(names)
    planted = set()
    with urllib3.PoolManager(retries=False, timeout=10.0) as pool:
        for kind in KINDS:
            if kind.field in UNTOUCHED:
                continue
            version, served = _served(server, kind)
            for number in range(each):
                thing = fill_wire(kind.wire, lambda: next(source))
                thing |= {"apiVersion": version, "kind": served["kind"]}
                thing["metadata"] |= {"name": f"n{number}-{next(called)}", "namespace": namespace, "uid": f"{number}"}
                if not served["namespaced"]:
                    del thing["metadata"]["namespace"]
                _put(pool, f"{server.etcd_url}/v3/kv/put", _key(kind, version, thing["metadata"]), thing)
            planted.add(kind.field)
    return planted


def _served(server: ApiServer, kind: AnyKind) -> tuple[str, dict[str, Any]]:
    """Return the version that is asked for, and what the server says of the kind in it."""
    for version in kind.versions:
        for resource in _resources(server, version):
            if resource["name"] == kind.resource:
                return version, resource
    raise ServerFailed(f"the server has no {kind.resource} in {', '.join(kind.versions)}")


def _resources(server: ApiServer, version: str) -> Iterable[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(server.raw("GET", _path(version)))["resources"]
    except ApiError:
        return []
    return found


def _path(version: str) -> str:
    return f"/{'apis' if '/' in version else 'api'}/{version}"


def _key(kind: AnyKind, version: str, metadata: dict[str, str]) -> str:
    group = version.rpartition("/")[0]
    own = ("." in group and not group.endswith(("networking.k8s.io", "storage.k8s.io"))) or group.startswith("gateway.")
    place = f"{group}/{kind.resource}" if own else ELSEWHERE.get(kind.resource, kind.resource)
    return "/".join(filter(None, ("/registry", place, metadata.get("namespace"), metadata["name"])))


def _put(pool: urllib3.PoolManager, url: str, key: str, thing: dict[str, Any]) -> None:
    pair = {"key": b64encode(key.encode()).decode(), "value": b64encode(json.dumps(thing).encode()).decode()}
    answer = pool.request("POST", url, json=pair)
    if answer.status != 200:
        raise ServerFailed(f"etcd refused {key}: {answer.data[:600].decode(errors='replace')}")
