"""What hand-written pages can do with facts, and cannot."""

from __future__ import annotations

import html

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError

from kubefolio.errors import PageError
from kubefolio.facts.factset import FactSet
from kubefolio.measures import measure_all
from kubefolio.views.prose import facts_for_prose, find_measurement
from tests.scenarios import scenario
from tests.scenarios.hostile_strings import HOSTILE


def written(template: str, facts: FactSet) -> str:
    """Return what the macros plugin's kind of environment makes of a template: no sandbox, no escaping."""
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.from_string(template).render(facts=facts_for_prose(facts))


def test_facts_can_be_walked_compared_and_counted() -> None:
    facts = scenario("healthy")
    text = (
        "{% for node in facts.nodes if node.name != 'node-2' %}{{ node.name }} {% endfor %}{{ facts.nodes | length }}"
    )
    assert html.unescape(written(text, facts)) == "node-1 node-3 3"
    assert written("{% if facts.nodes %}yes{% endif %}", facts) == "yes"
    assert written("{% for node in facts.nodes %}{{ node.ready }} {% endfor %}", facts) == "yes yes yes "


def test_what_is_missing_can_be_neither_counted_nor_taken_for_nothing() -> None:
    facts = scenario("missing")
    assert written("{% if facts.nodes %}some{% else %}none known{% endif %}", facts) == "none known"
    assert "not measured" in written("{{ facts.nodes }}", facts)
    with pytest.raises(PageError, match="this cannot be counted: the source did not answer"):
        written("{{ facts.nodes | length }}", facts)


@pytest.mark.parametrize("text", ["{{ facts.nods }}", "{{ (facts.nodes | first).nam }}", "{{ facts.__wrapped__ }}"])
def test_what_is_no_field_of_a_fact_stops_the_build(text: str) -> None:
    with pytest.raises((UndefinedError, AttributeError)):
        written(text, scenario("healthy"))


def test_nothing_hostile_comes_through_a_template() -> None:
    text = (
        "{% for one in facts.namespaces %}{{ one.name }}\n{% endfor %}{{ facts.nodes | map(attribute='name') | join }}"
    )
    page = written(text, scenario("hostile"))
    assert not {"<", ">", "{", "}", "[", "`", "|", "*", "\x00", "\u202e"} & set(page)


def test_measure_is_found_by_its_name() -> None:
    assert find_measurement(measure_all(scenario("healthy")), "nodes.total").value == 3


def test_misspelt_measure_is_told_what_is_close() -> None:
    with pytest.raises(PageError, match=r"no such measure; did you mean .*nodes\.total"):
        find_measurement(measure_all(FactSet()), "node.total")
    with pytest.raises(PageError, match="the page Measures lists them all"):
        find_measurement(measure_all(FactSet()), "zzz")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_any_name_of_a_measure_that_is_not_there_is_one_error(text: str) -> None:
    with pytest.raises(PageError):
        find_measurement(measure_all(FactSet()), text)
