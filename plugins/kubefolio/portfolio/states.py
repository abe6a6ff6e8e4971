"""What is kept of each collection, so that a later one can tell what changed; of the public edition only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

import msgspec

from kubefolio.errors import SnapshotError
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import applications
from kubefolio.views.declared import find_declared, index_declared
from kubefolio.views.source import describe_version
from kubefolio.views.stack import recognise_stack

Kind = Literal["added", "removed", "upgraded", "kubernetes", "nodes", "component"]


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cluster at one moment, in a line; None where it could not be read, which is no change."""

    at: datetime
    kubernetes: str | None = None
    nodes: int | None = None
    components: dict[str, str] | None = None
    """Version of each component of the stack, by its name; those without a version are left out."""
    applications: dict[str, str] | None = None
    """Version of each application, by its name."""


@dataclass(frozen=True)
class Change:
    """Something that is not as it was."""

    at: datetime
    """When it was first seen."""
    kind: Kind
    name: str
    before: str
    after: str


def take_state(facts: FactSet) -> State | None:
    """Return what is kept of these facts, or None where nothing was observed."""
    if facts.observed_at is None:
        return None
    found, declared = applications(facts), index_declared(facts)
    version, nodes = facts.version.value, facts.nodes.value
    known = not isinstance(facts.nodes.value, Missing) and not isinstance(facts.deployments.value, Missing)
    return State(
        at=facts.observed_at,
        kubernetes=None if isinstance(version, Missing) else str(version[0].git_version),
        nodes=None if isinstance(nodes, Missing) else len(nodes),
        components={one.name: one.version for one in recognise_stack(facts) if one.version} if known else None,
        applications=None
        if isinstance(found, Missing)
        else {one.name: describe_version(one, find_declared(declared, one)) for one in found if not one.is_parent},
    )


def encode_state(state: State) -> bytes:
    """Return the line of a state."""
    return msgspec.json.encode(state, order="deterministic")


def decode_states(data: bytes, name: str) -> tuple[State, ...]:
    """Return the states of a history, oldest first; a line that is none is a SnapshotError with its number."""
    states = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            states.append(msgspec.json.decode(line, type=State))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SnapshotError(f"{name}:{number}: is no state of a history: {error}") from error
    return tuple(sorted(states, key=lambda one: one.at))


def differs(before: State, after: State) -> bool:
    """Tell whether a state says anything that the one before it did not."""
    return msgspec.structs.replace(before, at=after.at) != after


def list_changes(states: tuple[State, ...]) -> tuple[Change, ...]:
    """Return what changed from each state to the next, newest first."""
    found = [change for before, after in pairwise(states) for change in _compare(before, after)]
    return tuple(sorted(found, key=lambda one: (-one.at.timestamp(), one.kind, one.name)))


def _compare(before: State, after: State) -> Iterator[Change]:
    at = after.at
    if before.kubernetes and after.kubernetes and before.kubernetes != after.kubernetes:
        yield Change(at, "kubernetes", "Kubernetes", before.kubernetes, after.kubernetes)
    if before.nodes is not None and after.nodes is not None and before.nodes != after.nodes:
        yield Change(at, "nodes", "", str(before.nodes), str(after.nodes))
    if before.components is not None and after.components is not None:
        yield from _upgrades(at, "component", before.components, after.components)
    if before.applications is not None and after.applications is not None:
        old, new = before.applications, after.applications
        yield from (Change(at, "added", name, "", new[name]) for name in sorted(new.keys() - old.keys()))
        yield from (Change(at, "removed", name, old[name], "") for name in sorted(old.keys() - new.keys()))
        yield from _upgrades(at, "upgraded", old, new)


def _upgrades(at: datetime, kind: Kind, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    yield from (
        Change(at, kind, one, old[one], new[one]) for one in sorted(old.keys() & new.keys()) if old[one] != new[one]
    )
