"""Series of numbers from a Prometheus-compatible server."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.editions import Counted, MetricLabels, Public


class Query(msgspec.Struct, frozen=True):
    """A question to a Prometheus-compatible server, as the catalogue of measures states it."""

    id: Public[str]
    promql: Public[str]
    labels: Public[tuple[str, ...]] = ()
    """Labels that may be kept of each series; all others are dropped."""
    window_s: Public[int] = 0
    """How far back a range query goes, in seconds; 0 makes it an instant query."""
    step_s: Public[int] = 0
    """Seconds between two points of a range query."""
    aligned: Public[bool] = False
    """Whether the points of a range query lie at whole multiples of its step: at midnight UTC for a step of a day."""

    @property
    def digest(self) -> str:
        """Return what tells this query's words from any other's."""
        return digest_of(self.promql)


def digest_of(promql: str) -> str:
    """Return twelve hexadecimal digits that differ wherever two queries do."""
    return sha256(promql.encode()).hexdigest()[:12]


class Point(msgspec.Struct, frozen=True, array_like=True):
    """A value at a time; a gap in a series is the absence of a point, never a zero."""

    at: Public[datetime]
    value: Public[float]


class Series(msgspec.Struct, frozen=True):
    """One line of a query's answer."""

    labels: MetricLabels[tuple[tuple[Untrusted, Untrusted], ...]]
    """Only the labels that the query groups by, sorted."""
    points: Public[tuple[Point, ...]]
    """In order of time; one point for an instant query."""


class QueryResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a server answered to one query of the catalogue."""

    id: Public[str]
    """Name of the query in the catalogue."""
    promql: Public[str]
    series: Public[tuple[Series, ...] | Missing]
    """Sorted by labels; empty means that the server knows no such series."""
    step_s: Public[int]
    """Seconds between two points of a range query; 0 for an instant query."""
    window_s: Public[int]
    """Seconds from the first to the last possible point; 0 for an instant query."""
    warnings: Counted[tuple[Untrusted, ...]]
    """What the server warned of."""
    digest: Public[str] = ""
    """The digest of the query as it was asked, since an edition may not show all of its words."""
    from_snapshot: Public[bool] = False
    """True when this query alone failed and the answer of an earlier snapshot stands in."""

    @property
    def items(self) -> tuple[Series, ...]:
        """Return the series, or nothing where they are missing. To tell the two apart, look at `series`."""
        return () if isinstance(self.series, Missing) else self.series
