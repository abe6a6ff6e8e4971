"""What belongs to an application, by what the GitOps controllers themselves record; looked up, never searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, ROUTE_FIELDS, WORKLOAD_FIELDS
from kubefolio.facts.network import Route, Service
from kubefolio.facts.storage import VolumeClaim
from kubefolio.facts.workloads import Pod, Workload
from kubefolio.measures.ownership import Key, Marked, key_of

EXPOSED = frozenset({"LoadBalancer", "NodePort"})
"""Types of Services that let traffic in without a route."""


T = TypeVar("T", bound=Marked)


class Index(Generic[T]):
    """Objects of some kinds, by their own key, their maker's key and the Helm release that labelled them."""

    def __init__(self, items: Iterable[tuple[str, T]]) -> None:
        """Index objects, each with its kind; the order is kept."""
        self._found: dict[Key, list[tuple[int, T]]] = {}
        for place, (kind, item) in enumerate(items):
            for key in _keys(kind, item):
                self._found.setdefault(key, []).append((place, item))

    def of(self, keys: Iterable[Key]) -> tuple[T, ...]:
        """Return the objects under any of these keys, each once, in their order."""
        found = {place: item for key in keys for place, item in self._found.get(key, ())}
        return tuple(item for _, item in sorted(found.items(), key=itemgetter(0)))


def _keys(kind: str, item: Marked) -> Iterator[Key]:
    """Yield every key that an object is found under; a CronJob's Jobs are its runs, and are not told apart here."""
    yield (kind, item.namespace, item.name)
    owner = item.owner
    if owner and owner.kind != "CronJob":
        yield (owner.kind, item.namespace, owner.name)
    if item.tracking.flux_helm_release:
        yield ("HelmRelease", "", item.tracking.flux_helm_release)


@dataclass(frozen=True)
class Belongings:
    """What an application of this cluster accounts for; nothing for one that deploys elsewhere."""

    workloads: tuple[Workload, ...] = ()
    """Those that it lists, that its Helm release labelled, or that its objects made."""
    services: tuple[Service, ...] = ()
    """Those that it lists or that its Helm release labelled."""
    routes: tuple[Route, ...] = ()
    """Those among its objects, and those that lead to one of its Services."""
    claims: tuple[VolumeClaim, ...] = ()
    """Those that it lists, and those that pods of its objects mount."""

    @property
    def exposed(self) -> tuple[Service, ...]:
        """Return the Services that let traffic in without a route."""
        return tuple(one for one in self.services if one.type in EXPOSED)


def identify(application: Application) -> Key:
    """Return what tells an application from any other."""
    return (application.kind, application.namespace, application.name)


def object_keys(application: Application) -> frozenset[Key]:
    """Return the objects that an application accounts for; for a Helm release also the mark that it leaves."""
    keys = frozenset((one.kind, one.namespace, one.name) for one in application.objects)
    if application.kind == "HelmRelease":
        return keys | {("HelmRelease", "", f"{application.namespace}/{application.name}")}
    return keys


def index_belongings(facts: FactSet, pods: Mapping[Key, tuple[Pod, ...]]) -> Mapping[Key, Belongings]:
    """Return what belongs to each application, by `identify`; every kind is walked through once."""
    index = _Indexes(facts, pods)
    known = (one for field in APPLICATION_FIELDS for one in getattr(facts, field).items)
    return {identify(one): index.belongings(one) if one.is_local else Belongings() for one in known}


class _Indexes:
    def __init__(self, facts: FactSet, pods: Mapping[Key, tuple[Pod, ...]]) -> None:
        workloads = (one for field in WORKLOAD_FIELDS for one in getattr(facts, field).items)
        routes = tuple(one for field in ROUTE_FIELDS for one in getattr(facts, field).items)
        self.workloads: Index[Workload] = Index((one.kind, one) for one in workloads)
        self.services: Index[Service] = Index(("Service", one) for one in facts.services.items)
        self.routes: Index[Route] = Index((one.kind, one) for one in routes)
        self.claims: Index[VolumeClaim] = Index(("PersistentVolumeClaim", one) for one in facts.volume_claims.items)
        self.pods = pods
        self.to: dict[Key, list[Key]] = {}
        for route in routes:
            for backend in route.backends:
                key = (str(route.kind), str(route.namespace), str(route.name))
                self.to.setdefault(("Service", backend.namespace, backend.service), []).append(key)

    def belongings(self, application: Application) -> Belongings:
        keys = object_keys(application)
        workloads = self.workloads.of(keys)
        services = self.services.of(keys)
        leading = [to for one in services for to in self.to.get(("Service", one.namespace, one.name), ())]
        unread = [to for key in keys if key[0] == "Service" for to in self.to.get(key, ())]
        mounting = keys | {key_of(one) for one in workloads}
        mounted = {
            ("PersistentVolumeClaim", pod.namespace, claim)
            for key in mounting
            for pod in self.pods.get(key, ())
            for claim in pod.claims
        }
        return Belongings(
            workloads, services, self.routes.of({*keys, *leading, *unread}), self.claims.of({*keys, *mounted})
        )


def index_pods(facts: FactSet) -> Mapping[Key, tuple[Pod, ...]]:
    """Return the pods of each workload; a ReplicaSet stands for the Deployment that it is named after."""
    pods: dict[Key, list[Pod]] = {}
    for pod in facts.pods.items:
        if pod.owner:
            kind, name = str(pod.owner.kind), str(pod.owner.name)
            if kind == "ReplicaSet":
                kind, name = "Deployment", name.rpartition("-")[0]
            pods.setdefault((kind, pod.namespace, name), []).append(pod)
    return {key: tuple(found) for key, found in pods.items()}
