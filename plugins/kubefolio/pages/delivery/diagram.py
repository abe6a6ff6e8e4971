"""The picture of delivery: what Git holds, what makes applications of it, and the waves that they come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from kubefolio.facts.address import repository_path
from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.merge import applications
from kubefolio.language import tr, tr_known, trn
from kubefolio.pages.base import World
from kubefolio.views.diagram.chips import Band, Chip, draw_picture
from kubefolio.views.links import DELIVERY, relative
from kubefolio.views.tone import State

MAX_CHIPS = 80
"""More applications than this are drawn as groups, by what made them."""
MAX_SOURCES = 12
"""Repositories and makers that are named; the rest is counted."""


def draw_delivery(world: World) -> Markup:
    """Return repositories, makers and waves, in the order in which things happen."""
    found = applications(world.facts)
    if isinstance(found, Missing) or not found:
        return Markup()
    bands = [
        Band("Git", _limit(_repositories(found)), tr("what is declared")),
        Band(tr("Makers"), _limit(_makers(world, found)), tr("what makes applications")),
        *_waves(world, [one for one in found if not one.is_parent]),
    ]
    description = tr(
        "Bands in the order of delivery: repositories, what makes applications of them, then wave after wave."
    )
    return draw_picture("delivery", tr("From Git to the cluster"), description, [band for band in bands if band.chips])


def _limit(chips: list[Chip]) -> tuple[Chip, ...]:
    if len(chips) <= MAX_SOURCES:
        return tuple(chips)
    return (*chips[: MAX_SOURCES - 1], Chip(tr("and {count} more", count=len(chips) - MAX_SOURCES + 1)))


def _repositories(found: Iterable[Application]) -> list[Chip]:
    """Return the repositories that most applications come from; of each its path, never its host."""
    used = Counter(
        name
        for one in found
        for name in {
            repository_path(source.repository) or tr("a repository") for source in one.sources if not source.chart
        }
    )
    ordered = sorted(used.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Chip(name, note=_some(count)) for name, count in ordered]


def _makers(world: World, found: Iterable[Application]) -> list[Chip]:
    parents = [
        Chip(one.name, relative(DELIVERY, world.application_pages[one]), tr("parent"), State(one.health))
        for one in found
        if one.is_parent
    ]
    sets = [Chip(one.name, note=_some(one.applications_count)) for one in world.facts.application_sets.items]
    return parents + sorted(sets, key=lambda chip: chip.name)


FLUX = 10**6
"""Place of Flux's steps, which wait for no wave."""


def _waves(world: World, found: list[Application]) -> list[Band]:
    """Return a band for each sync wave, then one for each step in which Flux delivers what depends on each other."""
    steps = {name: one for one in world.facts.delivery_steps.items for name in one.applications}
    waves: dict[tuple[int, str], list[Application]] = {}
    for one in found:
        step = steps.get(one.name)
        if one.engine == "argocd":
            key = one.sync_wave, tr("Wave {number}", number=one.sync_wave)
        elif step:
            key = FLUX + step.position, tr("Flux: {step}", step=tr_known(step.label))
        else:
            key = FLUX, "Flux"
        waves.setdefault(key, []).append(one)
    alone = len(found) <= MAX_CHIPS
    return [
        Band(name, _alone(world, members) if alone else _grouped(members), _some(len(members)))
        for (_, name), members in sorted(waves.items())
    ]


def _alone(world: World, members: Iterable[Application]) -> tuple[Chip, ...]:
    return tuple(
        Chip(one.name, relative(DELIVERY, world.application_pages[one]), state=State(one.health)) for one in members
    )


def _grouped(members: Iterable[Application]) -> tuple[Chip, ...]:
    """Return a chip for each maker and health, with the number of its applications."""
    alike = Counter((str(one.owner or one.project or tr("others")), str(one.health)) for one in members)
    return _limit(
        [Chip(maker, note=_some(count), state=State(health)) for (maker, health), count in sorted(alike.items())]
    )


def _some(count: int) -> str:
    return trn("{count} application", "{count} applications", count)
