"""Private values in every text field of every kind of fact: none is in the public snapshot or in any generated file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
import pytest

from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import encode_snapshot
from kubefolio.redact.known import known_values
from kubefolio.redact.settings import PublishSettings
from kubefolio.render import render
from tests.redact import public
from tests.scenarios import SITE
from tests.scenarios.moments import NOW
from tests.scenarios.planted import EACH, MAKE, NEVER_READ, Plant, find_planted, of_kinds, plants
from tests.scenarios.typewalk import fact_types, fill

READ = tuple(kind for kind in MAKE if kind not in NEVER_READ)
LISTED = of_kinds("environment value")
"""The owner's own list: words without any form."""


@cache
def planted_facts() -> FactSet:
    """Return facts that hold each value alone, and again in the middle of a sentence, in all their texts."""
    every = (*of_kinds(*READ), *LISTED)
    texts = [text for plant in every for text in (plant.text, f"see {plant.text} there")]
    readings = {
        name: Reading(
            tuple(fill(kind, lambda text=text: text) for text in texts),  # type: ignore[misc]  # a default in a lambda
            Origin(getattr(FactSet(), name).origin.source, texts[0], NOW),
        )
        for name, kind in fact_types().items()
    }
    return msgspec.structs.replace(FactSet(), **readings)


@cache
def reasons() -> FactSet:
    """Return facts that are all missing, for reasons that hold the values."""
    texts = [plant.text for plant in (*of_kinds(*READ), *LISTED)]
    fields = fact_types()
    readings = {
        name: Reading(
            Missing(" and ".join(texts[i :: len(fields)])),
            Origin("kubernetes", texts[i % len(texts)], NOW, failure=texts[-i]),
        )
        for i, name in enumerate(fields)
    }
    # Without the facts nothing tells that a word is the name of a node, so those stay in the facts that stand beside.
    return msgspec.structs.replace(
        FactSet(), **readings | {"nodes": planted_facts().nodes, "http_routes": planted_facts().http_routes}
    )


def edition(facts: FactSet) -> FactSet:
    return public(facts, listed=tuple(plant.value for plant in LISTED))


def test_three_hundred_values_of_fifteen_kinds_are_planted() -> None:
    assert len({plant.value for plant in plants()}) == len(plants()) == 300
    assert len(MAKE) == 15
    assert find_planted(encode_snapshot(planted_facts()), of_kinds(*READ)) == list(of_kinds(*READ))


@pytest.mark.parametrize("facts", [planted_facts, reasons])
def test_no_value_is_in_a_public_snapshot(facts: object) -> None:
    written = encode_snapshot(edition(facts()))  # type: ignore[operator]  # one of the two functions
    assert [(plant.kind, plant.value) for plant in find_planted(written, plants())] == []


def test_no_value_is_in_any_generated_file() -> None:
    files = render(with_pages(edition(planted_facts())), SITE)
    assert len(files) > 2 * len(of_kinds(*READ))
    found = {(plant.kind, plant.value, file.path) for file in files for plant in _in(file.content, file.path)}
    assert found == set()


def _in(content: str, path: str) -> Iterator[Plant]:
    yield from find_planted(f"{path}\n{content}".encode(), plants())


def with_pages(facts: FactSet) -> FactSet:
    """Return facts whose applications are of kinds that have pages."""

    def named(fact: Application) -> Application:
        return msgspec.structs.replace(fact, kind="Application")

    value = tuple(named(fact) for fact in facts.argocd_applications.items)
    return msgspec.structs.replace(facts, argocd_applications=Reading(value, facts.argocd_applications.origin))


def test_every_value_that_stands_in_a_field_for_it_is_known_to_the_gate() -> None:
    known = {one.value for one in known_values(planted_facts(), PublishSettings(), [p.value for p in LISTED])}  # type: ignore[arg-type]  # any sequence
    for kind in ("IPv4 address", "IPv6 address", "host", "private domain", "node name", "environment value"):
        assert {plant.value.lower() for plant in of_kinds(kind)} - known == set(), kind
    assert len(of_kinds("node name")) == EACH
