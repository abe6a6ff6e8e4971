"""A Prometheus-compatible server: Prometheus, Thanos, Mimir, VictoriaMetrics."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.metrics import Query, QueryResult
from kubefolio.sources.http import FetchError
from kubefolio.sources.prometheus.answers import parse_answer
from kubefolio.sources.prometheus.client import Connection, PrometheusSettings, connect

FIELDS = ("queries",)
"""Fields of the FactSet that this source fills."""

__all__ = ["FIELDS", "PrometheusSettings", "read"]


def read(
    settings: PrometheusSettings, queries: tuple[Query, ...], now: datetime, progress: Callable[[str], None]
) -> dict[str, Reading[Any]]:
    """Ask every query as of `now`; a server that cannot be reached at all makes the whole reading Missing."""
    origin = Origin("prometheus", "/api/v1/query", now)
    connection = connect(settings)
    try:
        connection.get("query", {"query": "vector(1)", "time": _time(now)})
    except FetchError as error:
        reason = f"the metrics server could not be asked: {error.reason}"
        return {"queries": Reading(Missing(reason, "failed"), origin)}

    def one(query: Query) -> QueryResult:
        result = _ask(connection, query, now)
        progress(query.id)
        return result

    with ThreadPoolExecutor(settings.max_parallel) as pool:
        results = pool.map(one, sorted(queries, key=lambda query: query.id))
        return {"queries": Reading(tuple(results), origin)}


def _ask(connection: Connection, query: Query, now: datetime) -> QueryResult:
    try:
        if query.window_s:
            parameters = {"query": query.promql, **_span(query, now), "step": str(query.step_s)}
            body = connection.get("query_range", parameters)
        else:
            body = connection.get("query", {"query": query.promql, "time": _time(now)})
        series, warnings = parse_answer(body, query)
    except FetchError as error:
        series, warnings = Missing(f"the metrics server answered {error.reason}", "failed"), ()
    return QueryResult(query.id, query.promql, series, query.step_s, query.window_s, warnings, query.digest)


def _span(query: Query, now: datetime) -> dict[str, str]:
    """Return the first and the last point of a range query, in seconds of Unix time."""
    end = round(now.timestamp())
    end -= end % query.step_s if query.aligned else 0
    return {"start": str(end - query.window_s), "end": str(end)}


def _time(now: datetime) -> str:
    return f"{now.timestamp():.0f}"
