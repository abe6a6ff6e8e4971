"""`kubefolio render`: write the generated pages to a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from kubefolio.cli.options import read_claims, read_exceptions, read_settings, source_options
from kubefolio.cli.progress import with_progress
from kubefolio.cli.say import say
from kubefolio.fleet import load_site, render_site
from kubefolio.language import ENGLISH
from kubefolio.measures import load_catalogue
from kubefolio.render import write_tree
from kubefolio.settings import parse_duration
from kubefolio.views.notice import Site


@click.command("render")
@source_options
@click.option("--language", default=ENGLISH, show_default=True, help="What the pages are written in, as in `es`.")
@click.argument("folder")
def render_command(folder: str, language: str, **options: str | None) -> None:
    """Write the generated pages to FOLDER, as the MkDocs plugin adds them to a site."""
    settings, claims, now = read_settings(options), read_claims(options), datetime.now(UTC)
    catalogue = load_catalogue(settings.measures, settings.standard)
    catalogue.check_badges(settings.badges)
    made = with_progress(lambda progress, warn: load_site(settings, now, progress, catalogue=catalogue, warn=warn))
    keep = parse_duration(settings.max_age)
    site = Site(settings.edition, now, keep, catalogue, settings.badges, language, exceptions=read_exceptions(options))
    files = render_site(made, site, claims)
    write_tree(files, Path(folder))
    say(f"kubefolio: wrote {len(files)} files to {folder}", err=True)
