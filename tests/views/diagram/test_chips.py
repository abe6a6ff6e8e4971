"""Bands of chips: as many lines as they need, on any sheet."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kubefolio.views.diagram.chips import Band, Chip, draw_bands
from kubefolio.views.tone import State

CHIPS = tuple(Chip(f"application-{number}", f"../{number}/", "1.2", State("Healthy")) for number in range(30))


def rectangles(body: str) -> list[tuple[float, float, float]]:
    """Return left, top and width of every chip."""
    box = r'kf-chip-box" transform="translate\(([\d.]+) ([\d.]+)\)"><(?:title.*?</title><)?rect width="([\d.]+)"'
    found = re.findall(box, body)
    return [(float(x), float(y), float(width)) for x, y, width in found]


@pytest.mark.parametrize("width", [326, 907])
def test_every_chip_is_on_the_sheet_and_none_covers_another(width: int) -> None:
    drawing = draw_bands((Band("wave 1", CHIPS, "together"), Band("wave 2", CHIPS[:1])), width)
    chips = rectangles(str(drawing.body))
    assert len(chips) == 31
    assert all(x + wide <= width for x, _, wide in chips)
    assert all(top + 26 <= drawing.height for _, top, _ in chips)
    lines: dict[float, list[tuple[float, float]]] = {}
    for x, y, wide in chips:
        lines.setdefault(y, []).append((x, wide))
    for line in lines.values():
        assert all(x + wide <= after for (x, wide), (after, _) in pairwise(line))


def test_name_that_is_too_long_for_the_sheet_is_cut_and_its_title_says_it_whole() -> None:
    body = str(draw_bands((Band("b", (Chip("x" * 200),)),), 326).body)
    assert "…" in body
    assert f"<title>{'x' * 200}</title>" in body


def test_band_without_chips_still_has_its_name() -> None:
    drawing = draw_bands((Band("nothing here", ()),), 326)
    assert "nothing here" in drawing.body
    assert drawing.height > 20
