"""Objects that are written into Helm values: whole ones anywhere, and those of the charts that exist to make them."""

from __future__ import annotations

from typing import Any

from kubefolio.sources.gitops.documents import is_object
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string

MAX_DEPTH = 12
APPS_CHART = {"applications": "Application", "applicationsets": "ApplicationSet"}
ADDITIONAL = {"additionalApplications": "Application", "additionalApplicationSets": "ApplicationSet"}
METADATA = ("annotations", "labels", "namespace", "finalizers")


def embedded_objects(chart: str, values: list[Body], file: str, line: int) -> list[Obj]:
    """Return the delivery objects that the values of a chart declare.

    The argocd-apps chart makes Applications of its `applications`; the argo-cd chart once made them of
    `server.additionalApplications`; many charts print whole objects of an `extraObjects` or the like.
    """
    bodies: list[Body] = []
    for value in values:
        bodies += whole(value, 0)
        if chart == "argocd-apps":
            bodies += [body for key, kind in APPS_CHART.items() for body in named(value.get(key), kind)]
        if chart == "argo-cd":
            server = mapping(value.get("server"))
            bodies += [body for key, kind in ADDITIONAL.items() for body in named(server.get(key), kind)]
    return [obj for body in bodies if (obj := Obj(body, file, line)).is_delivery]


def whole(value: Any, depth: int) -> list[Body]:  # noqa: ANN401 - any plain value
    """Return the complete objects within a value; one within another belongs to the outer one."""
    if depth > MAX_DEPTH:
        return []
    if is_object(value):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for child in children if isinstance(child, dict | list) for found in whole(child, depth + 1)]


def named(value: Any, kind: str) -> list[Body]:  # noqa: ANN401 - any plain value
    """Return objects out of a map from name to fields, or out of a list of fields with a name."""
    pairs = [(string(item.get("name")), item) for item in mappings(value)]
    pairs += [(key, item) for key, item in mapping(value).items() if isinstance(item, dict)]
    return [body_of(name, item, kind) for name, item in pairs if name]


def body_of(name: str, item: Body, kind: str) -> Body:
    """Return a complete object of the fields that such a chart takes."""
    metadata = {"name": name} | {key: item[key] for key in METADATA if key in item}
    spec = {key: value for key, value in item.items() if key not in METADATA and key != "name"}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}
