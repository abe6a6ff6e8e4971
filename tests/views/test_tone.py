"""States and tiles."""

from __future__ import annotations

import pytest

from kubefolio.measures import measure_all
from kubefolio.views.tiles import build_tiles
from kubefolio.views.tone import State
from tests.scenarios import scenario
from tests.views.inert import take_apart


@pytest.mark.parametrize(
    ("text", "tone"),
    [("Healthy", "good"), ("OutOfSync", "warn"), ("Degraded", "bad"), ("Suspended", "quiet"), ("healthy", "quiet")],
)
def test_state_is_a_word_with_a_tone(text: str, tone: str) -> None:
    parts = take_apart(State(text).__html__())
    assert parts.text == text
    assert ("class", f"kf-state kf-state--{tone}") in parts.attributes


def test_state_that_nobody_reports_is_unknown() -> None:
    assert take_apart(State("").__html__()).text == "Unknown"


def test_part_is_shown_with_its_whole_unless_it_is_missing() -> None:
    for world, shown in (("healthy", True), ("missing", False)):
        (tile,) = build_tiles(measure_all(scenario(world)), "nodes.ready/nodes.total")
        assert tile.shows_whole is shown
    (alone,) = build_tiles(measure_all(scenario("healthy")), "nodes.total")
    assert not alone.shows_whole
