"""Give stored objects the identity and the age that the example world says they have.

An API server sets `uid` and `creationTimestamp` itself, so a world that was loaded a minute ago looks a minute old, and
different each time. etcd, below it, takes what it is given. This needs a server that stores JSON
(`--storage-media-type=application/json`).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

import urllib3

from examples.homelab.world.names import Obj, group_of, identity

_PREFIX, _AFTER = b"/registry/", b"/registry0"
"""Below the first key, and before the second, is all that an API server stores."""


def backdate(etcd_url: str, objects: Iterable[Obj], *, otherwise: str) -> int:
    """Write uid and creation time of these objects into etcd; return how many were found there.

    Args:
        etcd_url: The address of etcd's HTTP gateway, without a path.
        objects: Objects that an API server stored, with the metadata that they should have.
        otherwise: The creation time of everything else, such as the definitions of their kinds; it keeps its uid.
    """
    wanted = {_key(item): item["metadata"] for item in objects}
    found = 0
    with urllib3.PoolManager(retries=False, timeout=30.0) as pool:
        for key, stored in _stored(pool, etcd_url):
            metadata = wanted.get(_key(stored))
            found += metadata is not None
            dated = _dated(stored, metadata or {"creationTimestamp": otherwise})
            _call(pool, f"{etcd_url}/v3/kv/put", {"key": key, "value": b64encode(dated.encode()).decode()})
    return found


def _stored(pool: urllib3.PoolManager, etcd_url: str) -> Iterator[tuple[str, Obj]]:
    """Yield key, in base64, and object of everything that is stored as JSON and has a creation time."""
    everything = {"key": b64encode(_PREFIX).decode(), "range_end": b64encode(_AFTER).decode()}
    for entry in _call(pool, f"{etcd_url}/v3/kv/range", everything).get("kvs", ()):
        value = b64decode(entry["value"])
        if value.startswith(b"{") and (item := json.loads(value)).get("metadata", {}).get("creationTimestamp"):
            yield entry["key"], item


def _call(pool: urllib3.PoolManager, url: str, body: dict[str, str]) -> dict[str, Any]:
    answer = pool.request("POST", url, json=body)
    answered: dict[str, Any] = answer.json()
    if answer.status >= 400:  # noqa: PLR2004 (HTTP)
        raise ValueError(f"etcd answered {answer.status} to {url.rpartition('/')[2]}")
    return answered


def _dated(stored: Obj, metadata: Obj) -> str:
    """Return the object as JSON, its old uid replaced wherever it stands, since jobs select their pods by it."""
    old = stored["metadata"]
    new = {name: metadata[name] for name in ("uid", "creationTimestamp") if name in metadata}
    fields = [each | {"time": new["creationTimestamp"]} for each in old.get("managedFields", ())]
    text = json.dumps(stored | {"metadata": old | new | ({"managedFields": fields} if fields else {})})
    return text.replace(old["uid"], new["uid"]) if "uid" in new and old.get("uid") else text


def _key(item: Obj) -> tuple[str, ...]:
    return (group_of(item), *identity(item))
