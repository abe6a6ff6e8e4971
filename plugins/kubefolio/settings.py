"""What the owner sets, in `mkdocs.yml` under `kubefolio/facts` or on the command line; one type for both doors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
import yaml_env_tag

from kubefolio.cluster_settings import ClusterSettings, SourcesSettings, find_problem, find_repeated
from kubefolio.durations import read_duration
from kubefolio.errors import SettingsError
from kubefolio.redact.settings import AliasSettings, PublishSettings
from kubefolio.sources.gitops.git import is_scp_like

PLUGIN = "kubefolio/facts"
CLAIMS_PLUGIN = "kubefolio/claims"
PAGES_PLUGIN = "kubefolio/pages"
GATE_PLUGIN = "kubefolio/gate"
LANGUAGES_PLUGIN = "kubefolio/languages"
SHORT_FORM = {"kubernetes": "context", "gitops": "url", "prometheus": "url"}
"""The option that a bare text stands for: `kubernetes: homelab` means `kubernetes: {context: homelab}`."""
FILES = ("kubeconfig", "token_file", "password_file", "ca_file")
"""Options of sources that are paths."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All options of the engine."""

    sources: SourcesSettings = SourcesSettings()
    """Where live facts come from; with none of them and no snapshot, the built-in example is shown."""
    clusters: dict[str, ClusterSettings] = {}
    """Several clusters by name, in the order of their rows; `sources` and `snapshot` then stand in each of them."""
    snapshot: str | None = None
    """Path of a snapshot: the only source where no live one is set, else what stands in when a live one fails."""
    measures: str | None = None
    """Path of a YAML file with measures of the owner's own."""
    badges: tuple[str, ...] | None = None
    """Measures that have a badge; none of them named, a few that every site has."""
    standard: str | None = None
    """Path of a YAML file with the standard that applications are held against: rules, thresholds, exemptions."""
    max_age: str = "24h"
    """Facts older than this are called old on every page: a number and one of s, m, h, d, w."""
    old_facts: Literal["warn", "fail"] = "warn"
    """What a build from facts older than `max_age` does: it says so, or it stops as well."""
    refresh: str = "10m"
    """How long `mkdocs serve` keeps facts before it asks the sources again."""
    edition: Literal["public", "private"] = "public"
    """Which of the two sites is built."""
    publish: PublishSettings = PublishSettings()
    """What the public edition may show by its real name."""
    private_values: tuple[str, ...] | str = ()
    """Words that the public edition must not hold: a list, or the path of a file with one on each line."""
    aliases: AliasSettings = AliasSettings()
    """The key of the aliases, and where their table goes."""

    @property
    def is_example(self) -> bool:
        """Tell whether nothing was configured, so that the built-in example stands in."""
        return self.snapshot is None and not self.sources.is_live and not self.clusters

    def of_cluster(self, name: str) -> Settings:
        """Return the settings for one of several clusters alone."""
        one = self.clusters[name]
        return msgspec.structs.replace(
            self, clusters={}, sources=one.sources, snapshot=one.snapshot, max_age=one.max_age or self.max_age
        )


