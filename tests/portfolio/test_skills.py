"""What someone says they know, beside what the cluster shows of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from kubefolio.collect import read_example
from kubefolio.errors import PageError
from kubefolio.facts.base import Missing
from kubefolio.pages.base import World
from kubefolio.portfolio.projects import index_names
from kubefolio.portfolio.skills import PageLink, build_outcomes, build_skills, parse_front
from tests.scenarios import SITE, scenario

EXAMPLE = World(read_example(), SITE)


def find(path: str) -> PageLink | None:
    return PageLink("A page", "projects/a/") if path == "projects/a.md" else None


def skill(world: World, *technologies: str, **more: object) -> object:
    front = parse_front({"skills": [{"domain": "D", "technologies": list(technologies), **more}]})
    return build_skills(world, index_names(world), front, "skills/", find)[0]


def test_a_technology_shows_its_version_age_and_commits() -> None:
    (row,) = skill(EXAMPLE, "Authentik").evidence  # type: ignore[attr-defined]
    assert row.version == "2026.2.1"
    assert isinstance(row.since, datetime)
    assert isinstance(row.commits, int)
    assert row.link == "../applications/authentik/"


def test_a_part_of_an_application_has_the_evidence_of_that_application() -> None:
    (row,) = skill(EXAMPLE, "Grafana").evidence  # type: ignore[attr-defined]
    assert row.link == "../applications/kube-prometheus-stack/"


def test_what_runs_on_the_nodes_is_as_old_as_the_oldest() -> None:
    (row,) = skill(EXAMPLE, "Kubernetes").evidence  # type: ignore[attr-defined]
    assert row.since == min(node.created_at for node in EXAMPLE.facts.nodes.items if node.created_at)
    assert isinstance(row.commits, Missing)


def test_what_the_cluster_does_not_show_says_so() -> None:
    (row,) = skill(EXAMPLE, "COBOL").evidence  # type: ignore[attr-defined]
    assert (row.version, row.link) == ("", "")
    assert isinstance(row.since, Missing)


def test_where_nothing_was_read_nothing_is_shown() -> None:
    rows = skill(World(scenario("missing"), SITE), "Kubernetes", "Authentik").evidence  # type: ignore[attr-defined]
    assert all(isinstance(row.since, Missing) and not row.version for row in rows)


def test_pages_are_linked_by_their_titles_and_one_that_is_not_there_stops_the_build() -> None:
    assert skill(EXAMPLE, "Loki", pages=["projects/a.md"]).pages == (  # type: ignore[attr-defined]
        PageLink("A page", "../projects/a/"),
    )
    with pytest.raises(PageError, match=r"docs/gone\.md: there is no such page"):
        skill(EXAMPLE, "Loki", pages=["gone.md"])


def test_a_misspelt_measure_names_the_closest() -> None:
    front = parse_front({"outcomes": [{"title": "T", "measures": ["nodes.redy"]}]})
    with pytest.raises(PageError, match=r"did you mean nodes\.ready"):
        build_outcomes(EXAMPLE, front, "skills/", find)


@pytest.mark.parametrize("front", [{"skills": [{"domain": "D"}]}, {"skills": [{"domain": "D", "technology": ["x"]}]}])
def test_a_mistake_in_the_front_matter_is_an_error(front: dict[str, object]) -> None:
    with pytest.raises(PageError, match="front matter"):
        parse_front(front)
