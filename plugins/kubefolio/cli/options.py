"""Options that several commands share, and the settings they make together with `mkdocs.yml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from kubefolio.claims import Ledger
from kubefolio.errors import SettingsError
from kubefolio.gate import Exempt, parse_exempt
from kubefolio.ledger import read_ledger
from kubefolio.settings import (
    CLAIMS_PLUGIN,
    GATE_PLUGIN,
    Settings,
    parse_settings,
    read_config,
    read_options,
    resolve_options,
)

SIGN_IN = ("token_file", "token_env", "username", "password_file", "password_env", "tenant")
"""Options that belong to one metrics server and are shown to no other."""


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where facts come from; each stands above the same option in mkdocs.yml."""
    for option in (
        click.option("--edition", type=click.Choice(["public", "private"]), help="Which of the two sites."),
        click.option("--snapshot", help="Snapshot to read, or to fall back on."),
        click.option("--prometheus", metavar="URL", help="Address of a Prometheus-compatible server."),
        click.option("--gitops", metavar="URL|DIR", help="GitOps repository."),
        click.option("--kubeconfig", help="Path of the kubeconfig."),
        click.option("--context", help="Context of the kubeconfig; '-' for its current one, or the pod's own account."),
        click.option("--cluster", metavar="NAME", help="One of the clusters in the file, alone."),
        click.option(
            "--config", "-f", metavar="FILE", help="File whose kubefolio/facts options apply.  [default: mkdocs.yml]"
        ),
    ):
        command = option(command)
    return command


def read_settings(options: dict[str, str | None]) -> Settings:
    """Return the settings of the file, its paths taken from its folder, with those of the command line above them."""
    file = config_of(options)
    if options["config"] and not file.exists():
        raise SettingsError(f"{file}: there is no such file")
    merged = resolve_options(_choose(read_options(file), options), file.parent)
    sources = {name: value for name, value in merged["sources"].items() if value is not None}
    _set_cluster(sources, options["context"], options["kubeconfig"])
    _set_address(sources, "gitops", options["gitops"], ("path", "ref"))
    _set_address(sources, "prometheus", options["prometheus"], SIGN_IN)
    plain = {name: value for name in ("snapshot", "edition") if (value := options[name])}
    return parse_settings(merged | plain | {"sources": sources}, Path())


def _choose(found: dict[str, Any], options: dict[str, str | None]) -> dict[str, Any]:
    """Return the options of the file for one of its clusters, where one is named; else for all."""
    clusters, name = found.get("clusters"), options.get("cluster")
    names = sorted(map(str, clusters)) if isinstance(clusters, dict) else []
    if name is None:
        if names and any(options.get(one) for one in ("context", "kubeconfig", "gitops", "prometheus", "snapshot")):
            raise SettingsError(f"say with --cluster which one that is of: {', '.join(names)}")
        return found
    if not isinstance(clusters, dict) or name not in names:
        known = f"there are {', '.join(names)}" if names else "the file has no clusters"
        raise SettingsError(f"--cluster: {name[:80]!r} is none of the clusters; {known}")
    one = next((given for key, given in clusters.items() if str(key) == name), None)
    return {**found, **(one if isinstance(one, dict) else {}), "clusters": None, "id": None}


def read_claims(options: dict[str, str | None]) -> Ledger:
    """Return the claims of the site, or those about one of its clusters: of a ledger, and of its pages."""
    file = config_of(options)
    given, named = options.get("ledger"), read_options(file, CLAIMS_PLUGIN).get("ledger")
    ledger = str(Path(given).absolute()) if given else named
    pages = list_pages(file)
    translated = [page for page in pages if _is_translated(page, file.parent)]
    found = read_ledger(file.parent, ledger, [page for page in pages if page not in translated])
    found = _with_translations(found, read_ledger(file.parent, ledger, translated) if translated else Ledger())
    cluster = options.get("cluster")
    return found.about(cluster) if cluster else found


def config_of(options: Mapping[str, str | None]) -> Path:
    """Return the `mkdocs.yml` that a command is about."""
    return Path(options["config"] or "mkdocs.yml")


def read_exceptions(options: dict[str, str | None]) -> tuple[Exempt, ...] | None:
    """Return what the gate of the site is told to let through; None where `mkdocs.yml` has no gate.

    Raises:
        SettingsError: an exception is incomplete, or wider than one may be.
    """
    file = config_of(options)
    if not has_plugin(file, GATE_PLUGIN):
        return None
    return parse_exempt(read_options(file, GATE_PLUGIN).get("exempt"), GATE_PLUGIN)


def has_plugin(config: Path, name: str) -> bool:
    """Tell whether a `mkdocs.yml` names a plugin."""
    plugins = read_config(config).get("plugins") or []
    return any(name in entry if isinstance(entry, dict) else entry == name for entry in plugins)


def _is_translated(page: Path, base: Path) -> bool:
    """Tell whether a page, as in `about.es.md`, is for a language that the site is built in as well."""
    name, _, code = page.stem.rpartition(".")
    return bool(name) and (base / f"mkdocs.{code}.yml").is_file()


def _with_translations(found: Ledger, other: Ledger) -> Ledger:
    """Return claims with those of translated pages; what says the same of a measure in two languages is one claim."""
    told = {(one.id, one.measure, one.expect) for one in found.claims}
    return Ledger((*found.claims, *(one for one in other.claims if (one.id, one.measure, one.expect) not in told)))


def list_pages(config: Path) -> list[Path]:
    """Return the Markdown files of the site whose `mkdocs.yml` this is, sorted."""
    folder = config.parent / str(read_config(config).get("docs_dir") or "docs")
    return sorted(folder.rglob("*.md"))


def _set_cluster(sources: dict[str, Any], context: str | None, kubeconfig: str | None) -> None:
    """Put a context, `-` for the current one, and a kubeconfig above those of the file."""
    if context or kubeconfig:
        given = {"context": context, "kubeconfig": kubeconfig}
        named = _long_form(sources, "kubernetes") | {key: value for key, value in given.items() if value}
        sources["kubernetes"] = {key: value for key, value in named.items() if (key, value) != ("context", "-")}


def _set_address(sources: dict[str, Any], name: str, url: str | None, bound: tuple[str, ...]) -> None:
    """Put an address above that of the file; the options that are `bound` to the file's do not go with another."""
    if url:
        known = _long_form(sources, name)
        kept = known if known.get("url") == url else {key: known[key] for key in known if key not in bound}
        sources[name] = kept | {"url": url}


def _long_form(sources: dict[str, Any], name: str) -> dict[str, Any]:
    found = sources.get(name)
    return found if isinstance(found, dict) else {}
