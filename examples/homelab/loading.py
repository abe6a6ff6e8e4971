"""Put the example world where it can be read: its repository into Git, its objects into an API server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from examples.homelab.backdate import backdate
from examples.homelab.world.definitions import build_definitions
from examples.homelab.world.inventory import load_cluster
from examples.homelab.world.names import Obj, moment, parse_time
from examples.homelab.world.objects import build_world
from examples.homelab.world.old_api import to_old_api
from examples.homelab.world.repository import GITOPS, ROOT
from tests.real.servers.crds import install_crds
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

_NAMED = {
    "GIT_AUTHOR_NAME": "Homelab",
    "GIT_AUTHOR_EMAIL": "homelab@example.net",
    "GIT_COMMITTER_NAME": "Homelab",
    "GIT_COMMITTER_EMAIL": "homelab@example.net",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
"""Everything that a commit id depends on besides files and dates, and nothing of the person who runs this."""

_LAST_COMMIT = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


def commit_repository(directory: Path) -> str:
    """Commit the GitOps part of the example as a repository of its own in a new directory; return the last commit's id.

    Each application is a commit of its own, at a date that its name decides. The same files give the same id.
    """
    for folder in GITOPS:
        shutil.copytree(ROOT / folder, directory / folder)
    _git(directory, _LAST_COMMIT, "init", "--quiet", "--initial-branch=main")
    for date, folder in _commits():
        _git(directory, date, "add", "--all", folder)
        _git(directory, date, "commit", "--quiet", f"--message=Add {Path(folder).name}")
    return _git(directory, _LAST_COMMIT, "rev-parse", "HEAD").strip()


def _commits() -> list[tuple[datetime, str]]:
    """Return the folders of the repository in the order in which they were added, `bootstrap` first."""
    born = parse_time(load_cluster().born)
    folders = sorted(f"{top}/{one.name}" for top in GITOPS for one in (ROOT / top).iterdir() if one.is_dir())
    applications = (folder for folder in folders if not folder.startswith("bootstrap/"))
    dated = sorted((moment(f"committed/{folder}", born, _LAST_COMMIT), folder) for folder in applications)
    return [(born, "bootstrap"), *dated[:-1], (_LAST_COMMIT, dated[-1][1])]


def _git(directory: Path, date: datetime, *arguments: str) -> str:
    command = ["git", "-c", "core.autocrlf=false", "-c", "core.fileMode=false", *arguments]
    dates = {"GIT_AUTHOR_DATE": date.isoformat(), "GIT_COMMITTER_DATE": date.isoformat()}
    environment = {"PATH": os.environ["PATH"]} | _NAMED | dates
    done = subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True, env=environment)
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
    install_crds(server, build_definitions())
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
