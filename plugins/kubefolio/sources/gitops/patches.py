"""Patches: strategic merge, JSON 6902, and whom they are for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kubefolio.sources.gitops.gotemplate.text_functions import NESTED_REPEAT
from kubefolio.sources.gitops.objects import Body, Obj, mapping, sequence, string

BUILT_IN_GROUPS = frozenset({"", "apps", "batch", "autoscaling", "policy", "networking.k8s.io"})
MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "volumes": "name",
    "env": "name",
    "imagePullSecrets": "name",
    "volumeMounts": "mountPath",
}
MAX_OPERATIONS = 500
TERM = re.compile(r"(?:[^,(]|\([^)]*\))+")
SET_TERM = re.compile(r"(\S+)\s+(in|notin)\s*\(([^)]*)\)")
EQUAL_TERM = re.compile(r"([^=!]*)(!=|==?|)(.*)", re.DOTALL)


class PatchError(Exception):
    """A patch cannot be applied."""


def merge(target: Any, patch: Any, *, by_key: bool = False) -> Any:  # noqa: ANN401 - any plain value
    """Return a value with a patch merged in: null takes a key out, lists are replaced or, by key, merged."""
    if not isinstance(patch, dict):
        return patch
    base = target if isinstance(target, dict) else {}
    if patch.get("$patch") == "replace":
        return {k: v for k, v in patch.items() if k != "$patch"}
    result = dict(base)
    for key, value in patch.items():
        if key == "$patch" or key.startswith("$setElementOrder/"):
            continue
        if value is None or (isinstance(value, dict) and value.get("$patch") == "delete"):
            result.pop(key, None)
        elif by_key and key in MERGE_KEYS and isinstance(value, list):
            result[key] = merge_list(sequence(base.get(key)), value, MERGE_KEYS[key])
        else:
            result[key] = merge(base.get(key), value, by_key=by_key)
    return result


def merge_list(target: list[Any], patch: list[Any], key: str) -> list[Any]:
    """Return a list merged by a key of its items."""
    result = list(target)
    for item in patch:
        names = [mapping(old).get(key) for old in result]
        position = names.index(mapping(item).get(key)) if mapping(item).get(key) in names else None
        if mapping(item).get("$patch") == "delete":
            result = [old for old in result if mapping(old).get(key) != mapping(item).get(key)]
        elif position is None:
            result.append(item)
        else:
            result[position] = merge(result[position], item, by_key=True)
    return result


def apply_merge(obj: Obj, patch: Body) -> Obj | None:
    """Return an object with a strategic merge patch; None when the patch deletes it. Name and kind stay."""
    if patch.get("$patch") == "delete":
        return None
    body = merge(obj.body, patch, by_key=obj.group in BUILT_IN_GROUPS)
    kept = {**mapping(body.get("metadata")), "name": obj.metadata.get("name")}
    if "namespace" in obj.metadata:
        kept["namespace"] = obj.metadata["namespace"]
    return obj.with_body({**body, "kind": obj.body["kind"], "apiVersion": obj.body["apiVersion"], "metadata": kept})


def apply_json(body: Body, operations: Sequence[Any]) -> Body:
    """Return a document with the operations of a JSON patch.

    Raises:
        PatchError: An operation does not fit the document.
    """
    for operation in operations[:MAX_OPERATIONS]:
        name, path = string(mapping(operation).get("op")), pointer(string(mapping(operation).get("path")))
        if name in ("move", "copy"):
            source = pointer(string(operation.get("from")))
            value = get(body, source)
            body = change(body, source, "remove", None) if name == "move" else body
            body = change(body, path, "add", value)
        elif name in ("add", "replace", "remove"):
            body = change(body, path, name, operation.get("value"))
    return body


def pointer(path: str) -> list[str]:
    """Return the keys of a JSON pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def get(value: Any, keys: list[str]) -> Any:  # noqa: ANN401 - any plain value
    """Return the value a pointer names."""
    for key in keys:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise PatchError("a JSON patch names a path that is not there")
    return value


def change(value: Any, keys: list[str], operation: str, new: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return a copy of a value with one place changed."""
    if not keys:
        return new
    key, rest = keys[0], keys[1:]
    if isinstance(value, list):
        return change_item(value, key, rest, operation, new)
    if not isinstance(value, dict) or (key not in value and (rest or operation == "remove")):
        raise PatchError("a JSON patch names a path that is not there")
    if not rest and operation == "remove":
        return {k: v for k, v in value.items() if k != key}
    return {**value, key: change(value.get(key), rest, operation, new) if rest else new}


def change_item(value: list[Any], key: str, rest: list[str], operation: str, new: Any) -> list[Any]:  # noqa: ANN401
    """Return a copy of a list with one item changed, added or taken out."""
    position = len(value) if key == "-" else int(key) if key.isdigit() else -1
    if position < 0 or position > len(value) or (position == len(value) and (rest or operation != "add")):
        raise PatchError("a JSON patch names a list item that is not there")
    if rest:
        return [*value[:position], change(value[position], rest, operation, new), *value[position + 1 :]]
    after = value[position:] if operation == "add" else value[position + 1 :]
    return [*value[:position], *([] if operation == "remove" else [new]), *after]


def is_target(obj: Obj, target: Body) -> bool:
    """Tell whether a patch's `target` selects an object: anchored regular expressions and selectors."""
    version = string(obj.body.get("apiVersion")).rpartition("/")[2]
    facts = {"group": obj.group, "version": version, "kind": obj.kind, "name": obj.name, "namespace": obj.namespace}
    if not all(matches(string(target.get(key)), value) for key, value in facts.items() if target.get(key)):
        return False
    labels, annotations = mapping(obj.metadata.get("labels")), obj.annotations
    return selected(string(target.get("labelSelector")), labels) and selected(
        string(target.get("annotationSelector")), annotations
    )


def matches(pattern: str, value: str) -> bool:
    """Tell whether a whole value matches; a pattern that Python might need for ever for is taken literally."""
    if NESTED_REPEAT.search(pattern) or len(pattern) > 200:  # noqa: PLR2004 - no name is that long
        return pattern == value
    try:
        return re.fullmatch(pattern, value[:300]) is not None
    except re.error:
        return pattern == value


def selected(selector: str, labels: Body) -> bool:
    """Tell whether a label selector in text form selects labels."""
    return all(holds(term.strip(), labels) for term in TERM.findall(selector) if term.strip())


def holds(term: str, labels: Body) -> bool:
    """Tell whether one term of a label selector holds: `a`, `!a`, `a=b`, `a!=b`, `a in (b, c)` or `a notin (b)`."""
    if term.startswith("!"):
        return term[1:].strip() not in labels
    found = SET_TERM.match(term)
    if found is not None:
        values = [value.strip() for value in found[3].split(",")]
        return (string(labels.get(found[1])) in values) == (found[2] == "in")
    key, sign, value = (part.strip() for part in EQUAL_TERM.match(term).groups())  # type: ignore[union-attr]
    if not sign:
        return key in labels
    return (string(labels.get(key)) == value) != sign.startswith("!")
