"""Flux: what Kustomizations apply, and which chart a HelmRelease installs."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from kubefolio.sources.gitops import globs, substitution, yaml_values
from kubefolio.sources.gitops.argocd import image_rules
from kubefolio.sources.gitops.build import Build
from kubefolio.sources.gitops.corpus import YAML, Corpus
from kubefolio.sources.gitops.kustomize import Kustomize
from kubefolio.sources.gitops.objects import FLUX_KUSTOMIZE, Body, Obj, mapping, mappings, string
from kubefolio.sources.gitops.own import OwnRepository
from kubefolio.sources.gitops.tree import join

Find = Callable[[str, str, str], Obj | None]
"""Finds an object by kind, namespace and name, among what is deployed first."""


class Flux:
    """Renders Flux Kustomizations."""

    def __init__(self, corpus: Corpus, own: OwnRepository, kustomize: Kustomize, find: Find) -> None:
        """Take what reads the files."""
        self.corpus = corpus
        self.own = own
        self.kustomize = kustomize
        self.find = find

    def build(self, obj: Obj) -> Build:
        """Return what a Kustomization applies."""
        folder = self.folder(obj)
        if folder is None:
            return Build(unknown=["its source is another repository, which is not read here"])
        if not self.corpus.tree.is_folder(folder):
            message = f"Kustomization {obj.name}: path {string(obj.spec.get('path'))} is not in the repository"
            self.corpus.problem(obj.file, obj.line, "not-found", message)
            return Build(unknown=["its path is not in the repository"])
        build = Build()
        build.add(self.kustomize.build(folder) if self.corpus.kustomization(folder) else self.generated(folder))
        build = self.overridden(obj, folder, build)
        return self.substituted(obj, build)

    def folder(self, obj: Obj) -> str | None:
        """Return the folder a Kustomization applies, None when it belongs to another repository."""
        ref = mapping(obj.spec.get("sourceRef"))
        path = string(obj.spec.get("path")) or "."
        namespace = string(ref.get("namespace")) or obj.namespace
        source = self.find(string(ref.get("kind")), namespace, string(ref.get("name")))
        if ref.get("kind") == "GitRepository":
            url = string(source.spec.get("url")) if source is not None else ""
            return join("", path) if not url or "${" in url or self.own.is_own(url, path) else None
        return join("", path) if self.own.exists(path) else None

    def generated(self, folder: str) -> Build:
        """Return a folder without kustomization file: every manifest below it, and folders that have one, built."""
        build = Build(paths={folder or "."})
        rules = globs.ignore_rules(self.corpus.text(".sourceignore"))
        built: list[str] = []
        for path in self.corpus.tree.under(folder):
            if any(path.startswith(f"{done}/") for done in built) or globs.ignored(path, rules):
                continue
            inner = self.kustomization_above(path, folder)
            if inner is not None:
                built.append(inner)
                build.add(self.kustomize.build(inner))
            elif path.endswith(YAML) and not self.corpus.is_chart_template(path):
                build.objects += self.corpus.objects(path)
        return build

    def kustomization_above(self, path: str, folder: str) -> str | None:
        """Return the outermost folder between a folder and a file that has a kustomization file."""
        inner = posixpath.dirname(path).removeprefix(folder).strip("/")
        parts = inner.split("/") if inner else []
        candidates = (posixpath.join(folder, *parts[: n + 1]) for n in range(len(parts)))
        return next((candidate for candidate in candidates if self.corpus.kustomization(candidate)), None)

    def overridden(self, obj: Obj, folder: str, build: Build) -> Build:
        """Lay over a build what the Kustomization itself asks for."""
        metadata = mapping(obj.spec.get("commonMetadata"))
        for entry in obj.spec.get("components") or []:
            target = join(folder, string(entry))
            if target is not None and self.corpus.tree.is_folder(target):
                build = self.kustomize.overlay(target, build, (folder,))
        spec: Body = {
            key: obj.spec[key] for key in ("patches", "images", "namePrefix", "nameSuffix") if key in obj.spec
        }
        spec["namespace"] = string(obj.spec.get("targetNamespace"))
        spec["commonAnnotations"] = mapping(metadata.get("annotations"))
        spec["commonLabels"] = mapping(metadata.get("labels"))
        spec["images"] = mappings(spec.get("images")) or image_rules([])
        return self.kustomize.transform(folder, obj.file, spec, build)

    def substituted(self, obj: Obj, build: Build) -> Build:
        """Put variables into a build, where the Kustomization asks for it."""
        post = mapping(obj.spec.get("postBuild"))
        if not post:
            return build
        variables: dict[str, str] = {}
        complete = True
        for item in mappings(post.get("substituteFrom")):
            source = self.find(string(item.get("kind")), obj.namespace, string(item.get("name")))
            data = mapping(source.body.get("data")) if source is not None and source.kind == "ConfigMap" else {}
            variables |= {key: string(value) for key, value in data.items()}
            complete = complete and (bool(data) or (source is None and item.get("optional") is True))
        variables |= {key: string(value) for key, value in mapping(post.get("substitute")).items()}
        build.objects = [substitution.substituted(item, variables, complete=complete) for item in build.objects]
        return build


def instance_as_kustomization(obj: Obj) -> Obj:
    """Return the Kustomization that a FluxInstance with `spec.sync` makes."""
    sync = mapping(obj.spec.get("sync"))
    name = string(sync.get("name")) or obj.namespace or "flux-system"
    source = {"kind": string(sync.get("kind")) or "GitRepository", "name": name}
    spec = {"path": sync.get("path"), "sourceRef": source}
    metadata = {"name": name, "namespace": obj.namespace}
    return obj.with_body(
        {"apiVersion": f"{FLUX_KUSTOMIZE}/v1", "kind": "Kustomization", "metadata": metadata, "spec": spec}
    )


def values_of(obj: Obj, find: Find) -> list[Body]:
    """Return the values of a HelmRelease: from ConfigMaps, then its own."""
    found: list[Body] = []
    for item in mappings(obj.spec.get("valuesFrom")):
        source = find(string(item.get("kind")), obj.namespace, string(item.get("name")))
        if source is not None and source.kind == "ConfigMap" and not item.get("targetPath"):
            content = mapping(source.body.get("data")).get(string(item.get("valuesKey")) or "values.yaml")
            found.append(parsed(string(content)))
    return [*found, mapping(obj.spec.get("values"))]


def parsed(content: str) -> Body:
    """Return values that are written as text."""
    try:
        return mapping(yaml_values.parse(content)) if content else {}
    except yaml_values.YamlError:
        return {}
