"""What the storage page shows: classes, what each application stores, its copies, backups, and Longhorn's nodes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.backup import Backup
from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet, fields_of
from kubefolio.facts.longhorn import LonghornNode
from kubefolio.language import tr
from kubefolio.measures.base import format_value, total
from kubefolio.pages.base import Page, World
from kubefolio.views.links import STORAGE, relative
from kubefolio.views.posture import Verdict
from kubefolio.views.storage import Stored
from kubefolio.views.stored import StoredRow, describe_stored
from kubefolio.views.tiles import Tile, build_tiles

Claimed = tuple[str, str]
"""Namespace and name of a claim."""


@dataclass(frozen=True)
class ClassRow:
    """A storage class, ready to print."""

    name: str
    provisioner: str
    default: str
    reclaim: str
    expandable: str
    claims: int | Missing
    requested: str


@dataclass(frozen=True)
class ClaimRow:
    """A claim and whose it is, ready to print."""

    stored: StoredRow
    application: str
    address: str


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    classes: tuple[ClassRow, ...] | Missing
    claims: tuple[ClaimRow, ...] | Missing
    unprotected: int
    unseen: str
    nodes: tuple[tuple[str, Verdict, str, str, str], ...]
    """Name, state, capacity, free and promised of each node as Longhorn sees it."""
    schedules: tuple[tuple[str, str, str, datetime | Missing, Verdict], ...]
    """What makes backups, when, of what, when it last went well, and its state."""


NEEDS = fields_of("kubernetes")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    claims, asked = world.measured["storage.claims"], world.measured["storage.requested"]
    description = tr(
        "Where data lives: volume claims {claims}, requested {size}, with copies and backups.",
        claims=claims.text,
        size=asked.text,
    )
    return (Page(STORAGE, "storage/page.md.j2", tr("Storage"), description, _build_view(world), NEEDS, ("toc",)),)


def _build_view(world: World) -> View:
    facts = world.facts
    claims = facts.volume_claims.value
    rows = claims if isinstance(claims, Missing) else _claims(world)
    return View(
        tiles=build_tiles(world.measured, "storage.bound/storage.claims", "storage.requested"),
        classes=_classes(facts),
        claims=rows,
        unprotected=0 if isinstance(rows, Missing) else sum(not row.stored.backups for row in rows),
        unseen=", ".join(map(tr, world.storage.unseen)),
        nodes=tuple(_node(one) for one in facts.longhorn_nodes.items),
        schedules=tuple(_schedules(facts)),
    )


def _classes(facts: FactSet) -> tuple[ClassRow, ...] | Missing:
    if isinstance(facts.storage_classes.value, Missing):
        return facts.storage_classes.value
    unread = facts.volume_claims.value if isinstance(facts.volume_claims.value, Missing) else None
    counts = Counter(str(one.storage_class) for one in facts.volume_claims.items)
    sizes: dict[str, list[int | Missing]] = defaultdict(list)
    for claim in facts.volume_claims.items:
        sizes[claim.storage_class].append(claim.requested_bytes)
    return tuple(
        ClassRow(
            name=one.name,
            provisioner=one.provisioner,
            default=tr("yes") if one.default else tr("no"),
            reclaim=one.reclaim_policy,
            expandable=tr("yes") if one.expandable else tr("no"),
            claims=unread or counts[one.name],
            requested=format_value(unread or total(sizes[one.name]), "bytes"),
        )
        for one in facts.storage_classes.value
    )


def _claims(world: World) -> tuple[ClaimRow, ...]:
    owners = _owners(world)
    found = (world.storage.of(claim) for claim in world.facts.volume_claims.items)
    rows = (_claim(world, one, owners.get((one.claim.namespace, one.claim.name))) for one in found)
    return tuple(sorted(rows, key=lambda row: (row.application or "~", row.stored.namespace, row.stored.name)))


def _owners(world: World) -> Mapping[Claimed, Application]:
    return {
        (str(claim.namespace), str(claim.name)): application
        for application in world.application_pages
        for claim in world.belongings(application).claims
    }


def _claim(world: World, one: Stored, owner: Application | None) -> ClaimRow:
    return ClaimRow(
        stored=describe_stored(one),
        application=owner.name if owner else "",
        address=relative(STORAGE, world.application_pages[owner]) if owner else "",
    )


def _node(one: LonghornNode) -> tuple[str, Verdict, str, str, str]:
    ready = Verdict(tr("Unknown"), "quiet") if isinstance(one.ready, Missing) else None
    state = ready or (
        Verdict(tr("Ready"), "good") if one.ready and one.schedulable else Verdict(tr("Not usable"), "bad")
    )
    sizes = (one.capacity_bytes, one.available_bytes, one.scheduled_bytes)
    capacity, free, promised = (format_value(size, "bytes") for size in sizes)
    return (one.name, state, capacity, free, promised)


def _schedules(facts: FactSet) -> Iterable[tuple[str, str, str, datetime | Missing, Verdict]]:
    never = Missing("it has made none yet", "absent")
    failed = {one.schedule for one in _latest(facts) if one.phase not in ("Completed", "InProgress", "New")}
    for one in facts.backup_schedules.items:
        of = ", ".join(one.included) or tr("every namespace")
        bad = one.name in failed
        state = Verdict(tr("Paused"), "warn") if one.paused else Verdict(tr("Last one failed"), "bad") if bad else None
        yield (f"Velero {one.name}", one.cron, of, one.last_backup_at or never, state or Verdict(tr("Enabled"), "good"))
    for job in facts.longhorn_jobs.items:
        of = ", ".join(tr("group {name}", name=name) for name in job.groups) or tr("volumes that name it")
        goes = job.task.startswith("backup")
        state = Verdict(tr("Leaves the cluster"), "good") if goes else Verdict(f"{job.task}", "quiet", tr("stays here"))
        unknown = Missing("Longhorn keeps the time with each volume", "not-reported")
        yield (f"Longhorn {job.name}", job.cron, of, unknown, state)
    for database in facts.databases.items:
        well = Verdict(tr("Archives"), "good") if database.archives else Verdict(tr("No archive"), "warn")
        of = tr("{count} of {whole} instances ready", count=database.ready, whole=database.instances)
        yield (f"CloudNativePG {database.namespace}/{database.name}", "", of, database.last_backup_at or never, well)


def _latest(facts: FactSet) -> Iterable[Backup]:
    """Return the latest backup of each schedule; one that has not ended is later than any that has."""
    found: dict[str, Backup] = {}
    for one in sorted(facts.backups.items, key=lambda one: (one.completed_at is None, str(one.completed_at), one.name)):
        found[one.schedule] = one
    return found.values()
