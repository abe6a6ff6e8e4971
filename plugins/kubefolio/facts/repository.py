"""What a GitOps repository declares, read from Git alone: applications, sets, documents, problems and history."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.editions import AliasedImage, AliasedUrl, Private, Public

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

    url: AliasedUrl[Untrusted]
    """Address without user name and password; for a local folder its name only."""
    ref: Public[Untrusted]
    """Branch, tag or commit that was asked for; empty for the files as they lie there."""
    commit: Public[Untrusted]
    """Full id of the commit that was read; empty for a folder without Git."""
    committed_at: Public[datetime | None]
    """Commit time in UTC; None for a folder without Git."""
    files: Public[int]
    """YAML and JSON files that were read."""
    documents: Public[int]
    """Kubernetes documents in them."""


class Chart(msgspec.Struct, frozen=True, order=True):
    """A Helm chart that an application installs."""

    name: Public[Untrusted]
    version: Public[Untrusted]
    """Version, tag, digest or range as written; empty when Git does not say."""
    repository: AliasedUrl[Untrusted]
    """URL of the chart repository as written, without credentials; empty for a chart in this repository."""


class DeclaredSource(msgspec.Struct, frozen=True, order=True):
    """One place that an application's manifests come from."""

    repository: AliasedUrl[Untrusted]
    """URL as written, without credentials; empty for the repository itself where Flux names no URL."""
    path: Public[Untrusted]
    """Folder below the root of that repository; empty for a chart."""
    chart: Public[Untrusted]
    revision: Public[Untrusted]
    """Branch, tag, commit or chart version as written."""
    ref: Public[Untrusted]
    """Argo CD's `ref`: the name under which other sources of the application use its files; else empty."""


class DeclaredApplication(msgspec.Struct, frozen=True, kw_only=True):
    """An Argo CD Application, a Flux HelmRelease or a Flux Kustomization, as Git declares it."""

    name: Public[Untrusted]
    namespace: Public[Untrusted]
    """Destination namespace; empty when none is declared and each manifest names its own."""
    engine: Public[Engine]
    kind: Public[Literal["Application", "HelmRelease", "Kustomization"]]
    role: Public[Role] = "app"
    own_namespace: Public[Untrusted] = Untrusted("")
    """Namespace of the object itself; empty when Git does not say."""
    destination: Public[Untrusted] = Untrusted("")
    """Argo CD's destination cluster by name, `in-cluster` for its own server, `remote` for another address."""
    project: Public[Untrusted] = Untrusted("")
    """AppProject, or empty for Flux."""
    sources: Public[tuple[DeclaredSource, ...]] = ()
    charts: Public[tuple[Chart, ...]] = ()
    images: AliasedImage[tuple[Untrusted, ...]] = ()
    """Images with tag and digest that its manifests and Helm values name, sorted; what a chart adds is not known."""
    sync_wave: Public[int | None] = None
    """Annotation `argocd.argoproj.io/sync-wave`; None when it is not set (Argo CD then takes 0)."""
    hook: Public[Untrusted] = Untrusted("")
    """Annotation `argocd.argoproj.io/hook`: the phase it belongs to; empty for an ordinary resource."""
    depends_on: Public[tuple[Untrusted, ...]] = ()
    """Flux `spec.dependsOn` as namespace/name; these are ready before it is applied."""
    parent: Public[Untrusted] = Untrusted("")
    """What declares it, as Kind/name; `bootstrap` when nothing in the repository does."""
    suspended: Public[bool] = False
    """Flux `spec.suspend`: it stays as it is and is not reconciled."""
    automated: Public[bool] = False
    """Changes in Git are applied without a hand on it."""
    unknown: Public[tuple[Untrusted, ...]] = ()
    """What Git cannot say about it, one sentence each."""
    paths: Public[tuple[Untrusted, ...]] = ()
    """Files and folders of this repository that it is made of, sorted; its history is theirs."""
    file: Public[Untrusted] = Untrusted("")
    """File that declares it: the manifest, or the parameter file of a Git files generator."""
    line: Public[int] = 0
    """Line of the document in that file, counted from 1."""


