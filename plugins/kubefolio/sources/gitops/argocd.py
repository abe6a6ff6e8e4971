"""Argo CD Applications: what their sources are and what they render to."""

from __future__ import annotations

import posixpath
from typing import Any

from kubefolio.facts.address import repository_path
from kubefolio.sources.gitops import globs, yaml_values
from kubefolio.sources.gitops.build import Build, chart
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.embedded import embedded_objects
from kubefolio.sources.gitops.helm import Helm, Release
from kubefolio.sources.gitops.kustomize import Kustomize
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string, strings
from kubefolio.sources.gitops.own import OwnRepository
from kubefolio.sources.gitops.tree import join

MANIFESTS = (".yaml", ".yml", ".json")


def sources_of(obj: Obj) -> list[Body]:
    """Return the sources of an Application; several win over a single one, as in Argo CD."""
    several = mappings(obj.spec.get("sources"))
    dry = mapping(mapping(obj.spec.get("sourceHydrator")).get("drySource"))
    return several or [source for source in (mapping(obj.spec.get("source")), dry) if source]


class ArgoCD:
    """Renders the sources of Applications."""

    def __init__(self, corpus: Corpus, own: OwnRepository, kustomize: Kustomize, helm: Helm) -> None:
        """Take what reads the files."""
        self.corpus = corpus
        self.own = own
        self.kustomize = kustomize
        self.helm = helm

    def build(self, obj: Obj) -> Build:
        """Return what an Application deploys, as far as this repository tells."""
        build = Build()
        sources = sources_of(obj)
        for source in sources:
            build.add(self.source(obj, source, sources))
        return build

    def source(self, obj: Obj, source: Body, sources: list[Body]) -> Build:
        """Return what one source renders to."""
        build = Build()
        url, path = string(source.get("repoURL")), string(source.get("path"))
        if source.get("chart"):
            values = self.values(source, sources, "", build)
            build.charts.append(chart(source["chart"], source.get("targetRevision"), url))
            build.values += values
            build.objects += embedded_objects(string(source["chart"]), values, obj.file, obj.line)
        elif "{{" in url + path:
            build.unknown.append("its source is a parameter that Git does not give")
        elif not self.own.is_own(url, path):
            if path or not source.get("ref"):
                build.unknown.append("its source is another repository, which is not read here")
        elif path or not source.get("ref"):
            build.add(self.folder(obj, source, sources))
        return build

    def folder(self, obj: Obj, source: Body, sources: list[Body]) -> Build:
        """Return what a folder of this repository renders to."""
        folder = join("", string(source.get("path")))
        if folder is None or not self.corpus.tree.is_folder(folder):
            message = f"{obj.kind} {obj.name}: path {string(source.get('path'))} is not in the repository"
            self.corpus.problem(obj.file, obj.line, "not-found", message)
            return Build(unknown=["its path is not in the repository"])
        kind = self.kind_of(folder, source)
        if kind == "kustomize":
            return self.kustomized(folder, mapping(source.get("kustomize")), obj.file)
        if kind == "helm":
            build = Build()
            values = self.values(source, sources, folder, build)
            name = string(mapping(source.get("helm")).get("releaseName")) or obj.name
            namespace = string(mapping(obj.spec.get("destination")).get("namespace"))
            build.add(self.helm.render(folder, values, Release(name, namespace)))
            return build
        return self.directory(folder, mapping(source.get("directory")), recurse=kind == "plugin")

    def kind_of(self, folder: str, source: Body) -> str:
        """Return how Argo CD renders a folder; what a plugin does with it, its files suggest."""
        for kind in ("directory", "helm", "kustomize"):
            if mapping(source.get(kind)):
                return kind
        if self.corpus.kustomization(folder):
            return "kustomize"
        if folder in self.corpus.charts:
            return "helm"
        return "plugin" if "plugin" in source else "directory"

    def kustomized(self, folder: str, overrides: Body, file: str) -> Build:
        """Return a kustomization with what the Application lays over it."""
        build = Build()
        build.add(self.kustomize.build(folder))
        if not overrides:
            return build
        spec = {**overrides, "images": image_rules(strings(overrides.get("images")))}
        spec["commonAnnotations"] = mapping(overrides.get("commonAnnotations"))
        for entry in strings(overrides.get("components")):
            target = join(folder, entry)
            if target is not None and self.corpus.tree.is_folder(target):
                build = self.kustomize.overlay(target, build, (folder,))
        return self.kustomize.transform(folder, file, spec, build)

    def directory(self, folder: str, options: Body, *, recurse: bool) -> Build:
        """Return the manifests of a plain folder."""
        build = Build(paths={folder or "."})
        recurse = recurse or options.get("recurse") is True
        include, exclude = string(options.get("include")), string(options.get("exclude"))
        for path in self.corpus.tree.under(folder):
            relative = posixpath.relpath(path, folder or ".")
            if ("/" in relative and not recurse) or not path.endswith(MANIFESTS):
                continue
            if exclude and globs.source_pattern(exclude).match(relative):
                continue
            if include and not globs.source_pattern(include).match(relative):
                continue
            build.objects += [] if self.skipped(path) else self.corpus.objects(path)
        if any(path.endswith(".jsonnet") for path in self.corpus.tree.under(folder)):
            build.unknown.append("Jsonnet is not evaluated")
        return build

    def skipped(self, path: str) -> bool:
        """Tell whether a file asks Argo CD not to render it."""
        return self.corpus.is_chart_template(path) or self.corpus.file(path).hidden

    def values(self, source: Body, sources: list[Body], folder: str, build: Build) -> list[Body]:
        """Return the Helm values of a source, lowest first: files, then inline values, then parameters."""
        helm = mapping(source.get("helm"))
        found: list[Body] = []
        for name in strings(helm.get("valueFiles")):
            path = self.value_file(name, folder, sources)
            if path is not None and self.corpus.tree.is_file(path):
                found.append(self.corpus.value(path))
                build.paths.add(path)
            elif helm.get("ignoreMissingValueFiles") is not True and "{{" not in name:
                shown = repository_path(name) if "://" in name else name.split("?")[0]
                build.unknown.append(f"the values file {shown[:200]} is not in the repository")
        inline = mapping(helm.get("valuesObject")) or parse_values(string(helm.get("values")))
        found.append(inline)
        found.append(set_values(mappings(helm.get("parameters"))))
        return [value for value in found if value]

    def value_file(self, name: str, folder: str, sources: list[Body]) -> str | None:
        """Return the path of a values file; `$ref/…` is below the root of another source."""
        if "://" in name:
            return None
        if not name.startswith("$"):
            return join(folder, name)
        ref, _, rest = name[1:].partition("/")
        owner = next((s for s in sources if string(s.get("ref")) == ref), {})
        return join("", rest) if self.own.is_own(string(owner.get("repoURL"))) else None


