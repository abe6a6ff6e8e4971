"""Families of samples and their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TextIO

from examples.homelab.world.curves import Grid


@dataclass(frozen=True)
class Series:
    """The samples of one set of labels, one for each time of the grid."""

    labels: dict[str, str]
    values: Sequence[int | str | None]
    """None where nobody looked."""


@dataclass(frozen=True)
class Family:
    """All series of one metric."""

    name: str
    """As PromQL knows it; a counter's ends in `_total`."""
    kind: Literal["counter", "gauge"]
    series: tuple[Series, ...]


def write_family(out: TextIO, family: Family, grid: Grid) -> int:
    """Write a family in the OpenMetrics text format; return how many series it has."""
    out.write(
        f"# TYPE {family.name.removesuffix('_total') if family.kind == 'counter' else family.name} {family.kind}\n"
    )
    times = [f" {time}\n" for time in grid.times]
    for each in family.series:
        labels = ",".join(f'{name}="{value}"' for name, value in sorted(each.labels.items()))
        head = f"{family.name}{{{labels}}} "
        out.writelines(
            f"{head}{value}{time}" for value, time in zip(each.values, times, strict=True) if value is not None
        )
    return len(family.series)