class DeclaredApplicationSet(msgspec.Struct, frozen=True, kw_only=True):
    """An Argo CD ApplicationSet as Git declares it."""

    name: Public[Untrusted]
    namespace: Public[Untrusted]
    generators: Public[tuple[Untrusted, ...]]
    """Kinds of its generators, nested ones joined by `>`: git-directories, merge>clusters …"""
    children: Public[tuple[Untrusted, ...] | Missing]
    """Names of the Applications it makes, sorted, or why Git cannot tell."""
    parent: Public[Untrusted] = Untrusted("")
    """What declares it, as Kind/name; `bootstrap` when nothing in the repository does."""
    deployed: Public[bool] = True
    """False when nothing that is deployed leads to it."""
    sync_wave: Public[int | None] = None
    file: Public[Untrusted] = Untrusted("")
    line: Public[int] = 0


class DeclaredDocument(msgspec.Struct, frozen=True, order=True):
    """One Kubernetes document of the repository, deployed or not."""

    file: Public[Untrusted]
    line: Public[int]
    api_version: Public[Untrusted]
    kind: Public[Untrusted]
    namespace: Public[Untrusted]
    name: Public[Untrusted]


class DocumentProblem(msgspec.Struct, frozen=True, order=True):
    """Something in the repository that could not be read as it should be."""

    file: Public[Untrusted]
    line: Public[int]
    """Line in that file, counted from 1; 0 when the whole file is meant."""
    kind_of_problem: Public[ProblemKind]
    message: Public[Untrusted]
    """One sentence; names objects and fields, never their values."""


class WaveStep(msgspec.Struct, frozen=True, order=True):
    """Applications that are delivered together, and the place of this step in the order."""

    parent: Public[Untrusted]
    """What delivers them, as Kind/name; steps of different parents do not wait for each other."""
    position: Public[int]
    """0 for the first step of this parent."""
    label: Public[Untrusted]
    """`PreSync`, `wave -2` …, or `after cert-manager` for Flux."""
    applications: Public[tuple[Untrusted, ...]]
    """Names, sorted."""


class Commit(msgspec.Struct, frozen=True):
    """One commit."""

    id: Public[Untrusted]
    """Full commit id."""
    committed_at: Public[datetime]
    subject: Private[Untrusted]
    """First line of the message."""
    author: Private[Untrusted] = Untrusted("")
    """Author's name; empty unless the settings ask for names."""


class MonthlyChanges(msgspec.Struct, frozen=True, order=True):
    """How often something changed in one month."""

    month: Public[str]
    """Year and month in UTC, as 2026-11."""
    commits: Public[int]


class ApplicationHistory(msgspec.Struct, frozen=True):
    """Commits that touched the files of one application."""

    name: Public[Untrusted]
    namespace: Public[Untrusted]
    kind: Public[Untrusted]
    first_changed_at: Public[datetime | None]
    """First commit that touched one of today's paths; None when no commit did."""
    last_changed_at: Public[datetime | None]
    commits: Public[int]
    months: Public[tuple[MonthlyChanges, ...]]
    last: Public[tuple[Commit, ...]]
    """The latest commits, newest first."""


class History(msgspec.Struct, frozen=True):
    """What Git remembers of the repository."""

    complete: Public[bool]
    """False for a shallow clone, or when only the latest commits were looked at."""
    first_commit_at: Public[datetime | None]
    last_commit_at: Public[datetime | None]
    commits: Public[int]
    months: Public[tuple[MonthlyChanges, ...]]
    """Commits per month, oldest first; months without commits are left out."""
    applications: Public[tuple[ApplicationHistory, ...]]
    """Sorted by namespace, name and kind."""
