"""What the break-glass page shows. It is made in the private edition alone, to be printed and kept by the machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, fields_of
from kubefolio.facts.merge import applications, routes
from kubefolio.language import tr
from kubefolio.measures.belongings import EXPOSED
from kubefolio.pages.base import Page, World
from kubefolio.views.links import BREAK_GLASS
from kubefolio.views.quorum import describe_quorum
from kubefolio.views.storage import includes
from kubefolio.views.tone import State


@dataclass(frozen=True)
class Machine:
    """A node and where it is reached."""

    name: str
    role: str
    addresses: str
    system: str


@dataclass(frozen=True)
class Endpoint:
    """A way in, and what it leads to."""

    name: str
    kind: str
    where: str
    leads: str


@dataclass(frozen=True)
class Step:
    """Applications that come back together."""

    wave: int
    applications: tuple[tuple[str, str, State], ...]
    """Name, namespace and health."""


@dataclass(frozen=True)
class View:
    """The page."""

    quorum: str | Missing
    machines: tuple[Machine, ...] | Missing
    endpoints: tuple[Endpoint, ...]
    hosts: tuple[tuple[str, str], ...] | Missing
    """Host name, and what answers."""
    repository: str
    steps: tuple[Step, ...] | Missing
    restores: tuple[tuple[str, str, str], ...]
    """Namespace, schedule, and the last backup of it."""


NEEDS = fields_of("kubernetes", "gitops")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page in the private edition; none in the public one."""
    if not world.site.is_private:
        return ()
    description = tr("Addresses, endpoints and the order of recovery, to be printed.")
    return (Page(BREAK_GLASS, "breakglass/page.md.j2", tr("Break glass"), description, _build_view(world), NEEDS),)


def _build_view(world: World) -> View:
    facts, found = world.facts, routes(world.facts)
    hosts = found if isinstance(found, Missing) else tuple(
        sorted({(str(host), f"{one.kind} {one.namespace}/{one.name}") for one in found for host in one.hosts})
    )  # fmt: skip
    return View(
        quorum=describe_quorum(world.measured),
        machines=_machines(facts),
        endpoints=(*_gateways(facts), *_services(facts)),
        hosts=hosts,
        repository=", ".join(
            tr("{repository} at {commit}", repository=one.url, commit=one.commit) for one in facts.repository.items
        ),
        steps=_steps(facts),
        restores=tuple(_restores(facts)),
    )


def _machines(facts: FactSet) -> tuple[Machine, ...] | Missing:
    if isinstance(facts.nodes.value, Missing):
        return facts.nodes.value
    ordered = sorted(facts.nodes.value, key=lambda node: (not node.is_control_plane, node.name))
    return tuple(
        Machine(
            name=node.name,
            role=", ".join(node.roles) or tr("worker"),
            addresses=", ".join(f"{address} ({kind})" for kind, address in node.addresses) or tr("not read"),
            system=node.os_image,
        )
        for node in ordered
    )


def _gateways(facts: FactSet) -> Iterable[Endpoint]:
    for one in facts.gateways.items:
        listeners = ", ".join(f"{each.protocol} {each.port} {each.hostname}".strip() for each in one.listeners)
        yield Endpoint(f"{one.namespace}/{one.name}", "Gateway", ", ".join(one.addresses) or tr("none"), listeners)


def _services(facts: FactSet) -> Iterable[Endpoint]:
    for one in facts.services.items:
        if one.type in EXPOSED:
            ports = ", ".join(f"{port.port}/{port.protocol}" for port in one.ports)
            where = ", ".join(one.external_addresses) or tr("every node")
            yield Endpoint(
                f"{one.namespace}/{one.name}", f"Service ({one.type})", where, tr("ports {ports}", ports=ports)
            )


def _steps(facts: FactSet) -> tuple[Step, ...] | Missing:
    """Return the applications by sync wave: what others need comes back first."""
    known = applications(facts)
    if isinstance(known, Missing):
        return known
    found: dict[int, list[tuple[str, str, State]]] = defaultdict(list)
    for one in known:
        if one.is_local:
            found[one.sync_wave].append((one.name, one.destination_namespace, State(one.health)))
    return tuple(Step(wave, tuple(found[wave])) for wave in sorted(found))


def _restores(facts: FactSet) -> Iterable[tuple[str, str, str]]:
    places = sorted({str(one.namespace) for one in facts.volume_claims.items})
    for place in places:
        for one in facts.backup_schedules.items:
            if includes(one, place):
                done = [each for each in facts.backups.items if each.schedule == one.name and each.phase == "Completed"]
                last = max(done, key=lambda each: (str(each.completed_at), each.name), default=None)
                yield place, one.name, last.name if last else tr("none that is whole")
