"""`kubefolio/claims`: holds the claims of a site against its measures, and shows the verdicts beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from kubefolio.claims import NO_CLAIMS, Ledger, Verdict, check_claims
from kubefolio.claims.wording import describe
from kubefolio.errors import KubefolioError
from kubefolio.language import ENGLISH, Language, speaking
from kubefolio.ledger import LEDGER, read_ledger
from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.settings import CLAIMS_PLUGIN, PAGES_PLUGIN, PLUGIN
from kubefolio.terminal import plain
from kubefolio.views.claims_in_prose import link_claim, replace_claims

log = open_log(__name__)


class ClaimsConfig(Config):
    """Options."""

    ledger = options.Optional(options.Type(str))


class ClaimsPlugin(BasePlugin[ClaimsConfig]):
    """Reads the claims when the pages of the site are known, and judges them before any page is rendered."""

    ledger: Ledger = NO_CLAIMS

    def __init__(self) -> None:
        """Start without claims."""
        self._verdicts: dict[str, Verdict] = {}
        self._language: str | Language = ENGLISH

    @event_priority(-60)  # after kubefolio/facts: mkdocs-macros must have begun its build
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check what the claims need of the site, and hand `claim` to mkdocs-macros."""
        for name in (PLUGIN, PAGES_PLUGIN):
            if name not in config.plugins:
                raise PluginError(f"{CLAIMS_PLUGIN}: add {name} to plugins")
        self._verdicts = {}
        macros: Any = config.plugins.get("macros")
        if macros is not None:
            macros.register_macros({"claim": self._claim})
        return config

    @event_priority(50)  # before kubefolio/pages, which shows the verdicts
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read every claim and judge it."""
        plugin = config.plugins[PLUGIN]
        assert isinstance(plugin, FactsPlugin)  # noqa: S101  # its name is ours
        written = [Path(file.abs_src_path) for file in files.documentation_pages() if file.abs_src_path]
        try:
            self.ledger = read_ledger(_base(config), self.config.ledger, written)
            verdicts = check_claims(self.ledger, plugin.measured)
        except KubefolioError as error:
            raise PluginError(str(error)) from error
        self._language = plugin.site.language
        self._verdicts = {verdict.claim.id: verdict for verdict in verdicts}
        return files

    def _claim(self, name: str) -> Markup:
        """Return what `{{ claim("name") }}` writes."""
        with speaking(self._language):
            return link_claim(self._verdicts, name)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Put the verdict beside every claim of a page."""
        try:
            with speaking(self._language):
                replaced = replace_claims(html, self._verdicts, page.url)
        except KubefolioError as error:
            raise PluginError(f"{page.file.src_uri}: {error}") from error
        for problem in replaced.problems:
            log.warning("%s: %s", page.file.src_uri, plain(problem))
        return replaced.html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002
        """Name every claim that fails; a strict build stops at one of severity fail, before anything is written."""
        for verdict in self._verdicts.values():
            if verdict.outcome in ("fails", "cannot-tell"):
                write = log.warning if verdict.stops else log.info
                write(plain(describe(verdict)))
        stops = sum(verdict.stops for verdict in self._verdicts.values())
        if config.strict and stops:
            raise PluginError(f"{CLAIMS_PLUGIN}: {stops} failing; correct the sentence, or set its severity to warn")
        return env

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401, ARG002
        """Rebuild when the ledger changes."""
        file = _base(config) / (self.config.ledger or LEDGER)
        if file.exists():
            server.watch(str(file))
        return server


def _base(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or ".").parent
