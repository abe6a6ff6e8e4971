"""The pinned clock, and identities and times that follow from names alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeAlias

Obj: TypeAlias = dict[str, Any]
"""A Kubernetes object as its manifest."""

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The moment at which the world is looked at."""

_SAFE = "bcdfghjklmnpqrstvwxz2456789"
"""The alphabet of Kubernetes for generated suffixes: no vowels, no characters that look alike."""


def number(key: str, below: int) -> int:
    """Return a whole number from 0 to `below - 1` that depends on the key alone."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") % below


def digest(key: str) -> str:
    """Return 64 hexadecimal digits that depend on the key alone."""
    return sha256(key.encode()).hexdigest()


def uid(key: str) -> str:
    """Return a UUID, as the API server writes them, that depends on the key alone."""
    text = digest(f"uid/{key}")
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"


def suffix(key: str, length: int = 5) -> str:
    """Return the kind of suffix that Kubernetes gives to generated names."""
    return "".join(_SAFE[number(f"{key}/{place}", len(_SAFE))] for place in range(length))


def parse_time(text: str) -> datetime:
    """Read a time as Kubernetes writes it."""
    return datetime.fromisoformat(text)


def stamp(time: datetime) -> str:
    """Write a time as Kubernetes does, in UTC and whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(key: str, start: datetime, end: datetime = NOW) -> datetime:
    """Return a time between the two that depends on the key alone."""
    return start + timedelta(seconds=number(f"time/{key}", max(1, int((end - start).total_seconds()))))


def identity(item: Obj) -> tuple[str, str, str]:
    """Return kind, namespace ("" where there is none) and name."""
    metadata = item["metadata"]
    return item["kind"], metadata.get("namespace", ""), metadata["name"]


def group_of(item: Obj) -> str:
    """Return the API group, "" for the core one."""
    return str(item["apiVersion"]).rpartition("/")[0]


def owner(kind: str, name: str, api_version: str, *, namespace: str = "") -> Obj:
    """Return an owner reference with a made-up uid."""
    made_up = uid(f"{kind}/{namespace}/{name}")
    return {
        "apiVersion": api_version, "kind": kind, "name": name, "uid": made_up,
        "controller": True, "blockOwnerDeletion": True,
    }  # fmt: skip


def condition(kind: str, since: datetime, *, status: str = "True", reason: str = "", message: str = "") -> Obj:
    """Return a condition without the fields that only some kinds have."""
    made: Obj = {"type": kind, "status": status, "lastTransitionTime": stamp(since)}
    return made | ({"reason": reason} if reason else {}) | ({"message": message} if message else {})
