"""The diagrams of the pages: what they show at three nodes and at five hundred, and that words say the same."""

from __future__ import annotations

import re

import msgspec
import pytest

from kubefolio.facts.factset import FactSet
from kubefolio.facts.repository import WaveStep
from kubefolio.pages.application.diagram import build_graph
from kubefolio.pages.architecture.diagram import MAX_BOXES, build_traffic, draw_nodes, draw_stack
from kubefolio.pages.base import World
from kubefolio.pages.delivery.diagram import draw_delivery
from tests.pages.rendered import edition, pages, seen
from tests.scenarios import SITE, scenario
from tests.scenarios.objects import U, application, claim, found, managed, node, owned_by, pod, workload
from tests.views.inert import take_apart


def large(applications: int) -> FactSet:
    """Return a world of so many applications, half as many nodes, and a route to each application's Service."""
    names = [f"app-{number:04}" for number in range(applications)]
    base = scenario("healthy")
    service, route = base.services.items[0], base.http_routes.items[0]
    backend = route.backends[0]
    return msgspec.structs.replace(
        base,
        nodes=found(*(node(f"n{number}", zone=U(f"z{number % 3}")) for number in range(applications // 2))),
        argocd_applications=found(
            *(
                application(
                    name, [managed("Deployment", name, name), managed("Service", name, name)], owner=U(f"team-{at % 8}")
                )
                for at, name in enumerate(names)
            )
        ),
        deployments=found(*(workload("Deployment", name, name, "nginx:1") for name in names)),
        services=found(*(msgspec.structs.replace(service, namespace=U(name), name=U(name)) for name in names)),
        http_routes=found(
            *(
                msgspec.structs.replace(
                    route,
                    namespace=U(name),
                    name=U(name),
                    backends=(msgspec.structs.replace(backend, namespace=U(name), service=U(name)),),
                )
                for name in names
            )
        ),
    )


def test_application_is_drawn_from_its_way_in_to_its_data() -> None:
    facts = scenario("healthy")
    service = msgspec.structs.replace(facts.services.items[0], selector=((U("app"), U("web")),))
    mounting = pod("web-5d8c-x", owner=owned_by("ReplicaSet", "web-5d8c"), claims=(U("data"),))
    facts = msgspec.structs.replace(
        facts, pods=found(mounting), services=found(service), volume_claims=found(claim("web", "data"))
    )
    world = World(facts, SITE)
    web = next(one for one in world.application_pages if one.name == "web")
    sentences = build_graph(world, web).sentences
    assert "Gateway web/edge leads to HTTPRoute web." in sentences
    assert "HTTPRoute web leads to Service web." in sentences
    assert "Service web sends traffic to Deployment web." in sentences
    assert "Deployment web keeps data in Volume claim data." in sentences


def test_workload_without_a_service_stands_alone_and_nothing_is_invented() -> None:
    world = World(scenario("healthy"), SITE)
    database = next(one for one in world.application_pages if one.name == "db")
    assert build_graph(world, database).sentences == ("StatefulSet db.",)


def test_traffic_names_every_application_while_they_are_few() -> None:
    sentences = build_traffic(World(scenario("healthy"), SITE)).sentences
    assert "From outside Requests come in by Gateway web/edge." in sentences
    assert "Gateway web/edge leads to Application web." in sentences


@pytest.mark.parametrize("applications", [30, 1000])
def test_large_cluster_is_drawn_by_groups_never_by_shrinking(applications: int) -> None:
    world = World(large(applications), SITE)
    graph = build_traffic(world)
    assert len(graph.boxes) <= 4 * MAX_BOXES
    assert {box.kind for box in graph.boxes if box.column == 2} == {"Applications of"}
    for picture in (draw_nodes(world), draw_delivery(world)):
        assert 'viewBox="0 0 780 ' in picture
        assert len(picture) < 40_000
    assert ("n0" in draw_nodes(world)) == (applications == 30)
    assert ("app&#45;0000" in draw_delivery(world)) == (applications == 30)


def test_delivery_shows_the_steps_of_flux_in_the_order_of_what_they_depend_on() -> None:
    flux = {"engine": U("flux"), "kind": U("Kustomization"), "project": U("")}
    names = ("apps", "crds", "stray")
    steps = (
        WaveStep(U("Kustomization/root"), 0, U("first"), (U("crds"),)),
        WaveStep(U("Kustomization/root"), 1, U("after 1 step"), (U("apps"),)),
    )
    facts = msgspec.structs.replace(
        scenario("healthy"),
        argocd_applications=found(),
        flux_helm_releases=found(),
        flux_kustomizations=found(*(application(name, **flux) for name in names)),
        delivery_steps=found(*steps),
    )
    text = take_apart(draw_delivery(World(facts, SITE))).text
    told = (
        "Flux (1 application): stray",
        "Flux: first (1 application): crds",
        "Flux: after 1 step (1 application): apps",
    )
    order = [text.index(sentence) for sentence in told]
    assert order == sorted(order)


def test_nodes_that_are_alike_are_counted_and_one_that_is_not_ready_is_apart() -> None:
    facts = large(1000)
    nodes = facts.nodes.items
    facts = msgspec.structs.replace(facts, nodes=found(msgspec.structs.replace(nodes[0], ready=False), *nodes[1:]))
    text = take_apart(draw_nodes(World(facts, SITE))).text
    assert "1 node in z0" in text
    assert "166 nodes in z0" in text


def test_layers_have_the_icon_of_each_component_once() -> None:
    picture = draw_stack(World(edition("healthy"), SITE))
    symbols = [
        value for name, value in take_apart(picture).attributes if name == "id" and str(value).startswith("kf-i-")
    ]
    assert len(symbols) == len(set(symbols)) > 0
    used = {str(value) for name, value in take_apart(picture).attributes if name == "xlink:href"}
    assert {link[1:] for link in used if link.startswith("#")} == set(symbols)


def test_component_leads_to_the_page_that_shows_more_of_it() -> None:
    pictures = pages("healthy")["architecture/index.md"]
    links = set(re.findall(r'xlink:href="([^"#]+)"', pictures))
    assert {"../nodes/", "../security/", "../storage/", "../delivery/", "../applications/web/"} <= links


def test_world_without_facts_has_no_picture_that_could_look_empty() -> None:
    for path in ("architecture/index.md", "delivery/index.md"):
        assert "<svg" not in pages("missing")[path], path
        assert "<svg" not in pages("empty")[path], path


@pytest.mark.parametrize("path", ["architecture/index.md", "delivery/index.md", "applications/web/index.md"])
def test_every_diagram_has_its_title_its_description_and_its_words(path: str) -> None:
    page = pages("healthy")[path]
    figures = page.split('<figure class="kf-diagram"')[1:]
    assert figures
    for one in figures:
        html = one.partition("</figure>")[0]
        assert html.count("<desc") == html.count('role="group" aria-labelledby') >= 1
        assert "in words" in html
        assert "<li>" in html
    ids = [value for name, value in seen(page).attributes if name == "id"]
    assert len(ids) == len(set(ids))
