"""What the GitOps controllers in the cluster say: Argo CD's and Flux's own objects, observed live."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted


class ApplicationSource(msgspec.Struct, frozen=True):
    """Where an application's manifests come from. User names and passwords are cut from URLs."""

    repository: Untrusted
    """URL of a Git, Helm or OCI repository, or the name of a Flux source object."""
    path: Untrusted
    chart: Untrusted
    revision: Untrusted
    """What is asked for: branch, tag, commit or chart version."""


class ManagedObject(msgspec.Struct, frozen=True):
    """An object that an application accounts for."""

    group: Untrusted
    kind: Untrusted
    namespace: Untrusted
    name: Untrusted


class Deployed(msgspec.Struct, frozen=True):
    """One past deployment of an application."""

    revision: Untrusted
    at: datetime | None


class Application(msgspec.Struct, frozen=True):
    """An Argo CD Application, a Flux HelmRelease or a Flux Kustomization, in one shape."""

    engine: Untrusted
    """argocd or flux."""
    kind: Untrusted
    """Application, HelmRelease or Kustomization."""
    namespace: Untrusted
    """Where the object itself lives."""
    name: Untrusted
    project: Untrusted
    """AppProject, or empty for Flux."""
    destination_namespace: Untrusted
    destination_cluster: Untrusted
    """Argo CD's destination name, `in-cluster` for its own server, else `remote`; addresses are not kept."""
    sources: tuple[ApplicationSource, ...]
    sync: Untrusted
    """Synced, OutOfSync or Unknown; empty when the object does not say."""
    health: Untrusted
    """Healthy, Progressing, Degraded, Suspended, Missing or Unknown; empty when the object does not say."""
    revision: Untrusted
    """What is deployed: commit or chart version; several are joined by a comma and a space."""
    sync_wave: int
    """Annotation `argocd.argoproj.io/sync-wave`; 0 when it is not set, as Argo CD reads it."""
    automated: bool
    """Changes in Git are applied without a hand on it."""
    self_heal: bool
    """Changes in the cluster are undone without a hand on it."""
    suspended: bool
    images: tuple[Untrusted, ...]
    """Images in use, from `status.summary`."""
    owner: Untrusted
    """ApplicationSet that made it, or empty."""
    objects: tuple[ManagedObject, ...]
    """Direct children: `status.resources` or `status.inventory`."""
    history: tuple[Deployed, ...]
    """Past deployments, oldest first, as far as the object keeps them."""
    deployed_at: datetime | None
    """End of the last operation."""
    created_at: datetime | None

    @property
    def is_local(self) -> bool:
        """Tell whether it deploys to the cluster that it lives in: the only one whose workloads were read."""
        return self.destination_cluster == "in-cluster"

    @property
    def is_parent(self) -> bool:
        """Tell whether it holds other applications and runs nothing itself (an app-of-apps)."""
        kinds = {child.kind for child in self.objects}
        return bool(kinds & APPLICATION_KINDS) and not kinds & RUNNING_KINDS


APPLICATION_KINDS = frozenset({"Application", "ApplicationSet", "HelmRelease", "Kustomization"})
"""Kinds that make a parent of the application that holds them."""

RUNNING_KINDS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet", "Rollout"})
"""Kinds that make an application one that runs something itself."""


class ApplicationSet(msgspec.Struct, frozen=True):
    """An Argo CD ApplicationSet."""

    namespace: Untrusted
    name: Untrusted
    generators: tuple[Untrusted, ...]
    """Kinds of its generators, in their order: git, list, matrix …"""
    applications: tuple[Untrusted, ...]
    """Applications it made, by `status.resources`; can be shorter than `applications_count`."""
    applications_count: int
    """`status.resourcesCount`, or the length of the list where the server does not count."""
    rolling_sync: bool


class Project(msgspec.Struct, frozen=True):
    """An Argo CD AppProject. Roles and tokens are not read."""

    namespace: Untrusted
    name: Untrusted
    description: Untrusted
    source_repositories: tuple[Untrusted, ...]
    any_destination: bool
    """A destination of the project allows every namespace of every cluster."""
