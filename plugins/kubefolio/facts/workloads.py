"""What runs: workloads, their pods, and the objects that scale, protect and bound them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.cluster import Resources
from kubefolio.facts.selector import Requirement, Selector

WorkloadKind = Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]


class Owner(msgspec.Struct, frozen=True):
    """The controller of an object (`metadata.ownerReferences` with `controller: true`)."""

    kind: Untrusted
    name: Untrusted


class Tracking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who claims an object, as the GitOps controllers and Helm mark it; empty where nobody does."""

    argocd_id: Untrusted = Untrusted("")
    """Annotation `argocd.argoproj.io/tracking-id`."""
    instance: Untrusted = Untrusted("")
    """Label `app.kubernetes.io/instance`."""
    name: Untrusted = Untrusted("")
    """Label `app.kubernetes.io/name`."""
    part_of: Untrusted = Untrusted("")
    """Label `app.kubernetes.io/part-of`."""
    managed_by: Untrusted = Untrusted("")
    """Label `app.kubernetes.io/managed-by`."""
    chart: Untrusted = Untrusted("")
    """Label `helm.sh/chart`: name and version in one."""
    flux_kustomization: Untrusted = Untrusted("")
    """`namespace/name` from the labels `kustomize.toolkit.fluxcd.io/*`."""
    flux_helm_release: Untrusted = Untrusted("")
    """`namespace/name` from the labels `helm.toolkit.fluxcd.io/*`."""


class Container(msgspec.Struct, frozen=True):
    """A container of a pod template. Arguments and environment are never read."""

    name: Untrusted
    image: Untrusted
    """As written in the template, with tag or digest."""
    requests: Resources
    limits: Resources
    liveness_probe: bool
    readiness_probe: bool
    run_as_non_root: bool
    """`securityContext.runAsNonRoot` of the container, or else of the pod."""
    read_only_root: bool
    privileged: bool
    run_as_user: int | None = None
    """`securityContext.runAsUser` of the container, or else of the pod; None where neither says."""


class Workload(msgspec.Struct, frozen=True):
    """A controller that runs pods."""

    kind: WorkloadKind
    namespace: Untrusted
    name: Untrusted
    desired: int
    """Pods wanted: replicas, scheduled nodes of a DaemonSet, completions of a Job; 0 for a CronJob."""
    ready: int
    """Pods ready now; for a Job, those that succeeded; 0 for a CronJob."""
    containers: tuple[Container, ...]
    """Without init containers."""
    service_account: Untrusted
    """Empty means the namespace's default."""
    labels: tuple[tuple[Untrusted, Untrusted], ...]
    """Labels of the pod template, sorted: services and network policies select by them."""
    host_network: bool
    owner: Owner | None
    """Set when another controller made it (a CronJob's Job, an operator's StatefulSet)."""
    tracking: Tracking
    suspended: bool
    schedule: Untrusted
    """Cron expression of a CronJob, else empty."""
    created_at: datetime | None
    automount_token: bool | None = None
    """`automountServiceAccountToken` of the pod; None leaves it to the service account."""
    host_pid: bool = False
    """Its pods see the processes of the machine."""
    scraped: bool = False
    """Annotation `prometheus.io/scrape` of its pods is true."""


class Pod(msgspec.Struct, frozen=True):
    """A pod. Addresses, arguments and environment are not read."""

    namespace: Untrusted
    name: Untrusted
    node: Untrusted
    """Empty while it is not scheduled."""
    phase: Untrusted
    """Pending, Running, Succeeded, Failed or Unknown."""
    ready: bool
    """The Ready condition is True."""
    restarts: int
    """Sum over its containers."""
    reason: Untrusted
    """Why it does not run: the waiting or status reason (`CrashLoopBackOff`, `Evicted`), or empty."""
    owner: Owner | None
    component: Untrusted
    """Label `component`, which kubeadm sets on the control plane's own pods."""
    images: tuple[tuple[Untrusted, Untrusted], ...]
    """Image as asked for, and the digest that runs (empty until it was pulled), per container."""
    cpu_request_cores: float
    """Sum of what its containers request; 0 where they request nothing."""
    memory_request_bytes: int
    """Sum of what its containers request; 0 where they request nothing."""
    started_at: datetime | None
    """`status.startTime`."""
    claims: tuple[Untrusted, ...] = ()
    """Names of the PersistentVolumeClaims that it mounts, sorted."""


class Autoscaler(msgspec.Struct, frozen=True):
    """A HorizontalPodAutoscaler."""

    namespace: Untrusted
    name: Untrusted
    target_kind: Untrusted
    target_name: Untrusted
    min_replicas: int
    max_replicas: int
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()


class DisruptionBudget(msgspec.Struct, frozen=True):
    """A PodDisruptionBudget."""

    namespace: Untrusted
    name: Untrusted
    match_labels: tuple[tuple[Untrusted, Untrusted], ...]
    min_available: Untrusted
    """Number or percentage as written, or empty."""
    max_unavailable: Untrusted
    """Number or percentage as written, or empty."""
    disruptions_allowed: int
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()
    expressions: tuple[Requirement, ...] = ()
    """`matchExpressions` of the pods it is for."""
    has_selector: bool = True
    """False where it names no pods at all, and so protects none."""

    @property
    def selector(self) -> Selector:
        """Return the pods it is for."""
        return Selector(self.match_labels, self.expressions)


class Quota(msgspec.Struct, frozen=True):
    """A ResourceQuota."""

    namespace: Untrusted
    name: Untrusted
    hard: tuple[tuple[Untrusted, Untrusted], ...]
    """Resource name and amount as written, sorted."""
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()


class LimitRange(msgspec.Struct, frozen=True):
    """A LimitRange: what a container gets where its template names no amount."""

    namespace: Untrusted
    name: Untrusted
    default_requests: tuple[Untrusted, ...]
    """Resources with a default request, sorted."""
    default_limits: tuple[Untrusted, ...]
    """Resources with a default limit, sorted."""
