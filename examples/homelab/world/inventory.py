"""`apps.yaml` and `cluster.yaml` as types: a field that nobody knows stops the reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from examples.homelab.world.names import Obj

HERE = Path(__file__).parent


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A record of the inventory, written in camelCase there."""


class WorkloadSpec(Strict, frozen=True):
    """A workload that a chart makes, in the short form that the head of `apps.yaml` explains."""

    image: str
    replicas: int = 1
    cpu: str = ""
    memory: str = ""
    probes: str = ""
    ports: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    service_name: str = ""
    sidecars: dict[str, str] = {}
    nodes: Literal["", "all", "workers"] = ""
    host: bool = False
    claim: str = ""
    made_by: str = ""
    """`Kind/name` of the object whose controller made it; the application then tracks that one only."""
    app: str = ""
    """The value of its label, where that is not its name."""
    app_label: str = "app.kubernetes.io/name"
    scale: str = ""
    """`min-max` of its autoscaler."""
    budget: int = 0
    """`minAvailable` of its disruption budget."""
    restarts: int = 0
    """How often its containers started again since the machines did."""
    born: str = ""
    account: str = ""
    """The account of its pods; `own` is one that is named like it, which its chart makes."""
    safe: str = ""
    """Letters: n it is never root, r it cannot write into its image."""
    monitor: bool = False
    """Its chart makes a ServiceMonitor for its Service."""


class Fault(Strict, frozen=True):
    """Why a workload's pods do not get ready."""

    reason: str
    restarts: int
    exit_code: int
    since: str


class Drift(Strict, frozen=True):
    """What the cluster has instead of what Git says."""

    image: str


class App(Strict, frozen=True):
    """One application of the cluster."""

    name: str
    set: Literal["bootstrap", "infrastructure", "apps", "ai"]
    namespace: str
    wave: int
    charts: tuple[str, ...] = ()
    """`chart@version`, in the order of the kustomization."""
    workloads: tuple[dict[str, WorkloadSpec], ...] = ()
    objects: tuple[Obj, ...] = ()
    resources: tuple[str, ...] = ()
    """`group/Kind/name` of cluster-scoped objects that are in its status and are loaded elsewhere."""
    folder: str = ""
    sync: str = "Synced"
    health: str = "Healthy"
    faults: dict[str, Fault] = {}
    drift: dict[str, Drift] = {}

    @property
    def path(self) -> str:
        """Return its folder in the repository, "" if it has none."""
        folders = {"bootstrap": self.folder, "ai": f"apps/ai/{self.name}"}
        return folders.get(self.set, f"{self.set}/{self.name}")


class Node(Strict, frozen=True):
    """A machine."""

    name: str
    role: Literal["control-plane", "worker"]
    address: str
    pod_cidr: str = msgspec.field(name="podCIDR")


class Hardware(Strict, frozen=True):
    """What is in each machine, with quantities as Kubernetes writes them."""

    cpu: str
    memory: str
    ephemeral_storage: str
    allocatable_cpu: str
    allocatable_memory: str
    allocatable_ephemeral_storage: str
    cpu_model: str
    cpu_family: str
    cpu_id: str
    vendor: str
    product: str


class StaticPod(Strict, frozen=True):
    """A part of the control plane that the kubelet runs from a file."""

    name: str
    image: str
    cpu: str
    memory: str


class Unmanaged(Strict, frozen=True):
    """Workloads of a namespace that no application accounts for."""

    namespace: str
    workloads: tuple[dict[str, WorkloadSpec], ...]


class Namespace(Strict, frozen=True):
    """A namespace that no repository declares."""

    name: str
    labels: dict[str, str] = {}


class Cluster(Strict, frozen=True):
    """The machines, their software, and what nobody delivered."""

    domain: str
    born: str
    rebooted: str
    nodes: tuple[Node, ...]
    hardware: Hardware
    software: dict[str, str]
    control_plane: tuple[StaticPod, ...]
    unmanaged: tuple[Unmanaged, ...]
    namespaces: tuple[Namespace, ...]

    @property
    def workers(self) -> tuple[Node, ...]:
        """Return the machines that take any pod."""
        return tuple(node for node in self.nodes if node.role == "worker")


class _Inventory(Strict, frozen=True):
    applications: tuple[App, ...]


def load_apps(file: Path = HERE / "apps.yaml") -> tuple[App, ...]:
    """Read the applications, in the order of the file."""
    return msgspec.yaml.decode(file.read_bytes(), type=_Inventory).applications


def load_cluster(file: Path = HERE / "cluster.yaml") -> Cluster:
    """Read the machines."""
    return msgspec.yaml.decode(file.read_bytes(), type=Cluster)


def named(workloads: tuple[dict[str, WorkloadSpec], ...]) -> Iterator[tuple[str, str, WorkloadSpec]]:
    """Yield kind, name and specification of each workload."""
    for entry in workloads:
        for title, spec in entry.items():
            kind, _, name = title.partition(" ")
            yield kind, name, spec
