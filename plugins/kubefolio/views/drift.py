"""Git held against the cluster: what is declared, what is observed, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kubefolio.facts.delivery import Application
from kubefolio.facts.workloads import Workload
from kubefolio.views.declared import Declared
from kubefolio.views.image import Image, parse_image


@dataclass(frozen=True)
class Difference:
    """One thing of which Git and the cluster say different versions."""

    what: str
    """Chart or image, without its version."""
    declared: str
    observed: str


def find_differences(
    declared: Declared, application: Application, workloads: Iterable[Workload]
) -> tuple[Difference, ...]:
    """Return the charts and images whose versions differ, sorted; what only one side names is no difference."""
    images = (parse_image(container.image) for workload in workloads for container in workload.containers)
    return tuple(sorted((*_charts(declared, application), *_images(declared, images)), key=lambda one: one.what))


def _charts(declared: Declared, application: Application) -> tuple[Difference, ...]:
    wanted = {chart.name: chart.version for chart in declared.application.charts}
    observed = {source.chart: source.revision for source in application.sources if source.chart}
    return tuple(
        Difference(name, wanted[name], version)
        for name, version in observed.items()
        if name in wanted and wanted[name] and wanted[name] != version
    )


def _images(declared: Declared, running: Iterable[Image]) -> tuple[Difference, ...]:
    wanted: dict[str, set[str]] = {}
    for image in map(parse_image, declared.application.images):
        wanted.setdefault(image.repository, set()).add(_version(image))
    differing = {
        (image.repository, _version(image))
        for image in running
        if image.repository in wanted and _version(image) not in wanted[image.repository]
    }
    return tuple(Difference(name, ", ".join(sorted(wanted[name])), version) for name, version in sorted(differing))


def _version(image: Image) -> str:
    return image.tag or image.digest
