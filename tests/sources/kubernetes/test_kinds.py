"""Every kind: the least that an object can be, and what must never be kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kubefolio.facts.factset import FactSet
from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.kubernetes.kinds.meta import AnyKind
from tests.scenarios.hostile_strings import HOSTILE
from tests.scenarios.typewalk import fact_types
from tests.sources.kubernetes.wire import parse, thing

LIVE = Path(__file__).parents[4] / "shared" / "cases" / "live"
SECRET = "hunter2-4f1c"
is_for_each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.field)


LEAST = thing(spec={}, usage={}, containers=[])


@is_for_each_kind
def test_object_with_nothing_in_it_is_a_fact_of_the_right_type(kind: AnyKind) -> None:
    fact = parse(kind.field, LEAST)
    assert isinstance(fact, fact_types()[kind.field])
    assert getattr(fact, "namespace", "shop") in ("shop", "")
    assert fact.name == "web"


@is_for_each_kind
def test_fact_survives_the_snapshot(kind: AnyKind) -> None:
    fact = parse(kind.field, LEAST)
    assert msgspec.json.decode(msgspec.json.encode(fact), type=type(fact)) == fact


@is_for_each_kind
def test_what_is_not_listed_is_not_kept(kind: AnyKind) -> None:
    told = {"password": SECRET, "env": [{"name": "TOKEN", "value": SECRET}], "args": [SECRET], "data": {"k": SECRET}}
    container = {"name": "a", "image": "b", **told}
    template = {"spec": {"containers": [container], "initContainers": [container], "volumes": [{"name": SECRET}]}}
    last = {"kubectl.kubernetes.io/last-applied-configuration": SECRET, "note": SECRET}
    full = thing(
        annotations=last,
        managedFields=[{"manager": SECRET}],
        spec={"template": template, "containers": [container], "values": told, "postBuild": told, **told},
        status={"images": [{"names": [SECRET]}], "podIP": SECRET, "message": SECRET, "conditions": [
            {"type": "Ready", "status": "True", "message": SECRET}]},
        usage={}, containers=[],
    )  # fmt: skip
    assert SECRET.encode() not in msgspec.json.encode(parse(kind.field, full))


@is_for_each_kind
def test_null_where_a_list_or_text_may_be_absent_is_no_error(kind: AnyKind) -> None:
    parse(kind.field, thing(labels=None, annotations=None, ownerReferences=None, usage={}, containers=[], spec={}))


@is_for_each_kind
def test_hostile_names_and_labels_are_kept_as_they_are(kind: AnyKind) -> None:
    for text in HOSTILE:
        fact = parse(kind.field, thing(text, text, labels={text: text}, spec={}, usage={}, containers=[]))
        assert fact.name == text


@is_for_each_kind
def test_kind_has_a_path_and_its_groups(kind: AnyKind) -> None:
    assert kind.path(kind.versions[0]).endswith(f"/{kind.resource}")
    assert kind.field in FactSet.__struct_fields__
    assert kind.resource != "secrets"
    assert kind.groups


def _documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(LIVE.rglob("*.json")):
        yield from _items(file, json.loads(file.read_text("utf-8")))
    for folder in ("argoproj+argo-cd", "derailed+popeye", "philippemerle+KubeDiagrams"):
        for file in sorted((LIVE / folder).rglob("*.y*ml")):
            for document in yaml.load_all(file.read_text("utf-8"), Loader=yaml.CSafeLoader):
                yield from _items(file, document)


def _items(file: Path, document: object) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(document, dict):
        of_list = str(document.get("kind", "")).removesuffix("List")
        for item in document.get("items") or [document]:
            if isinstance(item, dict) and "metadata" in item:
                yield file.name, {"kind": of_list, "apiVersion": document.get("apiVersion")} | item


def test_objects_of_real_clusters_are_read() -> None:
    if not LIVE.exists():
        reason = "no real objects beside this repository (shared/cases/live)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    read = dict.fromkeys((kind.field for kind in KINDS), 0)
    for _file, document in _documents():
        for kind in KINDS:
            if document.get("apiVersion") in kind.versions and _resource(document) == kind.resource:
                fact = parse(kind.field, json.loads(json.dumps(_served(document), default=str)))
                assert msgspec.json.decode(msgspec.json.encode(fact), type=type(fact)) == fact
                read[kind.field] += 1
    assert sum(read.values()) > 100
    assert min(read[field] for field in ("nodes", "pods", "deployments", "services", "argocd_applications")) > 0


def _served(value: object) -> Any:  # noqa: ANN401
    """Return a document as a server sends it: what is null in the file is not there."""
    if isinstance(value, dict):
        return {key: _served(part) for key, part in value.items() if part is not None}
    return [_served(part) for part in value] if isinstance(value, list) else value


def _resource(document: dict[str, Any]) -> str:
    name = str(document.get("kind", "")).lower()
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}es" if name.endswith(("s", "x")) else f"{name}s"
