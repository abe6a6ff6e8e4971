"""Line charts as SVG."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kubefolio.facts.metrics import Point
from kubefolio.views.chart import HEIGHT, PAD, Line, draw_chart, summarise
from tests.scenarios.hostile_strings import HOSTILE
from tests.scenarios.moments import NOW
from tests.views.inert import take_apart

HOUR_S = 3600


def line(*values: float | None, name: str = "node-1") -> Line:
    """Return a line with a value each hour; None is no point."""
    points = (Point(NOW + timedelta(hours=i), value) for i, value in enumerate(values) if value is not None)
    return Line(name, tuple(points))


def paths(svg: str) -> list[str]:
    return re.findall(r'kf-chart__line--\d" d="([^"]*)"', svg)


def test_gap_in_a_series_is_a_gap_in_its_line() -> None:
    (path,) = paths(draw_chart("CPU", (line(0.1, 0.2, None, None, 0.3, 0.4),), "ratio", HOUR_S))
    assert [command[0] for command in re.findall(r"[ML][^ML]+", path)] == ["M", "L", "M", "L"]


def test_one_late_point_is_no_gap() -> None:
    late = Line("a", (Point(NOW, 0.1), Point(NOW + timedelta(seconds=HOUR_S * 1.4), 0.2)))
    (path,) = paths(draw_chart("CPU", (late,), "ratio", HOUR_S))
    assert path.count("L") == 1


def test_same_series_gives_the_same_bytes() -> None:
    lines = (line(0.1, 0.9), line(0.3, 0.2, name="node-2"))
    assert draw_chart("CPU", lines, "ratio", HOUR_S) == draw_chart("CPU", lines, "ratio", HOUR_S)


def test_chart_says_in_words_what_it_shows() -> None:
    parts = take_apart(draw_chart("CPU in use", (line(0.25, 0.5, 0.4),), "ratio", HOUR_S))
    label = dict(parts.attributes)["aria-label"]
    assert label == "CPU in use. node-1: last 40.00\u00a0%, from 25.00\u00a0% to 50.00\u00a0%"
    assert ("role", "img") in parts.attributes


def test_times_of_first_and_last_point_stand_below() -> None:
    text = take_apart(draw_chart("CPU", (line(0.1, 0.2, 0.3),), "ratio", HOUR_S)).text
    assert "2 Nov 2026, 09:30 UTC" in text
    assert "2 Nov 2026, 11:30 UTC" in text


@pytest.mark.parametrize("values", [(0.0,), (0.0, 0.0), (1.0, 1.0), (-0.001, -0.002), (1e15, 1e-9), (0.5,)])
def test_every_point_is_within_the_frame_or_just_below_zero(values: tuple[float, ...]) -> None:
    for path in paths(draw_chart("CPU", (line(*values),), "ratio", HOUR_S)):
        heights = [float(y) for _, y in re.findall(r"[ML](\S+) (\S+)", path)]
        assert all(0 <= y <= HEIGHT - PAD + 1 for y in heights)


def test_share_near_the_whole_is_drawn_against_the_whole() -> None:
    assert "top of the chart: 100.00" in take_apart(draw_chart("CPU", (line(0.6),), "ratio", HOUR_S)).text
    assert "top of the chart: 22.00" in take_apart(draw_chart("CPU", (line(0.2),), "ratio", HOUR_S)).text


def test_lines_are_told_apart_by_six_styles() -> None:
    lines = tuple(line(0.1, 0.2, name=f"node-{i}") for i in range(7))
    styles = re.findall(r"kf-chart__line--(\d)", draw_chart("CPU", lines, "ratio", HOUR_S))
    assert styles == ["0", "1", "2", "3", "4", "5", "0"]


def test_summary_names_least_most_and_last() -> None:
    summary = summarise(line(0.5, 0.1, 0.3), "ratio")
    assert (summary.least, summary.most, summary.last) == ("10.00\u00a0%", "50.00\u00a0%", "30.00\u00a0%")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_name_of_a_series_cannot_leave_the_label(text: str) -> None:
    parts = take_apart(draw_chart(text, (line(0.1, name=text),), "ratio", HOUR_S))
    assert parts.tags == ["svg", "path", "path", "div", "span", "time", "span", "span", "time"]
