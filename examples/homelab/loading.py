"""Put the example world where it can be read: its repository into Git, its objects into an API server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from examples.homelab.backdate import backdate
from examples.homelab.world.inventory import load_cluster
from examples.homelab.world.names import Obj
from examples.homelab.world.objects import build_world
from examples.homelab.world.old_api import to_old_api
from examples.homelab.world.repository import GITOPS, ROOT
from tests.real.servers.kubeclient import ApiServer

PROJECTS = (
    "argo-cd",
    "cert-manager",
    "cilium",
    "cloudnative-pg",
    "gateway-api-standard",
    "istio",
    "longhorn",
    "prometheus-operator",
    "sealed-secrets",
)
"""The projects whose definitions this cluster has."""

_COMMITTED = "2026-11-21T20:30:00+00:00"
_GIT = {
    "GIT_AUTHOR_NAME": "Homelab",
    "GIT_AUTHOR_EMAIL": "homelab@example.net",
    "GIT_AUTHOR_DATE": _COMMITTED,
    "GIT_COMMITTER_NAME": "Homelab",
    "GIT_COMMITTER_EMAIL": "homelab@example.net",
    "GIT_COMMITTER_DATE": _COMMITTED,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
"""Everything that a commit id depends on besides the files, and nothing of the person who runs this."""


def commit_repository(directory: Path) -> str:
    """Commit the GitOps part of the example as a repository of its own in a new directory; return the commit id.

    The same files give the same id.
    """
    for folder in GITOPS:
        shutil.copytree(ROOT / folder, directory / folder)
    _git(directory, "init", "--quiet", "--initial-branch=main")
    _git(directory, "add", "--all")
    _git(directory, "commit", "--quiet", "--message=The whole cluster")
    return _git(directory, "rev-parse", "HEAD").strip()


def _git(directory: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.autocrlf=false", "-c", "core.fileMode=false", *arguments]
    done = subprocess.run(
        command, cwd=directory, check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"]} | _GIT
    )
    return done.stdout


def load_world(server: ApiServer, revision: str, etcd_url: str = "") -> list[Obj]:
    """Load every object, with status, into an API server of Kubernetes 1.20; return the objects.

    Args:
        server: An API server that serves the definitions of `PROJECTS`, and has no controllers, so that all stays as
            it is loaded.
        revision: The commit that the applications say is deployed.
        etcd_url: Where the server keeps its objects as JSON, to give each the uid and the creation time of the world;
            "" leaves them those that the server gave.
    """
    objects = [to_old_api(item) for item in build_world(revision)]
    server.create_many(objects)
    _label_namespaces(server, objects)
    if etcd_url:
        backdate(etcd_url, objects, otherwise=load_cluster().born)
    return objects


def _label_namespaces(server: ApiServer, objects: Iterable[Obj]) -> None:
    """Put the labels on the namespaces too that the server made itself."""
    for item in objects:
        if item["kind"] == "Namespace":
            metadata = {"labels": item["metadata"]["labels"]}
            path = f"/api/v1/namespaces/{item['metadata']['name']}"
            server.raw("PATCH", path, {"metadata": metadata}, content_type="application/merge-patch+json")


def count_kinds(objects: Iterable[Obj]) -> dict[str, int]:
    """Return how many objects there are of each `Kind.group` (`Kind` alone in the core group), sorted."""
    names = (".".join(filter(None, (item["kind"], item["apiVersion"].rpartition("/")[0]))) for item in objects)
    return dict(sorted(Counter(names).items()))


def count_with_kubectl(server: ApiServer, kinds: Iterable[str]) -> dict[str, int]:
    """Return how many objects of each `Kind.group` kubectl sees in all namespaces."""
    listed = {kind: server.kubectl("get", kind, "--all-namespaces", "--output=name") for kind in kinds}
    return {kind: len(text.splitlines()) for kind, text in listed.items()}
