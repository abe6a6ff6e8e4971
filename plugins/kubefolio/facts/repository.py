"""What a GitOps repository declares, read from Git alone: applications, sets, documents, problems and history."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from kubefolio.facts.base import Missing, Untrusted

Engine = Literal["argocd", "flux"]

Role = Literal["app", "app-of-apps", "kustomization"]
"""app: deploys workloads; app-of-apps: its content declares further Applications or ApplicationSets;
kustomization: a Flux Kustomization, the step that applies a folder."""

ProblemKind = Literal[
    "broken", "template", "encrypted", "limit", "refused", "not-read", "not-found", "undecidable", "unsupported"
]
"""broken: not YAML or not a Kubernetes document; template: can be read only after another tool rendered it;
encrypted: values are encrypted and were not kept; limit: larger or deeper than we read; refused: leads out of the
repository; not-read: content of another repository; not-found: named but not there; undecidable: Git cannot answer;
unsupported: a feature we do not evaluate."""


class Repository(msgspec.Struct, frozen=True):
    """The repository that was read."""

    url: Untrusted
    """Address without user name and password; for a local folder its name only."""
    ref: Untrusted
    """Branch, tag or commit that was asked for; empty for the files as they lie there."""
    commit: Untrusted
    """Full id of the commit that was read; empty for a folder without Git."""
    committed_at: datetime | None
    """Commit time in UTC; None for a folder without Git."""
    files: int
    """YAML and JSON files that were read."""
    documents: int
    """Kubernetes documents in them."""


class Chart(msgspec.Struct, frozen=True, order=True):
    """A Helm chart that an application installs."""

    name: Untrusted
    version: Untrusted
    """Version, tag, digest or range as written; empty when Git does not say."""
    repository: Untrusted
    """URL of the chart repository as written, without credentials; empty for a chart in this repository."""


class DeclaredSource(msgspec.Struct, frozen=True, order=True):
    """One place that an application's manifests come from."""

    repository: Untrusted
    """URL as written, without credentials; empty for the repository itself where Flux names no URL."""
    path: Untrusted
    """Folder below the root of that repository; empty for a chart."""
    chart: Untrusted
    revision: Untrusted
    """Branch, tag, commit or chart version as written."""
    ref: Untrusted
    """Argo CD's `ref`: the name under which other sources of the application use its files; else empty."""


class DeclaredApplication(msgspec.Struct, frozen=True, kw_only=True):
    """An Argo CD Application, a Flux HelmRelease or a Flux Kustomization, as Git declares it."""

    name: Untrusted
    namespace: Untrusted
    """Destination namespace; empty when none is declared and each manifest names its own."""
    engine: Engine
    kind: Literal["Application", "HelmRelease", "Kustomization"]
    role: Role = "app"
    own_namespace: Untrusted = Untrusted("")
    """Namespace of the object itself; empty when Git does not say."""
    destination: Untrusted = Untrusted("")
    """Argo CD's destination cluster by name, `in-cluster` for its own server, `remote` for another address."""
    project: Untrusted = Untrusted("")
    """AppProject, or empty for Flux."""
    sources: tuple[DeclaredSource, ...] = ()
    charts: tuple[Chart, ...] = ()
    images: tuple[Untrusted, ...] = ()
    """Images with tag and digest that its manifests and Helm values name, sorted; what a chart adds is not known."""
    sync_wave: int | None = None
    """Annotation `argocd.argoproj.io/sync-wave`; None when it is not set (Argo CD then takes 0)."""
    hook: Untrusted = Untrusted("")
    """Annotation `argocd.argoproj.io/hook`: the phase it belongs to; empty for an ordinary resource."""
    depends_on: tuple[Untrusted, ...] = ()
    """Flux `spec.dependsOn` as namespace/name; these are ready before it is applied."""
    parent: Untrusted = Untrusted("")
    """What declares it, as Kind/name; `bootstrap` when nothing in the repository does."""
    suspended: bool = False
    """Flux `spec.suspend`: it stays as it is and is not reconciled."""
    automated: bool = False
    """Changes in Git are applied without a hand on it."""
    unknown: tuple[Untrusted, ...] = ()
    """What Git cannot say about it, one sentence each."""
    paths: tuple[Untrusted, ...] = ()
    """Files and folders of this repository that it is made of, sorted; its history is theirs."""
    file: Untrusted = Untrusted("")
    """File that declares it: the manifest, or the parameter file of a Git files generator."""
    line: int = 0
    """Line of the document in that file, counted from 1."""


