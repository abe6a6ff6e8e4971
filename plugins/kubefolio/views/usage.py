"""What each application used: one answer for all workloads, joined to applications by what belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import missing_workloads
from kubefolio.facts.metrics import Point, QueryResult
from kubefolio.language import mark, tr, tr_known
from kubefolio.measures import Catalogue
from kubefolio.measures.base import Unit, format_value
from kubefolio.measures.belongings import Belongings
from kubefolio.measures.ownership import Key, key_of
from kubefolio.measures.promql import answer
from kubefolio.views.sparkline import draw_sparkline

USES: tuple[tuple[str, str, Unit], ...] = (
    ("workload.cpu", mark("CPU"), "cores"),
    ("workload.memory", mark("Memory"), "bytes"),
    ("workload.received", mark("Network, received"), "bytes_per_second"),
    ("workload.restarts", mark("Restarts in 4 hours"), "count"),
)
"""Query, title and unit of what is shown of each application, in this order."""

KINDS = {
    "deployment": ("Deployment",),
    "statefulset": ("StatefulSet",),
    "daemonset": ("DaemonSet",),
    "job": ("Job", "CronJob"),
}
"""What kube-prometheus-stack calls a kind → the kinds that it may be."""


@dataclass(frozen=True)
class Use:
    """What one application used of one thing over a week."""

    title: str
    unit: Unit
    step_s: int
    points: tuple[Point, ...] | Missing
    """In order of time; a point is the sum of the workloads that the server knew then."""

    @property
    def last(self) -> str | Missing:
        """Return the last value with its unit."""
        return self.points if isinstance(self.points, Missing) else format_value(self.points[-1].value, self.unit)

    @cached_property
    def drawing(self) -> Markup | Missing:
        """Return the week as a line the size of a word."""
        if isinstance(self.points, Missing):
            return self.points
        return draw_sparkline(tr("{title}, 7 days", title=tr_known(self.title)), self.points, self.unit, self.step_s)


def index_usage(facts: FactSet, catalogue: Catalogue, owned: Mapping[Key, Belongings]) -> Mapping[Key, tuple[Use, ...]]:
    """Return the uses of each application, by `identify`, in the order of `USES`; an answer is walked through once."""
    owners = _owners(owned)
    unread = missing_workloads(facts)
    columns = [_column(answer(facts, catalogue.by_id[query]), title, unit, owners) for query, title, unit in USES]
    return {
        key: tuple(
            column
            if isinstance(column, Use)
            else column.get(key) or Use(title, unit, 0, unread or _nothing(belongings))
            for column, (_, title, unit) in zip(columns, USES, strict=True)
        )
        for key, belongings in owned.items()
    }


def _nothing(belongings: Belongings) -> Missing:
    if not belongings.workloads:
        return Missing("none of its objects is a workload", "not-reported")
    return Missing("the metrics server has no series of its workloads", "absent")


def _owners(owned: Mapping[Key, Belongings]) -> Mapping[Key, list[Key]]:
    """Return the applications of each workload."""
    owners: dict[Key, list[Key]] = defaultdict(list)
    for application, belongings in owned.items():
        for workload in belongings.workloads:
            owners[key_of(workload)].append(application)
    return owners


def _column(
    found: QueryResult | Missing, title: str, unit: Unit, owners: Mapping[Key, list[Key]]
) -> Use | Mapping[Key, Use]:
    """Return one use of every application; a single one, which is missing, where the query has no answer."""
    if isinstance(found, Missing):
        return Use(title, unit, 0, found)
    sums: dict[Key, dict[datetime, float]] = defaultdict(lambda: defaultdict(float))
    for application, points in _by_application(found, owners):
        for point in points:
            sums[application][point.at] += point.value
    return {
        application: Use(title, unit, found.step_s, tuple(Point(at, total[at]) for at in sorted(total)))
        for application, total in sums.items()
    }


def _by_application(found: QueryResult, owners: Mapping[Key, list[Key]]) -> Iterator[tuple[Key, Iterable[Point]]]:
    for series in found.items:
        labels = {str(name): str(value) for name, value in series.labels}
        for kind in KINDS.get(labels.get("workload_type", ""), ()):
            for application in owners.get((kind, labels.get("namespace", ""), labels.get("workload", "")), ()):
                if series.points:
                    yield application, series.points


def at_least_one(uses: tuple[Use, ...]) -> tuple[Use, ...] | Missing:
    """Return uses as they are; where not one of them is known, why the first is not."""
    reasons = [use.points for use in uses if isinstance(use.points, Missing)]
    return reasons[0] if len(reasons) == len(uses) else uses
