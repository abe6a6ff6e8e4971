"""The catalogue: every number of the site, by name, with its definition. To add one, add its row to a module here."""

from __future__ import annotations

from kubefolio.facts.factset import FactSet
from kubefolio.measures import capacity, delivery, gitops, nodes, promql, traffic, workloads
from kubefolio.measures.base import Measure, Measurement, take
from kubefolio.measures.catalogue import Catalogue
from kubefolio.measures.owner import add_owner_measures
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

CATALOGUE = Catalogue(MEASURES, QUERIES)
"""What every build measures; the owner's measures come on top of it."""

__all__ = ["CATALOGUE", "MEASURES", "QUERIES", "Catalogue", "Measure", "Measurement", "load_catalogue", "measure_all"]


def load_catalogue(path: str | None) -> Catalogue:
    """Return the catalogue of a build, with the measures of the owner's file if there is one.

    Raises:
        SettingsError: the file cannot be read, or holds what cannot be.
    """
    return add_owner_measures(CATALOGUE, path) if path else CATALOGUE


def measure_all(facts: FactSet, catalogue: Catalogue = CATALOGUE) -> dict[str, Measurement]:
    """Return every measure of the catalogue, taken on these facts, by name."""
    return {measure.id: take(measure, facts) for measure in catalogue.measures}
