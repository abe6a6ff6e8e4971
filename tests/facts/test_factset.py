"""All facts of one collection."""

from __future__ import annotations

from typing import get_args

from kubefolio.facts.base import Missing, Origin, Reading, SourceName
from kubefolio.facts.factset import NAMES, FactSet, readings
from tests.scenarios import scenario, without
from tests.scenarios.moments import NOW
from tests.scenarios.typewalk import fact_types, struct_types


def test_nothing_read_has_no_time() -> None:
    assert FactSet().observed_at is None


def test_every_kind_that_nobody_asked_for_says_so() -> None:
    for name, reading in readings(FactSet()):
        assert isinstance(reading.value, Missing), name
        assert reading.value.cause == "not-configured"
        assert reading.origin.source in get_args(SourceName)


def test_facts_have_the_time_of_their_latest_reading() -> None:
    assert scenario("healthy").observed_at == NOW
    assert without(scenario("healthy"), "nodes").observed_at == NOW


def test_reading_without_facts_offers_nothing_to_lay_out() -> None:
    assert Reading(Missing("no"), Origin("kubernetes", "/")).items == ()


def test_every_source_has_a_name_in_words() -> None:
    assert set(NAMES) == set(get_args(SourceName))


def test_missing_prints_its_reason() -> None:
    assert str(Missing("the reason")) == "not measured: the reason"


def test_facts_are_frozen_and_documented() -> None:
    kinds = {kind for fact in fact_types().values() for kind in struct_types(fact)}
    assert len(kinds) > 30
    for kind in kinds:
        assert kind.__struct_config__.frozen, kind
        assert kind.__doc__, kind
