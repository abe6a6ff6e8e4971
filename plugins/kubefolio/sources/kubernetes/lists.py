"""One kind, listed whole: paged, decoded from bytes, restarted once when the server forgot where we were."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec

from kubefolio.facts.base import Missing
from kubefolio.sources.http import UNREADABLE, FetchError
from kubefolio.sources.kubernetes.client import Connection
from kubefolio.sources.kubernetes.kinds.meta import AnyKind

MAX_PAGES = 10_000
"""A list that still goes on after so many pages is endless."""


@dataclass(frozen=True)
class Paging:
    """How a list is asked for."""

    page_size: int
    max_objects: int
    """A server need not heed the size of a page, and a list need not end."""


REJECTED = "the cluster does not accept our credentials"
"""Why nothing can be read with a token that is not, or no longer, good."""


class ListMetaWire(msgspec.Struct):
    """`metadata` of a list."""

    continue_: str = msgspec.field(name="continue", default="")


class GroupVersionWire(msgspec.Struct, rename="camel"):
    """A version of an API group."""

    group_version: str = ""


class GroupWire(msgspec.Struct):
    """An API group."""

    versions: list[GroupVersionWire]


class GroupListWire(msgspec.Struct):
    """`/apis`."""

    groups: list[GroupWire]


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Pause the search for reference cycles: answers and facts have none, and it costs a third of a long list's CPU.

    Where lists are read at the same time, the first that ends resumes it; that is no harm.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def list_api_versions(connection: Connection) -> frozenset[str]:
    """Return every `group/version` that the server has (`/apis`), and `v1`."""
    groups = msgspec.json.decode(connection.get("/apis"), type=GroupListWire).groups
    return frozenset({"v1", *(version.group_version for group in groups for version in group.versions)})


def list_kind(
    connection: Connection, kind: AnyKind, served: frozenset[str], paging: Paging
) -> tuple[str, tuple[Any, ...] | Missing]:
    """Return the API path that was asked and all facts of the kind, sorted, or why they are missing.

    A list is whole or it is Missing, never in between.
    """
    for version in (version for version in kind.versions if version in served):
        value = _list_served(connection, kind, version, paging)
        if not (isinstance(value, Missing) and value.cause == "absent"):
            return kind.path(version), value
    return kind.path(kind.versions[0]), _absent(kind)


def _absent(kind: AnyKind) -> Missing:
    return Missing(f"the cluster does not serve {kind.resource}{_of_group(kind)}", "absent")


def _list_served(connection: Connection, kind: AnyKind, version: str, paging: Paging) -> tuple[Any, ...] | Missing:
    try:
        with _without_garbage_collection():
            return tuple(sorted(_list_version(connection, kind, version, paging), key=_identity))
    except FetchError as error:
        return _absent(kind) if error.status == HTTPStatus.NOT_FOUND else describe(error, kind)
    except UNREADABLE as error:
        where = f": {error}" if isinstance(error, msgspec.MsgspecError) else ""
        return Missing(f"kubernetes: the list of {kind.resource} has an unexpected form{where}")


def _of_group(kind: AnyKind) -> str:
    return f" ({' or '.join(group for group in kind.groups)})" if any(kind.groups) else ""


def _list_version(connection: Connection, kind: AnyKind, version: str, paging: Paging) -> list[Any]:
    deadline = time.monotonic() + connection.limits.total_s
    try:
        return _list_pages(connection, kind, version, paging, deadline)
    except FetchError as error:
        if error.status != HTTPStatus.GONE:
            raise
        return _list_pages(connection, kind, version, paging, deadline)


def _list_pages(connection: Connection, kind: AnyKind, version: str, paging: Paging, deadline: float) -> list[Any]:
    decoder = msgspec.json.Decoder(_list_type(kind))
    facts: list[Any] = []
    token = ""
    for _ in range(MAX_PAGES):
        query = {"limit": str(paging.page_size)} | ({"continue": token} if token else {})
        page = decoder.decode(connection.get(f"{kind.path(version)}?{urlencode(query)}", deadline))
        facts.extend(kind.parse(wire) for wire in page.items or ())
        if len(facts) > paging.max_objects:
            raise FetchError(f"there are more than {paging.max_objects}")
        token = page.metadata.continue_
        if not token:
            return facts
    raise FetchError(f"the list of {kind.resource} does not end")


def _list_type(kind: AnyKind) -> Any:  # noqa: ANN401  # a type made at run time
    fields: list[Any] = [
        ("items", list[kind.wire] | None),  # type: ignore[name-defined]
        ("metadata", ListMetaWire, msgspec.field(default_factory=ListMetaWire)),
    ]
    return msgspec.defstruct(f"{kind.wire.__name__}List", fields)


def _identity(fact: Any) -> tuple[str, str]:  # noqa: ANN401  # any fact
    return getattr(fact, "namespace", ""), getattr(fact, "name", getattr(fact, "git_version", ""))


def describe(error: FetchError, kind: AnyKind) -> Missing:
    """Return why a kind could not be listed, in words for a reader, by the server's answer."""
    if error.status == HTTPStatus.UNAUTHORIZED:
        return Missing(REJECTED, "failed")
    if error.status == HTTPStatus.FORBIDDEN:
        return Missing(f"the service account may not list {kind.resource}{_of_group(kind)}", "forbidden")
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE and kind.groups == ("metrics.k8s.io",):
        return Missing("metrics-server is installed but does not answer", "failed")
    return Missing(f"kubernetes: {kind.resource}: {error.reason}", "failed")
