"""What a source of manifests renders to, whatever renders it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from kubefolio.facts.repository import Chart
from kubefolio.sources.gitops.objects import Obj, string, text
from kubefolio.sources.urls import strip_credentials

T = TypeVar("T")
MAX_OBJECTS = 20_000
TOO_MANY = f"it renders to more than {MAX_OBJECTS} objects; the rest is left out"


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
        """Take in what another source renders to, up to a limit: bases that double each other grow without end."""
        if len(self.objects) + len(other.objects) > MAX_OBJECTS and TOO_MANY not in self.unknown:
            self.unknown.insert(0, TOO_MANY)
        extend(self.objects, other.objects)
        extend(self.charts, other.charts)
        extend(self.values, other.values)
        extend(self.unknown, other.unknown)
        self.paths |= other.paths


def extend(target: list[T], more: list[T]) -> None:
    """Extend a list, up to the limit."""
    target.extend(more[: max(0, MAX_OBJECTS - len(target))])


def chart(name: Any, version: Any, repository: Any) -> Chart:  # noqa: ANN401 - any plain value
    """Return a chart as a fact, its repository without credentials."""
    return Chart(text(name), text(version), strip_credentials(string(repository)))
