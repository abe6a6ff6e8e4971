"""The chart of a HelmRelease: its name, version and repository, wherever Flux keeps them."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from kubefolio.facts.base import Untrusted
from kubefolio.facts.repository import Chart, DeclaredSource
from kubefolio.sources.gitops.build import Build, chart
from kubefolio.sources.gitops.embedded import embedded_objects
from kubefolio.sources.gitops.flux import Find, values_of
from kubefolio.sources.gitops.helm import Helm, Release
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string
from kubefolio.sources.gitops.own import OwnRepository
from kubefolio.sources.gitops.tree import join


class ChartSource(NamedTuple):
    """Where a HelmRelease takes its chart from."""

    chart: Chart
    folder: str | None
    """Folder of the chart when it lies in this repository."""
    known: bool
    """False when the source object is not in this repository."""


def destination(obj: Obj) -> str:
    """Return the namespace a HelmRelease installs into."""
    return string(obj.spec.get("targetNamespace")) or obj.namespace


def chart_source(obj: Obj, find: Find, own: OwnRepository) -> ChartSource:
    """Return the chart of a HelmRelease."""
    ref = mapping(obj.spec.get("chartRef"))
    if not ref:
        template = mapping(mapping(obj.spec.get("chart")).get("spec"))
        return template_chart(template, obj.namespace, find, own)
    namespace = string(ref.get("namespace")) or obj.namespace
    source = find(string(ref.get("kind")), namespace, string(ref.get("name")))
    if source is None:
        return ChartSource(chart(ref.get("name"), "", ""), None, known=False)
    if source.kind == "HelmChart":
        return template_chart(source.spec, source.namespace, find, own)
    return ChartSource(oci_chart(source), None, known=True)


def template_chart(spec: Body, namespace: str, find: Find, own: OwnRepository) -> ChartSource:
    """Return the chart that a chart template or a HelmChart names."""
    ref = mapping(spec.get("sourceRef"))
    source = find(string(ref.get("kind")), string(ref.get("namespace")) or namespace, string(ref.get("name")))
    url = string(source.spec.get("url")) if source is not None else ""
    if ref.get("kind") in ("GitRepository", "Bucket"):
        is_own = ref.get("kind") == "GitRepository" and (not url or own.is_own(url))
        folder = join("", string(spec.get("chart"))) if is_own else None
        name = posixpath.basename(string(spec.get("chart")).rstrip("/"))
        return ChartSource(
            chart(name, "" if is_own else spec.get("version"), url), folder, known=source is not None or is_own
        )
    return ChartSource(chart(spec.get("chart"), spec.get("version"), url), None, known=source is not None)


def oci_chart(source: Obj) -> Chart:
    """Return the chart in an OCIRepository: its name is the last part of the address."""
    ref = mapping(source.spec.get("ref"))
    version = string(ref.get("tag")) or string(ref.get("semver")) or string(ref.get("digest"))
    url = string(source.spec.get("url"))
    return chart(url.rstrip("/").rpartition("/")[2], version, url)


def build_release(obj: Obj, find: Find, own: OwnRepository, helm: Helm) -> Build:
    """Return what a HelmRelease installs, as far as this repository tells."""
    source = chart_source(obj, find, own)
    values = values_of(obj, find)
    if source.folder is not None and source.folder in helm.corpus.charts:
        name = string(obj.spec.get("releaseName")) or obj.name
        build = helm.render(source.folder, values, Release(name, destination(obj)))
        metadata = helm.corpus.value(posixpath.join(source.folder, "Chart.yaml"))
        build.charts.insert(0, chart(metadata.get("name"), metadata.get("version"), ""))
        return build
    build = Build(charts=[source.chart], values=list(values), paths=source_files(obj, find))
    build.objects = embedded_objects(source.chart.name, values, obj.file, obj.line)
    if not source.known:
        build.unknown.append("the source object of its chart is not in the repository")
    return build


def source_files(obj: Obj, find: Find) -> set[str]:
    """Return the files that say which chart and which values a HelmRelease takes, besides its own."""
    template = mapping(mapping(obj.spec.get("chart")).get("spec"))
    ref = mapping(obj.spec.get("chartRef")) or mapping(template.get("sourceRef"))
    found = [find(string(ref.get("kind")), string(ref.get("namespace")) or obj.namespace, string(ref.get("name")))]
    values = mappings(obj.spec.get("valuesFrom"))
    found += [find(string(item.get("kind")), obj.namespace, string(item.get("name"))) for item in values]
    return {source.file for source in found if source is not None and source.kind != "HelmRepository"}


def declared_source(obj: Obj, find: Find, own: OwnRepository) -> DeclaredSource:
    """Return the source of a HelmRelease as a fact."""
    source = chart_source(obj, find, own)
    path = Untrusted(source.folder or "")
    name = source.chart.name if source.folder is None else Untrusted("")
    return DeclaredSource(source.chart.repository, path, name, source.chart.version, Untrusted(""))
