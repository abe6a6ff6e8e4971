"""What the inventory shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import fields_of
from kubefolio.facts.merge import applications, missing_routes
from kubefolio.language import tr, trn
from kubefolio.measures.base import format_value
from kubefolio.pages.applications.purpose import list_images, tell_purpose
from kubefolio.pages.base import Page, World
from kubefolio.views.declared import find_declared
from kubefolio.views.links import APPLICATIONS, relative
from kubefolio.views.ownership import unread
from kubefolio.views.source import list_charts, tell_version
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.tone import State
from kubefolio.views.usage import Use

TILES = (
    "applications.total",
    "applications.healthy/applications.total",
    "applications.synced/applications.total",
    "applications.automated/applications.total",
    "application_sets.total",
    "git.applications",
)
CHUNK = 25
"""Rows of one part of the table: a browser lays out only the parts that are seen."""
MAX_AT_ONCE, AT_ONCE = 40, 8
"""More parts than this: so many are in the table, the others behind it, where a script takes them from."""
MAX_IMAGES = 3
"""Images that a row names; the page of the application has them all."""


MAX_DRAWN = 2_000
"""More applications than this are listed without their use, which each one's own page has: the page stays fast."""


@dataclass(frozen=True)
class CpuUse:
    """What an application used of the processors over a week."""

    drawing: Markup | Missing
    last: str
    """The last value; empty where there is none, since the drawing says why."""
    rank: str
    """What the column is sorted by."""


@dataclass(frozen=True)
class Row:
    """An application, ready to print."""

    name: str
    link: str
    what: str
    """What it is, in a sentence; empty where that is not known."""
    health: State
    sync: State
    version: str
    wave: str
    charts: str
    images: str
    namespace: str
    routes: str | Missing
    project: str
    made_by: str
    use: CpuUse


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    total: int
    chunks: tuple[tuple[Row, ...], ...] | Missing
    rest: tuple[tuple[Row, ...], ...]
    """Parts that a browser reads as text at first, where there are thousands of rows."""
    parents: tuple[Row, ...]
    shows_use: bool
    """There is a metrics server that knows what an application uses, and not too many of them to draw."""


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    found = applications(world.facts)
    rows = found if isinstance(found, Missing) else tuple(_row(world, one) for one in found if not one.is_parent)
    parents = () if isinstance(found, Missing) else tuple(_row(world, one) for one in found if one.is_parent)
    known = () if isinstance(rows, Missing) else rows
    chunks = tuple(known[at : at + CHUNK] for at in range(0, len(known), CHUNK))
    at_once = AT_ONCE if len(chunks) > MAX_AT_ONCE else len(chunks)
    shown = rows if isinstance(rows, Missing) else chunks[:at_once]
    total = len(known)
    shows_use = total <= MAX_DRAWN and any(isinstance(row.use.drawing, Markup) for row in known)
    view = View(build_tiles(world.measured, *TILES), total, shown, chunks[at_once:], parents, shows_use)
    description = tr("Every application of the cluster: {count}.", count=world.measured["applications.total"].text)
    needs = fields_of("kubernetes", "gitops", "prometheus")
    page = Page(APPLICATIONS, "applications/page.md.j2", tr("Applications"), description, view, needs, _HIDE)
    return (page,)


_HIDE = ("navigation", "toc")


def _row(world: World, application: Application) -> Row:
    declared = find_declared(world.declared, application)
    images = list_images(world, application)
    charts = list_charts(application, declared)
    return Row(
        name=application.name,
        link=relative(APPLICATIONS, world.application_pages[application]),
        what=tell_purpose(world, application),
        health=State(application.health),
        sync=State(application.sync),
        version=tell_version(application, declared),
        wave=tr("wave {number}", number=application.sync_wave) if application.engine == "argocd" else "",
        charts=", ".join(charts),
        images=_some(images),
        namespace=application.destination_namespace or tr("several"),
        routes=_routes(world, application),
        project=application.project,
        made_by=application.owner,
        use=_use(world.usage_of(application)[0]),
    )


def _use(cpu: Use) -> CpuUse:
    if isinstance(cpu.points, Missing):
        return CpuUse(cpu.points, "", "")
    last = cpu.points[-1].value
    return CpuUse(cpu.drawing, format_value(last, cpu.unit), f"{last:015.6f}")


def _some(images: tuple[str, ...]) -> str:
    shown = ", ".join(images[:MAX_IMAGES])
    more = len(images) - MAX_IMAGES
    return tr("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def _routes(world: World, application: Application) -> str | Missing:
    """Return how it is reached from outside: by which host names; in the public edition by how many."""
    if missing := unread(missing_routes(world.facts), world.facts.services.value):
        return missing
    if not application.is_local:
        return Missing("it runs in another cluster, which was not read", "undecidable")
    mine = world.belongings(application)
    hosts = sorted({str(host) for route in mine.routes for host in route.hosts})
    if hosts:
        return ", ".join(hosts) if world.site.is_private else trn("{count} host name", "{count} host names", len(hosts))
    if mine.routes:
        return tr("any host name")
    return ", ".join(sorted({str(service.type) for service in mine.exposed})) or tr("not exposed")
