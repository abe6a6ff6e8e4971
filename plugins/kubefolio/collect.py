"""Composition root of the first half: settings → enabled sources → FactSet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from kubefolio.errors import SnapshotError, SourceError
from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.factset import FactSet, cluster_of, readings
from kubefolio.facts.metrics import QueryResult
from kubefolio.facts.snapshot import decode_snapshot, read_snapshot
from kubefolio.files import cache_folder
from kubefolio.measures import CATALOGUE, Catalogue
from kubefolio.problems import is_failure
from kubefolio.settings import Settings
from kubefolio.sources import gitops, kubernetes, prometheus

Progress = Callable[[str], None]
"""Called with the name of each thing that has been read."""


Warn = Callable[[str], None]
"""Called with what only the operator may know of a failure: it may name hosts and files, so it is in no fact."""


def silent(_text: str) -> None:
    """Report nothing."""


def read_parts(
    settings: Settings, now: datetime, progress: Progress, catalogue: Catalogue, warn: Warn
) -> tuple[FactSet, FactSet | None]:
    """Return the facts, and those that stand in where they failed; the snapshot is read only where it is needed.

    Raises:
        SnapshotError: the snapshot is the only source and cannot be read, or it is needed and is none, or it is the
            example or of another cluster.
        SettingsError: a source's address or secret is unusable.
    """
    if settings.is_example:
        return read_example(), None
    if settings.snapshot and not settings.sources.is_live:
        return read_snapshot(Path(settings.snapshot)), None
    live = collect(settings, now, progress, catalogue=catalogue, warn=warn)
    return live, read_stand_in(settings, live)


def read_stand_in(settings: Settings, live: FactSet) -> FactSet | None:
    """Return the snapshot's facts where there are such, and where something of the live ones failed.

    Raises:
        SnapshotError: the snapshot cannot be read, or is the example or of another cluster.
    """
    path = Path(settings.snapshot) if settings.snapshot else None
    if path is None or not path.exists() or not has_failures(live):
        return None
    recorded = read_snapshot(path)
    if recorded.example:
        raise SnapshotError(
            f"{path}: is the built-in example, which never stands in for a real cluster; record your own"
        )
    here, there = cluster_of(live), cluster_of(recorded)
    if here and there and here != there:
        raise SnapshotError(f"{path}: is of another cluster than the one that is read; record it again")
    return recorded


def collect(
    settings: Settings,
    now: datetime,
    progress: Progress = silent,
    *,
    catalogue: Catalogue = CATALOGUE,
    warn: Warn = silent,
) -> FactSet:
    """Read every source that is configured, as of `now`; what cannot be read is Missing, with its reason."""
    sources, fields = settings.sources, dict[str, Reading[Any]]()
    if sources.kubernetes:
        fields |= kubernetes.read(sources.kubernetes, now, progress, warn)
    if sources.gitops:
        fields |= _read_gitops(settings, now, progress, warn)
    if sources.prometheus:
        fields |= prometheus.read(sources.prometheus, catalogue.queries, now, progress)
    return msgspec.structs.replace(FactSet(), **fields)


GITOPS_FIELDS = {
    "repository": "repository",
    "declared_applications": "declared",
    "declared_application_sets": "sets",
    "retired_applications": "retired",
    "delivery_steps": "order",
    "history": "history",
    "documents": "documents",
    "document_problems": "problems",
}
"""Field of the FactSet → field of what the GitOps source returns."""


def _read_gitops(settings: Settings, now: datetime, progress: Progress, warn: Warn) -> dict[str, Reading[Any]]:
    assert settings.sources.gitops  # noqa: S101  # the caller asked
    origin = Origin("gitops", settings.sources.gitops.path or "/", now)
    try:
        found = gitops.read(settings.sources.gitops, cache_folder())
    except SourceError as error:
        warn(str(error))
        return {field: Reading(Missing(error.reason, "failed"), origin) for field in GITOPS_FIELDS}
    progress("repository")
    values = {field: getattr(found, name) for field, name in GITOPS_FIELDS.items()}
    return {field: Reading(_as_facts(value), origin) for field, value in values.items()}


def _as_facts(value: object) -> tuple[Any, ...] | Missing:
    """Return what the GitOps source gave as facts: it gives one, several, or none where Git is silent."""
    if value is None:
        return Missing("the repository has no history that could be read", "not-reported")
    return value if isinstance(value, tuple) else (value,)


def has_failures(facts: FactSet) -> bool:
    """Tell whether a reading failed, or the answer to one query."""
    values = [reading.value for _, reading in readings(facts)]
    return any(map(is_failure, (*values, *(result.series for result in facts.queries.items))))


def fall_back(live: FactSet, snapshot: FactSet, warn: Warn) -> FactSet:
    """Put the snapshot's facts where a live reading failed. What is forbidden or absent now is not brought back."""
    failed = [(name, reading.value) for name, reading in readings(live) if is_failure(reading.value)]
    changes = {name: _stand_in(getattr(snapshot, name), missing) for name, missing in failed}
    changes["queries"] = changes.get("queries") or _answered(live.queries, snapshot.queries, warn)
    return msgspec.structs.replace(live, **{name: reading for name, reading in changes.items() if reading})


def _answered(live: Reading[QueryResult], recorded: Reading[QueryResult], warn: Warn) -> Reading[QueryResult]:
    """Return the answers, with the recorded one for each query that failed by itself."""
    known = {result.id: result for result in recorded.items if not isinstance(result.series, Missing)}

    def one(result: QueryResult) -> QueryResult:
        if not is_failure(result.series) or result.id not in known:
            return result
        warn(f"prometheus: query {result.id}: {result.series.missing}")
        return msgspec.structs.replace(known[result.id], from_snapshot=True)

    value = live.value if isinstance(live.value, Missing) else tuple(one(result) for result in live.value)
    return Reading(value, live.origin)


def _stand_in(recorded: Reading[Any], missing: Missing) -> Reading[Any] | None:
    """Return a recorded reading marked as standing in, or None where the snapshot has nothing either.

    That the server did not have a kind is something: without it nothing could be said of all kinds of applications.
    """
    if isinstance(recorded.value, Missing) and recorded.value.cause != "absent":
        return None
    origin = msgspec.structs.replace(recorded.origin, from_snapshot=True, failure=missing.missing)
    return Reading(recorded.value, origin)


def read_example() -> FactSet:
    """Return the facts of the invented cluster that the package brings."""
    for candidate in (resources.files("kubefolio") / "example.json", _CHECKOUT / "examples/homelab/snapshot.json"):
        if candidate.is_file():
            return decode_snapshot(candidate.read_bytes(), "the built-in example")
    raise SnapshotError("the built-in example is missing from this installation; install kubefolio again")


_CHECKOUT = Path(__file__).parents[2]
"""The repository, when the package runs from a checkout."""
