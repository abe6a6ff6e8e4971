"""Follows what delivers what, from the roots down: this is what is deployed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from kubefolio.sources.gitops import applicationset, releases, resourcesets
from kubefolio.sources.gitops.argocd import ArgoCD
from kubefolio.sources.gitops.build import Build
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.flux import Flux, instance_as_kustomization
from kubefolio.sources.gitops.helm import Helm
from kubefolio.sources.gitops.kustomize import Kustomize
from kubefolio.sources.gitops.objects import FLUX_SOURCE, Obj
from kubefolio.sources.gitops.own import OwnRepository

MAX_NODES = 20_000
SOURCE_KINDS = frozenset(
    {"GitRepository", "OCIRepository", "HelmRepository", "HelmChart", "Bucket", "ConfigMap", "Secret"}
)


@dataclass(slots=True)
class Node:
    """One delivery object with what it renders to."""

    obj: Obj
    build: Build
    children: list[Obj]
    """Delivery objects in the build; for an ApplicationSet the Applications it makes."""
    missing: str = ""
    """Why an ApplicationSet may make others."""
    parent: str = ""


class Delivery:
    """Expands delivery objects, each once."""

    def __init__(self, corpus: Corpus, own: OwnRepository) -> None:
        """Put the renderers together."""
        self.corpus = corpus
        self.own = own
        self.helm = Helm(corpus)
        self.kustomize = Kustomize(corpus, self.helm)
        self.argocd = ArgoCD(corpus, own, self.kustomize, self.helm)
        self.flux = Flux(corpus, own, self.kustomize, self.find)
        self.nodes: dict[bytes, Node] = {}
        self.keys: dict[int, tuple[Obj, bytes]] = {}
        self.deployed: dict[tuple[str, str, str], Obj] = {}
        self.written: dict[tuple[str, str], list[Obj]] = {}

    def learn(self, objects: Iterable[Obj]) -> None:
        """Remember sources and ConfigMaps as they are written, for where nothing that is deployed matches."""
        for obj in objects:
            if obj.kind in SOURCE_KINDS and obj.group in ("", FLUX_SOURCE):
                self.written.setdefault((obj.kind, obj.name), []).append(obj)

    def find(self, kind: str, namespace: str, name: str) -> Obj | None:
        """Return a source or ConfigMap: the deployed one, else one written in the repository, the best match first."""
        found = self.deployed.get((kind, namespace, name))
        if found is not None:
            return found
        written = self.written.get((kind, name), [])
        exact = [obj for obj in written if obj.namespace == namespace]
        open_ones = [obj for obj in written if not obj.namespace]
        return next(iter([*exact, *open_ones, *written]), None)

    def key_of(self, obj: Obj) -> bytes:
        """Return what tells two delivery objects apart: place, name and content."""
        known = self.keys.get(id(obj))
        if known is None:
            head = repr((*obj.identity, *obj.place)).encode()
            digest = hashlib.blake2b(head + msgspec.json.encode(obj.body), digest_size=16).digest()
            known = self.keys[id(obj)] = (obj, digest)
        return known[1]

    def forget(self) -> None:
        """Forget what Flux objects render to: it was found out before it was known which sources are deployed."""
        self.nodes = {
            key: node for key, node in self.nodes.items() if node.obj.kind in ("Application", "ApplicationSet")
        }

    def node(self, obj: Obj) -> Node:
        """Return an object with what it renders to."""
        key = self.key_of(obj)
        if key not in self.nodes:
            self.nodes[key] = self.expand(obj)
        return self.nodes[key]

    def expand(self, obj: Obj) -> Node:
        """Render one object."""
        if obj.kind == "ApplicationSet":
            made = applicationset.children(obj, self.corpus, self.own)
            return Node(obj, Build(), made.applications, str(made.missing.missing) if made.missing else "")
        if obj.kind == "Application":
            build = self.argocd.build(obj)
        elif obj.kind == "HelmRelease":
            build = releases.build_release(obj, self.find, self.own, self.helm)
        else:
            build = self.flux.build(obj)
        build.objects = resourcesets.expanded(build.objects, self.corpus)
        return Node(obj, build, deliveries(build.objects))

    def walk(self, roots: Iterable[Obj]) -> list[Node]:
        """Return every node that the roots lead to, each once, parents before children."""
        queue = deque((root, "bootstrap") for root in roots)
        seen: dict[bytes, Node] = {}
        while queue and len(seen) < MAX_NODES:
            obj, parent = queue.popleft()
            key = self.key_of(obj)
            if key in seen:
                continue
            node = self.node(obj)
            node.parent = parent
            seen[key] = node
            self.remember(node.build.objects)
            queue.extend((child, f"{obj.kind}/{obj.name}") for child in node.children)
        return list(seen.values())

    def remember(self, objects: Iterable[Obj]) -> None:
        """Remember sources and ConfigMaps that are deployed, as they are after all changes."""
        for obj in objects:
            if obj.kind in SOURCE_KINDS and obj.group in ("", FLUX_SOURCE):
                self.deployed[(obj.kind, obj.namespace, obj.name)] = obj


def deliveries(objects: Iterable[Obj]) -> list[Obj]:
    """Return the delivery objects among objects; a FluxInstance stands for the Kustomization that it makes."""
    found: list[Obj] = []
    for obj in objects:
        if obj.kind == "FluxInstance" and isinstance(obj.spec.get("sync"), dict):
            found.append(instance_as_kustomization(obj))
        elif obj.is_delivery:
            found.append(obj)
    return found
