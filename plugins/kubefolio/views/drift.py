"""Git held against the cluster: what is declared, what is observed, and where the two differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kubefolio.facts.delivery import Application
from kubefolio.facts.workloads import Workload
from kubefolio.language import tr
from kubefolio.views.declared import Declared
from kubefolio.views.image import Image, parse_image

_EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+].*)?")
"""A chart version that allows no other; a range is kept by any version in it."""


@dataclass(frozen=True)
class Comparison:
    """One thing, as Git declares it and as the cluster shows it; an empty text where one side does not name it."""

    what: str
    declared: str
    observed: str
    differs: bool


def compare(declared: Declared, application: Application, workloads: Sequence[Workload]) -> tuple[Comparison, ...]:
    """Return everything that one of the two sides says: charts, then images, each sorted by name.

    What only one side names is no difference: a chart adds images that no manifest names, and what has no pod yet shows
    no image.
    """
    images = [parse_image(container.image) for workload in workloads for container in workload.containers]
    return (*_charts(declared, application, workloads), *_images(declared, images))


def find_differences(
    declared: Declared, application: Application, workloads: Sequence[Workload]
) -> tuple[Comparison, ...]:
    """Return only what differs."""
    return tuple(one for one in compare(declared, application, workloads) if one.differs)


def _charts(declared: Declared, application: Application, workloads: Iterable[Workload]) -> tuple[Comparison, ...]:
    wanted = {str(chart.name): str(chart.version) for chart in declared.application.charts}
    labels = {str(workload.tracking.chart) for workload in workloads}
    observed = {str(source.chart): str(source.revision) for source in application.sources if source.chart}
    for name in wanted:
        versions = {label.removeprefix(f"{name}-") for label in labels if label.startswith(f"{name}-")}
        exact = sorted(version for version in versions if _EXACT.fullmatch(version))
        if exact:
            observed[name] = ", ".join(exact)
    return tuple(_chart(name, wanted.get(name, ""), observed.get(name, "")) for name in sorted(wanted | observed))


def _chart(name: str, wanted: str, observed: str) -> Comparison:
    plain = wanted.replace("+", "_")  # a label cannot hold a plus sign
    differs = bool(_EXACT.fullmatch(wanted) and observed and observed not in (wanted, plain))
    return Comparison(tr("chart {name}", name=name), wanted, observed, differs)


def _images(declared: Declared, running: Iterable[Image]) -> tuple[Comparison, ...]:
    wanted = _versions(map(parse_image, declared.application.images))
    observed = _versions(running)
    return tuple(
        Comparison(
            tr("image {name}", name=name),
            ", ".join(sorted(wanted.get(name, ()))),
            ", ".join(sorted(observed.get(name, ()))),
            name in wanted and not observed.get(name, set()) <= wanted[name],
        )
        for name in sorted(wanted | observed)
    )


def _versions(images: Iterable[Image]) -> dict[str, set[str]]:
    """Return the tags, or digests where there is no tag, by the image's name."""
    found: dict[str, set[str]] = {}
    for image in images:
        found.setdefault(image.repository, set()).add(image.tag or image.digest)
    return found
