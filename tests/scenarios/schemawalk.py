"""Objects as people write them into Git, made by walking the schemas of their definitions: every field is filled."""

# ruff: noqa: ANN401  # a schema or a part of an object of any kind

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.scenarios.wirewalk import Text

MAX_DEPTH = 12
"""Deeper than any field that is read; generators within generators have all fields of an Application again."""


def write_object(definition: Mapping[str, Any], text: Text, turn: int) -> Iterator[dict[str, Any]]:
    """Yield an object of each version of a definition, with a text in every field of its spec and its metadata."""
    spec = definition["spec"]
    for version in spec["versions"]:
        schema = version["schema"]["openAPIV3Schema"]["properties"]
        yield {
            "apiVersion": f"{spec['group']}/{version['name']}",
            "kind": spec["names"]["kind"],
            "metadata": {
                "name": f"{text()}-{turn}",
                "namespace": text(),
                "labels": {text(): text(), "app.kubernetes.io/instance": text()},
                "annotations": {text(): text(), "argocd.argoproj.io/sync-wave": str(turn % 3)},
            },
            "spec": _fill(schema["spec"], text, turn, 0),
        }


def _fill(schema: Mapping[str, Any], text: Text, turn: int, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if words := schema.get("enum"):
        return words[turn % len(words)]
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, text, turn, depth + 1)
    if kind == "array":
        return [_fill(schema["items"], text, turn, depth + 1)]
    plain = {"boolean": turn % 2 == 0, "integer": 1, "number": 1}
    return plain[kind] if kind in plain else text()


def _object(schema: Mapping[str, Any], text: Text, turn: int, depth: int) -> dict[str, Any]:
    if properties := schema.get("properties"):
        return {name: _fill(part, text, turn, depth) for name, part in properties.items()}
    values = schema.get("additionalProperties")
    return {text(): _fill(values, text, turn, depth) if isinstance(values, Mapping) else text()}
