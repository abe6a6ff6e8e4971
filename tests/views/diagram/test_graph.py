"""A graph in boxes: columns that are too long are grouped, nothing overlaps, and words say what arrows say."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from kubefolio.views.diagram.boxes import draw_graph
from kubefolio.views.diagram.figure import figure
from kubefolio.views.diagram.graph import Arrow, Box, Builder, Graph
from kubefolio.views.diagram.layout import lay_out
from kubefolio.views.diagram.outline import NARROW, draw_outline
from tests.scenarios.hostile_strings import HOSTILE
from tests.views.inert import take_apart

OURS = {
    *("figure", "div", "svg", "title", "desc", "path", "a", "g", "rect", "text"),
    *("figcaption", "details", "summary", "ul", "li"),
}


def chains(count: int) -> Builder:
    """Return so many Services, each with a workload behind it, all behind one route."""
    builder = Builder()
    builder.box(Box("route", 1, "HTTPRoute", "edge"))
    for number in range(count):
        builder.box(Box(f"s{number}", 2, "Service", f"service-{number}"))
        builder.box(Box(f"w{number}", 3, "Deployment", f"workload-{number}", "1 of 1"))
        builder.arrow("route", f"s{number}")
        builder.arrow(f"s{number}", f"w{number}", "{source} sends traffic to {target}.")
    return builder


def group(column: int, rest: object) -> Box:
    return Box(f"group {column}", column, "and besides", f"{len(rest)} more")  # type: ignore[arg-type]


def test_column_at_the_limit_is_drawn_whole_and_a_longer_one_is_grouped() -> None:
    assert len(chains(7).build(7, group).boxes) == 15
    graph = chains(40).build(7, group)
    assert [box.name for box in graph.boxes if box.look == "group"] == ["34 more", "34 more"]
    assert len(graph.boxes) == 15


def test_arrows_of_a_grouped_box_are_the_groups() -> None:
    graph = chains(40).build(7, group)
    assert Arrow("route", "group 2") in graph.arrows
    assert Arrow("group 2", "group 3", "{source} sends traffic to {target}.") in graph.arrows
    assert len(graph.arrows) == 14


def test_graph_in_words_names_every_arrow_and_every_box_without_one() -> None:
    graph = Graph(
        (Box("a", 0, "Service", "web"), Box("b", 1, "Deployment", "web"), Box("c", 1, "CronJob", "tidy")),
        (Arrow("a", "b", "{source} sends traffic to {target}."),),
    )
    assert graph.sentences == ("Service web sends traffic to Deployment web.", "CronJob tidy.")


def test_boxes_stand_in_their_columns_and_none_covers_another() -> None:
    columns = [0, 1, 1, 1, 2, 3, 3, 3]
    sizes = [(100.0, 40.0 + 7 * place) for place in range(len(columns))]
    placed = lay_out(sizes, columns, [(0, 1), (0, 2), (1, 4), (2, 4), (4, 5)])
    lefts = {column: {placed.corners[i][0] for i, one in enumerate(columns) if one == column} for column in columns}
    assert all(len(found) == 1 for found in lefts.values())
    assert sorted(lefts, key=lambda column: min(lefts[column])) == [0, 1, 2, 3]
    for one, other in combinations(range(len(columns)), 2):
        (x, y), (left, top) = placed.corners[one], placed.corners[other]
        apart = abs(x - left) >= 100 or y + sizes[one][1] <= top or top + sizes[other][1] <= y
        assert apart, (one, other)
    assert len(placed.routes) == 5


def test_empty_columns_take_no_room() -> None:
    assert lay_out([(100, 40), (100, 40)], [0, 4], [(0, 1)]).width < 250


def test_same_graph_is_drawn_the_same() -> None:
    assert draw_graph(chains(5).build(7, group)) == draw_graph(chains(5).build(7, group))


@pytest.mark.parametrize("count", [1, 6, 40])
def test_outline_is_never_wider_than_a_phone(count: int) -> None:
    drawing = draw_outline(chains(count).build(7, group))
    assert drawing.width == NARROW
    lefts = [float(x) for x in re.findall(r"translate\(([\d.]+)", drawing.body)]
    assert sorted(set(lefts)) == [2, 20, 38]


def test_outline_puts_each_box_below_what_leads_to_it() -> None:
    body = str(draw_outline(chains(2).build(7, group)).body)
    names = ("edge", "service&#45;0", "workload&#45;0", "service&#45;1", "workload&#45;1")
    order = [body.index(name) for name in names]
    assert order == sorted(order)


def test_outline_names_what_stands_below_another_box() -> None:
    builder = chains(2)
    builder.box(Box("class", 4, "Storage class", "longhorn"))
    builder.arrow("w0", "class")
    builder.arrow("w1", "class")
    body = str(draw_outline(builder.build(7, group)).body)
    assert body.index("workload&#45;0") < body.index(">longhorn<") < body.index("workload&#45;1")
    assert body.count(">longhorn<") == 1
    assert "1 of 1 → longhorn" in body[body.index("workload&#45;1") :]
    assert body.count("z", body.index("kf-heads"), body.index("<g")) == len(builder.arrows) - 1


def test_outline_sets_a_box_that_nothing_leads_to_apart() -> None:
    graph = Graph(
        (*chains(1).build(7, group).boxes, Box("claim", 4, "Volume claim", "lone")), chains(1).build(7, group).arrows
    )
    lefts = re.findall(r"translate\(([\d.]+)", draw_outline(graph).body)
    assert lefts == ["2", "20", "38", "2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_text_and_nothing_else(text: str) -> None:
    boxes = (Box("a", 0, text, text, text, link="../a/"), Box("b", 1, text, text, text))
    graph = Graph(boxes, (Arrow("a", "b"),))
    html = figure("diagram", text, text, (draw_graph(graph), draw_outline(graph)), graph.sentences)
    parts = take_apart(html)
    assert set(parts.tags) <= OURS
    assert not parts.oddities
    assert {value for name, value in parts.attributes if name == "xlink:href"} == {"../a/"}
    assert not [name for name, _ in parts.attributes if name.startswith(("on", "style", "src"))]


def test_diagram_has_a_title_a_description_and_its_words() -> None:
    graph = chains(1).build(7, group)
    html = str(figure("d", "How it is", "Boxes.", (draw_graph(graph), draw_outline(graph)), graph.sentences))
    assert html.count('aria-labelledby="d-t d-d"') == html.count('<title id="d-t">How it is</title>') == 1
    assert html.count('<desc id="d-n-d">Boxes&#46;</desc>') == 1
    assert "Service service&#45;0 sends traffic to Deployment workload&#45;0&#46;" in html
    assert html.count("viewBox") == 2
    assert 'width="' in html
    assert "rem" in html
