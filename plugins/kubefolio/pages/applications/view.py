"""What the inventory shows."""

from __future__ import annotations

from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import fields_of
from kubefolio.facts.merge import applications
from kubefolio.pages.base import Page, World
from kubefolio.views.declared import find_declared
from kubefolio.views.links import APPLICATIONS, relative
from kubefolio.views.source import describe_sources, describe_version
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.tone import State

TILES = (
    "applications.total",
    "applications.healthy/applications.total",
    "applications.synced/applications.total",
    "applications.automated/applications.total",
    "application_sets.total",
    "git.applications",
)


@dataclass(frozen=True)
class Row:
    """An application, ready to print."""

    name: str
    link: str
    health: State
    sync: State
    wave: str
    namespace: str
    version: str
    source: str


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    rows: tuple[Row, ...] | Missing
    parents: tuple[Row, ...]
    has_waves: bool


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    found = applications(world.facts)
    rows = found if isinstance(found, Missing) else tuple(_row(world, one) for one in found if not one.is_parent)
    parents = () if isinstance(found, Missing) else tuple(_row(world, one) for one in found if one.is_parent)
    has_waves = not isinstance(found, Missing) and any(one.sync_wave for one in found)
    view = View(build_tiles(world.measured, *TILES), rows, parents, has_waves)
    description = f"Every application of the cluster: {world.measured['applications.total'].text}."
    needs = fields_of("kubernetes", "gitops")
    return (Page(APPLICATIONS, "applications/page.md.j2", "Applications", description, view, needs),)


def _row(world: World, application: Application) -> Row:
    return Row(
        name=application.name,
        link=relative(APPLICATIONS, world.application_pages[application]),
        health=State(application.health),
        sync=State(application.sync),
        wave=str(application.sync_wave),
        namespace=application.destination_namespace or "several",
        version=describe_version(application, find_declared(world.declared, application)),
        source=describe_sources(application),
    )
