"""`kubefolio/portfolio`: gives hand-written pages the person's profile, projects and what the cluster shows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import meta

from kubefolio.claims import NO_CLAIMS
from kubefolio.errors import KubefolioError
from kubefolio.fleet import build_world, choose_cluster
from kubefolio.history import read_example_history, read_history
from kubefolio.language import speaking
from kubefolio.mkdocs_plugins.claims import ClaimsPlugin
from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.mkdocs_plugins.machines import add_cards, add_feed, add_llms, finder, head_of
from kubefolio.portfolio.blocks import Portfolio
from kubefolio.portfolio.profile import PLUGIN as PORTFOLIO_PLUGIN
from kubefolio.portfolio.profile import Profile, choose_texts, parse_profile
from kubefolio.portfolio.projects import parse_project
from kubefolio.portfolio.states import State
from kubefolio.settings import CLAIMS_PLUGIN, PAGES_PLUGIN, PLUGIN

log = open_log(__name__)


class PortfolioConfig(Config):
    """Options; what each means stands in `kubefolio.portfolio.profile.Profile`, which also checks them."""

    name = options.Optional(options.Type(str))
    role = options.Optional(options.Type((str, dict)))
    summary = options.Optional(options.Type((str, dict)))
    place = options.Optional(options.Type((str, dict)))
    links = options.Optional(options.Type(list))
    proof = options.Optional(options.Type(list))
    projects = options.Optional(options.Type(str))
    history = options.Optional(options.Type(str))
    cluster = options.Optional(options.Type(str))


class PortfolioPlugin(BasePlugin[PortfolioConfig]):
    """Knows the projects when the files of the site are known, and renders a block whenever a page asks for one."""

    portfolio: Portfolio
    profile: Profile
    _nav: Navigation

    def __init__(self) -> None:
        """Start on no page."""
        self._page, self._front = "", dict[str, Any]()

    @event_priority(-60)  # after kubefolio/facts: mkdocs-macros must have begun its build
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the profile, and hand the blocks to mkdocs-macros."""
        for name in (PLUGIN, PAGES_PLUGIN):
            if name not in config.plugins:
                raise PluginError(f"{PORTFOLIO_PLUGIN}: add {name} to plugins")
        try:
            facts = self._facts(config)
            choose_cluster(facts.edition, self.config.cluster)
            given = choose_texts(dict(self.config), str(facts.site.language))
            self.profile = parse_profile(given, facts.measured)
        except KubefolioError as error:
            raise PluginError(str(error)) from error
        macros: Any = config.plugins.get("macros")
        if macros is not None:
            macros.register_macros({"portfolio": self._block})
        return config

    @staticmethod
    def _facts(config: MkDocsConfig) -> FactsPlugin:
        plugin = config.plugins[PLUGIN]
        assert isinstance(plugin, FactsPlugin)  # noqa: S101  # its name is ours
        return plugin

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the front matter of every project, and name applications that are not there."""
        facts, claims = self._facts(config), config.plugins.get(CLAIMS_PLUGIN)
        ledger = claims.ledger if isinstance(claims, ClaimsPlugin) else NO_CLAIMS
        written = [file for file in files.documentation_pages() if self._is_project(file)]
        try:
            projects = [
                parse_project(file.src_uri, file.url, meta.get_data(file.content_string)[1]) for file in written
            ]
            states = self._read_states(facts, config)
        except KubefolioError as error:
            raise PluginError(str(error)) from error
        projects.sort(key=lambda one: (one.front.order, one.front.title))
        world = build_world(facts.edition, facts.site, ledger, facts.measured, self.profile.cluster)
        self.portfolio = Portfolio(world, self.profile, tuple(projects), config.site_name, finder(files), states)
        for problem in self.portfolio.problems():
            log.warning(problem)
        with speaking(self.portfolio.language):
            add_cards(files, self.portfolio, config)
        return files

    def _read_states(self, facts: FactsPlugin, config: MkDocsConfig) -> tuple[State, ...]:
        if self.profile.history:
            return read_history(Path(config.config_file_path or ".").parent / self.profile.history)
        return read_example_history() if facts.facts.example else ()

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Note the navigation, whose pages have titles only when all of them were read."""
        self._nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let the theme ask for the head of a page, and list the pages for machines."""
        env.globals["kubefolio_head"] = lambda page: head_of(page, self.portfolio, config)
        with speaking(self.portfolio.language):
            add_llms(files, self._nav, self.portfolio, config)
            add_feed(files, self.portfolio, config)
        return env

    def _is_project(self, file: File) -> bool:
        return file.src_uri.startswith(self.profile.projects) and file.name != "index"

    @event_priority(100)  # before mkdocs-macros, which renders the blocks of this page
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Note which page the blocks are asked for."""
        self._page, self._front = page.url, dict(page.meta)
        return markdown

    def _block(self, name: str) -> Markup:
        try:
            return self.portfolio.block(name, self._page, self._front)
        except KubefolioError as error:
            raise PluginError(f"portfolio({name!r}): {error}") from error

    @event_priority(10)  # before kubefolio/facts, which then puts its notices above it
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Put the state of a project's applications below its heading."""
        project = self.portfolio.find(page.url)
        head, mark, rest = html.partition("</h1>")
        if not (project and mark):
            return html
        with speaking(self.portfolio.language):
            return f"{head}{mark}{self.portfolio.strip(project)}{rest}"
