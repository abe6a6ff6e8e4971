"""What the page about the data shows: everything that was asked, and everything that could not be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import NAMES, FactSet, readings
from kubefolio.gate import Exempt
from kubefolio.language import mark, tr, tr_known
from kubefolio.pages.base import Page, World
from kubefolio.views.links import DATA

MAX_PROBLEMS = 200
"""Problems in the repository that are listed; the rest is counted."""

CAUSES = {
    "absent": mark("not there"),
    "forbidden": mark("not permitted"),
    "failed": mark("failed"),
    "not-configured": mark("not configured"),
    "not-reported": mark("not reported"),
    "undecidable": mark("cannot be known"),
}


@dataclass(frozen=True)
class Row:
    """One reading, ready to print."""

    name: str
    result: str
    detail: str
    locator: str
    at: datetime | Missing


@dataclass(frozen=True)
class Source:
    """One source with its readings."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Problem:
    """Something in the repository that could not be read as it should be."""

    place: str
    kind: str
    message: str


@dataclass(frozen=True)
class View:
    """The page."""

    sources: tuple[Source, ...]
    unanswered: tuple[tuple[str, Missing], ...]
    problems: tuple[Problem, ...]
    more_problems: int
    exceptions: tuple[tuple[str, str, str], ...] | None
    """File, kind and reason of what the gate is told to let through; None where no gate looks at the site."""


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    facts = world.facts
    problems = facts.document_problems.items
    view = View(
        sources=tuple(_source(facts, name) for name in NAMES),
        unanswered=tuple((one.id, one.series) for one in facts.queries.items if isinstance(one.series, Missing)),
        problems=tuple(
            Problem(f"{one.file}:{one.line}" if one.line else one.file, one.kind_of_problem, one.message)
            for one in problems[:MAX_PROBLEMS]
        ),
        more_problems=max(0, len(problems) - MAX_PROBLEMS),
        exceptions=None if world.site.is_private else _exceptions(world.site.exceptions),
    )
    description = tr("What was read for this site, when and from where, and what could not be read.")
    return (Page(DATA, "data/page.md.j2", tr("About this data"), description, view, ()),)


def _exceptions(given: tuple[Exempt, ...] | None) -> tuple[tuple[str, str, str], ...] | None:
    """Return what is shown of exceptions, without what they let through: it may stand in their own files alone."""
    return None if given is None else tuple((one.file, one.kind, one.reason) for one in given)


SOURCES = {"kubernetes": "Kubernetes", "gitops": "GitOps", "prometheus": "Prometheus"}


def _source(facts: FactSet, name: str) -> Source:
    rows = tuple(_row(field, reading) for field, reading in readings(facts) if reading.origin.source == name)
    return Source(SOURCES[name], rows)


def _row(field: str, reading: Reading[object]) -> Row:
    value, origin = reading.value, reading.origin
    if isinstance(value, Missing):
        result, detail = tr(CAUSES[value.cause]), tr_known(value.missing)
    elif origin.from_snapshot:
        result, detail = (
            tr("{count}, from the snapshot", count=len(value)),
            tr("live reading failed: {reason}", reason=tr_known(origin.failure)),
        )
    else:
        result, detail = str(len(value)), ""
    at = origin.observed_at or Missing("it was not asked", "not-configured")
    return Row(tr_known(field.replace("_", " ")), result, detail, origin.locator, at)
