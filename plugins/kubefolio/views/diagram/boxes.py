"""Draws a graph: boxes in columns or rows, and arrows between them."""

from __future__ import annotations

from markupsafe import Markup

from kubefolio.views.diagram.graph import PAD_X, PAD_Y, Cut, Graph, fit
from kubefolio.views.diagram.layout import lay_out
from kubefolio.views.diagram.shapes import EDGE, Drawing, draw_arrows, draw_mark, draw_rect, draw_text, number
from kubefolio.views.encode import encode, fill


def draw_graph(graph: Graph) -> Drawing:
    """Return the boxes of a graph in columns from left to right, those of a column equally wide, with their arrows."""
    widths: dict[int, float] = {}
    for box in graph.boxes:
        widths[box.column] = max(box.width, widths.get(box.column, 0.0))
    cuts = [fit(box, widths[box.column]) for box in graph.boxes]
    places = {box.id: place for place, box in enumerate(graph.boxes)}
    links = [(places[one.source], places[one.target]) for one in graph.arrows]
    placed = lay_out([(one.width, one.height) for one in cuts], [box.column for box in graph.boxes], links)
    arrows = draw_arrows([[(x + EDGE, y + EDGE) for x, y in route] for route in placed.routes])
    boxes = (draw_box(one, x + EDGE, y + EDGE) for one, (x, y) in zip(cuts, placed.corners, strict=True))
    return Drawing(placed.width + 2 * EDGE, placed.height + 2 * EDGE, arrows + Markup("").join(boxes))


_BOX = Markup('<{tag} class="kf-box kf-box--{look}" transform="translate({x} {y})">{rest}</{end}>')


def draw_box(cut: Cut, x: float, y: float) -> Markup:
    """Return a box with its texts; a link where its application has a page."""
    box = cut.box
    parts = [draw_rect(cut.width, cut.height)]
    if box.state:
        parts.append(draw_mark(box.state, cut.width - PAD_X - 3, PAD_Y + 5))
    baseline = PAD_Y
    for name, size, lines in (("kind", 12, (cut.kind,)), ("name", 15, cut.names), ("note", 13, (cut.note,))):
        for line in filter(None, lines):
            baseline += size
            parts.append(draw_text(name, line, PAD_X, baseline - 3))
    tag = fill('a xlink:href="{}"', box.link) if box.link else Markup("g")
    full = fill("<title>{}</title>", encode(box.name)) if "".join(cut.names) != box.name else Markup()
    rest = full + Markup("").join(parts)
    return fill(_BOX, tag=tag, look=box.look, x=number(x), y=number(y), rest=rest, end="a" if box.link else "g")
