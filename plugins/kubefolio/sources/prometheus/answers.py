"""The HTTP API's answers as series."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Literal

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.metrics import Point, Query, Series
from kubefolio.sources.http import UNREADABLE
from kubefolio.sources.urls import strip_credentials_in

Sample = tuple[float, str]
"""Unix time in seconds and the value as text, so that it can be NaN or infinite."""


class SeriesWire(msgspec.Struct):
    """One element of `data.result`: `value` of an instant query, `values` of a range query."""

    metric: dict[str, str] = msgspec.field(default_factory=dict)
    value: Sample | None = None
    values: list[Sample] | None = None


class DataWire(msgspec.Struct):
    """`data`; the catalogue's queries all answer with series, never with a bare scalar."""

    result: list[SeriesWire]


class AnswerWire(msgspec.Struct):
    """An answer of `/api/v1/query` or `/api/v1/query_range`."""

    status: Literal["success"]
    data: DataWire
    warnings: list[str] | None = None


def parse_answer(body: bytes, query: Query) -> tuple[tuple[Series, ...] | Missing, tuple[Untrusted, ...]]:
    """Return the series, sorted by their labels, and the server's warnings."""
    try:
        answer = msgspec.json.decode(body, type=AnswerWire)
        series = [_parse_series(wire, query) for wire in answer.data.result]
    except UNREADABLE:
        return Missing("the metrics server's answer is not that of Prometheus", "failed"), ()
    warnings = tuple(strip_credentials_in(warning) for warning in answer.warnings or ())
    return tuple(sorted(series, key=lambda one: one.labels)), warnings


def _parse_series(wire: SeriesWire, query: Query) -> Series:
    labels = tuple((Untrusted(k), strip_credentials_in(v)) for k, v in sorted(wire.metric.items()) if k in query.labels)
    samples = wire.values if wire.values is not None else [wire.value] if wire.value else []
    return Series(labels, _points(samples))


def _points(samples: list[Sample]) -> tuple[Point, ...]:
    """Return the points; what is not a finite number is a gap.

    Twelve digits are kept: Prometheus sums in no fixed order, so the last ones differ from one answer to the next.
    """
    numbers = ((at, float(f"{float(text):.12g}")) for at, text in samples)
    return tuple(Point(datetime.fromtimestamp(at, UTC), value) for at, value in numbers if math.isfinite(value))
