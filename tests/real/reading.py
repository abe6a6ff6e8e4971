"""Reading a cluster or a metrics server the way the site does, and looking at what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.metrics import Query, QueryResult, Series
from kubefolio.sources import kubernetes, prometheus
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Look:
    """One look at a cluster."""

    readings: dict[str, Reading[Any]]
    seconds: float
    """How long it took."""

    def names(self, field: str) -> tuple[str, ...]:
        """Return the names of the facts of a kind; it is an error when they are missing."""
        value = self.readings[field].value
        assert not isinstance(value, Missing), value
        return tuple(fact.name for fact in value)

    def missing(self, field: str) -> Missing:
        """Return why a kind is missing; it is an error when it is there."""
        value = self.readings[field].value
        assert isinstance(value, Missing), value
        return value

    @property
    def causes(self) -> dict[str, str]:
        """Return the cause of each kind that is missing."""
        found = {field: reading.value for field, reading in self.readings.items()}
        return {field: value.cause for field, value in found.items() if isinstance(value, Missing)}

    @property
    def reasons(self) -> str:
        """Return every reason, one a line."""
        values = (reading.value for reading in self.readings.values())
        return "\n".join(value.missing for value in values if isinstance(value, Missing))


def look(kubeconfig: Path, warn: Callable[[str], None] = lambda _: None, **settings: Any) -> Look:  # noqa: ANN401  # any setting
    """Read everything with small limits: lists of two a page, two seconds for each."""
    everything: dict[str, Any] = {"kubeconfig": str(kubeconfig), "timeout_s": 2.0, "page_size": 2} | settings
    began = time.monotonic()
    readings = kubernetes.read(KubernetesSettings(**everything), NOW, lambda _: None, warn)
    return Look(readings, time.monotonic() - began)


START = 1_700_000_000
"""When samples begin, in Unix time."""
NOON = datetime.fromtimestamp(START + 7200, UTC)
"""Two hours later: when metrics servers are asked."""


def ask(url: str, *queries: Query, **settings: Any) -> Reading[QueryResult]:  # noqa: ANN401  # any setting
    """Ask a metrics server, with a second for each query."""
    options: dict[str, Any] = {"url": url, "timeout_s": 1.0} | settings
    return prometheus.read(PrometheusSettings(**options), queries, NOON, lambda _: None)["queries"]


Numbers = dict[tuple[tuple[str, str], ...], list[tuple[float, float]]]


def as_numbers(series: tuple[Series, ...] | Missing) -> Numbers:
    """Return labels to points as Unix time and value; it is an error when they are missing."""
    assert not isinstance(series, Missing), series
    return {one.labels: [(point.at.timestamp(), point.value) for point in one.points] for one in series}
