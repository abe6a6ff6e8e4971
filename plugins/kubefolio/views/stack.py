"""The stack, recognised: what is installed, in which version, and the evidence that made us say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import WORKLOAD_FIELDS
from kubefolio.facts.workloads import Workload
from kubefolio.language import mark, tr, tr_known
from kubefolio.views.components import COMPONENTS, LAYERS, Component
from kubefolio.views.image import Image, parse_image
from kubefolio.views.stack_details import describe

RUNS = frozenset({"CronJob"})
"""Makers whose objects are runs of themselves, not parts of the stack."""

INPUTS = {
    "nodes": mark("nodes"),
    **dict.fromkeys(WORKLOAD_FIELDS, mark("workloads")),
    "custom_resource_definitions": mark("custom resource definitions"),
}
"""Field of the FactSet that the recogniser looks at, and what it is called on the page."""


@dataclass(frozen=True)
class Recognised:
    """A component that was found."""

    name: str
    layer: str
    version: str
    """From the image's tag or the node's own report; empty when the evidence has none."""
    where: str
    """Namespace, or the nodes."""
    evidence: str
    """What was seen, in words."""
    details: tuple[str, ...] = ()
    """What more the facts say of it, a sentence each."""


def recognise_stack(facts: FactSet) -> tuple[Recognised, ...]:
    """Return every component of the table that left evidence in these facts, by layer and name."""
    workloads = [
        workload
        for field in WORKLOAD_FIELDS
        for workload in getattr(facts, field).items
        if not (workload.owner and workload.owner.kind in RUNS)
    ]
    images = [(workload, parse_image(c.image)) for workload in workloads for c in workload.containers]
    found = (_recognise(component, facts, images) for component in COMPONENTS)
    detailed = (replace(one, details=describe(one.name, facts)) for one in found if one)
    return tuple(sorted(detailed, key=lambda one: (LAYERS.index(one.layer), one.name.lower())))


def list_unread(facts: FactSet) -> tuple[str, ...]:
    """Return what the recogniser could not look at, each with the reason: what shows only there is not found."""
    values = ((name, getattr(facts, field).value) for field, name in INPUTS.items())
    return tuple(
        dict.fromkeys(
            tr("{what}: {reason}", what=tr(name), reason=tr_known(value.missing))
            for name, value in values
            if isinstance(value, Missing)
        )
    )


def _recognise(component: Component, facts: FactSet, images: list[tuple[Workload, Image]]) -> Recognised | None:
    evidence = (
        _from_nodes(component, facts),
        _from_images(component, images),
        _from_crds(component, facts),
        _from_classes(component, facts),
        _from_documents(component, facts),
    )
    return next((one for kind in evidence for one in kind), None)


def _from_nodes(component: Component, facts: FactSet) -> Iterator[Recognised]:
    """Yield what the nodes report: every version of it, and on how many of them."""
    if component.node is None:
        return
    nodes = facts.nodes.items
    reports = [
        (text, match["version"] or "")
        for node in nodes
        for text in (node.os_image, node.container_runtime, node.kubelet_version, f"{node.provider}://", *node.marks)
        if (match := component.node.search(text))
    ]
    if reports:
        some = tr("{count} of {whole} nodes", count=len(reports), whole=len(nodes))
        where = tr("every node") if len(reports) == len(nodes) else some
        texts, versions = (", ".join(sorted({report[index] for report in reports})) for index in (0, 1))
        yield Recognised(component.name, component.layer, versions, where, tr("nodes report {texts}", texts=texts))


def _from_images(component: Component, images: list[tuple[Workload, Image]]) -> Iterator[Recognised]:
    for name in component.images:
        for workload, image in images:
            if image.repository == name or image.repository.endswith(f"/{name}"):
                evidence = tr("{workload} runs {image}", workload=f"{workload.kind} {workload.name}", image=image.short)
                yield Recognised(component.name, component.layer, image.tag, workload.namespace, evidence)


def _from_crds(component: Component, facts: FactSet) -> Iterator[Recognised]:
    for crd in facts.custom_resource_definitions.items:
        if crd.name in component.groups or f".{crd.group}".endswith(tuple(f".{group}" for group in component.groups)):
            yield Recognised(
                component.name,
                component.layer,
                "",
                tr("the API server"),
                tr("the kind {kind} is defined", kind=crd.kind),
            )


def _from_classes(component: Component, facts: FactSet) -> Iterator[Recognised]:
    for one in facts.storage_classes.items:
        if one.provisioner in component.provisioners:
            evidence = tr("{name} is made by {maker}", name=f"StorageClass {one.name}", maker=one.provisioner)
            yield Recognised(component.name, component.layer, "", tr("storage classes"), evidence)


def _from_documents(component: Component, facts: FactSet) -> Iterator[Recognised]:
    """Yield what the GitOps repository shows alone: documents that it keeps encrypted."""
    if not component.declared:
        return
    files = {
        one.file
        for one in facts.document_problems.items
        if one.kind_of_problem == "encrypted" and component.declared in one.message
    }
    if files:
        evidence = tr("files of the repository that are encrypted with it: {count}", count=len(files))
        yield Recognised(component.name, component.layer, "", tr("the GitOps repository"), evidence)
