"""A line the size of a word: gaps break it, and it says in words what it shows."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from kubefolio.facts.metrics import Point
from kubefolio.views.sparkline import draw_sparkline
from tests.scenarios.moments import NOW


def points(*values: float | None) -> tuple[Point, ...]:
    return tuple(Point(NOW + timedelta(hours=hour), value) for hour, value in enumerate(values) if value is not None)


def path(*values: float | None) -> str:
    found = re.search(r' d="([^"]*)"', draw_sparkline("CPU", points(*values), "cores", 3600))
    assert found
    return found[1]


def test_a_line_goes_from_zero_to_the_greatest_value() -> None:
    assert path(0, 1, 2, 1) == "M0 28h0l1-13l1-13l1+13"


def test_a_gap_breaks_the_line_and_a_lonely_point_is_seen() -> None:
    assert path(1, None, 1, 1) == "M0 2h0M2 2h0h1"


def test_a_line_at_zero_lies_on_the_ground() -> None:
    assert path(0, 0) == "M0 28h0h1"


def test_a_line_below_zero_does_not_leave_the_drawing() -> None:
    assert path(-5, 1) == "M0 28h0l1-26"


def test_it_says_in_words_what_it_shows() -> None:
    drawn = unescape(draw_sparkline("CPU, 7 days", points(0.2, 0.5, 0.3), "cores", 3600))
    assert 'aria-label="CPU, 7 days: last 0.3\u00a0CPU, from 0.2\u00a0CPU to 0.5\u00a0CPU"' in drawn
    assert 'viewBox="0 0 2 30"' in drawn
