"""Kustomize, as far as it decides what is deployed, where, and in which version."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from kubefolio.facts.address import repository_path
from kubefolio.sources.gitops import images, patches, yaml_values
from kubefolio.sources.gitops.build import Build, chart
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.documents import is_object
from kubefolio.sources.gitops.embedded import embedded_objects
from kubefolio.sources.gitops.helm import Helm, Release
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string, strings
from kubefolio.sources.gitops.tree import join

REMOTE = re.compile(
    r"^(\w+://|[\w.-]+@[\w.-]+[:/]|git::|github\.com[/:]|gitlab\.com[/:]|bitbucket\.org[/:])|\?(ref|version)=|\.git(/|$)"
)
MAX_DEPTH = 30
CLUSTER_SCOPED = frozenset(
    {"Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "StorageClass", "PersistentVolume"}
    | {"PriorityClass", "IngressClass", "GatewayClass", "ClusterIssuer", "APIService", "RuntimeClass"}
)
UNNAMED = frozenset({"Namespace", "CustomResourceDefinition", "APIService"})
NOT_EVALUATED = ("replacements", "vars", "transformers", "validators")


class Kustomize:
    """Builds kustomization folders of one corpus."""

    def __init__(self, corpus: Corpus, helm: Helm) -> None:
        """Build nothing yet."""
        self.corpus = corpus
        self.helm = helm
        self.built: dict[str, Build] = {}
        self.building: set[str] = set()

    def build(self, folder: str) -> Build:
        """Return what `kustomize build` makes of a folder, without what only the network could add."""
        if folder in self.building or len(self.building) > MAX_DEPTH:
            self.corpus.problem(
                self.corpus.kustomization(folder) or folder, 0, "broken", "includes itself, or is too deep"
            )
            return Build()
        if folder not in self.built:
            self.building.add(folder)
            self.built[folder] = self.overlay(folder, Build(), ())
            self.building.discard(folder)
        return self.built[folder]

    def overlay(self, folder: str, base: Build, stack: tuple[str, ...]) -> Build:
        """Build a folder on top of what a component is given."""
        file = self.corpus.kustomization(folder)
        if file is None or folder in stack or len(stack) > MAX_DEPTH:
            reason = "has no kustomization file" if file is None else "includes itself"
            above = self.corpus.kustomization(stack[-1]) if stack else None
            self.corpus.problem(above or folder, 0, "not-found", f"{folder} {reason}")
            return base
        spec = self.corpus.value(file)
        build = Build()
        build.add(base)
        build.paths |= {folder or ".", file}
        for entry in [*strings(spec.get("resources")), *strings(spec.get("bases"))]:
            build.add(self.resource(folder, file, entry, (*stack, folder)))
        for entry in strings(spec.get("components")):
            target = join(folder, entry)
            if target is not None and self.corpus.tree.is_folder(target):
                build = self.overlay(target, build, (*stack, folder))
            else:
                self.elsewhere(file, entry, build)
        self.generate(folder, file, spec, build)
        return self.transform(folder, file, spec, build)

    def resource(self, folder: str, file: str, entry: str, stack: tuple[str, ...]) -> Build:
        """Return one entry of `resources`: a file, a folder, or what lies elsewhere."""
        build = Build()
        target = join(folder, entry)
        if target is not None and self.corpus.tree.is_file(target):
            build.objects += self.corpus.objects(target)
            build.paths.add(target)
        elif target is not None and self.corpus.tree.is_folder(target):
            if target in stack or self.corpus.kustomization(target) is None:
                return self.overlay(target, build, stack)
            build.add(self.build(target))
        else:
            self.elsewhere(file, entry, build)
        return build

    def elsewhere(self, file: str, entry: str, build: Build) -> None:
        """Name an entry that is not in this repository."""
        if REMOTE.search(entry):
            shown = repository_path(entry.removeprefix("git::").partition("?")[0])
            self.corpus.problem(file, 0, "not-read", f"remote base {shown} belongs to another repository")
            build.unknown.append(f"the remote base {shown} is not read")
        elif not entry.endswith((".enc.yaml", ".sops.yaml")):
            self.corpus.problem(file, 0, "not-found", f"resource {entry} is not in the repository")

    def generate(self, folder: str, file: str, spec: Body, build: Build) -> None:
        """Add what the generators make: ConfigMaps from literals, and charts."""
        for item in mappings(spec.get("configMapGenerator")):
            build.objects.append(Obj(self.config_map(folder, item, build), file, 0))
        home = string(mapping(spec.get("helmGlobals")).get("chartHome")) or "charts"
        for item in mappings(spec.get("helmCharts")):
            self.inflate(folder, home, item, build, file)
        for item in mappings(spec.get("helmChartInflationGenerator")):
            self.inflate(folder, string(item.get("chartHome")) or home, legacy(item), build, file)
        for entry in strings(spec.get("generators")):
            for obj in self.resource(folder, file, entry, (folder,)).objects:
                if obj.kind == "HelmChartInflationGenerator":
                    self.inflate(folder, string(obj.body.get("chartHome")) or home, obj.body, build, obj.file)

    def config_map(self, folder: str, item: Body, build: Build) -> Body:
        """Return a ConfigMap of literals and files; its name is without the hash, as everything refers to it."""
        data = dict(literal.partition("=")[::2] for literal in strings(item.get("literals")))
        for entry in strings(item.get("files")):
            key, _, path = entry.rpartition("=")
            target = join(folder, path)
            if target is not None and self.corpus.tree.is_file(target):
                data[key or posixpath.basename(path)] = self.corpus.text(target)
                build.paths.add(target)
        metadata = {"name": string(item.get("name")), "namespace": string(item.get("namespace"))}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}

    def inflate(self, folder: str, home: str, item: Body, build: Build, file: str) -> None:
        """Add a chart: rendered when it lies in the repository, else by name, version and repository."""
        values = self.helm_values(folder, item, build)
        release = Release(string(item.get("releaseName")) or string(item.get("name")), string(item.get("namespace")))
        local = join(folder, posixpath.join(home, string(item.get("name"))))
        if not item.get("repo") and local is not None and local in self.corpus.charts:
            build.add(self.helm.render(local, values, release))
            return
        build.charts.append(chart(item.get("name"), item.get("version"), item.get("repo")))
        build.values += values
        build.objects += embedded_objects(string(item.get("name")), values, file, 0)

    def helm_values(self, folder: str, item: Body, build: Build) -> list[Body]:
        """Return the values of a chart, lowest first, and note their files."""
        names = [string(item.get("valuesFile")), *strings(item.get("additionalValuesFiles"))]
        targets = [target for name in names if name and (target := join(folder, name)) is not None]
        build.paths |= {target for target in targets if self.corpus.tree.is_file(target)}
        return [*(self.corpus.value(target) for target in targets), mapping(item.get("valuesInline"))]

    def transform(self, folder: str, file: str, spec: Body, build: Build) -> Build:
        """Apply patches, namespace, names, annotations, labels and images."""
        for obj_or_list, target in self.patches(folder, spec, build):
            build.objects = self.patched(build.objects, obj_or_list, target, file)
        build.objects = [renamed(obj, spec) for obj in build.objects]
        build.objects = images.replaced(build.objects, mappings(spec.get("images")))
        for key in NOT_EVALUATED:
            if spec.get(key) and any(obj.is_delivery for obj in build.objects):
                self.corpus.problem(file, 0, "unsupported", f"{key} are not evaluated")
        return build

    def patches(self, folder: str, spec: Body, build: Build) -> Iterator[tuple[Any, Body]]:
        """Yield patch documents with their targets."""
        for entry in strings(spec.get("patchesStrategicMerge")):
            yield from ((body, {}) for body in self.patch_documents(folder, {"path": entry}, build))
        for item in [*mappings(spec.get("patches")), *mappings(spec.get("patchesJson6902"))]:
            for body in self.patch_documents(folder, item, build):
                yield body, mapping(item.get("target"))

    def patch_documents(self, folder: str, item: Body, build: Build) -> list[Any]:
        """Return the documents of an inline patch or a patch file."""
        path = string(item.get("path"))
        target = join(folder, path) if path else None
        if target is not None and self.corpus.tree.is_file(target):
            build.paths.add(target)
            return [document.body for document in self.corpus.file(target).documents]
        inline = string(item.get("patch")) or (path if "\n" in path else "")
        return parse_inline(inline) if inline else []

    def patched(self, objects: list[Obj], patch: Any, target: Body, origin: str) -> list[Obj]:  # noqa: ANN401
        """Return objects with one patch applied where it belongs."""
        if isinstance(patch, dict) and not target:
            target = own_target(patch)
        if not target:
            return objects
        result: list[Obj] = []
        for obj in objects:
            changed: Obj | None = obj
            if patches.is_target(obj, target):
                try:
                    changed = apply(obj, patch)
                except patches.PatchError as error:
                    self.corpus.problem(origin, 0, "broken", str(error))
            result += [changed] if changed is not None else []
        return result


def apply(obj: Obj, patch: Any) -> Obj | None:  # noqa: ANN401 - any plain value
    """Return an object with a patch of either kind; None when it is deleted."""
    if isinstance(patch, list):
        body = patches.apply_json(obj.body, patch)
        return obj.with_body(body) if is_object(body) else obj
    return patches.apply_merge(obj, patch) if isinstance(patch, dict) else obj


def parse_inline(inline: str) -> list[Any]:
    """Return the documents of a patch written into a kustomization."""
    try:
        found = yaml_values.parse(inline)
    except yaml_values.YamlError:
        return []
    return [found] if isinstance(found, dict | list) else []


def own_target(patch: Body) -> Body:
    """Return the target of a patch that names its object itself."""
    metadata = mapping(patch.get("metadata"))
    if not metadata.get("name") or not patch.get("kind"):
        return {}
    target = {"kind": re.escape(string(patch["kind"])), "name": re.escape(string(metadata["name"]))}
    group = string(patch.get("apiVersion")).rpartition("/")[0]
    return target | ({"group": re.escape(group)} if group else {})


def legacy(item: Body) -> Body:
    """Return an entry of the old `helmChartInflationGenerator` under today's names."""
    names = {"chartName": "name", "chartRepoUrl": "repo", "chartVersion": "version", "values": "valuesFile"}
    return {names.get(key, key): value for key, value in item.items()}


def renamed(obj: Obj, spec: Body) -> Obj:
    """Return an object with the namespace, name affixes, annotations and labels of a kustomization."""
    metadata = dict(obj.metadata)
    if spec.get("namespace") and obj.kind not in CLUSTER_SCOPED:
        metadata["namespace"] = string(spec["namespace"])
    if obj.kind not in UNNAMED and (spec.get("namePrefix") or spec.get("nameSuffix")):
        metadata["name"] = string(spec.get("namePrefix")) + obj.name + string(spec.get("nameSuffix"))
    if mapping(spec.get("commonAnnotations")):
        metadata["annotations"] = {**obj.annotations, **mapping(spec["commonAnnotations"])}
    pairs = [mapping(spec.get("commonLabels")), *(mapping(item.get("pairs")) for item in mappings(spec.get("labels")))]
    labels = {key: value for pair in pairs for key, value in pair.items()}
    if labels:
        metadata["labels"] = {**mapping(obj.metadata.get("labels")), **labels}
    return obj.with_body({**obj.body, "metadata": metadata}) if metadata != obj.metadata else obj
