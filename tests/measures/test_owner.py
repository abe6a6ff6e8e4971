"""The owner's own measures: checked when they are loaded, and then measures like ours."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kubefolio.errors import SettingsError
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Query
from kubefolio.measures import CATALOGUE, Catalogue, load_catalogue, measure_all
from kubefolio.measures.promql_check import find_fault
from tests.scenarios import scenario
from tests.scenarios.healthy import answer

ONE = """\
measures:
  - id: chat.requests
    title: Chat requests
    definition: Requests that the chat answered.
    query: sum(increase(http_requests_total[24h]))
    unit: count
    window: 24h
    chart:
      query: sum by (code, app) (rate(http_requests_total[1h]))
      by: [code, app]
      over: 2d
      step: 30m
"""


def loaded(tmp_path: Path, text: str) -> Catalogue:
    file = tmp_path / "measures.yml"
    file.write_text(text, encoding="utf-8")
    return load_catalogue(str(file))


def answered(catalogue: Catalogue) -> FactSet:
    facts = scenario("healthy")
    results = tuple(answer(query) for query in catalogue.queries)
    return msgspec.structs.replace(facts, queries=Reading(results, facts.queries.origin))


def test_without_a_file_the_catalogue_is_ours() -> None:
    assert load_catalogue(None) is CATALOGUE


def test_a_measure_is_added_with_its_query_and_its_chart(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, ONE)
    measure = catalogue.measures[-1]
    assert (measure.id, measure.unit, measure.window) == ("chat.requests", "count", "24h")
    asked = Query("owner/chat.requests", "sum(increase(http_requests_total[24h]))")
    drawn = Query(
        "owner/chat.requests/chart",
        "sum by (code, app) (rate(http_requests_total[1h]))",
        ("app", "code"),
        2 * 86400,
        1800,
    )
    assert catalogue.queries == (*CATALOGUE.queries, asked, drawn)
    assert [(chart.query, chart.title) for chart in catalogue.charts] == [(drawn, "Chat requests")]
    assert measure_all(answered(catalogue), catalogue)["chat.requests"].text == "1"


def test_the_owners_file_changes_no_other_build(tmp_path: Path) -> None:
    before = CATALOGUE.measures
    loaded(tmp_path, ONE)
    assert CATALOGUE.measures is before
    assert "chat.requests" not in measure_all(scenario("healthy"))


def test_a_query_of_ours_can_be_another_one(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, "queries:\n  cluster.restarts: sum(increase(my_restarts_total[24h]))\n")
    changed = next(one for one in catalogue.measures if one.id == "restarts.24h")
    assert changed.query
    assert changed.query.promql == catalogue.by_id["cluster.restarts"].promql == "sum(increase(my_restarts_total[24h]))"
    assert measure_all(answered(catalogue), catalogue)["restarts.24h"].text == "1"


def test_facts_that_answer_an_earlier_query_do_not_stand_for_the_new_one(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, "queries:\n  cluster.restarts: sum(my_restarts_total)\n")
    value = measure_all(scenario("healthy"), catalogue)["restarts.24h"].value
    assert value == Missing("the facts answer an earlier form of this query; collect them again", "not-reported")


def test_an_answer_whose_query_an_edition_may_not_show_whole_is_still_its_answer() -> None:
    facts = scenario("healthy")
    shown = [
        msgspec.structs.replace(result, promql="sum(…)", digest=CATALOGUE.by_id[result.id].digest)
        for result in facts.queries.items
    ]
    scrubbed = msgspec.structs.replace(facts, queries=Reading(tuple(shown), facts.queries.origin))
    assert measure_all(scrubbed)["restarts.24h"].value == measure_all(facts)["restarts.24h"].value


def test_a_measure_that_was_not_asked_says_so(tmp_path: Path) -> None:
    value = measure_all(scenario("healthy"), loaded(tmp_path, ONE))["chat.requests"].value
    assert value == Missing("this query was not asked when the facts were collected", "not-reported")


def test_several_series_are_no_number() -> None:
    facts = scenario("healthy")
    results = [
        msgspec.structs.replace(result, series=result.items * 2) if result.id == "cluster.restarts" else result
        for result in facts.queries.items
    ]
    facts = msgspec.structs.replace(facts, queries=Reading(tuple(results), facts.queries.origin))
    assert isinstance(measure_all(facts)["restarts.24h"].value, Missing)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: chat.requests", "id: Chat", 2, "`Chat` is no name for a measure; write it like chat.requests"),
        ("id: chat.requests", "id: nodes.ready", 2, "measure nodes.ready: there is one of this name already"),
        ("title: Chat requests", 'title: " "', 3, "measure chat.requests: title is empty"),
        ("[24h]))", "[24h])", 5, "measure chat.requests: the query is not PromQL that can be shown: unclosed left"),
        ("window: 24h", "window: a day", 7, "measure chat.requests: 'a day' is not a duration; write a number and"),
        ("unit: count", "unit: apples", 6, "Invalid enum value 'apples'"),
        ("over: 2d", "over: 100d", 12, "measure chat.requests: chart: over must be at most 2000 whole steps"),
        ("step: 30m", "step: 0m", 12, "measure chat.requests: '0m' is no time at all; write a longer one"),
        ("by: [code, app]", "by: ['co de']", 10, "measure chat.requests: chart: `co de` is no label"),
        ("[1h]))", "))", 9, "measure chat.requests: the query is not PromQL"),
        ("window:", "windows:", 7, "`windows` is no key here; did you mean `window`?"),
        ("measures:", "queries: {nodes.none: up}\nmeasures:", 1, "queries: there is no query `nodes.none`"),
        ("measures:", "queries: {api.since: up}\nmeasures:", 1, "queries: `api.since` belongs to an objective; change"),
        ("measures:", "queries: {cluster.cpu: 'rate('}\nmeasures:", 1, "queries: cluster.cpu: the query is not PromQL"),
    ],
)
def test_a_mistake_is_one_line_with_file_line_measure_and_what_to_do(
    old: str, new: str, line: int, words: str, tmp_path: Path
) -> None:
    assert old in ONE
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, ONE.replace(old, new))
    assert str(caught.value).startswith(f"{tmp_path}/measures.yml:{line}: {words}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("promql", ["up", "sum(up) > 0", "vector(1)", "-up", "(up)", 'up{job=~"a|b"} offset 5m'])
def test_what_answers_with_series_can_be_shown(promql: str) -> None:
    assert find_fault(promql) == ""


@pytest.mark.parametrize(
    "promql", ["", "1", "(1)", "'a'", "up[5m]", "up[5m:1m]", "time()", "scalar(up)", "sum(", "x y"]
)
def test_what_answers_with_anything_else_cannot(promql: str) -> None:
    assert find_fault(promql)


SHOP = """\
availability:
  - id: probes
    objective: 99.5
  - id: shop
    title: The shop
    query: avg(probe_success{job="shop"})
    down: A probe of the shop that does not succeed is down.
