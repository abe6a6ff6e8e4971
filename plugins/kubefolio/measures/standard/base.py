"""What a rule is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import WORKLOAD_FIELDS
from kubefolio.facts.workloads import Workload
from kubefolio.measures.belongings import Belongings
from kubefolio.measures.protection import Protection
from kubefolio.measures.standard.monitored import Monitored
from kubefolio.measures.standard.settings import Thresholds

Outcome = Literal["pass", "fail", "exempt", "unknown", "none"]
"""unknown: what it needs was not read; none: the application has nothing that the rule is for."""

LONG_RUNNING = frozenset({"Deployment", "StatefulSet", "DaemonSet"})


@dataclass(frozen=True)
class Finding:
    """What a rule found of one application."""

    outcome: Outcome
    detail: str = ""
    """Which workloads fail, why it cannot be told, or the reason of the exemption."""


PASS = Finding("pass")


@dataclass(frozen=True)
class Ground:
    """What is the same for every application: the facts, and what is looked up in them."""

    facts: FactSet
    protection: Protection
    monitored: Monitored
    tenants: Mapping[str, frozenset[str]]
    """Namespace to the applications that run workloads in it."""

    @cached_property
    def listeners(self) -> Mapping[str, tuple[str, ...]]:
        """Gateway as `namespace/name` to the protocols of its listeners."""
        gateways = self.facts.gateways.items
        return {f"{one.namespace}/{one.name}": tuple(str(each.protocol) for each in one.listeners) for one in gateways}

    def unread(self, *fields: str) -> Missing | None:
        """Return why one of these kinds was not read; one that the server does not have counts as read."""
        values = (getattr(self.facts, field).value for field in fields)
        return next((one for one in values if isinstance(one, Missing) and one.cause != "absent"), None)


@dataclass(frozen=True)
class Subject:
    """One application, before a rule."""

    application: Application
    belongings: Belongings
    ground: Ground
    thresholds: Thresholds

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """Return what it runs, jobs included."""
        return self.belongings.workloads

    @property
    def long_running(self) -> tuple[Workload, ...]:
        """Return what it runs all the time, but for what is scaled to nothing."""
        return tuple(one for one in self.workloads if one.kind in LONG_RUNNING and one.desired)


Check = Callable[[Subject], Finding]


@dataclass(frozen=True)
class Rule:
    """A row of the standard."""

    id: str
    """As in `standard.yml` and in the address of its page."""
    title: str
    why: str
    """Why it matters, for the reader of its page."""
    checked: str
    """What exactly is looked at."""
    fix: str
    """How an application comes to keep it, as a manifest or in a sentence."""
    check: Check
    needs: tuple[str, ...] = ()
    """Fields of the FactSet that it looks at besides applications and workloads."""
    thresholds: frozenset[str] = frozenset()
    """Thresholds that it reads."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field that it is computed from."""
        return (*WORKLOAD_FIELDS, *self.needs)


def judge(failing: Iterable[str], looked_at: Iterable[object], nothing: str) -> Finding:
    """Return the finding over things that were looked at: none of them, all of them well, or those that fail."""
    if not tuple(looked_at):
        return Finding("none", nothing)
    found = sorted(set(failing))
    return Finding("fail", ", ".join(found)) if found else PASS


def unknown(missing: Missing) -> Finding:
    """Return that it cannot be told, and why."""
    return Finding("unknown", missing.missing)
