"""What a build measures: the measures, the queries behind them, and the charts that the owner added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

from msgspec import structs

from kubefolio.errors import SettingsError
from kubefolio.facts.metrics import Query
from kubefolio.measures.availability import Objective
from kubefolio.measures.base import Measure, Unit
from kubefolio.measures.promql import Latest
from kubefolio.measures.scorecard import MEASURES as DEFAULT_SCORES
from kubefolio.measures.scorecard import SCORER, build_measures
from kubefolio.measures.standard.score import Scorer
from kubefolio.measures.standard.settings import Standard


@dataclass(frozen=True)
class PlannedChart:
    """A chart of a range query, before its answer is known."""

    query: Query
    title: str
    unit: Unit
    definition: str = ""
    """What the lines show, in words for a reader."""


@dataclass(frozen=True)
class Catalogue:
    """All that can be measured; each build has one: ours, with what its owner adds."""

    measures: tuple[Measure, ...]
    queries: tuple[Query, ...]
    """Every query that a metrics server is asked, by measures and by charts."""
    charts: tuple[PlannedChart, ...] = ()
    """The owner's charts, in the owner's order."""
    scorer: Scorer = SCORER
    """Holds applications against the standard."""
    objectives: tuple[Objective, ...] = ()
    """What has an availability; their measures and queries are among those above."""

    @cached_property
    def by_id(self) -> dict[str, Query]:
        """The queries, by their names."""
        return {query.id: query for query in self.queries}

    def check_badges(self, names: tuple[str, ...] | None) -> None:
        """Refuse a name in the option `badges` that no measure has.

        Raises:
            SettingsError: there is no such measure; the message names the closest one.
        """
        known = {measure.id for measure in self.measures}
        for name in names or ():
            if name not in known:
                close = get_close_matches(name, sorted(known), 1)
                hint = f"did you mean {close[0]}?" if close else "the page Measures lists them all"
                raise SettingsError(f"kubefolio/facts: badges: there is no measure '{name[:60]}'; {hint}")

    def with_queries(self, changed: Mapping[str, str]) -> Catalogue:
        """Return the catalogue with other PromQL for some of its queries, and in the measures taken from them."""
        queries = {one.id: structs.replace(one, promql=changed.get(one.id, one.promql)) for one in self.queries}
        measures = tuple(_asking(one, queries) for one in self.measures)
        return replace(self, queries=tuple(queries.values()), measures=measures)

    def with_standard(self, standard: Standard) -> Catalogue:
        """Return the catalogue with the measures of another standard in the place of those of the default one."""
        scorer, before = Scorer(standard), {one.id for one in DEFAULT_SCORES}
        kept = tuple(one for one in self.measures if one.id not in before)
        return replace(self, measures=(*kept, *build_measures(scorer)), scorer=scorer)

    def with_objectives(self, objectives: tuple[Objective, ...]) -> Catalogue:
        """Return the catalogue with other objectives, and with their measures and queries in place of the former."""
        gone = {measure.id for former in self.objectives for measure in former.measures}
        gone |= {query.id for former in self.objectives for query in former.queries}
        return replace(
            self,
            measures=(
                *(m for m in self.measures if m.id not in gone),
                *(m for one in objectives for m in one.measures),
            ),
            queries=(*(q for q in self.queries if q.id not in gone), *(q for one in objectives for q in one.queries)),
            objectives=objectives,
        )


def _asking(measure: Measure, queries: Mapping[str, Query]) -> Measure:
    if not isinstance(measure.compute, Latest):
        return measure
    query = queries[measure.compute.query.id]
    return replace(measure, compute=Latest(query), query=query)
