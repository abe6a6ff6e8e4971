"""Store many objects in an API server quickly, whatever their kinds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tests.real.servers.errors import ApiError, ServerFailed

_NOT_FOUND, _CONFLICT = 404, 409
_FROM_ANOTHER_SERVER = ("resourceVersion", "uid", "selfLink", "managedFields")
"""Fields of metadata that belong to the server an object was read from; a server refuses or replaces them."""


T = TypeVar("T")
R = TypeVar("R")


class Raw(Protocol):
    """Sends one request to the API server and returns the body of the answer; `ApiError` for 400 and above."""

    def __call__(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        content_type: str = ...,
    ) -> bytes:
        """Send it."""


@dataclass(frozen=True)
class Resource:
    """How the API server serves one kind."""

    base: str
    """The path of its group and version: `/apis/apps/v1`."""
    plural: str
    namespaced: bool
    has_status: bool
    """Whether it has a status subresource."""

    def collection(self, namespace: str) -> str:
        """Return the path to which an object is posted."""
        return f"{self.base}/namespaces/{namespace}/{self.plural}" if self.namespaced else f"{self.base}/{self.plural}"


def load(raw: Raw, objects: Iterable[Mapping[str, Any]], workers: int) -> int:
    """Store objects with their status, cluster-scoped ones first; return how many were not there before.

    Raises:
        ApiError: The server refused an object.
        ServerFailed: The server does not have a kind.
    """
    everything = list(objects)
    resources = discover(raw, {(each["apiVersion"], each["kind"]) for each in everything})
    placed = [(resources[each["apiVersion"], each["kind"]], each) for each in everything]
    stages = ([pair for pair in placed if pair[0].namespaced == namespaced] for namespaced in (False, True))
    return sum(sum(in_parallel(lambda pair: _store(raw, *pair), stage, workers)) for stage in stages)


def in_parallel(work: Callable[[T], R], items: Iterable[T], workers: int) -> list[R]:
    """Do the work on every item, some at a time; after the first failure start no other, and raise it."""
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def discover(raw: Raw, kinds: set[tuple[str, str]]) -> dict[tuple[str, str], Resource]:
    """Ask the server how it serves these pairs of apiVersion and kind.

    Raises:
        ServerFailed: It does not have one of them.
    """
    found: dict[tuple[str, str], Resource] = {}
    for version in sorted({version for version, _ in kinds}):
        found |= {(version, kind): resource for kind, resource in _resources(raw, version).items()}
    if absent := sorted(kinds - found.keys()):
        raise ServerFailed("the API server does not have " + ", ".join(f"{kind} of {group}" for group, kind in absent))
    return found


def _resources(raw: Raw, version: str) -> dict[str, Resource]:
    base = f"/apis/{version}" if "/" in version else f"/api/{version}"
    try:
        listed = json.loads(raw("GET", base))["resources"]
    except ApiError as error:
        if error.status == _NOT_FOUND:
            return {}
        raise
    names = {each["name"] for each in listed}
    return {
        each["kind"]: Resource(base, each["name"], each["namespaced"], f"{each['name']}/status" in names)
        for each in listed
        if "/" not in each["name"]
    }


def _store(raw: Raw, resource: Resource, item: Mapping[str, Any]) -> bool:
    metadata = {key: value for key, value in item["metadata"].items() if key not in _FROM_ANOTHER_SERVER}
    collection = resource.collection(metadata.get("namespace", "default"))
    created = True
    try:
        raw("POST", collection, {**item, "metadata": metadata})
    except ApiError as error:
        if error.status != _CONFLICT:
            raise
        created = False
    if resource.has_status and item.get("status"):
        path = f"{collection}/{metadata['name']}/status"
        raw("PATCH", path, {"status": item["status"]}, content_type="application/merge-patch+json")
    return created
