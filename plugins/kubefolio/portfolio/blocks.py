"""The blocks of hand-written pages: each a piece of HTML that Markdown leaves as it is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kubefolio.errors import PageError
from kubefolio.facts.base import Missing
from kubefolio.language import Language, speaking, tr
from kubefolio.pages.application.diagram import draw_belongings
from kubefolio.pages.base import World
from kubefolio.portfolio.changes import build_months
from kubefolio.portfolio.home import (
    Card,
    build_card,
    build_layers,
    build_proof,
    build_recent,
    evidence_link,
    observed_at,
)
from kubefolio.portfolio.profile import Profile
from kubefolio.portfolio.projects import Named, Project, gather, index_names, observe
from kubefolio.portfolio.skills import FindPage, build_outcomes, build_skills, parse_front
from kubefolio.portfolio.states import State
from kubefolio.templates import environment
from kubefolio.views.encode import sentence
from kubefolio.views.links import ARCHITECTURE, relative

_FOLDER = Path(__file__).parent


def _no_page(_path: str) -> None:
    """Find no page: what stands in where there is no site."""


@dataclass(frozen=True)
class Button:
    """A way on from the first screen."""

    text: str
    link: str


@dataclass(frozen=True)
class Portfolio:
    """All that the blocks are made from; every block takes the address of the page that it stands on."""

    world: World
    profile: Profile
    projects: tuple[Project, ...]
    site_name: str
    find_page: FindPage = _no_page
    states: tuple[State, ...] = ()
    """Earlier moments of the cluster, oldest first."""

    @cached_property
    def named(self) -> Named | Missing:
        """The applications of the cluster by name."""
        return index_names(self.world)

    @property
    def language(self) -> str | Language:
        """Return what the site is written in."""
        return self.world.site.language

    @property
    def name(self) -> str:
        """Return whose site it is."""
        return self.profile.name or self.site_name

    def card(self, project: Project, page: str) -> Card:
        """Return the card of a project."""
        return build_card(self.world, self.named, project, page)

    def hero(self, page: str) -> Markup:
        """Return the first screen: who, what, and four measures."""
        buttons = [Button(tr("See the architecture"), relative(page, f"{self.world.root}{ARCHITECTURE}"))]
        if self.projects:
            buttons.insert(0, Button(tr("Read the projects"), relative(page, self.projects[0].address)))
        return self._render(
            "hero",
            profile=self.profile,
            name=self.name,
            proof=build_proof(self.world, self.profile, page),
            as_of=observed_at(self.world),
            buttons=tuple(buttons),
            evidence=evidence_link(self.world, page),
        )

    def cards(self, page: str) -> Markup:
        """Return the projects as cards."""
        return self._render("projects", cards=tuple(self.card(project, page) for project in self.projects))

    def stack(self) -> Markup:
        """Return the stack by layers."""
        return self._render("stack", layers=build_layers(self.world))

    def recent(self, page: str) -> Markup:
        """Return the latest changes in Git."""
        return self._render("recent", commits=build_recent(self.world, page))

    def strip(self, project: Project) -> Markup:
        """Return what stands below the heading of a project's page."""
        return self._render("strip", card=self.card(project, project.address), as_of=observed_at(self.world))

    def applications(self, project: Project) -> Markup:
        """Return the live state of a project's applications, as a table for its page."""
        return self._render("applications", live=observe(self.world, self.named, project, project.address))

    def diagram(self, project: Project) -> Markup:
        """Return how a project is put together, drawn from what its applications account for."""
        drawn = draw_belongings(self.world, gather(self.world, self.named, project), project.front.title)
        return drawn or Markup("<p>{}</p>").format(
            sentence("Nothing of this project was seen in the cluster, so there is nothing to draw.")
        )

    def changes(self, page: str) -> Markup:
        """Return what changed, month by month."""
        months = build_months(self.world, self.states, page)
        git = self.world.facts.history.value
        return self._render("changes", months=months, has_history=len(self.states) > 1, git=git)

    def skills(self, page: str, front: Mapping[str, Any]) -> Markup:
        """Return the skills of a page's front matter, each with its evidence."""
        views = build_skills(self.world, self.named, parse_front(front), page, self.find_page)
        return self._render("skills", skills=views)

    def outcomes(self, page: str, front: Mapping[str, Any]) -> Markup:
        """Return what was learnt, by a page's front matter, with what shows it."""
        return self._render("outcomes", outcomes=build_outcomes(self.world, parse_front(front), page, self.find_page))

    def find(self, page: str) -> Project | None:
        """Return the project whose page has this address, or None."""
        return next((project for project in self.projects if project.address == page), None)

    def block(self, name: str, page: str, front: Mapping[str, Any] | None = None) -> Markup:
        """Return a block by its name, for a page of this address and front matter.

        Raises:
            PageError: there is no such block, or it belongs on another kind of page.
        """
        blocks: dict[str, Callable[[], Markup]] = {
            "hero": lambda: self.hero(page),
            "projects": lambda: self.cards(page),
            "stack": self.stack,
            "recent": lambda: self.recent(page),
            "changes": lambda: self.changes(page),
            "skills": lambda: self.skills(page, front or {}),
            "outcomes": lambda: self.outcomes(page, front or {}),
            "diagram": lambda: self.diagram(self._project(page)),
            "applications": lambda: self.applications(self._project(page)),
        }
        if name not in blocks:
            close = difflib.get_close_matches(name, blocks, n=1)
            known = ", ".join(blocks)
            raise PageError(f"there is no such block; {f'did you mean {close[0]}?' if close else f'there are {known}'}")
        with speaking(self.language):
            return blocks[name]()

    def _project(self, page: str) -> Project:
        if found := self.find(page):
            return found
        raise PageError(f"only a page below docs/{self.profile.projects} has applications of its own")

    def problems(self) -> tuple[str, ...]:
        """Return a line for each application that a project names and the cluster does not know."""
        return tuple(
            f"docs/{project.file}: {line}"
            for project in self.projects
            for line in observe(self.world, self.named, project, "").unknown
        )

    def _render(self, template: str, **context: object) -> Markup:
        """Return a block without empty lines: one of them would end it for Markdown."""
        html = environment(_FOLDER).get_template(f"{template}.html.j2").render(**context)
        return Markup(re.sub(r"\n\s*(?=\n|$)", "", html).strip())  # noqa: S704  # everything printed was encoded
