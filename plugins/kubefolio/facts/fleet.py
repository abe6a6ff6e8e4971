"""Several clusters of one site, each with the facts of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

import msgspec

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet, cluster_of, readings


@dataclass(frozen=True)
class Cluster:
    """One of the clusters."""

    name: str
    """The owner's name for it, a DNS label."""
    facts: FactSet
    max_age: timedelta
    """Its facts older than this are called old."""
    is_live: bool = True
    """Whether it was asked itself; else its snapshot is all that is known of it."""


Fleet = tuple[Cluster, ...]
"""All clusters of a site in the owner's order; empty for a site of a single one."""


def unread(reason: Missing) -> FactSet:
    """Return the facts of a cluster of which nothing could be read: every reading is Missing, and none is empty."""
    nothing: dict[str, Reading[Any]] = {name: Reading(reason, reading.origin) for name, reading in readings(FactSet())}
    return msgspec.structs.replace(FactSet(edition="public"), **nothing)  # there is nothing to hide in it


def find_twins(fleet: Iterable[tuple[str, FactSet]]) -> Iterator[tuple[str, str]]:
    """Yield the names of two clusters whose facts are of the same one."""
    known = [(name, cluster) for name, facts in fleet if (cluster := cluster_of(facts))]
    yield from ((one, other) for (one, here), (other, there) in combinations(known, 2) if here == there)
