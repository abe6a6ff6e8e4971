"""What lies behind a volume claim, ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.base import Missing
from kubefolio.language import tr
from kubefolio.measures.base import format_value
from kubefolio.views.posture import Verdict
from kubefolio.views.storage import Stored


@dataclass(frozen=True)
class StoredRow:
    """A claim, ready to print."""

    name: str
    namespace: str
    storage_class: str
    size: str
    written: str
    """What its copies hold; empty where that is not known."""
    state: Verdict
    copies: str | Missing
    """How many copies are whole, of how many."""
    backups: tuple[tuple[str, datetime | Missing], ...]
    """What copies it elsewhere, and when that last went well."""
    note: str


def describe_stored(one: Stored) -> StoredRow:
    """Return what is known of a claim, in words."""
    word, tone = one.health
    wanted = one.longhorn.replicas if one.longhorn else 0
    whole = one.copies
    return StoredRow(
        name=one.claim.name,
        namespace=one.claim.namespace,
        storage_class=one.claim.storage_class or tr("default"),
        size=format_value(one.claim.requested_bytes, "bytes"),
        written=format_value(one.longhorn.written_bytes, "bytes") if one.longhorn else "",
        state=Verdict(tr(word), tone),
        copies=whole if isinstance(whole, Missing) else tr("{count} of {whole}", count=whole, whole=wanted),
        backups=tuple(
            (way.by if way.sure else tr("{backup} (if its pods ask)", backup=way.by), way.last) for way in one.backups
        ),
        note=tr("snapshots on the same disks alone") if one.snapshots and not one.backups else "",
    )
