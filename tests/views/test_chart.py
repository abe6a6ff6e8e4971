"""Line charts as SVG."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kubefolio.facts.metrics import Point
from kubefolio.measures.base import Unit
from kubefolio.views.chart import HEIGHT, PAD, Line, draw_chart, nice_top, summarise, tabulate
from tests.scenarios.hostile_strings import HOSTILE
from tests.scenarios.moments import NOW
from tests.views.inert import take_apart

HOUR_S = 3600


def line(*values: float | None, name: str = "node-1") -> Line:
    """Return a line with a value each hour; None is no point."""
    points = (Point(NOW + timedelta(hours=i), value) for i, value in enumerate(values) if value is not None)
    return Line(name, tuple(points))


def drawn(title: str, lines: tuple[Line, ...], unit: Unit, step_s: int) -> str:
    return draw_chart("kf-cpu", title, lines, unit, step_s).svg


def paths(svg: str) -> list[str]:
    return re.findall(r'kf-chart__line--\d" d="([^"]*)"', svg)


def test_gap_in_a_series_is_a_gap_in_its_line() -> None:
    (path,) = paths(drawn("CPU", (line(0.1, 0.2, None, None, 0.3, 0.4),), "ratio", HOUR_S))
    assert [command[0] for command in re.findall(r"[ML][^MLh]+", path)] == ["M", "L", "M", "L"]


def test_one_late_point_is_no_gap() -> None:
    late = Line("a", (Point(NOW, 0.1), Point(NOW + timedelta(seconds=HOUR_S * 1.4), 0.2)))
    (path,) = paths(drawn("CPU", (late,), "ratio", HOUR_S))
    assert path.count("L") == 1


def test_same_series_gives_the_same_bytes() -> None:
    lines = (line(0.1, 0.9), line(0.3, 0.2, name="node-2"))
    assert drawn("CPU", lines, "ratio", HOUR_S) == drawn("CPU", lines, "ratio", HOUR_S)


def test_chart_says_in_words_what_it_shows() -> None:
    parts = take_apart(drawn("CPU in use", (line(0.25, 0.5, 0.4),), "ratio", HOUR_S))
    assert "CPU in use" in parts.text
    assert "node-1: last 40.00\u00a0%, from 25.00\u00a0% to 50.00\u00a0%" in parts.text
    assert {("role", "img"), ("aria-labelledby", "kf-cpu-t kf-cpu-d")} <= set(parts.attributes)
    assert {("id", "kf-cpu-t"), ("id", "kf-cpu-d")} <= set(parts.attributes)


def test_first_middle_and_last_time_stand_below() -> None:
    times = draw_chart("a", "CPU", (line(0.1, 0.2, 0.3),), "ratio", HOUR_S).times
    assert [take_apart(time).text for time in times] == ["2 Nov, 09:30", "2 Nov, 10:30", "2 Nov, 11:30"]


def test_a_chart_of_many_days_names_the_days() -> None:
    many = Line("a", (Point(NOW, 0.1), Point(NOW + timedelta(days=60), 0.2)))
    times = draw_chart("a", "CPU", (many,), "ratio", HOUR_S).times
    assert [take_apart(time).text for time in times] == ["2 Nov", "2 Dec", "1 Jan"]


@pytest.mark.parametrize(
    ("most", "unit", "top"),
    [
        (0.6, "ratio", 1.0),
        (1.2, "ratio", 1.2),
        (0.2, "ratio", 0.2),
        (0.21, "ratio", 0.4),
        (0.0, "ratio", 1.0),
        (-3.0, "count", 1.0),
        (7.0, "count", 10.0),
        (30.0, "count", 40.0),
        (100.0, "count", 100.0),
        (5e6, "bytes", 2.0**23),
        (3.2, "cores", 4.0),
    ],
)
def test_axis_ends_at_a_round_number(most: float, unit: Unit, top: float) -> None:
    assert nice_top(most, unit) == pytest.approx(top)


def test_values_stand_beside_the_chart_from_the_top_to_zero() -> None:
    values = draw_chart("a", "CPU", (line(0.6),), "ratio", HOUR_S).values
    assert values == ("100.00\u00a0%", "50.00\u00a0%", "0.00\u00a0%")


def test_a_table_has_every_value_or_says_that_there_is_none() -> None:
    rows = tabulate((line(0.1, 0.2), line(0.3, None, name="b")), "ratio")
    assert [row.values for row in rows] == [("20.00\u00a0%", "no data"), ("10.00\u00a0%", "30.00\u00a0%")]


def test_a_table_of_many_points_has_every_nth_and_the_last() -> None:
    rows = tabulate((line(*(float(hour) for hour in range(168))),), "count")
    assert [row.values[0] for row in rows] == [str(hour) for hour in range(167, -1, -6)]


@pytest.mark.parametrize("values", [(0.0,), (0.0, 0.0), (1.0, 1.0), (-0.001, -0.002), (1e15, 1e-9), (0.5,)])
def test_every_point_is_within_the_frame_or_just_below_zero(values: tuple[float, ...]) -> None:
    for path in paths(drawn("CPU", (line(*values),), "ratio", HOUR_S)):
        heights = [float(y) for _, y in re.findall(r"[ML]([0-9.]+) ([0-9.-]+)", path)]
        assert all(0 <= y <= HEIGHT - PAD + 1 for y in heights)


def test_lines_are_told_apart_by_six_styles() -> None:
    lines = tuple(line(0.1, 0.2, name=f"node-{i}") for i in range(7))
    styles = re.findall(r"kf-chart__line--(\d)", drawn("CPU", lines, "ratio", HOUR_S))
    assert styles == ["0", "1", "2", "3", "4", "5", "0"]


def test_summary_names_least_most_and_last() -> None:
    summary = summarise(line(0.5, 0.1, 0.3), "ratio")
    assert (summary.least, summary.most, summary.last) == ("10.00\u00a0%", "50.00\u00a0%", "30.00\u00a0%")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_name_of_a_series_cannot_leave_the_label(text: str) -> None:
    parts = take_apart(drawn(text, (line(0.1, name=text),), "ratio", HOUR_S))
    assert parts.tags == ["svg", "title", "desc", "path", "path"]
