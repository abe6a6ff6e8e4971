"""What runs: workloads, their pods, and the objects that scale, protect and bound them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.cluster import Resources
from kubefolio.facts.editions import AliasedImage, AliasedNode, Public
from kubefolio.facts.selector import Requirement, Selector

WorkloadKind = Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]


class Owner(msgspec.Struct, frozen=True):
    """The controller of an object (`metadata.ownerReferences` with `controller: true`)."""

    kind: Public[Untrusted]
    name: Public[Untrusted]


class Tracking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who claims an object, as the GitOps controllers and Helm mark it; empty where nobody does."""

    argocd_id: Public[Untrusted] = Untrusted("")
    """Annotation `argocd.argoproj.io/tracking-id`."""
    instance: Public[Untrusted] = Untrusted("")
    """Label `app.kubernetes.io/instance`."""
    name: Public[Untrusted] = Untrusted("")
    """Label `app.kubernetes.io/name`."""
    part_of: Public[Untrusted] = Untrusted("")
    """Label `app.kubernetes.io/part-of`."""
    managed_by: Public[Untrusted] = Untrusted("")
    """Label `app.kubernetes.io/managed-by`."""
    chart: Public[Untrusted] = Untrusted("")
    """Label `helm.sh/chart`: name and version in one."""
    flux_kustomization: Public[Untrusted] = Untrusted("")
    """`namespace/name` from the labels `kustomize.toolkit.fluxcd.io/*`."""
    flux_helm_release: Public[Untrusted] = Untrusted("")
    """`namespace/name` from the labels `helm.toolkit.fluxcd.io/*`."""


class Container(msgspec.Struct, frozen=True):
    """A container of a pod template. Arguments and environment are never read."""

    name: Public[Untrusted]
    image: AliasedImage[Untrusted]
    """As written in the template, with tag or digest."""
    requests: Public[Resources]
    limits: Public[Resources]
    liveness_probe: Public[bool]
    readiness_probe: Public[bool]
    run_as_non_root: Public[bool]
    """`securityContext.runAsNonRoot` of the container, or else of the pod."""
    read_only_root: Public[bool]
    privileged: Public[bool]
    run_as_user: Public[int | None] = None
    """`securityContext.runAsUser` of the container, or else of the pod; None where neither says."""


class Workload(msgspec.Struct, frozen=True):
    """A controller that runs pods."""

    kind: Public[WorkloadKind]
    namespace: Public[Untrusted]
    name: Public[Untrusted]
    desired: Public[int]
    """Pods wanted: replicas, scheduled nodes of a DaemonSet, completions of a Job; 0 for a CronJob."""
    ready: Public[int]
    """Pods ready now; for a Job, those that succeeded; 0 for a CronJob."""
    containers: Public[tuple[Container, ...]]
    """Without init containers."""
    service_account: Public[Untrusted]
    """Empty means the namespace's default."""
    labels: Public[tuple[tuple[Untrusted, Untrusted], ...]]
    """Labels of the pod template, sorted: services and network policies select by them."""
    host_network: Public[bool]
    owner: Public[Owner | None]
    """Set when another controller made it (a CronJob's Job, an operator's StatefulSet)."""
    tracking: Public[Tracking]
    suspended: Public[bool]
    schedule: Public[Untrusted]
    """Cron expression of a CronJob, else empty."""
    created_at: Public[datetime | None]
    automount_token: Public[bool | None] = None
    """`automountServiceAccountToken` of the pod; None leaves it to the service account."""
    host_pid: Public[bool] = False
    """Its pods see the processes of the machine."""
    scraped: Public[bool] = False
    """Annotation `prometheus.io/scrape` of its pods is true."""


class Pod(msgspec.Struct, frozen=True):
    """A pod. Addresses, arguments and environment are not read."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    node: AliasedNode[Untrusted]
    """Empty while it is not scheduled."""
    phase: Public[Untrusted]
    """Pending, Running, Succeeded, Failed or Unknown."""
    ready: Public[bool]
    """The Ready condition is True."""
    restarts: Public[int]
    """Sum over its containers."""
    reason: Public[Untrusted]
    """Why it does not run: the waiting or status reason (`CrashLoopBackOff`, `Evicted`), or empty."""
    owner: Public[Owner | None]
    component: Public[Untrusted]
    """Label `component`, which kubeadm sets on the control plane's own pods."""
    images: AliasedImage[tuple[tuple[Untrusted, Untrusted], ...]]
    """Image as asked for, and the digest that runs (empty until it was pulled), per container."""
    cpu_request_cores: Public[float]
    """Sum of what its containers request; 0 where they request nothing."""
    memory_request_bytes: Public[int]
    """Sum of what its containers request; 0 where they request nothing."""
    started_at: Public[datetime | None]
    """`status.startTime`."""
    claims: Public[tuple[Untrusted, ...]] = ()
    """Names of the PersistentVolumeClaims that it mounts, sorted."""


class Autoscaler(msgspec.Struct, frozen=True):
    """A HorizontalPodAutoscaler."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    target_kind: Public[Untrusted]
    target_name: Public[Untrusted]
    min_replicas: Public[int]
    max_replicas: Public[int]
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()


class DisruptionBudget(msgspec.Struct, frozen=True):
    """A PodDisruptionBudget."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    match_labels: Public[tuple[tuple[Untrusted, Untrusted], ...]]
    min_available: Public[Untrusted]
    """Number or percentage as written, or empty."""
    max_unavailable: Public[Untrusted]
    """Number or percentage as written, or empty."""
    disruptions_allowed: Public[int]
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()
    expressions: Public[tuple[Requirement, ...]] = ()
    """`matchExpressions` of the pods it is for."""
    has_selector: Public[bool] = True
    """False where it names no pods at all, and so protects none."""

    @property
    def selector(self) -> Selector:
        """Return the pods it is for."""
        return Selector(self.match_labels, self.expressions)


class Quota(msgspec.Struct, frozen=True):
    """A ResourceQuota."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    hard: Public[tuple[tuple[Untrusted, Untrusted], ...]]
    """Resource name and amount as written, sorted."""
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()


class LimitRange(msgspec.Struct, frozen=True):
    """A LimitRange: what a container gets where its template names no amount."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    default_requests: Public[tuple[Untrusted, ...]]
    """Resources with a default request, sorted."""
    default_limits: Public[tuple[Untrusted, ...]]
    """Resources with a default limit, sorted."""
