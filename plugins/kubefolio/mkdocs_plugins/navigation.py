"""What the navigation of a site says of its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def list_titles(nav: object) -> Iterator[tuple[str, str]]:
    """Yield path and title of each page that the navigation gives a title."""
    if isinstance(nav, list):
        for item in nav:
            yield from list_titles(item)
    elif isinstance(nav, dict):
        for title, item in nav.items():
            if isinstance(item, str):
                yield item, title
            else:
                yield from list_titles(item)


def translate_titles(nav: object, titles: Mapping[str, str]) -> Any:  # noqa: ANN401  # as YAML gives it
    """Return a navigation with other titles in the place of its own, where there are any for them."""
    if isinstance(nav, list):
        return [translate_titles(item, titles) for item in nav]
    if isinstance(nav, dict):
        return {titles.get(title, title): translate_titles(item, titles) for title, item in nav.items()}
    return nav
