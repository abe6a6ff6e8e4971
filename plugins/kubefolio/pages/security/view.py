"""What the security page shows: namespace by namespace, what closes it, encrypts it and bounds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, fields_of
from kubefolio.facts.merge import routes, workloads
from kubefolio.facts.workloads import Workload
from kubefolio.language import tr
from kubefolio.measures.belongings import EXPOSED
from kubefolio.measures.ownership import key_of
from kubefolio.pages.base import Page, World
from kubefolio.pages.security.certificates import CertificateRow, count_secrets, describe_certificate
from kubefolio.pages.security.mistakes import PolicyRow, list_mistakes
from kubefolio.views.links import SCORECARD, SECURITY, relative
from kubefolio.views.posture import Verdict, describe_pod_security, describe_workload
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.tone import Tone

MAX_LIST = 200
"""Rows of a list of exceptions; how many more there are is said."""


@dataclass(frozen=True)
class NamespaceRow:
    """A namespace, ready to print."""

    name: str
    workloads: int
    ingress: Verdict | Missing
    egress: Verdict | Missing
    mtls: Verdict | Missing
    pod_security: Verdict
    accounts: Verdict | Missing
    host: Verdict
    routes: str


@dataclass(frozen=True)
class Holder:
    """A workload that holds its machine."""

    kind: str
    namespace: str
    name: str
    what: str


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    rules: str
    namespaces: tuple[NamespaceRow, ...] | Missing
    more_namespaces: int
    """Namespaces that are not in the table."""
    mistakes: tuple[PolicyRow, ...] | Missing
    holders: tuple[Holder, ...] | Missing
    more_holders: int
    loose_pods: int | Missing
    """Pods that belong to no workload; what they hold is not read."""
    certificates: tuple[CertificateRow, ...] | Missing
    secrets: str
    """The kinds of what becomes a Secret, and how many of each are in step."""


NEEDS = fields_of("kubernetes")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    description = tr("What protects each namespace: network policies, mutual TLS, pod security, accounts, ways in.")
    return (Page(SECURITY, "security/page.md.j2", tr("Security"), description, _build_view(world), NEEDS, ("toc",)),)


def _kept_rules(world: World) -> tuple[str, ...]:
    """Return the measures of the rules that this page is about; the owner may have switched a rule off."""
    rules = ("network_policy", "non_root", "read_only_root", "no_host_access")
    return tuple(name for rule in rules if (name := f"scorecard.{rule}") in world.measured)


def _build_view(world: World) -> View:
    running = workloads(world.facts)
    holders = running if isinstance(running, Missing) else tuple(_holders(running))
    rows = running if isinstance(running, Missing) else _namespaces(world, running)
    certificates = world.facts.certificates.value
    return View(
        tiles=build_tiles(world.measured, *_kept_rules(world), "network_policies.namespaces/namespaces.total"),
        rules=relative(SECURITY, SCORECARD),
        namespaces=rows if isinstance(rows, Missing) else _most_open(rows),
        more_namespaces=0 if isinstance(rows, Missing) else max(0, len(rows) - MAX_LIST),
        mistakes=list_mistakes(world),
        holders=holders if isinstance(holders, Missing) else holders[:MAX_LIST],
        loose_pods=_loose_pods(world, running),
        more_holders=0 if isinstance(holders, Missing) else max(0, len(holders) - MAX_LIST),
        certificates=certificates
        if isinstance(certificates, Missing)
        else tuple(describe_certificate(world, one) for one in certificates),
        secrets="; ".join(count_secrets(world.facts)),
    )


def _loose_pods(world: World, running: tuple[Workload, ...] | Missing) -> int | Missing:
    """Return how many pods no workload made; of a CronJob's Jobs only the CronJob is among the workloads."""
    if isinstance(running, Missing):
        return 0  # the page says that already
    if isinstance(world.facts.pods.value, Missing):
        return world.facts.pods.value
    known = {key_of(one) for one in (*running, *world.facts.jobs.items)}
    owned = sum(len(pods) for key, pods in world.pods.items() if key in known)
    return len(world.facts.pods.items) - owned


def _namespaces(world: World, running: Iterable[Workload]) -> tuple[NamespaceRow, ...]:
    found: dict[str, list[Workload]] = defaultdict(list)
    for one in running:
        found[one.namespace].append(one)
    ways = _ways_in(world.facts)
    return tuple(_namespace(world, name, found[name], ways) for name in sorted(found))


