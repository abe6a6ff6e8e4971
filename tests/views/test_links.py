"""Where pages are, and how one points to another."""

from __future__ import annotations

import re

import pytest

from kubefolio.facts.merge import applications
from kubefolio.views.links import application_pages, relative
from tests.scenarios import scenario
from tests.scenarios.objects import U, application

SAFE = re.compile(r"applications/[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/")


@pytest.mark.parametrize(
    ("source", "target", "link"),
    [
        ("", "data/", "data/"),
        ("data/", "", "../"),
        ("data/", "data/", "./"),
        ("metrics/", "data/", "../data/"),
        ("applications/web/", "applications/", "../"),
        ("applications/", "applications/web/", "web/"),
        ("applications/web/", "data/#pods", "../../data/#pods"),
    ],
)
def test_link_leads_from_one_page_to_the_other(source: str, target: str, link: str) -> None:
    assert relative(source, target) == link


def test_application_has_its_name_as_address() -> None:
    one = application("grafana")
    assert application_pages((one,)) == {one: "applications/grafana/"}


def test_applications_of_one_name_have_different_addresses() -> None:
    same = tuple(application("web", namespace=U(namespace)) for namespace in ("a", "b"))
    pages = application_pages((*same, application("web", kind=U("HelmRelease")), application("other")))
    assert len(set(pages.values())) == 4
    assert all(page.startswith("applications/application-a-web-") for one, page in pages.items() if one == same[0])


def test_address_does_not_change_when_another_application_goes() -> None:
    one, two = application("Web.App"), application("other.app")
    assert application_pages((one, two))[one] == application_pages((one,))[one]


def test_every_name_whatever_it_is_gives_a_safe_address_of_its_own() -> None:
    found = applications(scenario("hostile"))
    assert isinstance(found, tuple)
    pages = application_pages(found)
    assert len(set(pages.values())) == len(pages) == len(found)
    assert all(SAFE.fullmatch(page) for page in pages.values())


def test_name_that_looks_like_another_ones_address_does_not_take_it() -> None:
    victim = application("Web")
    address = application_pages((victim,))[victim]
    copy = application(address.removeprefix("applications/").removesuffix("/"))
    pages = application_pages((victim, copy))
    assert pages[victim] == address
    assert pages[copy] != address


def test_addresses_do_not_depend_on_the_order_of_the_applications() -> None:
    found = applications(scenario("hostile"))
    assert isinstance(found, tuple)
    assert application_pages(found) == application_pages(tuple(reversed(found)))
