"""What the portfolio gives to machines: tags in the head of every page, pictures for previews, and llms.txt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import meta

from kubefolio.language import tr
from kubefolio.portfolio.blocks import Portfolio
from kubefolio.portfolio.card import draw_card
from kubefolio.portfolio.feed import FeedEntry, entries_of_changes, render_feed
from kubefolio.portfolio.head import FEED, PageHead, build_head
from kubefolio.portfolio.llms import LLMS, Entry, render_llms
from kubefolio.portfolio.skills import FindPage, PageLink

CARDS = "assets/cards/"
CHANGES, POSTS = "changes.md", "blog/posts/"
"""The page of changes, and the folder of posts, below docs/."""


def finder(files: Files) -> FindPage:
    """Return what finds a page by its path below docs/: its title by its front matter, and its address."""

    def find(path: str) -> PageLink | None:
        file = files.get_file_from_path(path)
        if file is None or not file.is_documentation_page():
            return None
        front = meta.get_data(file.content_string)[1]
        return PageLink(str(front.get("title") or path), file.url)

    return find


def add_cards(files: Files, portfolio: Portfolio, config: MkDocsConfig) -> None:
    """Add the picture of the site and of each project."""
    foot = (config.site_url or config.site_name).split("://")[-1].rstrip("/")
    profile = portfolio.profile
    home = draw_card(profile.role or tr("Portfolio"), portfolio.name, profile.summary, foot)
    files.append(File.generated(config, f"{CARDS}home.png", content=home))
    for project in portfolio.projects:
        card = draw_card(tr("{name} / project", name=portfolio.name), project.front.title, project.summary, foot)
        files.append(File.generated(config, _card(project.address), content=card))


def _card(address: str) -> str:
    return f"{CARDS}{address.strip('/').replace('/', '-')}.png"


def head_of(page: Page | None, portfolio: Portfolio, config: MkDocsConfig) -> Markup:
    """Return the tags of a page's head; a page that is not in the site, such as the 404, has none."""
    if page is None:
        return Markup()
    root = config.site_url or ""
    is_project = portfolio.find(page.url) is not None
    return build_head(
        PageHead(
            title=str(page.meta.get("title") or page.title or ""),
            description=str(page.meta.get("description") or config.site_description or ""),
            url=page.canonical_url or "",
            image=f"{root}{_card(page.url) if is_project else f'{CARDS}home.png'}" if root else "",
            is_home=page.is_homepage,
        ),
        portfolio.profile,
        config.site_name,
        root,
    )


def add_llms(files: Files, nav: Navigation, portfolio: Portfolio, config: MkDocsConfig) -> None:
    """Add the list of pages, with the addresses that a visitor sees."""
    root = config.site_url or "/"
    entries = tuple(
        Entry(section, str(page.title), str(page.meta.get("description") or ""), f"{root}{page.url}")
        for section, page in _walk(nav.items, "")
    )
    summary = portfolio.profile.summary or config.site_description or config.site_name
    text = render_llms(portfolio.name, summary, entries)
    files.append(File.generated(config, LLMS, content=text))


def add_feed(files: Files, portfolio: Portfolio, config: MkDocsConfig) -> None:
    """Add the feed of posts and changes, where there is something to tell and an address to tell it from."""
    root = config.site_url or ""
    if not root:
        return
    page = files.get_file_from_path(CHANGES)
    changes = entries_of_changes(portfolio.states, f"{root}{page.url}") if page else ()
    text = render_feed(config.site_name, portfolio.name, root, [*changes, *_posts(files, root)])
    if text:
        files.append(File.generated(config, FEED, content=text))


def _posts(files: Files, root: str) -> Iterator[FeedEntry]:
    """Yield an entry for each post of Material's blog plugin that says its date."""
    for file in files.documentation_pages():
        front = meta.get_data(file.content_string)[1] if file.src_uri.startswith(POSTS) else {}
        day = front.get("date")
        if isinstance(day, date):
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            title, text = (str(front.get(key) or "") for key in ("title", "description"))
            yield FeedEntry(f"{root}{file.url}", title or file.name, text, f"{root}{file.url}", at)


def _walk(items: list[StructureItem], section: str) -> Iterator[tuple[str, Page]]:
    for item in items:
        if isinstance(item, Page):
            yield section, item
        elif isinstance(item, Section):
            yield from _walk(item.children, section or item.title)
