"""A badge of each measure that the owner lists, as a picture and in the form that shields.io reads."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.measures import Measurement
from kubefolio.pages.badges.machine import encode_facts
from kubefolio.pages.base import File, World
from kubefolio.views.encode import encode
from kubefolio.views.notice import Site

DEFAULT = ("applications.healthy", "gitops.share", "nodes.ready", "probes.availability.30d")
"""Badges of a site whose owner lists none."""

COLOURS = {"brightgreen": "#2f7d32", "red": "#b3261e", "blue": "#0b61a4", "lightgrey": "#6b7280"}
"""Names that shields.io knows → the colours of our own pictures, dark enough for white letters."""

LETTER, SIDE, HEIGHT = 6.6, 8, 20
"""Width of a letter, what is free beside a text, and the height of a badge, in pixels."""

_SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
    'aria-label="{label}: {message}">'
    "<title>{label}: {message}{as_of}</title>"
    '<rect width="{width}" height="{height}" rx="3" fill="#3c434d"/>'
    '<rect x="{left}" width="{right}" height="{height}" rx="3" fill="{colour}"/>'
    '<rect x="{left}" width="4" height="{height}" fill="{colour}"/>'
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">'
    '<text x="{left_middle}" y="14" textLength="{left_text}" lengthAdjust="spacingAndGlyphs">{label}</text>'
    '<text x="{right_middle}" y="14" textLength="{right_text}" lengthAdjust="spacingAndGlyphs">{message}</text>'
    "</g></svg>\n"
)


def build_files(world: World) -> tuple[File, ...]:
    """Return `facts.json`, and two files for each badge; every measure that has one is in the catalogue."""
    names = DEFAULT if world.site.badges is None else world.site.badges
    badges = [file for name in sorted(set(names)) for file in _badge(world, world.measured[name])]
    return (*badges, File("facts.json", encode_facts(world)))


def choose_badges(site: Site, measured: Mapping[str, Measurement]) -> tuple[str, ...]:
    """Return the badges of a site that have one of these measures."""
    return tuple(name for name in (DEFAULT if site.badges is None else site.badges) if name in measured)


def _badge(world: World, taken: Measurement) -> tuple[File, File]:
    colour = _colour(world, taken)
    endpoint = {"schemaVersion": 1, "label": taken.measure.title, "message": taken.text, "color": colour}
    if isinstance(taken.value, Missing):
        endpoint["isError"] = True
    text = msgspec.json.format(msgspec.json.encode(endpoint), indent=2).decode()
    name = f"badges/{taken.measure.id}"
    return File(f"{name}.json", f"{text}\n"), File(f"{name}.svg", _draw(taken, COLOURS[colour]))


def _colour(world: World, taken: Measurement) -> str:
    """Return grey for what was not measured, green or red for what an objective speaks of, else blue."""
    if isinstance(taken.value, Missing):
        return "lightgrey"
    for objective in world.site.catalogue.objectives:
        if taken.measure.id.startswith(f"{objective.id}.availability."):
            return "brightgreen" if float(str(taken.value)) >= objective.target else "red"
    return "blue"


def _draw(taken: Measurement, colour: str) -> str:
    label, message = taken.measure.title, taken.text
    left_text, right_text = (round(len(text) * LETTER) for text in (label, message))
    left, right = left_text + 2 * SIDE, right_text + 2 * SIDE
    at = taken.observed_at
    return str(
        _SVG.format(
            width=left + right,
            height=HEIGHT,
            left=left,
            right=right,
            left_middle=left / 2,
            right_middle=left + right / 2,
            left_text=left_text,
            right_text=right_text,
            label=encode(label),
            message=encode(message),
            as_of=encode(f", as of {at.day} {at:%b %Y, %H:%M} UTC" if at else ""),
            colour=colour,
        )
    )
