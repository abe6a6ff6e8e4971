"""Every text field of every fact holds hostile text; and objects that own others, so that every table has rows."""

# ruff: noqa: ANN401  # fields and types of any kind of fact

from __future__ import annotations

from typing import Any, get_args

import msgspec

from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, WORKLOAD_FIELDS
from kubefolio.facts.metrics import QueryResult
from kubefolio.facts.repository import DeclaredApplication
from kubefolio.facts.workloads import WorkloadKind
from kubefolio.measures import QUERIES
from tests.scenarios.healthy import answer
from tests.scenarios.hostile_strings import HOSTILE
from tests.scenarios.moments import NOW
from tests.scenarios.objects import U, managed
from tests.scenarios.typewalk import fact_types, fill

KINDS = get_args(WorkloadKind)
ENGINES = dict(zip(APPLICATION_FIELDS, ("Application", "HelmRelease", "Kustomization"), strict=True))


def build_hostile(texts: tuple[str, ...] = HOSTILE) -> FactSet:
    """Return facts in which the first fact of each kind is made of the first text, and so on."""
    sources = {name: reading.origin.source for name, reading in _default_readings().items()}
    fields = {
        name: Reading(tuple(_fact(name, kind, text) for text in texts), Origin(sources[name], texts[0], NOW))
        for name, kind in fact_types().items()
    }
    fields["queries"] = Reading(_answers(texts), fields["queries"].origin)
    return msgspec.structs.replace(FactSet(), **fields)


def build_hostile_reasons(texts: tuple[str, ...] = HOSTILE) -> FactSet:
    """Return facts that are all missing, for hostile reasons."""
    readings = _default_readings()
    return msgspec.structs.replace(
        FactSet(),
        **{
            name: Reading(Missing(texts[i % len(texts)]), Origin(reading.origin.source, texts[-i % len(texts)], NOW))
            for i, (name, reading) in enumerate(readings.items())
        },
    )


def _default_readings() -> dict[str, Reading[Any]]:
    return {name: getattr(FactSet(), name) for name in fact_types()}


def _fact(field: str, kind: type[msgspec.Struct], text: str) -> Any:
    fact = fill(kind, lambda: text)
    if isinstance(fact, Application):
        return _owner_of_everything(fact, ENGINES[field], text)
    if isinstance(fact, DeclaredApplication):
        return msgspec.structs.replace(fact, kind="Application")
    if field in WORKLOAD_FIELDS:
        return msgspec.structs.replace(fact, kind=KINDS[WORKLOAD_FIELDS.index(field)])
    return fact


def _owner_of_everything(fact: Application, kind: str, text: str) -> Application:
    """Return an application that accounts for what the other kinds hold under the same text."""
    kinds = (*KINDS, text, "Service", "PersistentVolumeClaim")
    return msgspec.structs.replace(fact, kind=U(kind), objects=tuple(managed(one, text, text) for one in kinds))


def _answers(texts: tuple[str, ...]) -> tuple[QueryResult, ...]:
    """Return answers to the catalogue's queries: a series for each text, which stands in every label."""
    plain = [answer(query) for query in QUERIES]
    return tuple(
        msgspec.structs.replace(
            result,
            series=tuple(
                msgspec.structs.replace(one, labels=tuple((key, U(text)) for key, _ in one.labels))
                for one in result.items
                for text in texts
            ),
            warnings=tuple(U(text) for text in texts),
        )
        for result in plain
    )
