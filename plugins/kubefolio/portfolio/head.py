"""What the head of a page tells machines: Open Graph for previews, JSON-LD for search engines, the feed."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from kubefolio.portfolio.profile import Profile
from kubefolio.views.encode import encode

FEED = "feed.xml"
MAX_DESCRIPTION = 200


@dataclass(frozen=True)
class PageHead:
    """What the head of one page is made from."""

    title: str
    """As it stands in the front matter: plain, or encoded for a generated page."""
    description: str
    url: str
    """Address of the page with its origin; empty where the site has none."""
    image: str
    """Address of its card, with its origin; empty where there is none."""
    is_home: bool


def build_head(page: PageHead, profile: Profile, site_name: str, root: str) -> Markup:
    """Return the tags for the head of a page.

    Args:
        page: The page.
        profile: The person.
        site_name: Name of the site.
        root: Address of the site with its origin and a slash at its end; empty where the site has none.
    """
    title = _plain(page.title) or site_name
    tags = [
        ("og:type", "website" if page.is_home else "article"),
        ("og:site_name", site_name),
        ("og:title", site_name if page.is_home else title),
        ("og:description", _plain(page.description)[:MAX_DESCRIPTION]),
        ("og:url", page.url),
        ("og:image", page.image),
        ("og:image:width", "1200" if page.image else ""),
        ("og:image:height", "630" if page.image else ""),
        ("twitter:card", "summary_large_image" if page.image else "summary"),
    ]
    lines = [
        Markup('<meta {}="{}" content="{}">').format(_attribute(name), name, encode(value))
        for name, value in tags
        if value
    ]
    if root:
        # Without the origin: the theme asks for a sitemap beside each alternate, and may ask nobody but this site.
        feed = Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">')
        lines.append(feed.format(encode(site_name), encode(f"{urlsplit(root).path}{FEED}")))
    if page.is_home and root:
        lines.append(_person(profile, site_name, root))
    return Markup("\n").join(lines)


def _attribute(name: str) -> str:
    return "property" if name.startswith("og:") else "name"


def _plain(text: str) -> str:
    """Return the text of a title or description that may be encoded already."""
    return " ".join(html.unescape(Markup(text).striptags()).split())  # noqa: S704  # its markup is taken away


def _person(profile: Profile, site_name: str, root: str) -> Markup:
    """Return who the site is about as JSON-LD: data that no browser runs."""
    known = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": profile.name or site_name,
        "jobTitle": profile.role,
        "description": profile.summary,
        "url": root,
        "sameAs": [link.url for link in profile.links if link.url.startswith("http")],
    }
    text = json.dumps({key: value for key, value in known.items() if value}, ensure_ascii=True)
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup('<script type="application/ld+json">') + Markup(safe) + Markup("</script>")  # noqa: S704  # no markup in it