class DeclaredApplicationSet(msgspec.Struct, frozen=True, kw_only=True):
    """An Argo CD ApplicationSet as Git declares it."""

    name: Untrusted
    namespace: Untrusted
    generators: tuple[Untrusted, ...]
    """Kinds of its generators, nested ones joined by `>`: git-directories, merge>clusters …"""
    children: tuple[Untrusted, ...] | Missing
    """Names of the Applications it makes, sorted, or why Git cannot tell."""
    parent: Untrusted = Untrusted("")
    """What declares it, as Kind/name; `bootstrap` when nothing in the repository does."""
    deployed: bool = True
    """False when nothing that is deployed leads to it."""
    sync_wave: int | None = None
    file: Untrusted = Untrusted("")
    line: int = 0


class DeclaredDocument(msgspec.Struct, frozen=True, order=True):
    """One Kubernetes document of the repository, deployed or not."""

    file: Untrusted
    line: int
    api_version: Untrusted
    kind: Untrusted
    namespace: Untrusted
    name: Untrusted


class DocumentProblem(msgspec.Struct, frozen=True, order=True):
    """Something in the repository that could not be read as it should be."""

    file: Untrusted
    line: int
    """Line in that file, counted from 1; 0 when the whole file is meant."""
    kind_of_problem: ProblemKind
    message: Untrusted
    """One sentence; names objects and fields, never their values."""


class WaveStep(msgspec.Struct, frozen=True, order=True):
    """Applications that are delivered together, and the place of this step in the order."""

    parent: Untrusted
    """What delivers them, as Kind/name; steps of different parents do not wait for each other."""
    position: int
    """0 for the first step of this parent."""
    label: Untrusted
    """`PreSync`, `wave -2` …, or `after cert-manager` for Flux."""
    applications: tuple[Untrusted, ...]
    """Names, sorted."""


class Commit(msgspec.Struct, frozen=True):
    """One commit."""

    id: Untrusted
    """Full commit id."""
    committed_at: datetime
    subject: Untrusted
    """First line of the message."""
    author: Untrusted = Untrusted("")
    """Author's name; empty unless the settings ask for names."""


class MonthlyChanges(msgspec.Struct, frozen=True, order=True):
    """How often something changed in one month."""

    month: str
    """Year and month in UTC, as 2026-11."""
    commits: int


class ApplicationHistory(msgspec.Struct, frozen=True):
    """Commits that touched the files of one application."""

    name: Untrusted
    namespace: Untrusted
    kind: Untrusted
    first_changed_at: datetime | None
    """First commit that touched one of today's paths; None when no commit did."""
    last_changed_at: datetime | None
    commits: int
    months: tuple[MonthlyChanges, ...]
    last: tuple[Commit, ...]
    """The latest commits, newest first."""


class History(msgspec.Struct, frozen=True):
    """What Git remembers of the repository."""

    complete: bool
    """False for a shallow clone, or when only the latest commits were looked at."""
    first_commit_at: datetime | None
    last_commit_at: datetime | None
    commits: int
    months: tuple[MonthlyChanges, ...]
    """Commits per month, oldest first; months without commits are left out."""
    applications: tuple[ApplicationHistory, ...]
    """Sorted by namespace, name and kind."""
