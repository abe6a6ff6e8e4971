"""The live cluster, by its API server: read once, never watched, never written, and never a Secret."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec

from kubefolio.errors import SourceError
from kubefolio.facts.base import Missing, Origin, Reading, Untrusted
from kubefolio.facts.cluster import ServerVersion
from kubefolio.sources.http import UNREADABLE, FetchError
from kubefolio.sources.kubernetes.client import Connection, KubernetesSettings, connect
from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.kubernetes.lists import REJECTED, Paging, list_api_versions, list_kind

FIELDS = ("version", *(kind.field for kind in KINDS))
"""Fields of the FactSet that this source fills."""

Progress = Callable[[str], None]
"""Called with the name of each kind when it has been read."""


class VersionWire(msgspec.Struct, rename="camel"):
    """`/version`."""

    git_version: str
    platform: str = ""


def read(
    settings: KubernetesSettings, now: datetime, progress: Progress, warn: Callable[[str], None] = lambda _: None
) -> dict[str, Reading[Any]]:
    """Read every kind, at most `max_parallel` at a time; what cannot be read is Missing, kind by kind.

    `warn` is told what only the operator may know, see `SourceError`.
    """
    try:
        connection = connect(settings)
        version = _read_version(connection)
        served = list_api_versions(connection)
    except SourceError as error:
        warn(str(error))
        return _all_missing(Missing(error.reason, "failed"), now)
    except (FetchError, *UNREADABLE) as error:
        return _all_missing(_why(error), now)

    def one(index: int) -> tuple[str, Reading[Any]]:
        kind = KINDS[index]
        path, value = list_kind(connection, kind, served, Paging(settings.page_size, settings.max_objects))
        progress(kind.field)
        return kind.field, Reading(value, Origin("kubernetes", path, now))

    with ThreadPoolExecutor(settings.max_parallel) as pool:
        lists = dict(pool.map(one, range(len(KINDS))))
    return {"version": Reading((version,), Origin("kubernetes", "/version", now)), **lists}


def _read_version(connection: Connection) -> ServerVersion:
    wire = msgspec.json.decode(connection.get("/version"), type=VersionWire)
    return ServerVersion(git_version=Untrusted(wire.git_version), platform=Untrusted(wire.platform))


def _why(error: Exception) -> Missing:
    """Return why nothing at all could be read: a failure, also when the server turns us away.

    Every account may ask for `/version` and `/apis`; who may not has a token that is no longer good.
    """
    if isinstance(error, FetchError) and error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Missing(REJECTED, "failed")
    reason = error.reason if isinstance(error, FetchError) else "the answer is not that of an API server"
    return Missing(f"the cluster's API server could not be asked: {reason}", "failed")


def _all_missing(why: Missing, now: datetime) -> dict[str, Reading[Any]]:
    return {field: Reading(why, Origin("kubernetes", "/version", now)) for field in FIELDS}
