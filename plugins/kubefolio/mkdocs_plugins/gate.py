"""`kubefolio/gate`: reads the finished site, and removes it where it holds what must not be published."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from kubefolio.errors import KubefolioError
from kubefolio.files import write_whole
from kubefolio.gate import Exempt, nginx_line, parse_exempt, scan_site
from kubefolio.gate.report import SHOWN, summarise
from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.mkdocs_plugins.staging import find_standing
from kubefolio.redact import KnownValue
from kubefolio.settings import GATE_PLUGIN, PAGES_PLUGIN, PLUGIN

log = open_log(__name__)


class GateConfig(Config):
    """Options."""

    exempt = options.Type(list, default=[])
    """What is published on purpose: `file`, `kind`, `value`, `reason` each."""
    csp = options.Optional(options.Type(str))
    """File outside of the site for the line that nginx includes."""


class GatePlugin(BasePlugin[GateConfig]):
    """The last to look at a site. While serving it warns; a build it stops, and nothing is left to publish."""

    def __init__(self) -> None:
        """Start with nothing written."""
        self._serving = self._unchecked = False
        self._exempt: tuple[Exempt, ...] = ()
        self.expected: tuple[str, ...] = ()
        self._values: tuple[KnownValue, ...] = ()
        self._site = Path()
        self._standing: Path | None = None
        self.whole: tuple[GatePlugin, str] | None = None  # what reads this site as a folder of another

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Note whether the site is served."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the options, before anything is built."""
        self._unchecked = False
        if not isinstance(config.plugins.get(PLUGIN), FactsPlugin):
            raise PluginError(f"{GATE_PLUGIN}: add {PLUGIN} before it in plugins; it knows what must not be published")
        try:
            self._exempt = parse_exempt(self.config.exempt, GATE_PLUGIN)
        except KubefolioError as error:
            raise PluginError(str(error)) from error
        if self.config.csp and self._policy_file(config).is_relative_to(Path(config.site_dir).resolve()):
            raise PluginError(f"{GATE_PLUGIN}: csp: the file would be published; give a path outside of the site")
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:  # noqa: ARG002
        """Note which generated files must be in the site."""
        self.expected = tuple(file.dest_uri for file in files if file.generated_by == PAGES_PLUGIN)
        return files

    @event_priority(-100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002
        """Note that from here on there are files that nobody has read."""
        self._unchecked, self._site = not self._serving, Path(config.site_dir)
        self._standing, facts = find_standing(config), config.plugins[PLUGIN]
        self._values = facts.known_values if isinstance(facts, FactsPlugin) else ()
        return env

    @event_priority(-100)  # after every plugin that writes
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Read every byte of the site, or leave it to the gate of the site that this is a part of."""
        if self.whole:
            self.whole[0].expected += tuple(f"{self.whole[1]}{uri}" for uri in self.expected)
            self._unchecked = False
            return
        facts = config.plugins[PLUGIN]
        assert isinstance(facts, FactsPlugin)  # noqa: S101  # checked in on_config
        if facts.site.is_private:
            log.info("the private edition is not searched")
        else:
            self._search(Path(config.site_dir), facts)
        if self.config.csp and not self._serving:
            self._write_policy(config)
        self._unchecked = False

    def _search(self, site: Path, facts: FactsPlugin) -> None:
        report = scan_site(site, facts.known_values, self._exempt, self.expected)
        for finding in report.findings[:SHOWN]:
            (log.warning if self._serving else log.error)(finding)
        for exempt, times in report.exempted:
            log.info("exempt: %s: %s: met %d times: %s", exempt.file, exempt.kind, times, exempt.reason)
        for exempt in report.unused:
            log.warning("exempt: %s: %s: nothing needs this any more; remove it", exempt.file, exempt.kind)
        if report.total and not self._serving:
            raise PluginError(f"{GATE_PLUGIN}: {summarise(report)}; what was built is removed")
        (log.warning if report.total else log.info)(summarise(report))

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Leave nothing behind that was not read: neither what was found nor half of a site.

        The site that stood before stays, unless it holds what must not be published either.
        """
        if not self._unchecked:
            return
        _empty(self._site)
        if self._standing and scan_site(self._standing, self._values, self._exempt).total:
            log.error("%s: what stood there must not be published either and is removed", self._standing)
            _empty(self._standing)

    def _write_policy(self, config: MkDocsConfig) -> None:
        target = self._policy_file(config)
        try:
            write_whole(target, nginx_line(Path(config.site_dir)).encode(), mode=0o644)
        except OSError as error:
            raise PluginError(f"{GATE_PLUGIN}: csp: {target}: cannot be written ({error.strerror})") from error
        except KubefolioError as error:
            raise PluginError(str(error)) from error

    def _policy_file(self, config: MkDocsConfig) -> Path:
        return (Path(config.config_file_path or ".").parent / str(self.config.csp)).resolve()


def _empty(site: Path) -> None:
    for path in site.iterdir() if site.is_dir() else ():
        try:
            _remove(path)
        except OSError as failure:
            log.error("%s: was not checked and cannot be removed (%s); remove it", path, failure.strerror)  # noqa: TRY400


def _remove(path: Path) -> None:
    """Remove a file or a folder, but not the repository that a site may be the work tree of."""
    if path.is_dir() and not path.is_symlink():
        if path.name != ".git":
            shutil.rmtree(path)
    else:
        path.unlink()
