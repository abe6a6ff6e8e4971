"""`kubefolio/facts`: reads the facts before the site is built, and lets hand-written pages use them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from kubefolio.edition import Edition, list_site_problems
from kubefolio.errors import KubefolioError
from kubefolio.facts.factset import FactSet
from kubefolio.fleet import describe_site_age, frame_site, load_site, measure_site
from kubefolio.language import speaking
from kubefolio.measures import CATALOGUE, Catalogue, Measurement, load_catalogue
from kubefolio.mkdocs_plugins.asking import EnterKey
from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.mkdocs_plugins.prose import register_macros
from kubefolio.mkdocs_plugins.site import describe_site
from kubefolio.mkdocs_plugins.theme import language_of
from kubefolio.redact import KnownValue
from kubefolio.redact.store import refuse_published
from kubefolio.settings import Settings, parse_duration, parse_settings, refuse_repeated_clusters
from kubefolio.views.notice import Site

log = open_log(__name__)
not_strict = logging.getLogger("kubefolio")
"""Warns without stopping a strict build: only loggers below `mkdocs` count there."""


class FactsConfig(Config):
    """Options; what each means stands in `kubefolio.settings.Settings`, which also checks them."""

    sources = options.Type(dict, default={})
    clusters = options.Type(dict, default={})
    snapshot = options.Optional(options.Type(str))
    measures = options.Optional(options.Type(str))
    badges = options.Optional(options.Type(list))
    standard = options.Optional(options.Type(str))
    max_age = options.Type(str, default=Settings().max_age)
    old_facts = options.Type(str, default=Settings().old_facts)
    refresh = options.Type(str, default=Settings().refresh)
    edition = options.Type(str, default=Settings().edition)
    publish = options.Type(dict, default={})
    private_values = options.Type((list, str), default=[])
    aliases = options.Type(dict, default={})


class FactsPlugin(BasePlugin[FactsConfig]):
    """Reads once for a build; while serving, again only after the `refresh` time."""

    facts: FactSet
    known_values: tuple[KnownValue, ...]
    """What the gate looks for; none in the private edition."""
    site: Site
    given: FactsPlugin | None = None  # where the facts are taken from, in a site that is another language of one

    edition: Edition
    """All that was read; `facts` holds nothing where there are several clusters."""
    measured: Mapping[str, Measurement]
    """What pages and claims may ask for, by name."""

    def __init__(self) -> None:
        """Start without facts."""
        self._read_at: datetime | None = None
        self._serving, self._key = False, EnterKey()
        self.settings = Settings()
        self._asked = CATALOGUE.queries

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Note whether the site is served; having this event also keeps the plugin, and its facts, between rebuilds."""
        self._serving = command == "serve"

    @event_priority(-50)  # after mkdocs-macros: what is registered before it leaks into the next build
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the facts and hand them to mkdocs-macros."""
        now = datetime.now(UTC)
        try:
            self.settings = parse_settings(dict(self.config), Path(config.config_file_path or ".").parent)
            if self.settings.clusters and config.config_file_path:
                refuse_repeated_clusters(Path(config.config_file_path))
            refuse_published(self.settings.aliases, (Path(config.site_dir), Path(config.docs_dir)))
            catalogue = load_catalogue(self.settings.measures, self.settings.standard)
            catalogue.check_badges(self.settings.badges)
            if one := self.given:
                self._take(one.edition, one.site.now)
            elif self._key.take() or not self._is_fresh(now, catalogue):
                self._read(now, catalogue)
        except KubefolioError as error:
            raise PluginError(str(error)) from error
        self.site = describe_site(config, self.settings, self._read_at, catalogue)
        with speaking(self.site.language):
            self.measured = measure_site(self.edition, catalogue)
        if old := describe_site_age(self.edition, self.site):
            if self.settings.old_facts == "fail":
                raise PluginError(f"kubefolio/facts: {old}")
            not_strict.warning("WARNING -  kubefolio: %s", old)
        register_macros(config, self.edition, self.measured, language_of(config))
        return config

    def _is_fresh(self, now: datetime, catalogue: Catalogue) -> bool:
        if not self._serving or self._read_at is None or self._asked != catalogue.queries:
            return False
        until = self._read_at + parse_duration(self.settings.refresh)
        if now < until:
            log.info(self._key.tell_kept(self._read_at, until))
        return now < until

    def _read(self, now: datetime, catalogue: Catalogue) -> None:
        self._take(load_site(self.settings, now, catalogue=catalogue, warn=log.info), now)
        self._asked = catalogue.queries
        if self.facts.example:
            log.info("no cluster is configured: showing the built-in example")
        for problem in list_site_problems(self.edition):
            log.warning(problem)

    def _take(self, edition: Edition, read_at: datetime | None) -> None:
        self.edition, self._read_at = edition, read_at
        self.facts, self.known_values = edition.facts, edition.known_values

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Put the notices and the time of the facts on every page that a person wrote; ours bring their own."""
        if page.meta.get("generated") == "kubefolio":
            return html
        with speaking(self.site.language):
            notices, as_of = frame_site(self.edition, self.site, page.url)
        head, mark, rest = html.partition("</h1>")
        body = f"{head}{mark}{notices}{rest}" if mark else f"{notices}{html}"
        return f"{body}{as_of}"

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401, ARG002
        """Rebuild when a snapshot, the owner's measures or the standard change, or when Enter is pressed."""
        self._key.read(server)
        snapshots = (self.settings.snapshot, *(one.snapshot for one in self.settings.clusters.values()))
        for file in (*snapshots, self.settings.measures, self.settings.standard):
            if file and Path(file).exists():
                server.watch(file)
        return server
