"""The catalogue: every number of the site, by name, with its definition. To add one, add its row to a module here."""

from __future__ import annotations

from kubefolio.facts.factset import FactSet
from kubefolio.measures import availability, capacity, delivery, gitops, nodes, promql, scorecard, traffic, workloads
from kubefolio.measures.base import Measure, Measurement, take
from kubefolio.measures.catalogue import Catalogue
from kubefolio.measures.owner import add_owner_measures
from kubefolio.measures.standard.rules import KNOWN
from kubefolio.measures.standard.settings import load_standard

MEASURES: tuple[Measure, ...] = (
    *nodes.MEASURES,
    *capacity.MEASURES,
    *workloads.MEASURES,
    *delivery.MEASURES,
    *gitops.MEASURES,
    *traffic.MEASURES,
    *promql.MEASURES,
    *scorecard.MEASURES,
    *availability.MEASURES,
)

QUERIES = (*promql.QUERIES, *availability.QUERIES)

CATALOGUE = Catalogue(MEASURES, QUERIES, objectives=availability.OBJECTIVES)
"""What every build measures; the owner's measures come on top of it."""

SPELT = {"api": "API", "cpu": "CPU", "crds": "CRDs", "crowdsec": "CrowdSec", "etcd": "etcd", "gitops": "GitOps"}
"""First words of measures that are not spelt as a sentence begins."""

__all__ = [
    "CATALOGUE",
    "MEASURES",
    "QUERIES",
    "Catalogue",
    "Measure",
    "Measurement",
    "load_catalogue",
    "measure_all",
    "title_of",
]


def title_of(group: str) -> str:
    """Return the title of the measures whose names begin with this word."""
    return SPELT.get(group, group.capitalize())


def load_catalogue(path: str | None, standard: str | None = None) -> Catalogue:
    """Return the catalogue of a build, with the measures and the standard of the owner's files if there are any.

    Raises:
        SettingsError: a file cannot be read, or holds what cannot be.
    """
    base = CATALOGUE.with_standard(load_standard(standard, KNOWN)) if standard else CATALOGUE
    return add_owner_measures(base, path) if path else base


def measure_all(facts: FactSet, catalogue: Catalogue = CATALOGUE) -> dict[str, Measurement]:
    """Return every measure of the catalogue, taken on these facts, by name."""
    return {measure.id: take(measure, facts) for measure in catalogue.measures}
