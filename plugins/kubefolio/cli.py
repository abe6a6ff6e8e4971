"""The command line: the same engine without MkDocs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from kubefolio import __version__
from kubefolio.collect import Progress, Warn, collect, load_facts
from kubefolio.errors import KubefolioError, SettingsError, SourceError
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.problems import failed_sources, list_problems
from kubefolio.render import render, write_tree
from kubefolio.settings import Settings, parse_duration, parse_settings, read_options, resolve_options
from kubefolio.sources.kubernetes.rbac import render_rbac
from kubefolio.views.notice import Site

SIGN_IN = ("token_file", "token_env", "username", "password_file", "password_env", "tenant")
"""Options that belong to one metrics server and are shown to no other."""


class Group(click.Group):
    """Commands whose errors are one line on standard error, and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KubefolioError as error:
            click.echo(f"kubefolio: {error}", err=True)
            ctx.exit(1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kubefolio")
def main() -> None:
    """Describe a Kubernetes cluster from facts: collect them, render pages from them."""


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where facts come from; each stands above the same option in mkdocs.yml."""
    for option in (
        click.option("--edition", type=click.Choice(["public", "private"]), help="Which of the two sites."),
        click.option("--snapshot", help="Snapshot to read, or to fall back on."),
        click.option("--prometheus", metavar="URL", help="Address of a Prometheus-compatible server."),
        click.option("--gitops", metavar="URL|DIR", help="GitOps repository."),
        click.option("--kubeconfig", help="Path of the kubeconfig."),
        click.option("--context", help="Context of the kubeconfig; '-' for its current one, or the pod's own account."),
        click.option(
            "--config", "-f", metavar="FILE", help="File whose kubefolio/facts options apply.  [default: mkdocs.yml]"
        ),
    ):
        command = option(command)
    return command


@main.command("collect")
@source_options
@click.option("--output", "-o", default="snapshot.json", show_default=True, help="Where the snapshot is written.")
@click.option("--allow-missing", is_flag=True, help="Write the snapshot even when a source failed as a whole.")
def collect_command(output: str, *, allow_missing: bool, **options: str | None) -> None:
    """Read every source that is configured and write a snapshot; a source that failed leaves the old one alone."""
    settings = read_settings(options)
    if settings.is_example or not any(getattr(settings.sources, f) for f in settings.sources.__struct_fields__):
        raise SettingsError("collect: no source is configured; give --context, --gitops or --prometheus")
    facts = _with_progress(lambda progress, warn: collect(settings, datetime.now(UTC), progress, warn=warn))
    failed = () if allow_missing else failed_sources(facts)
    if failed:
        why = f"collect: {' and '.join(failed)} could not be read"
        raise SourceError(f"{why}; {output} is left as it is; --allow-missing writes it without them", why)
    write_snapshot(facts, Path(output))
    click.echo(f"kubefolio: wrote {output}", err=True)


@main.command("render")
@source_options
@click.argument("folder")
def render_command(folder: str, **options: str | None) -> None:
    """Write the generated pages to FOLDER, as the MkDocs plugin adds them to a site."""
    settings, now = read_settings(options), datetime.now(UTC)
    facts = _with_progress(lambda progress, warn: load_facts(settings, now, progress, warn=warn))
    files = render(facts, Site(settings.edition, now, parse_duration(settings.max_age)))
    write_tree(files, Path(folder))
    click.echo(f"kubefolio: wrote {len(files)} files to {folder}", err=True)


@main.command("rbac")
@click.option("--namespace", "-n", default="kubefolio", show_default=True, help="Namespace of the service account.")
def rbac_command(namespace: str) -> None:
    """Print the manifests of a service account that may read what kubefolio reads, and nothing more."""
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", namespace):
        raise click.BadParameter("must be a DNS label: at most 63 small letters, digits and dashes")
    click.echo(render_rbac(namespace), nl=False)


def read_settings(options: dict[str, str | None]) -> Settings:
    """Return the settings of the file, its paths taken from its folder, with those of the command line above them."""
    file = Path(options["config"] or "mkdocs.yml")
    if options["config"] and not file.exists():
        raise SettingsError(f"{file}: there is no such file")
    merged = resolve_options(read_options(file), file.parent)
    sources = {name: value for name, value in merged["sources"].items() if value is not None}
    _set_cluster(sources, options["context"], options["kubeconfig"])
    _set_address(sources, "gitops", options["gitops"], ("path", "ref"))
    _set_address(sources, "prometheus", options["prometheus"], SIGN_IN)
    plain = {name: value for name in ("snapshot", "edition") if (value := options[name])}
    return parse_settings(merged | plain | {"sources": sources}, Path())


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


def _with_progress(read: Callable[[Progress, Warn], FactSet]) -> FactSet:
    """Return the facts; show what is being read on a terminal, and every problem, with its details, at the end."""
    is_terminal = sys.stderr.isatty()
    details: list[str] = []

    def progress(name: str) -> None:
        if is_terminal:
            click.echo(f"\r\033[Kread {name}", err=True, nl=False)

    facts = read(progress, details.append)
    if is_terminal:
        click.echo("\r\033[K", err=True, nl=False)
    for problem in (*details, *list_problems(facts)):
        click.echo(f"kubefolio: warning: {problem}", err=True)
    return facts