def parse_values(inline: str) -> Body:
    """Return values that are written as text."""
    try:
        return mapping(yaml_values.parse(inline)) if inline else {}
    except yaml_values.YamlError:
        return {}


def set_values(parameters: list[Body]) -> Body:
    """Return Helm parameters as values; list positions are left out, for they only change values of the chart."""
    result: Body = {}
    for parameter in parameters:
        *parents, last = string(parameter.get("name")).replace("\\.", "\0").split(".")
        if any("[" in key for key in (*parents, last)):
            continue
        place: Any = result
        for key in parents:
            place = place.setdefault(key.replace("\0", "."), {})
            if not isinstance(place, dict):
                break
        else:
            place[last.replace("\0", ".")] = typed(string(parameter.get("value")), parameter.get("forceString") is True)
    return result


def typed(value: str, force_string: bool) -> Any:  # noqa: ANN401, FBT001 - a scalar; Argo CD's own flag
    """Return a parameter's value as Helm's `--set` reads it."""
    return value if force_string else yaml_values.resolve(value) if value else ""


def image_rules(images: list[str]) -> list[Body]:
    """Return `old=new:tag@digest` as the rules of a kustomization."""
    rules = []
    for image in images:
        old, equals, new = image.partition("=")
        name, _, digest = (new if equals else old).partition("@")
        colon = name.rfind(":")
        tag = name[colon + 1 :] if colon > name.rfind("/") else ""
        bare = name[:colon] if tag else name
        rules.append({"name": old if equals else bare, "newName": bare, "newTag": tag, "digest": digest})
    return rules
