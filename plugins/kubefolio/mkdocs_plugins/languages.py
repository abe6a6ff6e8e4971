"""`kubefolio/languages`: the same site in more languages, each below its code, from the same facts.

MkDocs builds one language at a time. When a build is done, each other language is built from its own configuration,
`mkdocs.<code>.yml` with `INHERIT: mkdocs.yml`, into a folder of the finished site; the gate then reads them all.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from kubefolio.language import name_of
from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.mkdocs_plugins.navigation import translate_titles
from kubefolio.mkdocs_plugins.siblings import build_sibling, find_configuration, load_sibling
from kubefolio.mkdocs_plugins.theme import drop_word_splitters, language_of, say_language
from kubefolio.settings import LANGUAGES_PLUGIN, PAGES_PLUGIN

log = open_log(__name__)


class LanguagesConfig(Config):
    """Options."""

    also = options.ListOfItems(options.Type(str), default=[])
    """Codes of the languages besides that of `mkdocs.yml`, such as `es`."""


class LanguagesPlugin(BasePlugin[LanguagesConfig]):
    """Takes the pages of its language, links every page to the same in the others, and builds those."""

    main: LanguagesPlugin | None = None  # that of the site that this one is a language of
    code = base = ""
    _translated: frozenset[str] = frozenset()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every language of the site, that of `mkdocs.yml` first."""
        return tuple(dict.fromkeys(((self.main or self).code, *self.config.also)))

    @property
    def others(self) -> tuple[str, ...]:
        """Return the languages to build; none for a language that is built alone, by its own configuration."""
        return () if self.main or self.code in self.config.also else tuple(self.config.also)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Note the language, and let the theme offer the others."""
        if PAGES_PLUGIN not in config.plugins:
            raise PluginError(f"{LANGUAGES_PLUGIN}: add {PAGES_PLUGIN} to plugins")
        self.code, self._translated = language_of(config), frozenset()
        self.base = urlsplit(config.site_url or "/").path
        config.nav = translate_titles(config.nav, config.extra.get("nav_titles") or {})
        self._offer(config, "")
        return config

    def _offer(self, config: MkDocsConfig, address: str) -> None:
        """Let the theme link to a page in the other languages."""
        if self.main or self.others:
            config.extra["alternate"] = self._links(address)

    def _links(self, address: str) -> list[dict[str, str]]:
        """Return where the same page is in each language: paths without an origin, which hold wherever it is served."""
        main = self.main or self
        folders = {one: "" if one == main.code else f"{one}/" for one in self.codes}
        return [
            {"name": name_of(one), "lang": one.replace("_", "-"), "link": f"{main.base}{folder}{address}"}
            for one, folder in folders.items()
        ]

    @event_priority(100)  # before anyone asks what pages there are
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put `about.es.md` in the place of `about.md` where the language is `es`, and leave out what is for others."""
        if self.main:
            drop_word_splitters(files, self.code)
        for file in list(files.documentation_pages()):
            name, _, code = file.src_uri.removesuffix(".md").rpartition(".")
            if code not in self.codes or not name or not file.abs_src_path:
                continue
            files.remove(file)
            if code == self.code:
                self._replace(files, f"{name}.md", file.abs_src_path, config)
        return files

    def _replace(self, files: Files, path: str, source: str, config: MkDocsConfig) -> None:
        if before := files.get_file_from_path(path):
            files.remove(before)
        files.append(File.generated(config, path, abs_src_path=source))
        self._translated |= {path}

    @event_priority(40)  # before kubefolio/facts adds what it says in the language of the site
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Say of a page that nobody translated which language it is in."""
        if self.main is None or page.file.src_uri in self._translated or page.meta.get("generated") == "kubefolio":
            return html
        return say_language(html, self.main.code)

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,  # noqa: ARG002
    ) -> TemplateContext:
        """Let the theme link to the same page."""
        self._offer(config, page.url)
        return context

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002
        """Tell the templates where the site is, for links that search engines read."""
        address = urlsplit(config.site_url or "")
        env.globals["kubefolio_origin"] = f"{address.scheme}://{address.netloc}" if address.netloc else ""
        if self.main or self.others:
            env.globals["kubefolio_languages"] = self._links
        return env

    @event_priority(-90)  # after every plugin that writes, and before the gate reads
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Build the other languages."""
        self._offer(config, "")
        for code in self.others:
            self._build(code, config)

    def _build(self, code: str, config: MkDocsConfig) -> None:
        other = load_sibling(code, config)
        log.info("%s: building %s", LANGUAGES_PLUGIN, other.config_file_path)
        theirs = other.plugins.get(LANGUAGES_PLUGIN)
        if isinstance(theirs, LanguagesPlugin):
            theirs.main = self
        build_sibling(other)

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401, ARG002
        """Rebuild when the configuration of a language changes."""
        for code in self.others:
            server.watch(str(find_configuration(code, config)))
        return server
