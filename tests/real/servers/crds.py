"""Real CustomResourceDefinitions of the field's projects, loaded into a running API server."""

from __future__ import annotations

import json
import tarfile
import time
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from tests.real.servers.errors import ApiError, ServerFailed, ServerNotFound
from tests.real.servers.kubeclient import ApiServer, KubeObject
from tests.real.servers.loading import in_parallel
from tests.real.servers.programs import SHARED

ARCHIVE = SHARED / "cases" / "crds-1.20.tar.xz"
"""The archive: a folder per project, a JSON file per definition."""

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

_CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
_WORKERS = 4
_POLL_S = 0.2


def load_crds(
    server: ApiServer, projects: Collection[str] = EVERY_PROJECT, *, archive: Path = ARCHIVE, timeout_s: float = 60
) -> tuple[str, ...]:
    """Load the definitions of these projects and wait until the server serves them; return their names, sorted.

    Raises:
        ServerNotFound: The archive is not on this machine.
        ServerFailed: The archive lacks a project, or a definition was not served in time.
    """
    definitions = read_crds(archive, projects)
    install_crds(server, definitions, timeout_s=timeout_s)
    return tuple(sorted(each["metadata"]["name"] for each in definitions))


def install_crds(server: ApiServer, definitions: Iterable[KubeObject], *, timeout_s: float = 60) -> None:
    """Store definitions and wait until each is Established and its kind can be discovered.

    Raises:
        ServerFailed: One of them was not served in time; the text names up to ten.
    """
    stored = list(definitions)
    server.create_many(stored, workers=_WORKERS)
    deadline = time.monotonic() + timeout_s
    while waiting := _not_served(server, stored):
        if time.monotonic() > deadline:
            raise ServerFailed(f"not served after {timeout_s} s: {', '.join(sorted(waiting)[:10])}")
        time.sleep(_POLL_S)


def read_crds(archive: Path, projects: Collection[str]) -> list[dict[str, Any]]:
    """Read the definitions of these projects from an archive.

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
                found[path.parent.name].append(json.load(file))
    if lacking := sorted(project for project, definitions in found.items() if not definitions):
        raise ServerFailed(f"the archive of CRDs has no {', '.join(lacking)}")
    return [definition for project in sorted(found) for definition in found[project]]


def _not_served(server: ApiServer, definitions: list[KubeObject]) -> set[str]:
    """Return the names of definitions that are not Established, or whose storage version is not in the discovery."""
    wanted = {each["metadata"]["name"]: _storage_version(each) for each in definitions}
    listed = json.loads(server.raw("GET", _CRDS))["items"]
    established = {each["metadata"]["name"] for each in listed if _is_established(each)}
    if waiting := wanted.keys() - established:
        return waiting
    discovered: set[str] = set().union(*in_parallel(lambda path: _names(server, path), set(wanted.values()), _WORKERS))
    return wanted.keys() - discovered


def _storage_version(definition: KubeObject) -> str:
    spec = definition["spec"]
    name = next(version["name"] for version in spec["versions"] if version["storage"])
    return f"{spec['group']}/{name}"


def _is_established(definition: KubeObject) -> bool:
    conditions = definition.get("status", {}).get("conditions", ())
    return any(each["type"] == "Established" and each["status"] == "True" for each in conditions)


def _names(server: ApiServer, group_version: str) -> set[str]:
    """Return `plural.group` for everything the server discovers under a group and version."""
    try:
        resources = json.loads(server.raw("GET", f"/apis/{group_version}"))["resources"]
    except ApiError:
        return set()
    group, _ = group_version.split("/")
    return {f"{each['name']}.{group}" for each in resources}
