"""The owner's own measures: `measures.yml`, checked when it is loaded, before any server is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kubefolio.durations import read_duration
from kubefolio.facts.metrics import Query
from kubefolio.measures.catalogue import Catalogue, PlannedChart
from kubefolio.measures.owner_computed import add_computed
from kubefolio.measures.owner_objectives import merge_objectives
from kubefolio.measures.owner_types import MeasuresFile, OwnerChart, OwnerMeasure
from kubefolio.measures.promql import measure_query
from kubefolio.measures.promql_check import check_promql
from kubefolio.owner_file import OwnerFile, read_owner_file

MAX_POINTS = 2000
"""Points of one line of an owner's chart; Prometheus itself refuses more than 11,000."""

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def add_owner_measures(base: Catalogue, path: str) -> Catalogue:
    """Return the catalogue with what the owner's file adds to it.

    Raises:
        SettingsError: the file cannot be read, or holds what cannot be; it names the line.
    """
    file = read_owner_file(Path(path), MeasuresFile)
    catalogue = base.with_queries(dict(_changed_queries(file, base)))
    catalogue = catalogue.with_objectives(merge_objectives(file, catalogue.objectives))
    for index, one in enumerate(file.content.measures):
        _check(file, f"$.measures[{index}]", one, catalogue)
        catalogue = _add(catalogue, one)
    return add_computed(file, file.content.computed, catalogue)


def _changed_queries(file: OwnerFile[MeasuresFile], base: Catalogue) -> Iterator[tuple[str, str]]:
    of_objectives = {query.id for one in base.objectives for query in one.queries}
    for name, promql in file.content.queries.items():
        where = f"$.queries.{name}"
        if name not in base.by_id:
            raise file.error(where, f"queries: there is no query `{name[:60]}`; the measures page names ours")
        if name in of_objectives:
            raise file.error(where, f"queries: `{name}` belongs to an objective; change that, under availability")
        check_promql(file, where, f"queries: {name}", promql)
        yield name, promql


def _add(catalogue: Catalogue, one: OwnerMeasure) -> Catalogue:
    asked = Query(f"owner/{one.id}", one.query)
    measure = measure_query(one.id, one.title, one.definition, one.unit, asked, window=one.window)
    charts = (_plan(one, one.chart),) if one.chart else ()
    return replace(
        catalogue,
        measures=(*catalogue.measures, measure),
        queries=(*catalogue.queries, asked, *(chart.query for chart in charts)),
        charts=(*catalogue.charts, *charts),
    )


def _plan(one: OwnerMeasure, chart: OwnerChart) -> PlannedChart:
    window, step = (int(read_duration(text).total_seconds()) for text in (chart.over, chart.step))
    query = Query(f"owner/{one.id}/chart", chart.query or one.query, tuple(sorted(chart.by)), window, step)
    return PlannedChart(query, chart.title or one.title, one.unit, one.definition)


def _check(file: OwnerFile[MeasuresFile], where: str, one: OwnerMeasure, catalogue: Catalogue) -> None:
    named = f"measure {one.id[:60]}"
    if not _NAME.fullmatch(one.id):
        raise file.error(f"{where}.id", f"`{one.id[:60]}` is no name for a measure; write it like chat.requests")
    if any(measure.id == one.id for measure in catalogue.measures):
        raise file.error(f"{where}.id", f"{named}: there is one of this name already; give yours another")
    for field in ("title", "definition"):
        if not getattr(one, field).strip():
            raise file.error(f"{where}.{field}", f"{named}: {field} is empty; say what a reader should know")
    check_promql(file, f"{where}.query", named, one.query)
    if one.window:
        _check_duration(file, f"{where}.window", named, one.window)
    if one.chart:
        _check_chart(file, f"{where}.chart", named, one.chart)


def _check_chart(file: OwnerFile[MeasuresFile], where: str, named: str, chart: OwnerChart) -> None:
    over, step = (_check_duration(file, f"{where}.{field}", named, getattr(chart, field)) for field in ("over", "step"))
    if over % step or over // step > MAX_POINTS:
        raise file.error(
            f"{where}.step", f"{named}: chart: over must be at most {MAX_POINTS} whole steps; change over or step"
        )
    for label in chart.by:
        if not _LABEL.fullmatch(label):
            raise file.error(f"{where}.by", f"{named}: chart: `{label[:60]}` is no label; name those the query keeps")
    if chart.query:
        check_promql(file, f"{where}.query", named, chart.query)


def _check_duration(file: OwnerFile[MeasuresFile], where: str, named: str, text: str) -> int:
    try:
        seconds = int(read_duration(text).total_seconds())
    except ValueError as error:
        raise file.error(where, f"{named}: {error}") from error
    if not seconds:
        raise file.error(where, f"{named}: '{text}' is no time at all; write a longer one")
    return seconds
