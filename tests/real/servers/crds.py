"""Real CustomResourceDefinitions of the field's projects, for an API server that runs or is about to.

An old API server builds its OpenAPI document anew for every definition it gets: 175 of them one by one keep two cores
busy for more than a minute. Put into etcd before the server starts, they cost two seconds of waiting.
"""

from __future__ import annotations

import json
import tarfile
import time
import uuid
from base64 import b64encode
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import urllib3

from tests.real.servers.errors import ApiError, ServerFailed, ServerNotFound
from tests.real.servers.kubeclient import ApiServer, KubeObject
from tests.real.servers.loading import in_parallel
from tests.real.servers.programs import SHARED

ARCHIVE = SHARED / "cases" / "crds-1.20.tar.xz"
"""The archive: a folder per project, JSON files with one definition or a List of them."""

EVERY_PROJECT = frozenset(
    {
        "argo-cd",
        "cert-manager",
        "cilium",
        "cloudnative-pg",
        "envoy-gateway",
        "external-secrets",
        "flux",
        "gateway-api-experimental",
        "istio",
        "longhorn",
        "network-policy-api",
        "prometheus-operator",
        "sealed-secrets",
        "traefik",
    }
)
"""All folders of the archive but `gateway-api-standard`, whose definitions have the names of the experimental ones."""

_ETCD_PREFIX = "/registry/apiextensions.k8s.io/customresourcedefinitions/"
_SEEDED_AT = "2026-01-01T00:00:00Z"
_WORKERS = 4
_POLL_S = 0.2


def load_crds(
    server: ApiServer, projects: Collection[str], *, archive: Path = ARCHIVE, timeout_s: float = 60
) -> tuple[str, ...]:
    """Load the definitions of a few projects and wait until the server serves them; return their names, sorted.

    Raises:
        ServerNotFound: The archive is not on this machine.
        ServerFailed: The archive lacks a project, or a definition was not served in time.
    """
    definitions = read_crds(projects, archive=archive)
    install_crds(server, definitions, timeout_s=timeout_s)
    return tuple(sorted(each["metadata"]["name"] for each in definitions))


def install_crds(server: ApiServer, definitions: Iterable[KubeObject], *, timeout_s: float = 60) -> None:
    """Store definitions and wait until each is Established and can be discovered.

    Raises:
        ServerFailed: One of them was not served in time; the text names up to ten.
    """
    stored = list(definitions)
    server.create_many(stored, workers=_WORKERS)
    wait_until_served(server, stored, timeout_s=timeout_s)


def seed_crds(etcd_url: str, definitions: Iterable[KubeObject]) -> None:
    """Put definitions into the etcd of an API server that has not started, as it would itself have stored them.

    Raises:
        ServerFailed: etcd refused one.
    """
    with urllib3.PoolManager(retries=False, timeout=10.0) as pool:
        for each in definitions:
            key = (_ETCD_PREFIX + each["metadata"]["name"]).encode()
            value = json.dumps(_established(each)).encode()
            pair = {"key": b64encode(key).decode(), "value": b64encode(value).decode()}
            answer = pool.request("POST", f"{etcd_url}/v3/kv/put", json=pair)
            if answer.status != 200:
                raise ServerFailed(f"etcd refused {key.decode()}: {answer.data[:600].decode(errors='replace')}")


def wait_until_served(server: ApiServer, definitions: Iterable[KubeObject], *, timeout_s: float = 60) -> None:
    """Wait until the server's discovery has the storage version of each definition.

    Raises:
        ServerFailed: It has not in time; the text names up to ten.
    """
    wanted = {each["metadata"]["name"]: _storage_version(each) for each in definitions}
    deadline = time.monotonic() + timeout_s
    while waiting := wanted.keys() - _discovered(server, set(wanted.values())):
        if time.monotonic() > deadline:
            raise ServerFailed(f"not served after {timeout_s} s: {', '.join(sorted(waiting)[:10])}")
        time.sleep(_POLL_S)


def read_crds(projects: Collection[str], *, archive: Path = ARCHIVE) -> list[dict[str, Any]]:
    """Read the definitions of these projects from the archive.

    Raises:
        ServerNotFound: The archive is not on this machine.
        ServerFailed: It lacks a project.
    """
    if not archive.is_file():
        raise ServerNotFound("the CRDs are not in ../shared/cases")
    found: dict[str, list[dict[str, Any]]] = {project: [] for project in projects}
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.suffix == ".json" and path.parent.name in found and (file := tar.extractfile(member)):
                content = json.load(file)
                found[path.parent.name] += content["items"] if content["kind"] == "List" else [content]
    if lacking := sorted(project for project, definitions in found.items() if not definitions):
        raise ServerFailed(f"the archive of CRDs has no {', '.join(lacking)}")
    return [definition for project in sorted(found) for definition in found[project]]


def _established(definition: KubeObject) -> dict[str, Any]:
    """Return a definition with the identity and the status that an API server gives it."""
    names = definition["spec"]["names"]
    accepted = {"singular": names["kind"].lower(), "listKind": f"{names['kind']}List", **names}
    identity = {"uid": str(uuid.uuid4()), "creationTimestamp": _SEEDED_AT, "generation": 1}
    conditions = [
        {"type": "NamesAccepted", "reason": "NoConflicts", "message": "no conflicts found"},
        {"type": "Established", "reason": "InitialNamesAccepted", "message": "the initial names have been accepted"},
    ]
    return {
        **definition,
        "metadata": {**definition["metadata"], **identity},
        "status": {
            "acceptedNames": accepted,
            "storedVersions": [_storage_version(definition).rpartition("/")[2]],
            "conditions": [{**each, "status": "True", "lastTransitionTime": _SEEDED_AT} for each in conditions],
        },
    }


def _discovered(server: ApiServer, group_versions: set[str]) -> set[str]:
    """Return `plural.group` for all that is served under these; of definitions, only Established ones are."""
    return set().union(*in_parallel(lambda path: _names(server, path), group_versions, _WORKERS))


def _storage_version(definition: KubeObject) -> str:
    spec = definition["spec"]
    name = next(version["name"] for version in spec["versions"] if version["storage"])
    return f"{spec['group']}/{name}"


def _names(server: ApiServer, group_version: str) -> set[str]:
    """Return `plural.group` for everything the server discovers under a group and version."""
    try:
        resources = json.loads(server.raw("GET", f"/apis/{group_version}"))["resources"]
    except ApiError:
        return set()
    group, _ = group_version.split("/")
    return {f"{each['name']}.{group}" for each in resources}
