"""`kubefolio/pages`: puts the generated pages into the site."""

from __future__ import annotations

import gc
from typing import Literal

from jinja2 import Environment
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.mkdocs_plugins.finished import FinishedPage
from kubefolio.mkdocs_plugins.navigation import list_titles
from kubefolio.mkdocs_plugins.notes import take_notes
from kubefolio.mkdocs_plugins.outputs import OutputCache, cache_file
from kubefolio.mkdocs_plugins.staging import Staging
from kubefolio.mkdocs_plugins.theme import add_theme, drop_source_maps, language_of, words_of_lost
from kubefolio.mkdocs_plugins.trees import Trees
from kubefolio.pages.base import Document
from kubefolio.render import SCRIPT, STYLESHEET
from kubefolio.settings import PLUGIN
from kubefolio.templates import CompiledTemplates
from kubefolio.views.links import is_listed_elsewhere


class PagesConfig(Config):
    """Options of the look."""

    fonts = options.Type(bool, default=True)
    """The site's own fonts are asked for at once; `false` where the tokens name others."""
    cache = options.Type(bool, default=True)
    """Pages that did not change since the last build are not laid out again."""


class PagesPlugin(BasePlugin[PagesConfig]):
    """Adds the tree that `kubefolio render` writes."""

    _nav: Navigation
    _outputs: OutputCache | None = None
    pages_reused = 0
    """Pages of the last build whose layout was known."""
    _stages = False

    def __init__(self) -> None:
        """Start with nothing built."""
        self.staging, self._trees = Staging(), Trees()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note what is built; having this event also keeps the plugin, and its tree, between the builds of `serve`."""
        self._stages = command != "serve" and not dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check what the pages need of the site, and add their stylesheet and their script."""
        if not isinstance(config.plugins.get(PLUGIN), FactsPlugin):
            raise PluginError("kubefolio/pages: add kubefolio/facts before it in plugins")
        if not config.use_directory_urls:
            raise PluginError("kubefolio/pages: needs use_directory_urls: true, which is MkDocs' default")
        if STYLESHEET not in config.extra_css:
            config.extra_css.insert(0, STYLESHEET)
        if SCRIPT not in config.extra_javascript:
            config.extra_javascript.append(SCRIPT)
        add_theme(config)
        return config

    @event_priority(-100)  # after all that looks at the site's own folder
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Write beside a site that stands; while serving the folder is new each time."""
        if self._stages:
            self.staging.begin(config)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add every generated file; never replace a page that a person wrote."""
        drop_source_maps(files)
        gc.freeze()  # facts have no cycles: looking for them again and again is a tenth of a large build
        tree = self._trees.find(config, cache_file(config, "trees") if self.config.cache else None)
        titles = dict(list_titles(config.nav))
        notes = take_notes(files, (made.path for made in tree))
        taken = {file.dest_uri: file.src_uri for file in files}
        for made in tree:
            file = File.generated(config, made.path, content=made.content)
            if theirs := taken.get(file.dest_uri):
                raise PluginError(
                    f"kubefolio/pages: docs/{theirs} would be replaced by the generated page; move or rename it"
                )
            if isinstance(made, Document):
                FinishedPage(titles.get(made.path), file, config, made, notes.get(made.path))
            if is_listed_elsewhere(made.path):
                file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        return files

    @event_priority(-100)  # the last word on the navigation
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Note the navigation, which every page shows."""
        self._nav = nav
        return nav

    @event_priority(50)  # before the search plugin, which would parse the page to find what we know
    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,  # noqa: ARG002
    ) -> TemplateContext:
        """Hand the search plugin of Material the entries of a generated page; any other one reads the page itself."""
        if isinstance(page, FinishedPage):
            page.hand_entries(config.plugins.get("material/search"))
        return context

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Tell the templates of the theme what they cannot know."""
        env.globals["kubefolio_fonts"] = self.config.fonts
        env.globals["kubefolio_lost"] = words_of_lost(language_of(config))
        env.auto_reload = False  # it is new for each build, and would look at each template's file for each page
        if self.config.cache:
            env.bytecode_cache = CompiledTemplates()
            self._outputs = OutputCache(cache_file(config, "pages"))
            self._outputs.open(config, self._nav)
            pages = (file.page for file in files if isinstance(file.page, FinishedPage))
            self.pages_reused = self._outputs.prepare(env, pages)
        return env

    @event_priority(100)  # before any plugin that works on the output: it will do so again on what is kept here
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Keep what the theme made of a page."""
        if self._outputs and isinstance(page, FinishedPage) and not page.ready:
            self._outputs.keep(page, output)
        return output

    @event_priority(-110)  # after the gate, and so after every plugin that writes
    def on_post_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Write what was kept, and let visitors see what differs."""
        if self._outputs:
            self._outputs.close()
        self.staging.publish()

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Leave the site as it was before a build that failed."""
        self.staging.abandon()
