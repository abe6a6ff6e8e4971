"""What each number from Kubernetes means, counted a second time from kubectl's JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from kubefolio.measures.ownership import OBJECTS
from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.kubernetes.kinds.meta import AnyKind
from tests.real.kubectl_standard import count_standard
from tests.real.servers.kubeclient import ApiServer

Obj: TypeAlias = dict[str, Any]

FACTORS: dict[str, Decimal] = {"": Decimal(1), "m": Decimal("0.001")}
FACTORS |= {letter: Decimal(1000) ** power for power, letter in enumerate("kMGT", 1)}
FACTORS |= {f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGT", 1)}
BUSY = {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}
FINISHED = ("Succeeded", "Failed")


@dataclass(frozen=True)
class Listed:
    """What kubectl prints."""

    items: dict[str, list[Obj]]
    """`resource.group` to the objects that kubectl lists; only what the server has."""

    def of(self, *resources: str) -> list[Obj]:
        """Return the objects of these resources; none where the server does not have one."""
        return [item for resource in resources for item in self.items.get(resource, [])]


def list_with_kubectl(server: ApiServer) -> Listed:
    """Return all objects of every kind that kubefolio reads and the server has, in one `kubectl get`."""
    served = set(server.kubectl("api-resources", "--output=name").split())
    wanted = {name for kind in KINDS for name in names_of(kind)}
    listed: dict[str, list[Obj]] = {resource: [] for resource in sorted(wanted & served)}
    names = {resource_of(kind, group): resource for resource, kind, group in discover(server)}
    items = json.loads(server.kubectl("get", ",".join(listed), "--all-namespaces", "--output=json"))["items"]
    for item in items:
        listed[names[resource_of(item["kind"], item["apiVersion"].rpartition("/")[0])]].append(item)
    return Listed(listed)


def discover(server: ApiServer) -> Iterator[tuple[str, str, str]]:
    """Yield `resource.group`, kind and group of all that the server has."""
    for line in server.kubectl("api-resources", "--no-headers").splitlines():
        name, *_, version, _, kind = line.split()
        group = version.rpartition("/")[0]
        yield f"{name}.{group}".rstrip("."), kind, group


def resource_of(kind: str, group: str) -> str:
    return f"{kind}.{group}".rstrip(".")


def amount(text: str) -> Decimal:
    number, suffix = re.fullmatch(r"([\d.]+)(\w*)", text).groups()  # type: ignore[union-attr]
    return Decimal(number) * FACTORS[suffix]


def amounts(texts: Iterable[str | None]) -> Decimal:
    return sum((amount(text) for text in texts if text), Decimal())


def count_nodes(listed: Listed) -> dict[str, float]:
    nodes = listed.of("nodes")
    ready = [each for each in nodes if condition(each, "Ready") == "True"]
    prefix = "node-role.kubernetes.io/"
    control = [n for n in nodes if {prefix + "control-plane", prefix + "master"} & set(n["metadata"]["labels"])]
    etcd = [p for p in listed.of("pods") if p["metadata"].get("labels", {}).get("component") == "etcd"]
    on_talos = all("Talos" in node["status"]["nodeInfo"]["osImage"] for node in control)
    members = len(etcd or (control if on_talos else []))
    return {
        "nodes.total": len(nodes),
        "nodes.ready": len(ready),
        "nodes.control_plane": len(control),
        "nodes.workers": len(nodes) - len(control),
        "etcd.members": members,
        "etcd.failures_tolerated": {1: 0, 2: 0, 3: 1, 4: 1, 5: 2}[members],
    }


def condition(item: Obj, name: str) -> str:
    return next((each["status"] for each in item["status"].get("conditions", []) if each["type"] == name), "")


def count_capacity(listed: Listed) -> dict[str, float]:
    numbers: dict[str, float] = {}
    holding = [p for p in listed.of("pods") if p["spec"].get("nodeName") and p["status"]["phase"] not in FINISHED]
    containers = [container for pod in holding for container in pod["spec"]["containers"]]
    for resource in ("cpu", "memory"):
        requested = amounts(c.get("resources", {}).get("requests", {}).get(resource) for c in containers)
        allocatable = amounts(node["status"]["allocatable"][resource] for node in listed.of("nodes"))
        capacity = amounts(node["status"]["capacity"][resource] for node in listed.of("nodes"))
        numbers |= {f"{resource}.capacity": float(capacity), f"{resource}.allocatable": float(allocatable)}
        numbers |= {f"{resource}.requested": float(requested)}
        numbers |= {f"{resource}.requested_share": float(requested / allocatable)}
    return numbers


def count_workloads(listed: Listed) -> dict[str, float]:
    deployments, stateful, daemons = (
        listed.of(f"{kind}.apps") for kind in ("deployments", "statefulsets", "daemonsets")
    )
    sized = [(one["spec"]["replicas"], one["status"].get("readyReplicas", 0)) for one in deployments + stateful]
    sized += [(one["status"]["desiredNumberScheduled"], one["status"]["numberReady"]) for one in daemons]
    return {
        "workloads.total": len(sized),
        "workloads.available": sum(ready >= wanted for wanted, ready in sized),
        "workloads.deployments": len(deployments),
        "workloads.stateful_sets": len(stateful),
        "workloads.daemon_sets": len(daemons),
        "workloads.cron_jobs": len(listed.of("cronjobs.batch")),
        "namespaces.total": len(listed.of("namespaces")),
        "crds.total": len(listed.of("customresourcedefinitions.apiextensions.k8s.io")),
    }


def count_pods(listed: Listed) -> dict[str, float]:
    pods = listed.of("pods")
    phases = [pod["status"]["phase"] for pod in pods]
    restarts = [c["restartCount"] for pod in pods for c in pod["status"].get("containerStatuses", [])]
    by_phase = {f"pods.{phase.lower()}": phases.count(phase) for phase in ("Running", "Pending", "Failed")}
    return {"pods.total": len(pods), "pods.restarts": sum(restarts), **by_phase}


def count_applications(listed: Listed) -> dict[str, float]:
    everything = listed.of("applications.argoproj.io")
    leaves = [one for one in everything if not holds_applications(one)]
    sync = [one["status"]["sync"]["status"] for one in leaves if "status" in one]
    health = [one["status"]["health"]["status"] for one in leaves if "status" in one]
    return {
        "applications.total": len(leaves),
        "applications.healthy": health.count("Healthy"),
        "applications.degraded": health.count("Degraded"),
        "applications.synced": sync.count("Synced"),
        "applications.out_of_sync": sync.count("OutOfSync"),
        "applications.automated": sum("automated" in one["spec"].get("syncPolicy", {}) for one in leaves),
        "applications.parents": len(everything) - len(leaves),
        "application_sets.total": len(listed.of("applicationsets.argoproj.io")),
    }


def holds_applications(application: Obj) -> bool:
    kinds = {each["kind"] for each in application.get("status", {}).get("resources", [])}
    return bool(kinds & {"Application", "ApplicationSet"}) and not kinds & BUSY


def count_gitops(listed: Listed) -> dict[str, float]:
    """Count by what Argo CD lists; of its tracking ids in this world each one names an object that it lists as well."""
    resources = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch")
    workloads = [one for one in listed.of(*resources) if not controllers(one)]
    held = {
        (each["kind"], each.get("namespace", ""), each["name"])
        for application in listed.of("applications.argoproj.io")
        for each in application.get("status", {}).get("resources", [])
    }
    made = {
        f"{claim['metadata']['name']}-{one['metadata']['name']}-"
        for one in listed.of("statefulsets.apps")
        for claim in one["spec"].get("volumeClaimTemplates", [])
    }
    others = [one for field in OBJECTS for kind in KINDS if kind.field == field for one in listed.of(*names_of(kind))]
    strays = [
        one
        for one in others
        if (one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]) not in held
        and not one["metadata"].get("ownerReferences")
        and one["metadata"]["name"].rstrip("0123456789") not in made
        and one["metadata"]["name"] != "kubernetes"
    ]
    owned = [one for one in workloads if (one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]) in held]
    return {
        "gitops.owned": len(owned),
        "gitops.strays": len(strays),
        "gitops.unmanaged": len(workloads) - len(owned),
        "gitops.share": len(owned) / len(workloads),
    }


def names_of(kind: AnyKind) -> tuple[str, ...]:
    return tuple(f"{kind.resource}.{group}".rstrip(".") for group in kind.groups)


def controllers(item: Obj) -> list[Obj]:
    return [owner for owner in item["metadata"].get("ownerReferences", []) if owner.get("controller")]


def count_traffic(listed: Listed) -> dict[str, float]:
    ingresses, gateway = listed.of("ingresses.networking.k8s.io"), "gateway.networking.k8s.io"
    routes = listed.of(f"httproutes.{gateway}", f"grpcroutes.{gateway}", f"tlsroutes.{gateway}")
    hosts = {rule["host"] for one in ingresses for rule in one["spec"].get("rules", []) if "host" in rule}
    hosts |= {host for one in routes for host in one["spec"].get("hostnames", [])}
    policies, claims = listed.of("networkpolicies.networking.k8s.io"), listed.of("persistentvolumeclaims")
    return {
        "services.total": len(listed.of("services")),
        "routes.total": len(ingresses) + len(routes),
        "routes.hosts": len(hosts),
        "network_policies.total": len(policies),
        "network_policies.namespaces": len({one["metadata"]["namespace"] for one in policies}),
        "storage.claims": len(claims),
        "storage.bound": sum(claim["status"]["phase"] == "Bound" for claim in claims),
        "storage.requested": float(amounts(claim["spec"]["resources"]["requests"]["storage"] for claim in claims)),
    }


def count_all(listed: Listed) -> dict[str, float]:
    """Return every number, by the name of its measure."""
    parts = (
        count_nodes,
        count_capacity,
        count_workloads,
        count_pods,
        count_applications,
        count_gitops,
        count_traffic,
        count_standard,
    )
    return {name: number for part in parts for name, number in part(listed).items()}
