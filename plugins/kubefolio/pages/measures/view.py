"""What the catalogue of measures shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from kubefolio.facts.metrics import QueryResult
from kubefolio.language import tr, tr_known
from kubefolio.measures import Measurement, title_of
from kubefolio.measures.promql import answer
from kubefolio.pages.base import Page, World
from kubefolio.views.links import MEASURES as ADDRESS


@dataclass(frozen=True)
class Row:
    """A measure, and what a metrics server was asked for it, as the edition may show it."""

    taken: Measurement
    promql: str


@dataclass(frozen=True)
class Group:
    """The measures that share the first word of their names."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class View:
    """The page."""

    groups: tuple[Group, ...]


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    taken = sorted(world.measured.values(), key=_group)
    groups = tuple(
        Group(tr_known(title_of(name)), tuple(_row(world, one) for one in parts))
        for name, parts in groupby(taken, key=_group)
    )
    description = tr("The {count} numbers of this site: what each counts, and where it comes from.", count=len(taken))
    return (Page(ADDRESS, "measures/page.md.j2", tr("Measures"), description, View(groups), ()),)


def _row(world: World, taken: Measurement) -> Row:
    query = taken.measure.query
    found = answer(world.facts, query) if query else None
    return Row(taken, found.promql if isinstance(found, QueryResult) else "")


def _group(taken: Measurement) -> str:
    return taken.measure.id.partition(".")[0].replace("_", " ")
