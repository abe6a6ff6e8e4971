"""What Git declares about an application that the cluster runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.repository import ApplicationHistory, DeclaredApplication
from kubefolio.views.image import parse_image

Identity = tuple[str, str]
"""Kind and name: what Git always says; the object's own namespace is often left to the tool that applies it."""


@dataclass(frozen=True)
class Declared:
    """An application as Git declares it, with its history."""

    application: DeclaredApplication
    history: ApplicationHistory | None

    @property
    def place(self) -> str:
        """Return the file and line that declare it."""
        one = self.application
        return f"{one.file}:{one.line}" if one.line else str(one.file)

    @property
    def charts(self) -> tuple[str, ...]:
        """Return its charts with their versions."""
        return tuple(f"{chart.name} {chart.version}".strip() for chart in self.application.charts)

    @property
    def images(self) -> tuple[str, ...]:
        """Return the images that its manifests name, without their registries."""
        return tuple(parse_image(image).short for image in self.application.images)


def _place(one: ApplicationHistory | DeclaredApplication) -> tuple[str, str, str]:
    return (one.kind, one.name, one.namespace)


def index_declared(facts: FactSet) -> Mapping[Identity, Declared]:
    """Return what Git declares, by kind and name; a name that is declared twice is left out: we cannot tell which."""
    histories = {_place(one): one for part in facts.history.items for one in part.applications}
    found: dict[Identity, Declared] = {}
    twice = set()
    for one in facts.declared_applications.items:
        key = (one.kind, one.name)
        twice.update({key} & found.keys())
        found[key] = Declared(one, histories.get(_place(one)))
    return {key: value for key, value in found.items() if key not in twice}


def find_declared(declared: Mapping[Identity, Declared], application: Application) -> Declared | None:
    """Return what Git declares of a live application, or None where it declares nothing of that kind and name."""
    return declared.get((application.kind, application.name))
