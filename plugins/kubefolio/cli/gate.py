"""`kubefolio gate` and `kubefolio csp`: read a finished site before it is published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from kubefolio.cli.options import config_of, has_plugin, read_claims, read_exceptions, read_settings, source_options
from kubefolio.cli.progress import with_progress
from kubefolio.cli.say import say
from kubefolio.errors import GateError, KubefolioError
from kubefolio.files import write_whole
from kubefolio.fleet import load_site, render_site
from kubefolio.gate import KnownValue, nginx_line, scan_site
from kubefolio.gate.report import FORMATS, summarise
from kubefolio.measures import load_catalogue
from kubefolio.settings import PAGES_PLUGIN, parse_duration
from kubefolio.views.notice import Site

FOUND, WRONG_CALL = 1, 2
"""Exit codes beside 0, as `kubefolio check` and diff have them."""


@click.command("gate")
@source_options
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="people", show_default=True, help="Form.")
@click.option("--pages/--no-pages", default=None, help="Whether the generated pages must be there.")
@click.option("--allow-private", is_flag=True, help="Pass over a site of the private edition instead of refusing it.")
@click.option("--processes", type=click.IntRange(1), help="Files that are read at once.  [default: one per processor]")
@click.argument("site", type=click.Path(path_type=Path))
def gate_command(
    site: Path, form: str, processes: int | None, *, allow_private: bool, pages: bool | None, **options: str | None
) -> None:
    """Read every byte of a finished SITE, whoever built it, and say what must not be published.

    Exits with 0 when nothing was found, 1 when something was, 2 when the call is wrong.
    """
    try:
        if _is_private(options, allow=allow_private):
            return
        known, expected = _expect(options, pages=pages)
        report = scan_site(site, known, read_exceptions(options) or (), expected, processes)
    except KubefolioError as error:
        say(f"kubefolio: {error}", err=True)
        click.get_current_context().exit(WRONG_CALL)
    say(FORMATS[form](report), nl=False)
    say(f"kubefolio: {summarise(report)}", err=True)
    click.get_current_context().exit(FOUND if report.total else 0)


def _is_private(options: dict[str, str | None], *, allow: bool) -> bool:
    """Tell whether the site is the private edition, which holds private values on purpose, so that none is looked for.

    Raises:
        GateError: it is, and nobody said that this is meant.
    """
    if read_settings(options).edition == "public":
        return False
    if not allow:
        raise GateError(
            "the private edition is not searched: it holds private values on purpose; "
            "--edition public holds the site against all that must not be public"
        )
    say("kubefolio: the private edition is not searched", err=True)
    return True


def _expect(options: dict[str, str | None], *, pages: bool | None) -> tuple[Sequence[KnownValue], list[str]]:
    """Return the values that must not be in the site, and the generated files that must."""
    file = config_of(options)
    wanted = has_plugin(file, PAGES_PLUGIN) if pages is None else pages
    settings, now = read_settings(options), datetime.now(UTC)
    catalogue = load_catalogue(settings.measures, settings.standard)
    edition = with_progress(lambda progress, warn: load_site(settings, now, progress, catalogue=catalogue, warn=warn))
    if not wanted:
        return edition.known_values, []
    site = Site(settings.edition, now, parse_duration(settings.max_age), catalogue)
    made = render_site(edition, site, read_claims(options))
    return edition.known_values, [re.sub(r"\.md$", ".html", one.path) for one in made]


@click.command("csp")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="File for nginx to include.")
@click.argument("site", type=click.Path(path_type=Path))
def csp_command(site: Path, output: Path | None) -> None:
    """Compute the Content-Security-Policy of a finished SITE, as the one line that nginx includes."""
    line = nginx_line(site)
    if output is None:
        say(line, nl=False)
        return
    if output.resolve().is_relative_to(site.resolve()):
        raise GateError(f"{output}: would be published with the site; give a path outside of {site}")
    try:
        write_whole(output, line.encode(), mode=0o644)
    except OSError as error:
        raise GateError(f"{output}: cannot be written ({error.strerror}); give another path") from error
    say(f"kubefolio: wrote {output}", err=True)
