"""A few measures at a glance, each alone or as a part of a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.measures import Measurement


@dataclass(frozen=True)
class Tile:
    """One number, and what it is a part of."""

    measurement: Measurement
    whole: Measurement | None

    @property
    def shows_whole(self) -> bool:
        """Tell whether there is a whole to show: a missing part is not shown as a part of something."""
        return self.whole is not None and not isinstance(self.measurement.value, Missing)


def build_tiles(measured: Mapping[str, Measurement], *names: str) -> tuple[Tile, ...]:
    """Return the tiles for names like `nodes.total`, or `nodes.ready/nodes.total` for a part of a whole.

    Of several clusters, `home/nodes.total` is the measure of one of them.
    """
    parts = ((name, "", "") if name in measured else name.partition("/") for name in names)
    return tuple(Tile(measured[part], measured[whole] if whole else None) for part, _, whole in parts)
