"""The whole world: what the repository and its charts deliver, and what the cluster's controllers make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from examples.homelab.world.charts import build_chart_objects
from examples.homelab.world.delivery import build_application, build_root, track
from examples.homelab.world.inventory import App, Cluster, load_apps, load_cluster, named
from examples.homelab.world.machines import build_control_plane, build_namespaces, build_node, build_unmanaged
from examples.homelab.world.names import Obj, group_of, identity, moment, number, parse_time, stamp, uid
from examples.homelab.world.operators import run_database, run_gateway
from examples.homelab.world.pods import give_addresses
from examples.homelab.world.repository import read_manifests
from examples.homelab.world.statuses import Surroundings, add_status
from examples.homelab.world.storage import bind_claim, build_longhorn_nodes
from examples.homelab.world.workloads import Circumstances, is_workload, run_workload

_NO_DEFINITION = frozenset({"kyverno.io"})
"""Groups whose objects an application lists, though this world has no definition of their kinds."""

_FROM_THE_START = frozenset({"", "default", "kube-node-lease", "kube-public", "kube-system", "argocd"})
"""The namespaces, and with "" what lives in none, that are as old as the cluster."""

_YOUNGEST = datetime(2026, 9, 20, tzinfo=UTC)
"""By then every namespace was there."""

_FIRST_SERVICE = ip_address("10.96.1.1")


def build_world(revision: str) -> list[Obj]:
    """Return every object of the cluster, sorted by kind, namespace and name.

    Args:
        revision: The commit of the GitOps repository that the applications say is deployed.
    """
    cluster, apps = load_cluster(), load_apps()
    delivered = {app.name: _delivered(app) for app in apps}
    known = [item for items in delivered.values() for item in items if group_of(item) not in _NO_DEFINITION]
    around = _circumstances(cluster, apps)
    running = list(_run(known, cluster, around))
    applications = [build_application(app, delivered[app.name], revision) for app in apps]
    everything = [*running, *applications, *build_root(applications, revision)]
    return sorted(_finish(everything, cluster), key=lambda item: (item["kind"], group_of(item), *identity(item)))


def _delivered(app: App) -> list[Obj]:
    """Return what an application delivers, marked as its own, drift included: manifests, and what its charts make."""
    manifests = read_manifests(app.path, app.namespace) if app.path else []
    tracked = (track(item, app.name, app.namespace) for item in (*manifests, *build_chart_objects(app)))
    return [_drifted(item, app) for item in tracked]


def _drifted(item: Obj, app: App) -> Obj:
    drift = app.drift.get(f"{item['kind']}/{item['metadata']['name']}")
    return _with_image(item, drift.image) if drift else item


def _with_image(item: Obj, image: str) -> Obj:
    template = item["spec"]["template"]
    first, *others = template["spec"]["containers"]
    pod = template["spec"] | {"containers": [first | {"image": image}, *others]}
    return item | {"spec": item["spec"] | {"template": template | {"spec": pod}}}


def _circumstances(cluster: Cluster, apps: Iterable[App]) -> Circumstances:
    faults = {(*_kind_in(title, app.namespace),): fault for app in apps for title, fault in app.faults.items()}
    restarts = {(kind, app.namespace, name): spec.restarts for app in apps for kind, name, spec in named(app.workloads)}
    return Circumstances(cluster, faults, restarts)


def _kind_in(title: str, namespace: str) -> tuple[str, str, str]:
    kind, _, name = title.partition("/")
    return kind, namespace, name


def _run(delivered: Iterable[Obj], cluster: Cluster, around: Circumstances) -> Iterator[Obj]:
    """Yield the objects and all that the cluster's controllers make of them, claims bound."""
    made = [*build_namespaces(cluster), *build_control_plane(cluster)]
    for item in (*delivered, *build_unmanaged(cluster)):
        made += _expand(item, around)
    claims = [item for item in made if item["kind"] == "PersistentVolumeClaim"]
    yield from (build_node(node, cluster) for node in cluster.nodes)
    yield from build_longhorn_nodes(cluster, claims)
    for item in made:
        yield from bind_claim(item, cluster) if item["kind"] == "PersistentVolumeClaim" else [item]


def _expand(item: Obj, around: Circumstances) -> list[Obj]:
    if is_workload(item):
        return run_workload(item, around)
    match item["kind"], group_of(item):
        case "Gateway", "gateway.networking.k8s.io":
            return run_gateway(item, around)
        case "Cluster", "postgresql.cnpg.io":
            return run_database(item, around)
    return [item]


def _finish(items: list[Obj], cluster: Cluster) -> Iterator[Obj]:
    """Yield the objects with the statuses, addresses, labels and identities that the control plane gives."""
    pods = tuple(item for item in items if item["kind"] == "Pod")
    claims = tuple(item for item in items if item["kind"] == "PersistentVolumeClaim")
    routes = tuple(item for item in items if item["kind"] == "HTTPRoute")
    around = Surroundings(pods, claims, routes, cluster.rebooted)
    addresses = give_addresses(pods, cluster.nodes)
    services = 0
    for item in items:
        done = add_status(item, around)
        if (address := addresses.get(identity(item))) is not None:
            done = done | {"status": done["status"] | {"podIP": address}}
        if done["kind"] == "Service" and "clusterIP" not in done["spec"]:
            done = done | {"spec": done["spec"] | {"clusterIP": str(_FIRST_SERVICE + services)}}
            services += 1
        yield _identified(done, cluster)


def _identified(item: Obj, cluster: Cluster) -> Obj:
    kind, namespace, name = identity(item)
    metadata = dict(item["metadata"])
    key = f"{kind}/{namespace}/{name}"
    metadata.setdefault("creationTimestamp", stamp(_born(item, cluster)))
    if kind == "Namespace":
        metadata["labels"] = metadata.get("labels", {}) | {"kubernetes.io/metadata.name": name}
    return item | {"metadata": metadata | {"uid": uid(key)}}


def _born(item: Obj, cluster: Cluster) -> datetime:
    """Return when an object was made: within two minutes of its namespace, or of the cluster."""
    kind, namespace, name = identity(item)
    spec = item.get("spec", {})
    place = {
        "Application": spec.get("destination", {}).get("namespace", ""),
        "Namespace": name,
        "PersistentVolume": spec.get("claimRef", {}).get("namespace", ""),
    }.get(kind, namespace)
    first = parse_time(cluster.born)
    start = first if place in _FROM_THE_START else moment(f"born/{place}", first, _YOUNGEST)
    return start + timedelta(seconds=number(f"{kind}/{namespace}/{name}", 120) if kind != "Namespace" else 0)
