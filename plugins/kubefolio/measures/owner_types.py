"""What may stand in `measures.yml`."""

from __future__ import annotations

from typing import Literal

import msgspec

from kubefolio.measures.owner_computed import OwnerComputed


class OwnerChart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chart of a measure on the metrics page."""

    over: str = "7d"
    """How far back it goes."""
    step: str = "1h"
    """Time between two points."""
    by: tuple[str, ...] = ()
    """Labels that tell the lines apart; the query must keep them."""
    title: str = ""
    """Heading; by default the measure's title."""
    query: str = ""
    """What it draws, if not the measure's own query."""


class OwnerMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that the owner defines."""

    id: str
    title: str
    definition: str
    """What is counted and what is not, in words for a reader."""
    query: str
    """PromQL that answers with one series."""
    unit: Literal["count", "cores", "bytes", "bytes_per_second", "ratio", "seconds", "minutes"] = "count"
    window: str = ""
    """The time that the value covers, if its query looks back."""
    chart: OwnerChart | None = None


class OwnerObjective(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that should be up, and how much of the time; of one of ours only what is to be another."""

    id: str
    title: str = ""
    query: str = ""
    """PromQL that answers with one series: the share of it that is up, from 0 to 1."""
    down: str = ""
    """What counts as down, in a sentence."""
    objective: float = 0
    """Per cent of the time in which it should be up."""


class MeasuresFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    measures: tuple[OwnerMeasure, ...] = ()
    computed: tuple[OwnerComputed, ...] = ()
    availability: tuple[OwnerObjective, ...] = ()
    queries: dict[str, str] = {}
    """PromQL that stands in for that of a query of ours, by its name."""
