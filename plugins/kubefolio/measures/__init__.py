"""The catalogue: every number of the site, by name, with its definition. To add one, add its row to a module here."""

from __future__ import annotations

from kubefolio.facts.factset import FactSet
from kubefolio.measures import capacity, delivery, gitops, nodes, promql, traffic, workloads
from kubefolio.measures.base import Measure, Measurement, take
from kubefolio.measures.promql import QUERIES

MEASURES: tuple[Measure, ...] = (
    *nodes.MEASURES,
    *capacity.MEASURES,
    *workloads.MEASURES,
    *delivery.MEASURES,
    *gitops.MEASURES,
    *traffic.MEASURES,
    *promql.MEASURES,
)

__all__ = ["MEASURES", "QUERIES", "Measure", "Measurement", "measure_all"]


def measure_all(facts: FactSet) -> dict[str, Measurement]:
    """Return every measure of the catalogue, taken on these facts, by name."""
    return {measure.id: take(measure, facts) for measure in MEASURES}
