"""Builds a site in another language into a folder of the one that was just built, from the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError

from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.mkdocs_plugins.gate import GatePlugin
from kubefolio.mkdocs_plugins.theme import language_of
from kubefolio.settings import GATE_PLUGIN, LANGUAGES_PLUGIN, PLUGIN


def find_configuration(code: str, config: MkDocsConfig) -> Path:
    """Return the configuration of a language; a PluginError where there is none."""
    file = Path(config.config_file_path or "mkdocs.yml").parent / f"mkdocs.{code}.yml"
    if not file.is_file():
        raise PluginError(f"{LANGUAGES_PLUGIN}: also: there is no {file.name}; write one with INHERIT: mkdocs.yml")
    return file


def load_sibling(code: str, config: MkDocsConfig) -> MkDocsConfig:
    """Return the configuration of the site in another language, made a part of this one: the same facts, one gate.

    Raises:
        PluginError: It is not there, cannot be read, or is of another language.
    """
    file, site = find_configuration(code, config), str(Path(config.site_dir) / code)
    address = f"{config.site_url}{code}/" if config.site_url else ""
    try:
        with _own_plugins(config):
            other = load_config(str(file), site_dir=site, site_url=address, strict=config.strict)
    except ConfigurationError as error:
        raise PluginError(f"{LANGUAGES_PLUGIN}: {file.name}: {error}") from error
    if language_of(other) != code:
        raise PluginError(f"{LANGUAGES_PLUGIN}: {file.name}: set theme.language to {code}")
    facts, ours = other.plugins.get(PLUGIN), config.plugins[PLUGIN]
    if isinstance(facts, FactsPlugin) and isinstance(ours, FactsPlugin):
        facts.given = ours
    gate, whole = other.plugins.get(GATE_PLUGIN), config.plugins.get(GATE_PLUGIN)
    if isinstance(gate, GatePlugin) and isinstance(whole, GatePlugin):
        gate.whole = (whole, f"{code}/")
    return other


def build_sibling(other: MkDocsConfig) -> None:
    """Build it, with the beginning and the end that MkDocs gives every site."""
    other.plugins.on_startup(command="build", dirty=False)
    try:
        build(other)
    finally:
        other.plugins.on_shutdown()


@contextmanager
def _own_plugins(config: MkDocsConfig) -> Iterator[None]:
    """Load a configuration with plugins of its own; MkDocs hands those that know `on_startup` to every later one."""
    option: Any = dict(config._schema)["plugins"]  # noqa: SLF001  # MkDocs offers no other way to it
    kept, option.plugin_cache = option.plugin_cache, {}
    try:
        yield
    finally:
        option.plugin_cache = kept
