"""What the GitOps controllers in the cluster say: Argo CD's and Flux's own objects, observed live."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.editions import AliasedImage, AliasedUrl, Private, Public


class ApplicationSource(msgspec.Struct, frozen=True):
    """Where an application's manifests come from. User names and passwords are cut from URLs."""

    repository: AliasedUrl[Untrusted]
    """URL of a Git, Helm or OCI repository, or the name of a Flux source object."""
    path: Public[Untrusted]
    chart: Public[Untrusted]
    revision: Public[Untrusted]
    """What is asked for: branch, tag, commit or chart version."""


class ManagedObject(msgspec.Struct, frozen=True):
    """An object that an application accounts for."""

    group: Public[Untrusted]
    kind: Public[Untrusted]
    namespace: Public[Untrusted]
    name: Public[Untrusted]


class Deployed(msgspec.Struct, frozen=True):
    """One past deployment of an application."""

    revision: Public[Untrusted]
    at: Public[datetime | None]


class Application(msgspec.Struct, frozen=True):
    """An Argo CD Application, a Flux HelmRelease or a Flux Kustomization, in one shape."""

    engine: Public[Untrusted]
    """argocd or flux."""
    kind: Public[Untrusted]
    """Application, HelmRelease or Kustomization."""
    namespace: Public[Untrusted]
    """Where the object itself lives."""
    name: Public[Untrusted]
    project: Public[Untrusted]
    """AppProject, or empty for Flux."""
    destination_namespace: Public[Untrusted]
    destination_cluster: Public[Untrusted]
    """Argo CD's destination name, `in-cluster` for its own server, else `remote`; addresses are not kept."""
    sources: Public[tuple[ApplicationSource, ...]]
    sync: Public[Untrusted]
    """Synced, OutOfSync or Unknown; empty when the object does not say."""
    health: Public[Untrusted]
    """Healthy, Progressing, Degraded, Suspended, Missing or Unknown; empty when the object does not say."""
    revision: Public[Untrusted]
    """What is deployed: commit or chart version; several are joined by a comma and a space."""
    sync_wave: Public[int]
    """Annotation `argocd.argoproj.io/sync-wave`; 0 when it is not set, as Argo CD reads it."""
    automated: Public[bool]
    """Changes in Git are applied without a hand on it."""
    self_heal: Public[bool]
    """Changes in the cluster are undone without a hand on it."""
    suspended: Public[bool]
    images: AliasedImage[tuple[Untrusted, ...]]
    """Images in use, from `status.summary`."""
    owner: Public[Untrusted]
    """ApplicationSet that made it, or empty."""
    objects: Public[tuple[ManagedObject, ...]]
    """Direct children: `status.resources` or `status.inventory`."""
    history: Public[tuple[Deployed, ...]]
    """Past deployments, oldest first, as far as the object keeps them."""
    deployed_at: Public[datetime | None]
    """End of the last operation."""
    created_at: Public[datetime | None]

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

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    generators: Public[tuple[Untrusted, ...]]
    """Kinds of its generators, in their order: git, list, matrix …"""
    applications: Public[tuple[Untrusted, ...]]
    """Applications it made, by `status.resources`; can be shorter than `applications_count`."""
    applications_count: Public[int]
    """`status.resourcesCount`, or the length of the list where the server does not count."""
    rolling_sync: Public[bool]


class Project(msgspec.Struct, frozen=True):
    """An Argo CD AppProject. Roles and tokens are not read."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    description: Private[Untrusted]
    source_repositories: AliasedUrl[tuple[Untrusted, ...]]
    any_destination: Public[bool]
    """A destination of the project allows every namespace of every cluster."""
