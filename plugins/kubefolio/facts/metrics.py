"""Series of numbers from a Prometheus-compatible server."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Missing, Untrusted


class Query(msgspec.Struct, frozen=True):
    """A question to a Prometheus-compatible server, as the catalogue of measures states it."""

    id: str
    promql: str
    labels: tuple[str, ...] = ()
    """Labels that may be kept of each series; all others are dropped."""
    window_s: int = 0
    """How far back a range query goes, in seconds; 0 makes it an instant query."""
    step_s: int = 0
    """Seconds between two points of a range query."""


class Point(msgspec.Struct, frozen=True, array_like=True):
    """A value at a time; a gap in a series is the absence of a point, never a zero."""

    at: datetime
    value: float


class Series(msgspec.Struct, frozen=True):
    """One line of a query's answer."""

    labels: tuple[tuple[Untrusted, Untrusted], ...]
    """Only the labels that the query groups by, sorted."""
    points: tuple[Point, ...]
    """In order of time; one point for an instant query."""


class QueryResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a server answered to one query of the catalogue."""

    id: str
    """Name of the query in the catalogue."""
    promql: str
    series: tuple[Series, ...] | Missing
    """Sorted by labels; empty means that the server knows no such series."""
    step_s: int
    """Seconds between two points of a range query; 0 for an instant query."""
    window_s: int
    """Seconds from the first to the last possible point; 0 for an instant query."""
    warnings: tuple[Untrusted, ...]
    """What the server warned of."""
    from_snapshot: bool = False
    """True when this query alone failed and the answer of an earlier snapshot stands in."""

    @property
    def items(self) -> tuple[Series, ...]:
        """Return the series, or nothing where they are missing. To tell the two apart, look at `series`."""
        return () if isinstance(self.series, Missing) else self.series
