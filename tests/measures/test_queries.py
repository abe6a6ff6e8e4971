"""The queries of the catalogue."""

from __future__ import annotations

import re

import pytest

from kubefolio.facts.metrics import Query
from kubefolio.measures import MEASURES, QUERIES
from kubefolio.measures.availability import BudgetLeft
from kubefolio.measures.promql_check import find_fault


def test_every_query_has_a_name_of_its_own() -> None:
    assert len({query.id for query in QUERIES}) == len(QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_range_query_has_a_window_of_whole_steps(query: Query) -> None:
    assert bool(query.window_s) == bool(query.step_s)
    assert not query.window_s or query.window_s % query.step_s == 0


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_labels_that_are_kept_are_those_the_query_groups_by(query: Query) -> None:
    grouped = re.match(r"(?:1 - )?\w+ by \(([^)]*)\)", query.promql)
    names = tuple(name.strip() for name in grouped[1].split(",")) if grouped else ()
    assert query.labels == names


def test_measure_of_the_metrics_server_says_what_it_asks() -> None:
    shown = [measure for measure in MEASURES if measure.needs == ("queries",)]
    assert shown
    assert all(measure.query in QUERIES or isinstance(measure.compute, BudgetLeft) for measure in shown)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_every_query_of_ours_is_promql(query: Query) -> None:
    assert find_fault(query.promql) == ""
