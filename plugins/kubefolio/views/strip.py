"""The days of an objective as a strip: one bar for each, its height and colour say how the day went."""

from __future__ import annotations

from markupsafe import Markup

from kubefolio.language import month, tr, trn
from kubefolio.measures.availability import describe_minutes
from kubefolio.measures.base import format_value
from kubefolio.measures.days import Day
from kubefolio.views.encode import encode, fill

HOUR_MIN = 60
STEP, BAR, HEIGHT = 7, 5, 32
HEIGHTS = {"good": 20, "part": 12, "warn": 32, "bad": 32, "none": 4}
"""Kind of day → height of its bar: what went wrong stands out without its colour too."""

_SVG = Markup('<svg class="kf-days" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
_BAR = Markup(
    '<rect class="kf-days__{}" x="{}" y="{}" width="{}" height="{}" rx="1"><title>{}</title></rect>'
)  # fmt: skip


def kind_of(day: Day) -> str:
    """Return how a day went: good, part (some of it without data), warn (down for minutes), bad (hours), none."""
    if day.share is None:
        return "none"
    if day.down_min > 0:
        return "warn" if day.down_min < HOUR_MIN else "bad"
    return "part" if day.is_gappy else "good"


def draw_strip(days: tuple[Day, ...]) -> Markup:
    """Return the days as bars, oldest first, each with its numbers as a tooltip."""
    bars = Markup("").join(_bar(place, day) for place, day in enumerate(days))
    return fill(_SVG, len(days) * STEP - (STEP - BAR), HEIGHT, encode(_in_words(days)), bars)


def _bar(place: int, day: Day) -> Markup:
    kind = kind_of(day)
    height = HEIGHTS[kind]
    return fill(_BAR, kind, place * STEP, HEIGHT - height, BAR, height, encode(describe_day(day)))


def describe_day(day: Day) -> str:
    """Return a day in words: its date, its availability, and what it lacks."""
    date = f"{day.date.day} {month(day.date)} {day.date:%Y}"
    if day.share is None:
        return tr("{date}: no data", date=date)
    parts = [tr("{date}: {share} up", date=date, share=format_value(day.share, "ratio"))]
    parts += [tr("down for {time}", time=describe_minutes(day.down_min))] if day.down_min > 0 else []
    parts += [tr("no data for {time}", time=describe_minutes(day.gap_min))] if day.is_gappy else []
    return ", ".join(parts)


def _in_words(days: tuple[Day, ...]) -> str:
    kinds = [kind_of(day) for day in days]
    down, dark = sum(kind in ("warn", "bad") for kind in kinds), kinds.count("none")
    return trn(
        "{count} day: down on {down} of them, without any data on {dark}",
        "{count} days: down on {down} of them, without any data on {dark}",
        len(days),
        down=down,
        dark=dark,
    )