def parse_settings(options: Mapping[str, Any], base: Path) -> Settings:
    """Return the settings of an options block; relative paths are taken from `base`.

    Raises:
        SettingsError: an option is unknown or has a value that cannot be.
    """
    try:
        settings = msgspec.convert(resolve_options(options, base), Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{PLUGIN}: {error}") from error
    ages = (one.max_age for one in settings.clusters.values() if one.max_age)
    for value in (settings.max_age, settings.refresh, *ages):
        parse_duration(value)
    if problem := find_problem(settings.clusters, alone=settings.sources.is_live or settings.snapshot is not None):
        raise SettingsError(f"{PLUGIN}: clusters: {problem}")
    return settings


def resolve_options(options: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """Return options with every source in its long form and every relative path taken from `base`."""
    clusters = options.get("clusters") or {}
    if not isinstance(clusters, Mapping):
        raise SettingsError(f"{PLUGIN}: clusters: must be names, each with its sources and its snapshot")
    plain = _resolve_origins(options, base, PLUGIN)
    plain["clusters"] = {str(name): _resolve_cluster(str(name), one, base) for name, one in clusters.items()}
    for name in ("measures", "standard", "private_values"):
        if isinstance(plain.get(name), str):
            plain[name] = _below(base, plain[name])
    if isinstance(aliases := plain.get("aliases"), Mapping):
        paths = {key: _below(base, path) for key in ("key_file", "table") if isinstance(path := aliases.get(key), str)}
        plain["aliases"] = {**aliases, **paths}
    return plain


def _resolve_cluster(name: str, options: object, base: Path) -> object:
    where = f"{PLUGIN}: clusters: {name[:80]!r}"
    return _resolve_origins(options, base, where) if isinstance(options, Mapping) else options


def _resolve_origins(options: Mapping[str, Any], base: Path, where: str) -> dict[str, Any]:
    """Return options with the sources and the snapshot of one cluster resolved; what is not set is left out."""
    given = options.get("sources") or {}
    if not isinstance(given, Mapping):
        raise SettingsError(f"{where}: sources: must name kubernetes, gitops or prometheus, each with its options")
    plain = {key: value for key, value in options.items() if value is not None}
    if isinstance(snapshot := plain.get("snapshot"), str):
        plain["snapshot"] = _below(base, snapshot)
    return plain | {"sources": {name: _resolve(name, _expand(name, value), base) for name, value in given.items()}}


def _expand(name: str, value: object) -> object:
    """Return the long form of a source's options; `-` is the current context, or the pod's own account.

    `!ENV` makes a number of a text like `2024`, which a name is not: it becomes text again, and msgspec makes a number
    of it where one belongs.
    """
    if name == "kubernetes" and value == "-":
        return {}
    if isinstance(value, Mapping):
        return {key: _as_text(option) for key, option in value.items()}
    text = _as_text(value)
    return {SHORT_FORM[name]: text} if isinstance(text, str) and name in SHORT_FORM else text


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _resolve(name: str, options: object, base: Path) -> object:
    """Return a source's options with its paths taken from `base`; a Git URL is no path."""
    if not isinstance(options, Mapping):
        return options
    files = {key: _below(base, value) for key, value in options.items() if key in FILES and isinstance(value, str)}
    url = options.get("url")
    if name == "gitops" and isinstance(url, str) and "://" not in url and not is_scp_like(url):
        files["url"] = _below(base, url)
    return {**options, **files}


def _below(base: Path, path: str) -> str:
    return str(base / Path(path).expanduser()) if path else ""


def parse_duration(text: str) -> timedelta:
    """Return a duration such as `24h`; anything else is a SettingsError."""
    try:
        return read_duration(text)
    except ValueError as error:
        raise SettingsError(f"{PLUGIN}: {error}") from error


class _ConfigLoader(yaml.SafeLoader):
    """Reads `mkdocs.yml` for its plugin options: `!ENV` as MkDocs does, any other tag as nothing."""


_ConfigLoader.add_constructor("!ENV", yaml_env_tag.construct_env_tag)
_ConfigLoader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def read_options(config: Path, plugin: str = PLUGIN) -> dict[str, Any]:
    """Return the options of a plugin in a `mkdocs.yml`; none where the file or the plugin is not there.

    Raises:
        SettingsError: the file is there and is not YAML, or its options have a form that cannot be.
    """
    plugins = read_config(config).get("plugins")
    found = next((entry[plugin] for entry in _entries(plugins) if plugin in entry), None) or {}
    if not isinstance(found, dict):
        raise SettingsError(f"{config}: {plugin}: its options must be a mapping")
    if plugin == PLUGIN and found.get("clusters"):
        refuse_repeated_clusters(config)
    return found


def refuse_repeated_clusters(config: Path) -> None:
    """Refuse a `mkdocs.yml` that has a cluster twice, of which a YAML reader would keep the last without a word.

    Raises:
        SettingsError: it has; the message names the line.
    """
    if repeated := find_repeated(config.read_text(encoding="utf-8"), PLUGIN):
        line, name = repeated
        raise SettingsError(f"{config}:{line}: clusters: {name[:80]!r} stands here twice; keep one")


def read_config(config: Path) -> dict[str, Any]:
    """Return what a `mkdocs.yml` holds; nothing where it is not there or no mapping.

    Raises:
        SettingsError: the file is there and is not YAML.
    """
    if not config.exists():
        return {}
    try:
        document = yaml.load(config.read_text(encoding="utf-8"), _ConfigLoader)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{config}: cannot be read as YAML{_where(error)}") from error
    return document if isinstance(document, dict) else {}


def _where(error: Exception) -> str:
    """Return the line and the kind of a YAML error, without the text that stands there."""
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}: {getattr(error, 'problem', '')}" if mark else ""


def _entries(plugins: object) -> list[dict[str, Any]]:
    """Return the plugins that have options; MkDocs takes a list of them or one mapping."""
    entries = plugins if isinstance(plugins, list) else [plugins]
    return [entry for entry in entries if isinstance(entry, dict)]
