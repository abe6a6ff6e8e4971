"""What the navigation of a site says of its pages."""

from __future__ import annotations

from collections.abc import Iterator


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
