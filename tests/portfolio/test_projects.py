"""What a project's front matter becomes, and what the cluster says of its applications."""

from __future__ import annotations

import pytest

from kubefolio.errors import PageError, SettingsError
from kubefolio.facts.base import Missing
from kubefolio.measures import MEASURES
from kubefolio.pages.base import World
from kubefolio.portfolio.blocks import Portfolio
from kubefolio.portfolio.home import build_proof, build_recent, version_of
from kubefolio.portfolio.profile import Profile, parse_profile
from kubefolio.portfolio.projects import Project, index_names, observe, parse_project
from tests.scenarios import SITE, scenario

NAMES = tuple(measure.id for measure in MEASURES)


def world(name: str = "healthy") -> World:
    return World(scenario(name), SITE)


def project(*applications: str, **front: object) -> Project:
    return parse_project("projects/a.md", "projects/a/", {"title": "A", "applications": list(applications), **front})


def portfolio(name: str, *projects: Project) -> Portfolio:
    return Portfolio(world(name), Profile(), projects, "My site")


def test_state_of_a_project_is_that_of_its_worst_application() -> None:
    here = world()
    named = index_names(here)
    assert not isinstance(named, Missing)
    states = {name: str(one[0].health) for name, one in named.items()}
    live = observe(here, named, project(*states), "projects/a/")
    healthy = sum(state == "Healthy" for state in states.values())
    assert str(live.state.text) == f"{healthy} of {len(states)} healthy"  # type: ignore[union-attr]


def test_an_unknown_application_is_a_problem_that_names_the_closest() -> None:
    assert portfolio("healthy", project("webb")).problems() == (
        "docs/projects/a.md: application 'webb' is not in the cluster; did you mean 'web'?",
    )


def test_where_applications_could_not_be_read_nothing_is_unknown_and_nothing_healthy() -> None:
    broken = portfolio("missing", project("webb"))
    assert broken.problems() == ()
    assert "not measured" in broken.cards("")
    assert "healthy" not in broken.cards("").replace("Applications healthy", "")


def test_a_project_without_applications_is_not_healthy() -> None:
    live = observe(world(), index_names(world()), project(), "")
    assert isinstance(live.state, Missing)


@pytest.mark.parametrize("front", [{"applications": "web"}, {"technologies": 3}, {"order": "first"}])
def test_front_matter_of_another_type_names_the_file(front: dict[str, object]) -> None:
    with pytest.raises(PageError, match=r"docs/projects/a\.md: front matter"):
        parse_project("projects/a.md", "projects/a/", front)


def test_front_matter_of_others_is_let_be() -> None:
    assert parse_project("projects/a.md", "projects/a/", {"title": "A", "icon": "x", "claims": []}).front.title == "A"


def test_version_of_a_technology_is_that_of_the_stack_however_it_is_written() -> None:
    here = world()
    known = here.stack[0]
    assert version_of(here, known.name.upper().replace(" ", "-")) == known.version
    assert version_of(here, "COBOL") == ""


def test_proof_shows_no_mark_where_nothing_is_claimed() -> None:
    assert all(not one.mark for one in build_proof(world(), Profile(), ""))


def test_every_block_is_one_piece_for_markdown() -> None:
    one = project("web", "db", technologies=["Cilium"])
    here = portfolio("healthy", one)
    for block in (
        here.hero(""),
        here.cards(""),
        here.stack(),
        here.recent(""),
        here.strip(one),
        here.applications(one),
    ):
        assert "\n\n" not in block
        assert block.startswith("<")


@pytest.mark.parametrize("name", ["healthy", "empty", "forbidden", "missing", "hostile", "hostile-reasons"])
def test_every_block_stands_in_every_world(name: str) -> None:
    one = project("web", technologies=["<script>alert(1)</script>"])
    here = portfolio(name, one)
    for block in ("hero", "projects", "stack", "recent", "applications", "diagram"):
        html = here.block(block, "projects/a/")
        assert "<script" not in html
        assert "{{" not in html


def test_an_unknown_block_names_the_closest() -> None:
    with pytest.raises(PageError, match="did you mean projects"):
        portfolio("healthy").block("project", "")


def test_a_block_of_a_project_stands_only_on_a_projects_page() -> None:
    with pytest.raises(PageError, match="only a page below docs/projects/"):
        portfolio("healthy").block("diagram", "about/")


def test_commits_are_shown_by_what_they_touched_newest_first() -> None:
    recent = build_recent(world(), "")
    assert not isinstance(recent, Missing)
    assert [one.at for one in recent] == sorted((one.at for one in recent), reverse=True)
    assert all(one.applications for one in recent)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"nam": "x"}, "nam"),
        ({"proof": ["nodes.redy"]}, "did you mean nodes.ready"),
        ({"links": [{"name": "x", "url": "javascript:alert(1)"}]}, "begins with https"),
        ({"links": [{"name": "x"}]}, "url"),
    ],
)
def test_a_mistake_in_the_profile_is_one_clear_line(options: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parse_profile(options, NAMES)


def test_name_of_the_site_stands_in_for_a_name() -> None:
    assert "<h1>My site</h1>" in portfolio("healthy").hero("")
