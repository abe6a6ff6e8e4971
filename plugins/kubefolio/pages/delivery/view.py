"""What the GitOps page shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, fields_of
from kubefolio.facts.merge import applications, workloads
from kubefolio.facts.repository import DeclaredApplication
from kubefolio.language import tr, tr_known
from kubefolio.measures.gitops import OBJECT_RULE, RULE
from kubefolio.measures.ownership import account_for, list_strays
from kubefolio.pages.base import Page, World
from kubefolio.pages.delivery.diagram import draw_delivery
from kubefolio.views.declared import find_declared
from kubefolio.views.drift import Comparison, find_differences
from kubefolio.views.links import DELIVERY, relative
from kubefolio.views.tiles import Tile, build_tiles

TILES = (
    "gitops.share",
    "applications.synced/applications.total",
    "git.applications",
    "git.documents",
    "application_sets.total",
    "gitops.unmanaged",
)
MAX_MONTHS = 12
"""Months of changes that are shown, the latest."""
MAX_ROWS = 200
"""Rows of a list that are shown; the rest is counted."""


@dataclass(frozen=True)
class Drifted:
    """An application that differs from what Git declares."""

    name: str
    link: str
    sync: str
    differences: tuple[Comparison, ...]


@dataclass(frozen=True)
class Named:
    """A line of a list: a name, where it is, and what there is to say."""

    name: str
    place: str
    note: str


@dataclass(frozen=True)
class Parent:
    """What one parent delivers, step by step."""

    name: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Month:
    """Commits of one month, and the bar's length in per cent of the busiest."""

    name: str
    commits: int
    percent: int


@dataclass(frozen=True)
class Rows:
    """A list that may be too long to show whole."""

    shown: tuple[Named, ...]
    more: int


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    picture: Markup
    drifted: tuple[Drifted, ...] | Missing
    compared: int
    """Applications that both Git and the cluster know."""
    only_git: Rows | Missing
    only_live: Rows | Missing
    unmanaged: Rows | Missing
    strays: Rows | Missing
    rule: str
    object_rule: str
    undecidable: tuple[Named, ...]
    parents: tuple[Parent, ...]
    months: tuple[Month, ...]
    retired: Rows


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    only_git, only_live = _one_sided(world)
    view = View(
        tiles=build_tiles(world.measured, *TILES),
        picture=draw_delivery(world),
        drifted=_drifted(world),
        compared=sum(find_declared(world.declared, one) is not None for one in world.application_pages),
        only_git=only_git,
        only_live=only_live,
        unmanaged=_unmanaged(world.facts),
        strays=_strays(world.facts),
        rule=tr_known(RULE),
        object_rule=tr_known(OBJECT_RULE),
        undecidable=_undecidable(world.facts),
        parents=_parents(world.facts),
        months=_months(world.facts),
        retired=_rows(tuple(_named(one) for one in world.facts.retired_applications.items)),
    )
    description = tr("Git held against the cluster: what differs, what nobody accounts for, and what changed when.")
    needs = fields_of("kubernetes", "gitops")
    return (Page(DELIVERY, "delivery/page.md.j2", "GitOps", description, view, needs),)


def _missing_side(world: World, *others: object) -> Missing | None:
    """Return why Git and the cluster cannot be compared, if a side of the comparison was not read."""
    declared, live = world.facts.declared_applications.value, applications(world.facts)
    return next((side for side in (declared, live, *others) if isinstance(side, Missing)), None)


def _drifted(world: World) -> tuple[Drifted, ...] | Missing:
    if missing := _missing_side(world, workloads(world.facts)):
        return missing
    found = []
    for application, address in world.application_pages.items():
        declared = find_declared(world.declared, application)
        running = world.belongings(application).workloads
        differences = find_differences(declared, application, running) if declared else ()
        if differences or application.sync != "Synced":
            link = relative(DELIVERY, address)
            found.append(Drifted(application.name, link, application.sync or tr("not stated"), differences))
    return tuple(found)


def _one_sided(world: World) -> tuple[Rows | Missing, Rows | Missing]:
    """Return the applications that only Git knows, and those that only the cluster knows, by kind and name."""
    if missing := _missing_side(world):
        return missing, missing
    live = {(str(one.kind), str(one.name)) for one in world.application_pages}
    declared = {(str(one.kind), str(one.name)) for one in world.facts.declared_applications.items}
    only_git = (one for one in world.facts.declared_applications.items if (one.kind, one.name) not in live)
    only_live = (one for one in world.application_pages if (one.kind, one.name) not in declared)
    return (
        _rows(tuple(_named(one) for one in only_git)),
        _rows(
            tuple(
                Named(one.name, one.destination_namespace, tr("{kind}, in no file that was read", kind=one.kind))
                for one in only_live
            )
        ),
    )


def _named(one: DeclaredApplication) -> Named:
    by = tr("by {parent}", parent=one.parent) if one.parent else ""
    return Named(one.name, f"{one.file}:{one.line}", tr("suspended") if one.suspended else by)


def _rows(rows: tuple[Named, ...]) -> Rows:
    return Rows(rows[:MAX_ROWS], max(0, len(rows) - MAX_ROWS))


def _unmanaged(facts: FactSet) -> Rows | Missing:
    found = account_for(facts)
    if isinstance(found, Missing):
        return found
    return _rows(tuple(Named(one.name, one.namespace, one.kind) for one in found.unmanaged))


def _strays(facts: FactSet) -> Rows | Missing:
    found = list_strays(facts)
    return found if isinstance(found, Missing) else _rows(tuple(Named(o.name, o.namespace, o.kind) for o in found))


def _undecidable(facts: FactSet) -> tuple[Named, ...]:
    return tuple(
        Named(one.name, f"{one.file}:{one.line}", tr_known(one.children.missing))
        for one in facts.declared_application_sets.items
        if isinstance(one.children, Missing)
    )


def _parents(facts: FactSet) -> tuple[Parent, ...]:
    steps: dict[str, list[tuple[str, str]]] = {}
    for step in sorted(facts.delivery_steps.items, key=lambda one: (one.parent, one.position)):
        steps.setdefault(step.parent, []).append((tr_known(step.label), ", ".join(step.applications)))
    return tuple(Parent(name, tuple(rows)) for name, rows in steps.items())


def _months(facts: FactSet) -> tuple[Month, ...]:
    months = [month for history in facts.history.items for month in history.months][-MAX_MONTHS:]
    most = max((month.commits for month in months), default=0)
    return tuple(Month(one.month, one.commits, round(one.commits * 100 / most)) for one in months)
