"""A diagram as it stands on a page: a wide and a narrow drawing, one of which is shown, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kubefolio.language import tr
from kubefolio.views.diagram.shapes import Drawing, number
from kubefolio.views.encode import encode, fill
from kubefolio.views.icons import draw_symbol

UNITS = 20.0
"""Units of a drawing in one rem: text keeps its size on every screen, and grows with the reader's own font size."""

_FIGURE = Markup(
    '<figure class="kf-diagram" data-search-exclude>{symbols}{drawings}<figcaption>'
    '<details class="kf-more"><summary>{summary}</summary>{words}</details></figcaption></figure>'
)
_SVG = Markup(
    '<div class="kf-diagram__sheet{only}"{focus}>'
    '<svg width="{rem_w}rem" height="{rem_h}rem" viewBox="0 0 {w} {h}" role="group" '
    'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>'
    "{body}</svg></div>"
)


def figure(id_: str, title: str, description: str, drawings: tuple[Drawing, Drawing], words: Sequence[str]) -> Markup:
    """Return a diagram for a page.

    Args:
        id_: Unique on the page.
        title: What it shows, in a few words.
        description: What is to be seen, in a sentence; for those who do not see it.
        drawings: For wide screens and for narrow ones; one that is both is drawn once.
        words: The whole diagram as a list of sentences.
    """
    wide, narrow = drawings
    if wide == narrow:
        sheets = _sheet(id_, title, description, wide, "")
    else:
        sheets = _sheet(id_, title, description, wide, " kf-wide") + _sheet(
            f"{id_}-n", title, description, narrow, " kf-narrow"
        )
    items = Markup("").join(fill("<li>{}</li>", encode(one)) for one in words)
    return fill(
        _FIGURE,
        symbols=_symbols((*wide.icons, *narrow.icons)),
        drawings=sheets,
        summary=encode(tr("{title}, in words", title=title)),
        words=fill("<ul>{}</ul>", items),
    )


def _symbols(icons: Sequence[str]) -> Markup:
    """Return the shapes of icons, once for all drawings."""
    if not icons:
        return Markup()
    shapes = Markup("").join(draw_symbol(slug) for slug in sorted(set(icons)))
    return fill('<svg class="kf-symbols" aria-hidden="true" width="0" height="0">{}</svg>', shapes)


def _sheet(id_: str, title: str, description: str, drawing: Drawing, only: str) -> Markup:
    focus = Markup() if "<a " in drawing.body else fill(' tabindex="0" role="group" aria-label="{}"', encode(title))
    return fill(
        _SVG,
        only=only,
        focus=focus,
        id=id_,
        title=encode(title),
        description=encode(description),
        rem_w=number(drawing.width / UNITS),
        rem_h=number(drawing.height / UNITS),
        w=number(drawing.width),
        h=number(drawing.height),
        body=drawing.body,
    )
