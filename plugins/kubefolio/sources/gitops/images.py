"""Container images: named by pod templates and by Helm values, changed by kustomize."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kubefolio.facts.base import Untrusted
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string, text

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
POD_PARENTS = frozenset(
    {"Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Rollout", "PodTemplate"}
    | {"ReplicationController"}
)
REFERENCE = re.compile(r"[a-zA-Z0-9][\w.\-/:]*(@sha256:[0-9a-f]{64})?\Z")
MAX_DEPTH = 40


def pod_specs(obj: Obj) -> Iterator[Body]:
    """Yield the pod specs of a workload."""
    if obj.kind not in POD_PARENTS:
        return
    spec = obj.spec if obj.kind != "PodTemplate" else obj.body
    job = mapping(mapping(spec.get("jobTemplate")).get("spec"))
    for holder in (obj.spec, mapping(mapping(spec.get("template")).get("spec")),
                   mapping(mapping(job.get("template")).get("spec"))):  # fmt: skip
        if any(key in holder for key in CONTAINERS):
            yield holder


def of_objects(objects: Iterable[Obj]) -> set[Untrusted]:
    """Return the images of workloads."""
    found: set[Untrusted] = set()
    for obj in objects:
        for spec in pod_specs(obj):
            items = (item for key in CONTAINERS for item in mappings(spec.get(key)))
            found |= {text(item["image"]) for item in items if is_reference(item.get("image"))}
    return found


def is_reference(value: Any) -> bool:  # noqa: ANN401 - any plain value
    """Tell whether a value can be an image reference: no template, no placeholder, no sentence."""
    return isinstance(value, str) and bool(REFERENCE.match(value))


def of_values(values: Any, depth: int = 0) -> set[Untrusted]:  # noqa: ANN401 - any plain value
    """Return the images that Helm values name: a repository with a tag or digest, or an `image` with either."""
    found: set[Untrusted] = set()
    if depth > MAX_DEPTH:
        return found
    if isinstance(values, dict):
        composed = compose(values)
        if composed and is_reference(composed):
            found.add(Untrusted(composed))
        image = values.get("image")
        if isinstance(image, str) and is_reference(image) and (":" in image.rpartition("/")[2] or "@" in image):
            found.add(Untrusted(image))
    children = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
    for child in children:
        if isinstance(child, dict | list):
            found |= of_values(child, depth + 1)
    return found


def compose(values: Body) -> str:
    """Return the image that the usual keys of a chart make up, or an empty text."""
    repository, tag, digest = (string(values.get(key)) for key in ("repository", "tag", "digest"))
    if not repository or "://" in repository or not (tag or digest):
        return ""
    registry = string(values.get("registry"))
    name = f"{registry}/{repository}" if registry and not repository.startswith(registry + "/") else repository
    bare_digest = f"@{digest}" if digest.startswith("sha256:") and "@" not in tag else ""
    return name + (f":{tag}" if tag else "") + bare_digest


def replaced(objects: list[Obj], rules: list[Body]) -> list[Obj]:
    """Return objects with the `images` of a kustomization applied."""
    by_name = {string(rule.get("name")): rule for rule in rules if rule.get("name")}
    if not by_name:
        return objects
    return [obj.with_body(change(obj.body, by_name)) if obj.kind in POD_PARENTS else obj for obj in objects]


def change(value: Any, rules: dict[str, Body]) -> Any:  # noqa: ANN401 - any plain value
    """Return a value with the images of its containers changed."""
    if isinstance(value, list):
        return [change(item, rules) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: change(item, rules) for key, item in value.items()}
    for key in CONTAINERS:
        if key in result:
            result[key] = (
                [with_image(item, rules) for item in result[key]] if isinstance(result[key], list) else result[key]
            )
    return result


def with_image(container: Any, rules: dict[str, Body]) -> Any:  # noqa: ANN401 - any plain value
    """Return a container with its image changed, where a rule names it."""
    image = string(mapping(container).get("image"))
    bare, digest = image.split("@", 1) if "@" in image else (image, "")
    colon = bare.rfind(":")
    name, tag = (bare[:colon], bare[colon + 1 :]) if colon > bare.rfind("/") else (bare, "")
    rule = rules.get(name)
    if rule is None:
        return container
    new = string(rule.get("newName")) or name
    new_tag, new_digest = string(rule.get("newTag")), string(rule.get("digest"))
    keep = "" if new_tag or new_digest else (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    return {
        **container,
        "image": new + (f":{new_tag}" if new_tag else "") + (f"@{new_digest}" if new_digest else "") + keep,
    }