def _most_open(rows: tuple[NamespaceRow, ...]) -> tuple[NamespaceRow, ...]:
    """Return the rows of the table by name: of more than fit, those that are the most open."""
    order = {"bad": 0, "warn": 1, "quiet": 2, "good": 3}
    worst = sorted(rows, key=lambda row: (2 if isinstance(row.ingress, Missing) else order[row.ingress.tone], row.name))
    return tuple(sorted(worst[:MAX_LIST], key=lambda row: row.name))


def _ways_in(facts: FactSet) -> Counter[tuple[str, str]] | Missing:
    """Return how many routes, and how many open Services, each namespace has."""
    known = routes(facts)
    if isinstance(known, Missing):
        return known
    if isinstance(facts.services.value, Missing):
        return facts.services.value
    found = Counter((str(one.namespace), "route") for one in known)
    return found + Counter((str(one.namespace), "port") for one in facts.services.value if one.type in EXPOSED)


def _namespace(
    world: World, name: str, found: list[Workload], ways: Counter[tuple[str, str]] | Missing
) -> NamespaceRow:
    postures = [describe_workload(world.protection, one) for one in found]
    return NamespaceRow(
        name=name,
        workloads=len(found),
        ingress=_together([one.ingress for one in postures]),
        egress=_together([one.egress for one in postures]),
        mtls=_together([one.mtls for one in postures]),
        pod_security=describe_pod_security(world.facts, world.protection, name),
        accounts=_accounts(world, found),
        host=_host([one.host for one in postures]),
        routes=_count_ways(name, ways),
    )


def _together(verdicts: list[Verdict | Missing]) -> Verdict | Missing:
    """Return what holds for all workloads of a namespace, or how many of them each word holds for."""
    missing = next((one for one in verdicts if isinstance(one, Missing)), None)
    known = [one for one in verdicts if isinstance(one, Verdict)]
    if missing:
        return missing
    counts = Counter(one.word for one in known)
    if len(counts) == 1:
        reasons = {one.reason for one in known}
        return Verdict(known[0].word, known[0].tone, reasons.pop() if len(reasons) == 1 else "")
    tones: tuple[Tone, ...] = ("bad", "warn", "quiet", "good")
    worst = min(known, key=lambda one: tones.index(one.tone))
    words = "; ".join(f"{word}: {number}" for word, number in sorted(counts.items()))
    return Verdict(tr("Mixed"), worst.tone, words)


def _accounts(world: World, found: list[Workload]) -> Verdict | Missing:
    shared = [one for one in found if one.service_account in ("", "default")]
    mounts = [world.protection.mounts_token(one) for one in shared]
    missing = next((one for one in mounts if isinstance(one, Missing)), None)
    if missing:
        return missing
    if not shared:
        return Verdict(tr("Own accounts"), "good")
    mounted = sum(one is True for one in mounts)
    words = tr("used by {count} of {whole}, token in {mounted}", count=len(shared), whole=len(found), mounted=mounted)
    return Verdict(tr("Default account"), "warn" if mounted else "good", words)


def _host(verdicts: list[Verdict]) -> Verdict:
    holding = [one for one in verdicts if one.tone == "warn"]
    if not holding:
        return Verdict(tr("None"), "good")
    some = tr("{count} of {whole}", count=len(holding), whole=len(verdicts))
    return Verdict(some, "warn", ", ".join(sorted({one.reason for one in holding})))


def _count_ways(name: str, ways: Counter[tuple[str, str]] | Missing) -> str:
    if isinstance(ways, Missing):
        return tr("not measured")
    parts = [tr("routes: {count}", count=ways[name, "route"])] if ways[name, "route"] else []
    parts += [tr("open ports: {count}", count=ways[name, "port"])] if ways[name, "port"] else []
    return ", ".join(parts) or tr("none")


def _holders(running: Iterable[Workload]) -> Iterable[Holder]:
    for one in running:
        held = [word for word, holds in _held(one) if holds]
        if held:
            yield Holder(one.kind, one.namespace, one.name, ", ".join(held))


def _held(one: Workload) -> tuple[tuple[str, bool], ...]:
    privileged = any(each.privileged for each in one.containers)
    return (
        (tr("privileged"), privileged),
        (tr("host network"), one.host_network),
        (tr("host processes"), one.host_pid),
    )
