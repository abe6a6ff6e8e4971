"""Projects: pages that a person wrote, with the applications they are made of and what the cluster says of those."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import msgspec

from kubefolio.errors import PageError
from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.merge import applications
from kubefolio.language import tr
from kubefolio.measures.belongings import Belongings
from kubefolio.pages.base import World
from kubefolio.views.declared import find_declared
from kubefolio.views.links import relative
from kubefolio.views.source import describe_version
from kubefolio.views.tone import State


class Front(msgspec.Struct, frozen=True):
    """What the front matter of a project's page may say; anything else in it is not ours."""

    title: str = ""
    summary: str = ""
    """One or two sentences for the card."""
    description: str = ""
    technologies: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    """Names of the applications that the project is made of."""
    order: int = 100
    """Place among the cards; the title decides between equals."""


@dataclass(frozen=True)
class Project:
    """A page of the folder of projects."""

    file: str
    """Path below docs/, as in `projects/homelab.md`."""
    address: str
    """As in `projects/homelab/`."""
    front: Front

    @property
    def summary(self) -> str:
        """Return the sentence of its card."""
        return self.front.summary or self.front.description


def parse_project(file: str, address: str, front: Mapping[str, Any]) -> Project:
    """Return a project from its page's front matter; a value of another type is a PageError that names the file."""
    known = {key: value for key, value in front.items() if key in Front.__struct_fields__ and value is not None}
    try:
        return Project(file, address, msgspec.convert(known, Front))
    except msgspec.ValidationError as error:
        raise PageError(f"docs/{file}: front matter: {error}") from error


@dataclass(frozen=True)
class Part:
    """An application of a project, ready to print."""

    name: str
    link: str
    health: State
    sync: State
    version: str
    since: datetime | Missing


@dataclass(frozen=True)
class Live:
    """What the cluster says of a project."""

    parts: tuple[Part, ...] | Missing
    unknown: tuple[str, ...] = ()
    """Names that no application has, each with the closest one, in words."""

    @property
    def state(self) -> State | Missing:
        """Return the state of all parts together, in words."""
        if isinstance(self.parts, Missing):
            return self.parts
        if not self.parts:
            return Missing("the project names no application that the cluster knows", "absent")
        good = sum(part.health.tone == "good" for part in self.parts)
        tones = {part.health.tone for part in self.parts}
        tone = next(tone for tone in ("bad", "warn", "quiet", "good") if tone in tones)
        return State(tr("{count} of {whole} healthy", count=good, whole=len(self.parts)), tone)


Named = Mapping[str, tuple[Application, ...]]
"""Applications by their name, which several may have."""


def index_names(world: World) -> Named | Missing:
    """Return every application of the cluster by its name."""
    found = applications(world.facts)
    if isinstance(found, Missing):
        return found
    named: dict[str, tuple[Application, ...]] = {}
    for one in found:
        named[one.name] = (*named.get(one.name, ()), one)
    return named


def observe(world: World, named: Named | Missing, project: Project, page: str) -> Live:
    """Return what the cluster says of a project's applications; links are those of a page at this address."""
    if isinstance(named, Missing):
        return Live(named)
    chosen = [one for name in project.front.applications for one in named.get(name, ())]
    unknown = [name for name in project.front.applications if name not in named]
    return Live(tuple(_part(world, one, page) for one in chosen), tuple(_hint(name, named) for name in unknown))


def gather(world: World, named: Named | Missing, project: Project) -> Belongings:
    """Return what belongs to a project: all that its applications account for, each once."""
    if isinstance(named, Missing):
        return Belongings()
    parts = [world.belongings(one) for name in project.front.applications for one in named.get(name, ())]
    return Belongings(
        *(
            tuple(dict.fromkeys(item for part in parts for item in getattr(part, field.name)))
            for field in fields(Belongings)
        )
    )


def _hint(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"application '{name}' is not in the cluster" + (f"; did you mean '{close[0]}'?" if close else "")


def _part(world: World, application: Application, page: str) -> Part:
    declared = find_declared(world.declared, application)
    return Part(
        name=application.name,
        link=relative(page, world.application_pages[application]),
        health=State(application.health),
        sync=State(application.sync),
        version=describe_version(application, declared),
        since=since(world, application),
    )


def since(world: World, application: Application) -> datetime | Missing:
    """Return since when an application is there: its object's creation, or its first commit where that is older."""
    declared = find_declared(world.declared, application)
    history = declared.history if declared else None
    times = [time for time in (application.created_at, history.first_changed_at if history else None) if time]
    return min(times, default=Missing("neither the cluster nor Git says since when", "not-reported"))
