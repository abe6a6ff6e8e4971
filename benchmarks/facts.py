"""The facts of a world of any size, without a server: its manifests, decoded as the source decodes answers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from benchmarks.world import Object, build_world, name_of
from kubefolio.facts.base import Missing, Origin, Reading, Untrusted
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Point, Query, QueryResult, Series
from kubefolio.measures.promql import USE, WEEK_S
from kubefolio.sources.kubernetes.kinds import KINDS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CORE = ("", "apps", "batch", "autoscaling", "policy", "networking.k8s.io", "storage.k8s.io")
"""API groups that every server has: a kind of theirs that the world lacks is empty, any other is absent."""


def build_facts(applications: int) -> FactSet:
    """Return what `kubefolio collect` would read of the world, with a week of use for each application."""
    objects = defaultdict[tuple[str, str], list[Object]](list)
    for one in build_world(applications):
        objects[_place(one)].append(one)
    fields = {kind.field: _read(kind, objects) for kind in KINDS}
    answers = tuple(_answer(query, applications) for query in USE)
    fields["queries"] = Reading(answers, Origin("prometheus", "/api/v1/query_range", NOW))
    return FactSet(**fields)


def change_one(facts: FactSet) -> FactSet:
    """Return the facts with another health of the first application."""
    first, *rest = facts.argocd_applications.items
    health = Untrusted("Progressing" if first.health != "Progressing" else "Healthy")
    changed = (msgspec.structs.replace(first, health=health), *rest)
    return msgspec.structs.replace(facts, argocd_applications=Reading(changed, facts.argocd_applications.origin))


def _place(one: Object) -> tuple[str, str]:
    """Return the group and the plural of an object's kind, as the API's paths spell them."""
    group, slash, _ = one["apiVersion"].partition("/")
    lower = one["kind"].lower()
    return (group if slash else "", f"{lower[:-1]}ies" if lower.endswith("cy") else f"{lower}s")


def _read(kind: Any, every: Mapping[tuple[str, str], list[Object]]) -> Reading[Any]:  # noqa: ANN401  # a row of KINDS
    origin = Origin("kubernetes", f"/{kind.resource}", NOW)
    objects = [one for group in kind.groups for one in every.get((group, kind.resource), ())]
    if not objects and not set(kind.groups) & set(CORE):
        return Reading(Missing(f"the cluster does not serve {kind.resource}", "absent"), origin)
    wires = msgspec.json.decode(msgspec.json.encode(objects), type=list[kind.wire])
    return Reading(tuple(kind.parse(wire) for wire in wires), origin)


def _answer(query: Query, applications: int) -> QueryResult:
    series = tuple(_series(query, number) for number in range(applications))
    return QueryResult(query.id, query.promql, series, query.step_s, query.window_s, (), query.digest)


def _series(query: Query, number: int) -> Series:
    name = Untrusted(name_of(number))
    labels = {"namespace": name, "workload": name, "workload_type": Untrusted("deployment")}
    pairs = tuple(sorted((Untrusted(key), value) for key, value in labels.items()))
    return Series(pairs, tuple(_points(query, number)))


def _points(query: Query, number: int) -> Iterator[Point]:
    for step in range(WEEK_S // query.step_s + 1):
        wave = math.sin(number + step / 6) + math.sin(number * step)
        yield Point(NOW - timedelta(seconds=WEEK_S - step * query.step_s), round(2 + wave, 6))
