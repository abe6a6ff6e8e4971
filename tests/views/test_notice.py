"""What every page says about its facts."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from markupsafe import Markup

from kubefolio.facts.factset import FactSet
from kubefolio.views.links import DATA, relative
from kubefolio.views.notice import Site, build_notices, lay_out_about
from tests.scenarios import SITE, scenario
from tests.scenarios.moments import NOW
from tests.views.inert import take_apart


def standing_in(*fields: str) -> FactSet:
    facts = scenario("healthy")
    changes = {
        name: msgspec.structs.replace(
            getattr(facts, name), origin=msgspec.structs.replace(getattr(facts, name).origin, from_snapshot=True)
        )
        for name in fields
    }
    return msgspec.structs.replace(facts, **changes)


def above(facts: FactSet, page: str) -> Markup:
    return lay_out_about(facts, SITE, relative(page, DATA))[0]


def below(facts: FactSet, page: str) -> Markup:
    return lay_out_about(facts, SITE, relative(page, DATA))[1]


def texts(facts: FactSet, site: Site = SITE, needs: tuple[str, ...] | None = None) -> list[str]:
    return [take_apart(notice).text for notice in build_notices(facts, site, needs)]


def test_fresh_live_facts_need_no_notice() -> None:
    assert texts(scenario("healthy")) == []
    assert above(scenario("healthy"), "data/") == ""


def test_example_is_called_an_example_on_every_page() -> None:
    facts = msgspec.structs.replace(scenario("healthy"), example=True)
    for needs in (None, ("nodes",), ("queries",)):
        assert texts(facts, needs=needs) == ["This is the built-in example: an invented cluster, not a real one."]


def test_example_is_never_called_old() -> None:
    facts = msgspec.structs.replace(scenario("healthy"), example=True)
    assert len(texts(facts, Site(now=NOW + timedelta(days=400)))) == 1


def test_snapshot_that_stands_in_is_named_on_pages_that_show_it_and_on_no_other() -> None:
    facts = standing_in("pods", "deployments")
    sentence = (
        "The live kubernetes source could not be read; facts of 2 Nov 2026, 09:30 UTC from the last snapshot stand in."
    )
    assert texts(facts, needs=("pods",)) == [sentence]
    assert texts(facts) == [sentence]
    assert texts(facts, needs=("nodes", "queries")) == []


def test_each_source_that_has_a_stand_in_is_named_once() -> None:
    notices = texts(standing_in("pods", "queries", "documents"))
    assert [notice.split()[2] for notice in notices] == ["gitops", "kubernetes", "prometheus"]


@pytest.mark.parametrize(
    ("age", "max_age", "words"),
    [
        (timedelta(minutes=1), timedelta(seconds=1), "more than a minute"),
        (timedelta(minutes=45), timedelta(minutes=10), "45 minutes"),
        (timedelta(minutes=90), timedelta(hours=1), "90 minutes"),
        (timedelta(hours=2), timedelta(hours=1), "2 hours"),
        (timedelta(hours=25), timedelta(hours=24), "25 hours"),
        (timedelta(hours=47), timedelta(hours=24), "47 hours"),
        (timedelta(days=2), timedelta(hours=24), "2 days"),
        (timedelta(days=400), timedelta(hours=24), "400 days"),
    ],
)
def test_old_facts_say_how_old(age: timedelta, max_age: timedelta, words: str) -> None:
    assert texts(scenario("healthy"), Site(now=NOW + age, max_age=max_age)) == [f"These facts are {words} old."]


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=24), timedelta(hours=-3)])
def test_facts_within_their_age_and_from_a_clock_that_runs_ahead_are_not_old(age: timedelta) -> None:
    assert texts(scenario("healthy"), Site(now=NOW + age)) == []


def test_nothing_read_has_no_age_and_no_time() -> None:
    assert texts(FactSet()) == []
    assert below(FactSet(), "data/") == ""


def test_notice_links_to_the_page_about_the_data() -> None:
    facts = msgspec.structs.replace(scenario("healthy"), example=True)
    assert ("href", "../../data/") in take_apart(above(facts, "applications/web/")).attributes
    assert ("href", "../data/") in take_apart(below(facts, "metrics/")).attributes


def test_time_of_the_facts_stands_below_a_page() -> None:
    assert take_apart(below(scenario("healthy"), "")).text.startswith("As of 2 Nov 2026, 09:30 UTC.")
