"""Badges and `facts.json` say what the pages say, and nothing where nothing was measured."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kubefolio.errors import SettingsError
from kubefolio.facts.base import Missing
from kubefolio.measures import CATALOGUE
from kubefolio.pages.badges.files import DEFAULT, build_files
from kubefolio.pages.base import World
from tests.scenarios import BUILDERS, SITE, scenario

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "how-to" / "badges.md"


def files(world: str, *badges: str) -> dict[str, str]:
    site = replace(SITE, badges=badges) if badges else SITE
    return {file.path: file.content for file in build_files(World(scenario(world), site))}


def title_of(svg: str) -> str:
    root = ET.fromstring(svg)  # noqa: S314  # ours
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    return title.text or ""


def test_every_site_has_a_few_badges() -> None:
    assert {path for path in files("healthy") if path.startswith("badges/")} == {
        f"badges/{name}.{kind}" for name in DEFAULT for kind in ("json", "svg")
    }


def test_an_empty_list_makes_none() -> None:
    made = build_files(World(scenario("healthy"), replace(SITE, badges=())))
    assert [file.path for file in made] == ["facts.json"]


def test_a_badge_for_shields_has_its_form() -> None:
    badge = json.loads(files("healthy", "nodes.ready")["badges/nodes.ready.json"])
    assert badge == {"schemaVersion": 1, "label": "Nodes ready", "message": "3", "color": "blue"}


def test_a_picture_says_as_of_when_it_is() -> None:
    svg = files("healthy", "nodes.ready")["badges/nodes.ready.svg"]
    assert title_of(svg) == "Nodes ready: 3, as of 2 Nov 2026, 09:30 UTC"
    assert "style=" not in svg


def test_an_availability_below_its_objective_is_red() -> None:
    badge = json.loads(files("healthy", "api.availability.30d")["badges/api.availability.30d.json"])
    assert (badge["message"], badge["color"]) == ("99.86\u00a0%", "red")


def test_what_is_missing_is_grey_and_shows_no_number() -> None:
    made = files("missing", "nodes.ready")
    badge = json.loads(made["badges/nodes.ready.json"])
    assert (badge["message"], badge["color"], badge["isError"]) == ("not measured", "lightgrey", True)
    assert title_of(made["badges/nodes.ready.svg"]) == "Nodes ready: not measured, as of 2 Nov 2026, 09:30 UTC"


def test_a_badge_of_no_measure_is_one_line() -> None:
    with pytest.raises(SettingsError, match=r"badges: there is no measure 'nodes\.redy'; did you mean nodes\.ready\?"):
        CATALOGUE.check_badges(("nodes.total", "nodes.redy"))
    CATALOGUE.check_badges(None)
    CATALOGUE.check_badges(DEFAULT)


@pytest.mark.parametrize("world", BUILDERS)
def test_facts_hold_what_the_pages_show(world: str) -> None:
    taken = World(scenario(world), SITE).measured
    document = json.loads(files(world)["facts.json"])
    assert [one["id"] for one in document["measures"]] == sorted(taken)
    for one in document["measures"]:
        measurement = taken[one["id"]]
        assert one["text"] == measurement.text
        if isinstance(measurement.value, Missing):
            assert (one["value"], one["missing"]) == (None, measurement.value.missing)
        else:
            assert (one["value"], one["missing"]) == (measurement.value, None)


def test_every_field_is_in_the_guide() -> None:
    document = json.loads(files("healthy")["facts.json"])
    guide = GUIDE.read_text("utf-8")
    named = set(re.findall(r"`(?:measures\[\]\.)?([a-z_]+)`", guide))
    assert {*document, *document["measures"][0]} - {"measures"} <= named


@pytest.mark.parametrize("world", ["hostile", "hostile-reasons"])
def test_no_text_leaves_a_picture(world: str) -> None:
    for path, text in files(world).items():
        if path.endswith(".svg"):
            tags = [element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()]  # noqa: S314
            assert tags == ["svg", "title", "rect", "rect", "rect", "g", "text", "text"]
