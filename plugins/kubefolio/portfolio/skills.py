"""Skills and what was learnt, as the front matter of a page says them, with the evidence that the cluster has."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from kubefolio.errors import PageError
from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.language import trn
from kubefolio.measures import Measurement
from kubefolio.pages.base import World
from kubefolio.portfolio.home import plain_name, version_of
from kubefolio.portfolio.projects import Named, since
from kubefolio.views.components import COMPONENTS
from kubefolio.views.declared import find_declared
from kubefolio.views.image import parse_image
from kubefolio.views.links import relative

UNSEEN = Missing("the cluster shows no application of this name", "absent")


class Skill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that someone knows."""

    domain: str
    technologies: tuple[str, ...]
    level: str = ""
    """In the owner's own words; the evidence stands beside it."""
    text: str = ""
    pages: tuple[str, ...] = ()
    """Pages that show it, as paths below docs/."""


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that was learnt."""

    title: str
    text: str = ""
    measures: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


class Front(msgspec.Struct, frozen=True):
    """What the front matter of a page of skills may say."""

    skills: tuple[Skill, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class PageLink:
    """A page that shows something."""

    title: str
    link: str


FindPage = Callable[[str], PageLink | None]
"""From a path below docs/ to the page's title and its address from the root of the site."""


@dataclass(frozen=True)
class Evidence:
    """What the cluster and Git show of a technology."""

    name: str
    version: str
    since: datetime | Missing
    commits: int | Missing
    link: str
    """The page of its application; empty where it has none."""


@dataclass(frozen=True)
class SkillView:
    """A skill, ready to print."""

    skill: Skill
    evidence: tuple[Evidence, ...]
    pages: tuple[PageLink, ...]


@dataclass(frozen=True)
class OutcomeView:
    """Something learnt, ready to print."""

    outcome: Outcome
    measures: tuple[Measurement, ...]
    pages: tuple[PageLink, ...]


def parse_front(front: Mapping[str, Any]) -> Front:
    """Return the skills of a page; a mistake in them is a PageError."""
    try:
        return msgspec.convert({key: front[key] for key in Front.__struct_fields__ if front.get(key)}, Front)
    except msgspec.ValidationError as error:
        raise PageError(f"front matter: {error}") from error


def build_skills(
    world: World, named: Named | Missing, front: Front, page: str, find: FindPage
) -> tuple[SkillView, ...]:
    """Return every skill with its evidence, for a page at this address."""
    return tuple(
        SkillView(
            skill,
            tuple(_evidence(world, named, name, page) for name in skill.technologies),
            _links(skill.pages, page, find),
        )
        for skill in front.skills
    )


def build_outcomes(world: World, front: Front, page: str, find: FindPage) -> tuple[OutcomeView, ...]:
    """Return everything that was learnt, with the measures and pages that show it."""
    return tuple(
        OutcomeView(
            outcome,
            tuple(_measure(world.measured, name) for name in outcome.measures),
            _links(outcome.pages, page, find),
        )
        for outcome in front.outcomes
    )


def _measure(measured: Mapping[str, Measurement], name: str) -> Measurement:
    if name in measured:
        return measured[name]
    close = difflib.get_close_matches(name, measured, n=1)
    raise PageError(f"there is no measure {name!r}" + (f"; did you mean {close[0]}?" if close else ""))


def _links(paths: tuple[str, ...], page: str, find: FindPage) -> tuple[PageLink, ...]:
    found = []
    for path in paths:
        target = find(path)
        if target is None:
            raise PageError(f"front matter: docs/{path}: there is no such page")
        found.append(PageLink(target.title, relative(page, target.link)))
    return tuple(found)


def _evidence(world: World, named: Named | Missing, name: str, page: str) -> Evidence:
    application = _find(world, named, name)
    if application is None:
        reason = named if isinstance(named, Missing) else UNSEEN
        return Evidence(name, _version(world, name), _since_nodes(world, name) or reason, reason, "")
    declared = find_declared(world.declared, application)
    history = declared.history if declared else None
    commits = history.commits if history else Missing("Git says nothing of it", "not-reported")
    link = relative(page, world.application_pages[application])
    return Evidence(name, _version(world, name), since(world, application), commits, link)


def _version(world: World, name: str) -> str:
    """Return the version of a technology; of Kubernetes the cluster's own, of a tool of Git how often it is used."""
    plain, facts = plain_name(name), world.facts
    if plain == "kubernetes":
        return next((one.git_version for one in facts.version.items), "")
    charts = sum(bool(one.charts) for one in facts.declared_applications.items)
    if plain == "helm" and charts:
        return trn("charts in {count} application of Git", "charts in {count} applications of Git", charts)
    return version_of(world, name)


def _since_nodes(world: World, name: str) -> datetime | None:
    """Return since when the oldest node is there, for what runs on every node itself."""
    on_nodes = {plain_name(one.name) for one in COMPONENTS if one.node} | {"kubernetes"}
    times = [node.created_at for node in world.facts.nodes.items if node.created_at]
    return min(times, default=None) if plain_name(name) in on_nodes else None


def _find(world: World, named: Named | Missing, name: str) -> Application | None:
    """Return the application of this name, or the first by name that runs an image by which it is recognised."""
    if isinstance(named, Missing):
        return None
    wanted = plain_name(name)
    for known, ones in named.items():
        if plain_name(known) == wanted:
            return ones[0]
    images = {image for one in COMPONENTS if plain_name(one.name) == wanted for image in one.images}
    return next((one for ones in named.values() for one in ones if _runs(world, one, images)), None)


def _runs(world: World, application: Application, images: set[str]) -> bool:
    found = {
        parse_image(container.image).repository
        for workload in world.belongings(application).workloads
        for container in workload.containers
    }
    return any(one == image or one.endswith(f"/{image}") for one in found for image in images)
