"""Deployments, stateful sets, daemon sets, jobs and cron jobs: one fact type for all five."""

from __future__ import annotations

from functools import partial

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.workloads import Container, Workload, WorkloadKind
from kubefolio.sources.kubernetes.kinds.meta import (
    Annotations,
    Kind,
    Meta,
    Wire,
    is_scraped,
    pairs,
    parse_owner,
    parse_tracking,
)
from kubefolio.sources.kubernetes.resources import Amounts, parse_resources


class SecurityContextWire(Wire):
    """`securityContext` of a pod or a container."""

    run_as_non_root: bool | None = None
    run_as_user: int | None = None
    read_only_root_filesystem: bool | None = None
    privileged: bool | None = None


class ResourcesWire(Wire):
    """`resources`."""

    requests: dict[str, str | int | float] | None = None
    limits: dict[str, str | int | float] | None = None


class ContainerWire(Wire):
    """A container, without command, arguments and environment."""

    name: str = ""
    image: str = ""
    resources: ResourcesWire | None = None
    liveness_probe: dict[str, msgspec.Raw] | None = None
    readiness_probe: dict[str, msgspec.Raw] | None = None
    security_context: SecurityContextWire | None = None


class PodSpecWire(Wire):
    """`template.spec`, without volumes."""

    containers: list[ContainerWire] | None = None
    service_account_name: str = ""
    host_network: bool = False
    host_pid: bool = msgspec.field(name="hostPID", default=False)
    automount_service_account_token: bool | None = None
    security_context: SecurityContextWire | None = None


class TemplateMetaWire(Wire):
    """`template.metadata`."""

    labels: dict[str, str] | None = None
    annotations: Annotations | None = None


class TemplateWire(Wire):
    """A pod template."""

    metadata: TemplateMetaWire = msgspec.field(default_factory=TemplateMetaWire)
    spec: PodSpecWire = msgspec.field(default_factory=PodSpecWire)


class JobSpecWire(Wire):
    """A Job's `spec`."""

    template: TemplateWire = msgspec.field(default_factory=TemplateWire)
    completions: int | None = None


class JobTemplateWire(Wire):
    """`spec.jobTemplate` of a CronJob."""

    spec: JobSpecWire = msgspec.field(default_factory=JobSpecWire)


class SpecWire(Wire):
    """`spec` of any of the five kinds."""

    template: TemplateWire | None = None
    job_template: JobTemplateWire | None = None
    replicas: int | None = None
    completions: int | None = None
    suspend: bool | None = None
    schedule: str = ""


class StatusWire(Wire):
    """`status` of any of the five kinds."""

    ready_replicas: int | None = None
    desired_number_scheduled: int | None = None
    number_ready: int | None = None
    succeeded: int | None = None


class WorkloadWire(Wire):
    """Any of the five kinds."""

    metadata: Meta
    spec: SpecWire = msgspec.field(default_factory=SpecWire)
    status: StatusWire = msgspec.field(default_factory=StatusWire)


def parse_workload(kind: WorkloadKind, wire: WorkloadWire) -> Workload:
    """Return the fact of a workload of this kind."""
    meta, template = wire.metadata, _template(wire.spec)
    desired, ready = _counts(kind, wire.spec, wire.status)
    return Workload(
        kind=kind,
        namespace=Untrusted(meta.namespace),
        name=Untrusted(meta.name),
        desired=desired,
        ready=ready,
        containers=tuple(_parse_container(container, template.spec) for container in template.spec.containers or ()),
        service_account=Untrusted(template.spec.service_account_name),
        labels=pairs(template.metadata.labels),
        host_network=template.spec.host_network,
        owner=parse_owner(meta),
        tracking=parse_tracking(meta),
        suspended=bool(wire.spec.suspend),
        schedule=Untrusted(wire.spec.schedule),
        created_at=meta.creation_timestamp,
        automount_token=template.spec.automount_service_account_token,
        host_pid=template.spec.host_pid,
        scraped=is_scraped(template.metadata.annotations),
    )


def _template(spec: SpecWire) -> TemplateWire:
    if spec.job_template:
        return spec.job_template.spec.template
    return spec.template or TemplateWire()


def _counts(kind: WorkloadKind, spec: SpecWire, status: StatusWire) -> tuple[int, int]:
    """Return pods wanted and pods ready, by the field that the kind uses for each."""
    if kind == "DaemonSet":
        return status.desired_number_scheduled or 0, status.number_ready or 0
    if kind == "Job":
        return (1 if spec.completions is None else spec.completions), status.succeeded or 0
    if kind == "CronJob":
        return 0, 0
    return (1 if spec.replicas is None else spec.replicas), status.ready_replicas or 0


def _parse_container(wire: ContainerWire, pod: PodSpecWire) -> Container:
    own, inherited = wire.security_context or SecurityContextWire(), pod.security_context or SecurityContextWire()
    resources = wire.resources or ResourcesWire()
    non_root = inherited.run_as_non_root if own.run_as_non_root is None else own.run_as_non_root
    return Container(
        name=Untrusted(wire.name),
        image=Untrusted(wire.image),
        requests=parse_resources(_amounts(resources.requests)),
        limits=parse_resources(_amounts(resources.limits)),
        liveness_probe=wire.liveness_probe is not None,
        readiness_probe=wire.readiness_probe is not None,
        run_as_non_root=bool(non_root),
        read_only_root=bool(own.read_only_root_filesystem),
        privileged=bool(own.privileged),
        run_as_user=inherited.run_as_user if own.run_as_user is None else own.run_as_user,
    )


def _amounts(amounts: Amounts | None) -> Amounts:
    return amounts or {}


def _kind(field: str, resource: str, versions: tuple[str, ...], kind: WorkloadKind) -> Kind[WorkloadWire, Workload]:
    return Kind(field, resource, versions, WorkloadWire, partial(parse_workload, kind))


KINDS = (
    _kind("deployments", "deployments", ("apps/v1",), "Deployment"),
    _kind("stateful_sets", "statefulsets", ("apps/v1",), "StatefulSet"),
    _kind("daemon_sets", "daemonsets", ("apps/v1",), "DaemonSet"),
    _kind("jobs", "jobs", ("batch/v1",), "Job"),
    _kind("cron_jobs", "cronjobs", ("batch/v1", "batch/v1beta1"), "CronJob"),
)
