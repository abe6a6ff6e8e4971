"""The (address, path) pairs that manifests name: by them a plain folder's own address is told."""

from __future__ import annotations

from collections.abc import Iterator

from kubefolio.sources.gitops.argocd import sources_of
from kubefolio.sources.gitops.objects import Obj, mapping, mappings, string

BOOTSTRAPPED = "flux-system"
"""Name that `flux bootstrap` gives to the GitRepository of the repository itself; it counts twice."""


def named_paths(written: list[Obj]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of Applications, ApplicationSets, and Flux Kustomizations with their GitRepository."""
    repositories = {obj.name: string(obj.spec.get("url")) for obj in written if obj.kind == "GitRepository"}
    for obj in written:
        if obj.kind == "Application":
            yield from pairs(sources_of(obj))
        elif obj.kind == "ApplicationSet":
            template = obj.with_body(mapping(obj.spec.get("template")))
            yield from pairs([*sources_of(template), *git_generators(obj.spec)])
        elif obj.kind == "FluxInstance":
            sync = mapping(obj.spec.get("sync"))
            yield string(sync.get("url")), string(sync.get("path"))
        elif obj.kind == "Kustomization" and obj.is_delivery:
            name = string(mapping(obj.spec.get("sourceRef")).get("name"))
            pair = (repositories.get(name, ""), string(obj.spec.get("path")))
            yield from [pair] * (2 if name == BOOTSTRAPPED else 1)


def pairs(sources: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of sources."""
    yield from ((string(source.get("repoURL")), string(source.get("path"))) for source in sources)


def git_generators(value: object) -> Iterator[dict[str, str]]:
    """Yield the address and each path of the git generators within a generator."""
    for item in mappings(mapping(value).get("generators")):
        git = mapping(item.get("git"))
        for rule in [*mappings(git.get("directories")), *mappings(git.get("files"))]:
            yield {"repoURL": string(git.get("repoURL")), "path": string(rule.get("path"))}
        for nested in ("matrix", "merge"):
            yield from git_generators(mapping(item.get(nested)))