"""


def test_objectives_are_changed_and_added(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, SHOP)
    assert [(one.id, one.target) for one in catalogue.objectives] == [
        ("probes", 0.995),
        ("api", 0.999),
        ("shop", 0.999),
    ]
    assert catalogue.by_id["shop.availability.30d"].promql == 'avg_over_time((avg(probe_success{job="shop"}))[30d:1m])'
    ids = [measure.id for measure in catalogue.measures]
    assert "shop.error_budget.90d" in ids
    assert len(ids) == len(set(ids)) == len(CATALOGUE.measures) + 4
    assert len(catalogue.queries) == len(CATALOGUE.queries) + 8
    budget = next(measure for measure in catalogue.measures if measure.id == "probes.error_budget.30d")
    assert "99.5 %" in budget.definition


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("objective: 99.5", "objective: 100", 3, "availability probes: objective is per cent of the time, as in 99.9"),
        ("objective: 99.5", "objective: -1", 3, "availability probes: objective is per cent of the time, as in 99.9"),
        ("id: shop", "id: The shop", 4, "`The shop` is no name for an objective; write one word, like shop"),
        ("    title: The shop\n", "", 4, "availability shop: title is missing; a new objective needs title, query and"),
        ("avg(probe", "avg(probe(", 6, "availability shop: the query is not PromQL that can be shown"),
    ],
)
def test_a_mistake_in_an_objective_is_one_line(old: str, new: str, line: int, words: str, tmp_path: Path) -> None:
    assert old in SHOP
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, SHOP.replace(old, new))
    assert str(caught.value).startswith(f"{tmp_path}/measures.yml:{line}: {words}")
