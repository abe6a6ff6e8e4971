"""What protects an application and how it is exposed, in words with a tone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import missing_workloads
from kubefolio.facts.network import Route
from kubefolio.facts.workloads import Workload
from kubefolio.language import tr, tr_known
from kubefolio.measures.belongings import Belongings
from kubefolio.measures.policies import Policy
from kubefolio.measures.protection import Direction, Encryption, Isolation, Protection
from kubefolio.views.encode import encode, fill
from kubefolio.views.tone import Tone

REMOTE = Missing("it runs in another cluster, which was not read", "undecidable")
POD_SECURITY: dict[str, Tone] = {"restricted": "good", "baseline": "good", "privileged": "warn"}


@dataclass(frozen=True)
class Verdict:
    """A word with a tone, and what it rests on. Prints itself."""

    word: str
    tone: Tone
    reason: str = ""

    def __html__(self) -> str:
        """Return the mark, the word, and the reason as a detail below."""
        mark = fill('<span class="kf-state kf-state--{}">{}</span>', self.tone, encode(self.word))
        detail = fill('<span class="kf-detail kf-below">{}</span>', encode(self.reason)) if self.reason else ""
        return str(mark + detail)


@dataclass(frozen=True)
class WorkloadPosture:
    """What protects one workload."""

    kind: str
    namespace: str
    name: str
    ingress: Verdict | Missing
    egress: Verdict | Missing
    mtls: Verdict | Missing
    account: Verdict | Missing
    host: Verdict
    """What it holds of its machine."""
    user: Verdict
    """Whether it may run as root and write into its image."""


@dataclass(frozen=True)
class ApplicationPosture:
    """What protects an application's workloads, and the ways in."""

    workloads: tuple[WorkloadPosture, ...]
    policies: tuple[Policy, ...]
    """Policies of the namespaces that it runs in, its own and others'."""
    pod_security: tuple[tuple[str, Verdict], ...]
    """Namespace and the Pod Security Standard that it enforces."""
    routes: int
    exposed: int
    """Services that let traffic in without a route."""


def build_posture(
    facts: FactSet, protection: Protection, application: Application, belongings: Belongings
) -> ApplicationPosture | Missing:
    """Return the posture of an application; Missing where its workloads are not known."""
    if missing := missing_workloads(facts):
        return missing
    if not application.is_local:
        return REMOTE
    places = sorted({str(one.namespace) for one in belongings.workloads})
    return ApplicationPosture(
        workloads=tuple(describe_workload(protection, one) for one in belongings.workloads),
        policies=tuple(policy for place in places for policy in protection.policies_in(place)),
        pod_security=tuple((place, describe_pod_security(facts, protection, place)) for place in places),
        routes=len(belongings.routes),
        exposed=len(belongings.exposed),
    )


def describe_workload(protection: Protection, workload: Workload) -> WorkloadPosture:
    """Return what protects a workload, in words."""
    return WorkloadPosture(
        kind=workload.kind,
        namespace=workload.namespace,
        name=workload.name,
        ingress=describe_isolation(protection, workload, "Ingress"),
        egress=describe_isolation(protection, workload, "Egress"),
        mtls=describe_encryption(protection.encryption(workload)),
        account=_describe_account(protection, workload),
        host=_describe_host(workload),
        user=_describe_user(workload),
    )


def describe_isolation(protection: Protection, workload: Workload, direction: Direction) -> Verdict | Missing:
    """Return how closed a workload is in one direction, and by which policies."""
    found = protection.isolation(workload, direction)
    return found if isinstance(found, Missing) else _isolation(found, direction)


def _isolation(found: Isolation, direction: Direction) -> Verdict:
    if found.beyond:
        return Verdict(tr("Machine's network"), "warn", tr("no policy of Kubernetes reaches it"))
    if found.opened_by:
        return Verdict(tr("Opened"), "bad", tr("{policy} lets everything through", policy=_names(found.opened_by)))
    if found.closed_by and found.opened_to_world:
        said = tr("{policy} lets in what comes from outside the cluster", policy=_names(found.opened_to_world))
        return Verdict(tr("Default deny"), "good", said)
    if found.closed_by:
        return Verdict(tr("Default deny"), "good", _names(found.closed_by))
    return Verdict(tr("Open"), "bad" if direction == "Ingress" else "quiet", tr("no policy selects it"))


def tell_entry(route: Route) -> str:
    """Return what kind of thing lets the requests of a route in."""
    if route.kind == "Ingress":
        return tr("Ingress class")
    return tr("Entry point") if "Ingress" in route.kind else tr("Gateway")


def _names(policies: tuple[Policy, ...]) -> str:
    return ", ".join(dict.fromkeys(one.name for one in policies))


def describe_encryption(found: Encryption | Missing) -> Verdict | Missing:
    """Return whether a workload's traffic is encrypted by a mesh."""
    if isinstance(found, Missing):
        return found
    if not found.mesh:
        return Verdict(tr("No mesh"), "quiet")
    if isinstance(found.mode, Missing):
        return Verdict(tr("In the mesh"), "quiet", tr("{mesh}; the mode was not read", mesh=found.mesh))
    words: dict[str, tuple[str, Tone]] = {
        "STRICT": (tr("Required"), "good"),
        "PERMISSIVE": (tr("Offered"), "warn"),
        "DISABLE": (tr("Off"), "bad"),
        "": (tr("Automatic"), "good"),
    }
    word, tone = words.get(found.mode, (found.mode, "quiet"))
    return Verdict(word, tone, f"{found.mesh}, {found.mode.lower()}" if found.mode else found.mesh)


def _describe_account(protection: Protection, workload: Workload) -> Verdict | Missing:
    own = workload.service_account not in ("", "default")
    mounted = protection.mounts_token(workload)
    if isinstance(mounted, Missing):
        return Verdict(workload.service_account, "good") if own else mounted
    token = tr("its token is mounted") if mounted else tr("no token is mounted")
    if own:
        return Verdict(workload.service_account, "good", token)
    return Verdict("default", "warn" if mounted else "good", token)


def _describe_host(workload: Workload) -> Verdict:
    held = tuple(_held(workload))
    return Verdict(tr("Holds the machine"), "warn", ", ".join(held)) if held else Verdict(tr("None"), "good")


def _held(workload: Workload) -> Iterator[str]:
    if any(one.privileged for one in workload.containers):
        yield tr("privileged")
    if workload.host_network:
        yield tr("host network")
    if workload.host_pid:
        yield tr("host processes")


def _describe_user(workload: Workload) -> Verdict:
    non_root = all(one.run_as_non_root or one.run_as_user for one in workload.containers)
    read_only = all(one.read_only_root for one in workload.containers)
    writes = tr("cannot write into its image") if read_only else tr("may write into its image")
    return Verdict(tr("Not root"), "good", writes) if non_root else Verdict(tr("May be root"), "warn", writes)


def describe_pod_security(facts: FactSet, protection: Protection, name: str) -> Verdict:
    """Return the Pod Security Standard that a namespace enforces by its label."""
    if isinstance(facts.namespaces.value, Missing):
        return Verdict(tr("not measured"), "quiet", tr_known(facts.namespaces.value.missing))
    found = protection.namespace(name)
    level = str(found.pod_security) if found else ""
    if not level:
        return Verdict(tr("Not set"), "quiet", tr("the API server's own default holds, which is not visible"))
    return Verdict(level, POD_SECURITY.get(level, "quiet"))
