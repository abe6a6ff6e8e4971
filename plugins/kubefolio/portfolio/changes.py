"""What changed in the cluster and in Git, month by month, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kubefolio.language import mark, month, tr
from kubefolio.pages.base import World
from kubefolio.portfolio.states import Change, State, list_changes
from kubefolio.views.links import relative

SENTENCES = {
    "added": mark("{name} is new: {after}."),
    "removed": mark("{name} is gone; it was at {before}."),
    "upgraded": mark("{name} went from {before} to {after}."),
    "component": mark("{name} went from {before} to {after}."),
    "kubernetes": mark("Kubernetes went from {before} to {after}."),
    "nodes": mark("The cluster has {after} nodes; before, it had {before}."),
}
"""A sentence for each kind of change, with the names of its parts."""


@dataclass(frozen=True)
class Row:
    """A change, ready to print."""

    at: datetime
    name: str
    link: str
    """The page of the application; empty where it has none."""
    text: str


@dataclass(frozen=True)
class Month:
    """A month in which something changed."""

    id: str
    """As in `2026-11`."""
    title: str
    rows: tuple[Row, ...]
    """Between collections."""
    commits: int
    new_in_git: tuple[tuple[str, str], ...]
    """Name and link of each application whose first commit is of this month."""


def describe(change: Change) -> str:
    """Return a change as a sentence."""
    return tr(SENTENCES[change.kind], name=change.name, before=change.before, after=change.after)


def build_months(world: World, states: tuple[State, ...], page: str) -> tuple[Month, ...]:
    """Return the months in which the cluster or Git changed, newest first."""
    links = {str(one.name): relative(page, address) for one, address in world.application_pages.items()}
    rows: dict[str, list[Row]] = {}
    for change in list_changes(states):
        row = Row(change.at, change.name, links.get(change.name, ""), describe(change))
        rows.setdefault(f"{change.at:%Y-%m}", []).append(row)
    commits = {one.month: one.commits for part in world.facts.history.items for one in part.months}
    new = _new_in_git(world, links)
    ids = sorted({*rows, *commits, *new}, reverse=True)
    return tuple(
        Month(one, _title(one), tuple(rows.get(one, ())), commits.get(one, 0), tuple(new.get(one, ()))) for one in ids
    )


def _title(month_id: str) -> str:
    first = date.fromisoformat(f"{month_id}-01")
    return tr("{month} {year}", month=month(first, short=False), year=first.year)


def anchor(day: date) -> str:
    """Return the id that Markdown gives to the heading of a day's month."""
    return _title(f"{day:%Y-%m}").lower().replace(" ", "-")


def _new_in_git(world: World, links: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for history in (one for part in world.facts.history.items for one in part.applications):
        if history.first_changed_at:
            entry = (str(history.name), links.get(str(history.name), ""))
            found.setdefault(f"{history.first_changed_at:%Y-%m}", []).append(entry)
    return found
