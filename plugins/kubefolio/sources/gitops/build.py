"""What a source of manifests renders to, whatever renders it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kubefolio.facts.repository import Chart
from kubefolio.sources.gitops.objects import Obj, string, text
from kubefolio.sources.urls import strip_credentials


@dataclass(slots=True)
class Build:
    """Objects, with what else is known about how they came to be."""

    objects: list[Obj] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    """Charts that are not in this repository; what they render to is not known."""
    values: list[Any] = field(default_factory=list)
    """Helm values given to those charts: images are looked for in them."""
    paths: set[str] = field(default_factory=set)
    """Files and folders that were read."""
    unknown: list[str] = field(default_factory=list)
    """What could not be read, one sentence each."""

    def add(self, other: Build) -> None:
        """Take in what another source renders to."""
        self.objects += other.objects
        self.charts += other.charts
        self.values += other.values
        self.paths |= other.paths
        self.unknown += other.unknown


def chart(name: Any, version: Any, repository: Any) -> Chart:  # noqa: ANN401 - any plain value
    """Return a chart as a fact, its repository without credentials."""
    return Chart(text(name), text(version), strip_credentials(string(repository)))
