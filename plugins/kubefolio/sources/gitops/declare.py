"""Nodes of the delivery to facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.repository import Chart, DeclaredApplication, DeclaredApplicationSet, DeclaredSource
from kubefolio.sources.gitops import generators, images, releases, substitution
from kubefolio.sources.gitops.argocd import sources_of
from kubefolio.sources.gitops.delivery import Delivery, Node
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string, text
from kubefolio.sources.urls import strip_credentials

IN_CLUSTER = "https://kubernetes.default.svc"
WAVE, HOOK = "argocd.argoproj.io/sync-wave", "argocd.argoproj.io/hook"
ARGO_KINDS = frozenset({"Application", "ApplicationSet"})


def sync_wave(obj: Obj) -> int | None:
    """Return an object's sync wave; None when it is not set or is no number."""
    value = string(obj.annotations.get(WAVE))
    try:
        return int(value) if value else None
    except ValueError:
        return None


def destination(obj: Obj) -> str:
    """Return the name of an Application's cluster; addresses are not kept."""
    target = mapping(obj.spec.get("destination"))
    if target.get("name"):
        return string(target["name"])
    server = string(target.get("server"))
    return ("in-cluster" if server.rstrip("/") == IN_CLUSTER else "remote") if server else ""


def source_fact(source: Body) -> DeclaredSource:
    """Return a source of an Application."""
    return DeclaredSource(
        strip_credentials(string(source.get("repoURL"))),
        text(source.get("path")),
        text(source.get("chart")),
        text(source.get("targetRevision") or source.get("targetBranch")),
        text(source.get("ref")),
    )


def unique(charts: Iterable[Chart]) -> tuple[Chart, ...]:
    """Return charts in their order, each once."""
    return tuple(dict.fromkeys(charts))


def all_images(node: Node) -> tuple[Untrusted, ...]:
    """Return the images that a node's manifests and values name."""
    found = images.of_objects(node.build.objects)
    for values in node.build.values:
        found |= images.of_values(values)
    return tuple(sorted(found))


def unknowns(node: Node, *values: Any) -> tuple[Untrusted, ...]:  # noqa: ANN401 - any plain value
    """Return what Git cannot say about a node, with variables that only the cluster knows."""
    names = sorted(substitution.unknown_variables(list(values)))
    said = [f"the variable {name} is set outside of the repository" for name in names]
    return tuple(Untrusted(reason) for reason in dict.fromkeys([*node.build.unknown, *said]))


def paths(node: Node, *, shared: bool) -> tuple[Untrusted, ...]:
    """Return what an application is made of; the file of an ApplicationSet is all its children's, so no one's own."""
    found = set(node.build.paths) | (set() if shared else {node.obj.file})
    return tuple(Untrusted(path) for path in sorted(found))


def application(node: Node) -> DeclaredApplication:
    """Return an Argo CD Application as a fact."""
    obj = node.obj
    automated = mapping(obj.spec.get("syncPolicy")).get("automated")
    is_parent = any(child.kind in ARGO_KINDS for child in node.children)
    target = mapping(obj.spec.get("destination"))
    return DeclaredApplication(
        name=text(obj.name),
        namespace=text(target.get("namespace")),
        own_namespace=text(obj.namespace),
        engine="argocd",
        kind="Application",
        role="app-of-apps" if is_parent else "app",
        destination=text(destination(obj)),
        project=text(obj.spec.get("project")),
        sources=tuple(source_fact(source) for source in sources_of(obj)),
        charts=unique(node.build.charts),
        images=all_images(node),
        sync_wave=sync_wave(obj),
        hook=text(obj.annotations.get(HOOK)),
        parent=Untrusted(node.parent),
        automated=isinstance(automated, dict) and automated.get("enabled") is not False,
        unknown=unknowns(node, obj.name, target),
        paths=paths(node, shared=node.parent.startswith("ApplicationSet/") and obj.line != 1),
        file=Untrusted(obj.file),
        line=obj.line,
    )


def release(node: Node, delivery: Delivery) -> DeclaredApplication:
    """Return a HelmRelease as a fact."""
    obj = node.obj
    return _flux(
        node,
        namespace=text(releases.destination(obj)),
        kind="HelmRelease",
        sources=(releases.declared_source(obj, delivery.find, delivery.own),),
        charts=unique(node.build.charts),
    )


def kustomization(node: Node, delivery: Delivery) -> DeclaredApplication:
    """Return a Flux Kustomization as a fact."""
    obj = node.obj
    ref = mapping(obj.spec.get("sourceRef"))
    source = delivery.find(
        string(ref.get("kind")), string(ref.get("namespace")) or obj.namespace, string(ref.get("name"))
    )
    url = strip_credentials(string(source.spec.get("url"))) if source is not None else Untrusted("")
    return _flux(
        node,
        namespace=text(obj.spec.get("targetNamespace") or obj.namespace),
        kind="Kustomization",
        role="kustomization",
        sources=(DeclaredSource(url, text(obj.spec.get("path")), Untrusted(""), Untrusted(""), Untrusted("")),),
    )


def _flux(node: Node, **own: Any) -> DeclaredApplication:  # noqa: ANN401  # the fields in which the two kinds differ
    """Return what both kinds of Flux objects say in the same way, with what is a kind's own."""
    obj = node.obj
    return DeclaredApplication(
        name=text(obj.name),
        own_namespace=text(obj.namespace),
        engine="flux",
        images=all_images(node),
        sync_wave=sync_wave(obj),
        depends_on=depends_on(obj),
        parent=Untrusted(node.parent),
        suspended=obj.spec.get("suspend") is True,
        automated=obj.spec.get("suspend") is not True,
        unknown=unknowns(node, obj.name, obj.namespace, obj.spec.get("targetNamespace")),
        paths=paths(node, shared=False),
        file=Untrusted(obj.file),
        line=obj.line,
        **own,
    )


def depends_on(obj: Obj) -> tuple[Untrusted, ...]:
    """Return `spec.dependsOn` as namespace/name, sorted."""
    items = mappings(obj.spec.get("dependsOn"))
    return tuple(sorted(text(f"{string(i.get('namespace')) or obj.namespace}/{string(i.get('name'))}") for i in items))


def declared(node: Node, delivery: Delivery) -> DeclaredApplication:
    """Return a node as a fact, whatever its kind."""
    if node.obj.kind == "Application":
        return application(node)
    return release(node, delivery) if node.obj.kind == "HelmRelease" else kustomization(node, delivery)


def application_set(node: Node, *, deployed: bool) -> DeclaredApplicationSet:
    """Return an ApplicationSet as a fact."""
    obj = node.obj
    labels = (label for item in mappings(obj.spec.get("generators")) for label in generators.labels(item))
    names = tuple(sorted(text(child.name) for child in node.children))
    return DeclaredApplicationSet(
        name=text(obj.name),
        namespace=text(obj.namespace),
        generators=tuple(Untrusted(label) for label in dict.fromkeys(labels)),
        children=Missing(node.missing, "undecidable") if node.missing else names,
        parent=Untrusted(node.parent),
        deployed=deployed,
        sync_wave=sync_wave(obj),
        file=Untrusted(obj.file),
        line=obj.line,
    )
