"""Helm charts of the repository itself: their dependencies, and what their templates render to."""

from __future__ import annotations

import posixpath
from typing import Any, NamedTuple

from kubefolio.sources.gitops import yaml_text, yaml_values
from kubefolio.sources.gitops.build import Build, chart
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.documents import is_list, is_object
from kubefolio.sources.gitops.embedded import embedded_objects
from kubefolio.sources.gitops.gotemplate import GoTemplateError, Library, render
from kubefolio.sources.gitops.gotemplate.collections_functions import deep_copy, merged
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string
from kubefolio.sources.gitops.secrets import cut
from kubefolio.sources.gitops.tree import join

KUBE_VERSION = {"Version": "v1.34.0", "GitVersion": "v1.34.0", "Major": "1", "Minor": "34"}
TEMPLATES = (".yaml", ".yml", ".json")
MAX_DEPTH = 6
MAX_RENDERED = 5_000
"""Charts in one run, counted as often as they are rendered."""


class Release(NamedTuple):
    """What Helm calls the release."""

    name: str
    namespace: str


class Helm:
    """Renders the charts of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Render nothing yet."""
        self.corpus = corpus
        self.rendered = 0

    def render(self, folder: str, values: list[Body], release: Release, depth: int = 0) -> Build:
        """Return what a chart renders to, with the charts it depends on; a template that fails costs itself only."""
        build = Build(paths={folder or "."})
        self.rendered += 1
        if self.rendered > MAX_RENDERED:
            self.corpus.problem(folder, 0, "limit", f"more than {MAX_RENDERED} charts; the rest is left out")
            return build
        own = self.corpus.value(posixpath.join(folder, "values.yaml"))
        merged_values = under(own, values)
        build.values.append(merged_values)
        library = Library()
        self.learn(folder, library, build)
        self.dependencies(folder, merged_values, release, build, depth)
        context = self.context(folder, merged_values, release)
        for path in self.corpus.tree.under(posixpath.join(folder, "templates")):
            if path.endswith(TEMPLATES) and not posixpath.basename(path).startswith("_"):
                self.template(path, context, library, build)
        return build

    def learn(self, folder: str, library: Library, build: Build) -> None:
        """Collect the named templates of a chart and of the charts within it."""
        for part in ("templates", "charts"):
            for path in self.corpus.tree.under(posixpath.join(folder, part)):
                if path.endswith(".tpl") or posixpath.basename(path).startswith("_"):
                    try:
                        library.parse(self.corpus.text(path))
                    except GoTemplateError as error:
                        self.unreadable(path, error, build)

    def template(self, path: str, context: Body, library: Library, build: Build) -> None:
        """Add the objects that one template renders to."""
        name = {"Name": path, "BasePath": posixpath.dirname(path)}
        try:
            printed = render(self.corpus.text(path), {**context, "Template": name}, library=library)
        except GoTemplateError as error:
            self.unreadable(path, error, build)
            return
        for document in yaml_text.split(printed.replace("<no value>", "")):
            try:
                body = yaml_values.parse(document.text)
            except yaml_values.YamlError:
                self.corpus.problem(path, 0, "template", "renders to something that is no YAML")
                continue
            items = body["items"] if isinstance(body, dict) and is_list(body) else [body]
            build.objects += [Obj(cut(item), path, 1) for item in items if is_object(item)]

    def unreadable(self, path: str, error: GoTemplateError, build: Build) -> None:
        """Name a template that could not be rendered."""
        message = f"Helm template could not be rendered: {error}"
        self.corpus.problem(path, 0, "template", message)
        build.unknown.append(f"{path}: {message}")

    def dependencies(self, folder: str, values: Body, release: Release, build: Build, depth: int) -> None:
        """Add the charts a chart depends on: by name, or rendered where they lie in the repository."""
        declared = mappings(self.corpus.value(posixpath.join(folder, "Chart.yaml")).get("dependencies"))
        declared = declared or mappings(
            self.corpus.value(posixpath.join(folder, "requirements.yaml")).get("dependencies")
        )
        for item in declared:
            if is_disabled(item, values):
                continue
            key = string(item.get("alias")) or string(item.get("name"))
            inner = merged({"global": mapping(values.get("global"))}, mapping(values.get(key)))
            local = self.local_chart(folder, item)
            if local is not None and depth < MAX_DEPTH:
                build.add(self.render(local, [inner], release, depth + 1))
            elif not string(item.get("repository")).startswith("file:") and item.get("repository"):
                build.charts.append(chart(item.get("name"), item.get("version"), item.get("repository")))
                build.values.append(inner)
                build.objects += embedded_objects(
                    string(item.get("name")), [inner], posixpath.join(folder, "values.yaml"), 1
                )

    def local_chart(self, folder: str, item: Body) -> str | None:
        """Return the folder of a dependency that lies in the repository."""
        repository = string(item.get("repository"))
        if repository.startswith("file://"):
            found = join(folder, repository.removeprefix("file://"))
        else:
            found = join(folder, posixpath.join("charts", string(item.get("name")))) if not repository else None
        return found if found in self.corpus.charts else None

    def context(self, folder: str, values: Body, release: Release) -> Body:
        """Return what a template's dot holds."""
        metadata = self.corpus.value(posixpath.join(folder, "Chart.yaml"))
        return {
            "Values": deep_copy(values),
            "Release": {"Name": release.name, "Namespace": release.namespace or "default", "Service": "Helm",
                        "IsInstall": True, "IsUpgrade": False, "Revision": 1},
            "Chart": {key[:1].upper() + key[1:]: value for key, value in metadata.items()} | {"IsRoot": True},
            "Capabilities": {"KubeVersion": KUBE_VERSION, "APIVersions": {"Has": lambda _: True},
                             "HelmVersion": {"Version": "v3.18.0"}},
            "Files": {"Get": lambda name: self.file(folder, name), "Glob": lambda _: {}, "AsConfig": lambda: "",
                      "Lines": lambda name: self.file(folder, name).splitlines()},
            "Subcharts": {},
        }  # fmt: skip

    def file(self, folder: str, name: str) -> str:
        """Return a file of the chart as text."""
        path = join(folder, string(name))
        inside = path is not None and (not folder or path.startswith(folder + "/"))
        return self.corpus.text(path) if path is not None and inside else ""


def under(own: Body, values: list[Body]) -> Body:
    """Return values laid over a chart's own, the last on top; null takes a key out."""
    for value in values:
        own = without_nulls(merged(own, value), value)
    return own


def without_nulls(result: Body, value: Body) -> Body:
    """Return values without the keys that were set to null on purpose."""
    kept = {}
    for key, item in result.items():
        if key in value and value[key] is None:
            continue
        kept[key] = (
            without_nulls(item, value[key]) if isinstance(item, dict) and isinstance(value.get(key), dict) else item
        )
    return kept


def is_disabled(item: Body, values: Body) -> bool:
    """Tell whether a dependency's condition or tags switch it off; the first path that is set decides."""
    for path in filter(None, (part.strip() for part in string(item.get("condition")).split(","))):
        found: Any = values
        for key in path.split("."):
            found = mapping(found).get(key)
        if isinstance(found, bool):
            return not found
    tags = [mapping(values.get("tags")).get(string(tag)) for tag in item.get("tags") or [] if isinstance(tag, str)]
    return bool(tags) and all(tag is False for tag in tags)
