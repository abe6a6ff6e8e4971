"""Private values in every field of every kind as it comes from its source: none is in the public edition.

The facts are not made by hand here. Objects of every kind are filled by walking the wire types, documents of Git by
walking the schemas of Argo CD's and Flux's definitions, and answers of Prometheus label by label; each is read as its
source reads it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
import pytest

from kubefolio.collect import GITOPS_FIELDS
from kubefolio.facts.base import Origin, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import QueryResult
from kubefolio.facts.snapshot import encode_snapshot
from kubefolio.measures import CATALOGUE
from kubefolio.pages.base import File
from kubefolio.render import render
from kubefolio.sources import gitops
from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.prometheus.answers import parse_answer
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers.crds import read_crds
from tests.redact import redactor
from tests.scenarios import SITE
from tests.scenarios.moments import NOW
from tests.scenarios.planted import NEVER_READ, Plant, find_planted, of_kinds, plants
from tests.scenarios.schemawalk import write_object
from tests.scenarios.wirewalk import Filler, receive, send

LISTED = of_kinds("environment value")
"""Words without any form that the owner lists."""
UNREAD = of_kinds(*NEVER_READ[1:])
"""What stands in fields that no wire type has: arguments, data of ConfigMaps and Secrets, annotations."""
READ = (*(plant for plant in plants() if plant.kind not in NEVER_READ), *LISTED)


@cache
def sent() -> dict[str, bytes]:
    """Return what an API server would send of each kind: an object for each value, which stands in all its texts."""
    fillers = [
        Filler(lambda text=plant.text: text, UNREAD[turn % len(UNREAD)].text, turn) for turn, plant in enumerate(READ)
    ]
    return {kind.field: send(kind, fillers) for kind in KINDS}


@cache
def from_the_cluster() -> dict[str, Reading[Any]]:
    origin = Origin("kubernetes", "/apis", NOW)
    return {kind.field: Reading(receive(kind, sent()[kind.field]), origin) for kind in KINDS}


@cache
def answers() -> tuple[QueryResult, ...]:
    """Return an answer to every query, whose labels and warnings are the values."""
    sample = [NOW.timestamp(), "1"]
    found = []
    for query in CATALOGUE.queries:
        series = [{"metric": dict.fromkeys((*query.labels, p.text), p.text), "value": sample} for p in READ]
        answer = {"status": "success", "data": {"result": series}, "warnings": [plant.text for plant in READ]}
        values, warnings = parse_answer(json.dumps(answer).encode(), query)
        found.append(QueryResult(query.id, query.promql, values, query.step_s, query.window_s, warnings, query.digest))
    return tuple(found)


@cache
def definitions() -> list[dict[str, Any]]:
    with skip_or_fail_without_server():
        return read_crds(["argo-cd", "flux"])


@pytest.fixture(scope="module", name="declared")
def _declared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading[Any]]:
    """Return what is read of a repository that has each value in every field of every kind of Argo CD and Flux."""
    folder = tmp_path_factory.mktemp("documents")
    for turn, plant in enumerate(READ[::5]):
        for definition in definitions():
            for number, body in enumerate(write_object(definition, lambda text=plant.text: text, turn)):  # type: ignore[misc]
                file = folder / definition["spec"]["names"]["kind"] / f"{turn}-{number}.json"
                file.parent.mkdir(exist_ok=True)
                file.write_text(json.dumps(body), encoding="utf-8")
    found = gitops.read(gitops.GitopsSettings(url=str(folder)), None)
    origin = Origin("gitops", "/", NOW)
    values = {field: getattr(found, name) for field, name in GITOPS_FIELDS.items()}
    return {field: Reading(value, origin) for field, value in values.items() if isinstance(value, tuple)}


@pytest.fixture(scope="module", name="private")
def _private(declared: dict[str, Reading[Any]]) -> FactSet:
    queries = Reading(answers(), Origin("prometheus", "/api/v1/query", NOW))
    return msgspec.structs.replace(FactSet(), **from_the_cluster(), **declared, queries=queries)


KNOWN_FROM = {
    "nodes": ("node name", "IPv4 address", "IPv6 address"),
    "http_routes": ("host", "private domain"),
    "deployments": ("registry host",),
}
"""Where a value is known from, as in a real cluster: no token is the name of a node, and only its form tells of it."""


@pytest.fixture(scope="module", name="edition")
def _edition(private: FactSet) -> FactSet:
    """Return the public edition of what was read, made by one who knows a value only from where it belongs."""
    known = {
        field: Reading(
            tuple(fact for fact, plant in zip(getattr(private, field).items, READ, strict=True) if plant.kind in kinds),
            getattr(private, field).origin,
        )
        for field, kinds in KNOWN_FROM.items()
    }
    listed = tuple(plant.value for plant in LISTED)
    return redactor(msgspec.structs.replace(FactSet(), **known), listed=listed).redact(private)


def test_every_kind_is_sent_with_every_value_and_becomes_facts() -> None:
    assert len(READ) == 220
    assert len({plant.kind for plant in (*READ, *UNREAD)}) == 15
    assert find_planted(sent()["nodes"], (*READ, *UNREAD)) == [*READ, *UNREAD]
    for kind in KINDS:
        assert find_planted(sent()[kind.field], (READ[0], READ[-1], UNREAD[0])), kind.field
        assert len(from_the_cluster()[kind.field].items) == len(READ), kind.field


def test_documents_of_git_hold_the_values_and_become_facts(declared: dict[str, Reading[Any]]) -> None:
    kinds = Counter(document.kind for document in declared["documents"].items)
    assert {definition["spec"]["names"]["kind"] for definition in definitions()} - set(kinds) == set()
    found = [*declared["declared_applications"].items, *declared["retired_applications"].items]
    assert len(found) >= len(READ) // 5
    assert len(declared["declared_application_sets"].items) >= len(READ) // 5


def test_what_no_wire_type_has_is_in_no_fact(private: FactSet) -> None:
    assert find_planted(encode_snapshot(private), UNREAD) == []


def test_the_owners_facts_hold_the_rest_but_passwords_of_urls(private: FactSet) -> None:
    held = {plant.kind for plant in find_planted(encode_snapshot(private), READ)}
    assert {plant.kind for plant in READ} - held <= {"password in a URL"}


def test_no_value_is_in_the_public_snapshot(edition: FactSet) -> None:
    assert _named(find_planted(encode_snapshot(edition), READ)) == set()


def test_no_value_is_in_any_generated_file(edition: FactSet) -> None:
    files = render(edition, SITE)
    assert len(files) > len(READ)
    found = {(*one, file.path) for file in files for one in _named(_in(file))}
    assert found == set()


def _in(file: File) -> list[Plant]:
    return find_planted(f"{file.path}\n{file.content}".encode(), (*READ, *UNREAD))


def _named(found: Iterable[Plant]) -> set[tuple[str, str]]:
    return {(plant.kind, plant.value) for plant in found}
