"""Aligned columns of a Markdown table as classes: a strict policy refuses an inline style, and `align` is no HTML."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

NAME = "kubefolio.mkdocs_plugins.tables"
"""What Markdown calls this extension: the module that it finds it in."""
_STYLE = re.compile(r"text-align: (left|center|right);")


class _AlignByClass(Treeprocessor):
    def run(self, root: Element) -> None:
        for cell in (cell for tag in ("th", "td") for cell in root.iter(tag)):
            style = _STYLE.fullmatch(cell.get("style", ""))
            side = style[1] if style else cell.get("align")
            if side:
                cell.attrib.pop("style", None)
                cell.attrib.pop("align", None)
                cell.set("class", f"{cell.get('class', '')} kf-{side}".strip())


class AlignByClass(Extension):
    """Runs after `tables`, which writes a style or, with `use_align_attribute`, an attribute."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Add the step to a Markdown."""
        md.treeprocessors.register(_AlignByClass(md), "kubefolio-align", 5)


def makeExtension(**options: object) -> AlignByClass:  # noqa: N802  # Markdown's name
    """Return the extension, as Markdown asks for it by the name of the module."""
    return AlignByClass(**options)
