"""What the first screen and the project pages show, ready to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from kubefolio.claims import Verdict
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import observation_times
from kubefolio.pages.base import World
from kubefolio.portfolio.profile import Profile
from kubefolio.portfolio.projects import Live, Named, Project, observe
from kubefolio.views.components import LAYERS
from kubefolio.views.links import EVIDENCE, relative
from kubefolio.views.stack import Recognised
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.verdict import render_mark

MAX_RECENT = 6
"""Commits on the first screen."""
MAX_NAMED = 4
"""Applications that one commit names; of more, the number is told."""


@dataclass(frozen=True)
class Proof:
    """A measure of the first screen, and the verdict on a claim about it where there is one."""

    tile: Tile
    mark: Markup


@dataclass(frozen=True)
class Technology:
    """Something that a project is built with; its version where the cluster shows one."""

    name: str
    version: str


@dataclass(frozen=True)
class Card:
    """A project among others."""

    title: str
    summary: str
    link: str
    technologies: tuple[Technology, ...]
    live: Live


@dataclass(frozen=True)
class Layer:
    """A layer of the stack."""

    name: str
    components: tuple[Recognised, ...]


@dataclass(frozen=True)
class Recent:
    """A commit of the GitOps repository, by what it touched."""

    at: datetime
    commit: str
    applications: tuple[tuple[str, str], ...]
    """Name and link; an empty link where the application is gone."""
    more: int
    """How many more it touched."""


def build_proof(world: World, profile: Profile, page: str) -> tuple[Proof, ...]:
    """Return the measures of the first screen."""
    judged: Mapping[str, Verdict] = {verdict.claim.measure: verdict for verdict in reversed(world.verdicts)}
    tiles = build_tiles(world.measured, *profile.proof)
    return tuple(Proof(tile, _mark(judged, tile, page)) for tile in tiles)


def _mark(judged: Mapping[str, Verdict], tile: Tile, page: str) -> Markup:
    """Return the verdict on a claim about the measure, with or without its window, or about what it is a part of."""
    name = tile.measurement.measure.id
    names = (name, re.sub(r"\.\d+[smhdw]$", "", name), tile.whole.measure.id if tile.whole else "")
    verdict = next((judged[one] for one in names if one in judged), None)
    return render_mark(verdict, page) if verdict else Markup()


def build_card(world: World, named: Named | Missing, project: Project, page: str) -> Card:
    """Return the card of a project on a page."""
    return Card(
        title=project.front.title,
        summary=project.summary,
        link=relative(page, project.address),
        technologies=tuple(Technology(name, version_of(world, name)) for name in project.front.technologies),
        live=observe(world, named, project, page),
    )


def version_of(world: World, name: str) -> str:
    """Return the version of a technology that the stack shows; empty where it shows none."""
    wanted = plain_name(name)
    return next((one.version for one in world.stack if plain_name(one.name) == wanted), "")


def plain_name(name: str) -> str:
    """Return a name without what people write differently: capitals, spaces, dashes."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def build_layers(world: World) -> tuple[Layer, ...]:
    """Return the stack by layers, from top to bottom."""
    layers = (Layer(name, tuple(parts)) for name, parts in groupby(world.stack, key=lambda one: one.layer))
    return tuple(sorted(layers, key=lambda layer: LAYERS.index(layer.name)))


def build_recent(world: World, page: str) -> tuple[Recent, ...] | Missing:
    """Return the latest commits that touched an application, newest first."""
    if isinstance(world.facts.history.value, Missing):
        return world.facts.history.value
    links = {str(one.name): relative(page, address) for one, address in world.application_pages.items()}
    times, touched = dict[str, datetime](), dict[str, list[str]]()
    for history in (one for part in world.facts.history.value for one in part.applications):
        for commit in history.last:
            times[commit.id] = commit.committed_at
            touched.setdefault(commit.id, []).append(history.name)
    latest = sorted(times, key=lambda commit: (times[commit], commit), reverse=True)[:MAX_RECENT]
    return tuple(_recent(commit, times[commit], touched[commit], links) for commit in latest)


def _recent(commit: str, at: datetime, names: list[str], links: Mapping[str, str]) -> Recent:
    shown = tuple((name, links.get(name, "")) for name in names[:MAX_NAMED])
    return Recent(at, commit[:7], shown, len(names) - len(shown))


def observed_at(world: World) -> datetime | Missing:
    """Return when the latest of the facts was observed."""
    times = observation_times(world.facts)
    return times[-1] if times else Missing("nothing was read", "not-configured")


def evidence_link(world: World, page: str) -> str:
    """Return the link to the page of verdicts, or an empty text where the site makes no claims."""
    return relative(page, EVIDENCE) if world.verdicts else ""
