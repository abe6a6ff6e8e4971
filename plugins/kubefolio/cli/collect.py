"""`kubefolio collect`: read every source and write a snapshot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from kubefolio.cli.options import read_settings, source_options
from kubefolio.cli.progress import with_progress
from kubefolio.collect import collect
from kubefolio.errors import SettingsError, SourceError
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.measures import load_catalogue
from kubefolio.problems import failed_sources


@click.command("collect")
@source_options
@click.option("--output", "-o", default="snapshot.json", show_default=True, help="Where the snapshot is written.")
@click.option("--allow-missing", is_flag=True, help="Write the snapshot even when a source failed as a whole.")
def collect_command(output: str, *, allow_missing: bool, **options: str | None) -> None:
    """Read every source that is configured and write a snapshot; a source that failed leaves the old one alone."""
    settings = read_settings(options)
    if settings.is_example or not any(getattr(settings.sources, f) for f in settings.sources.__struct_fields__):
        raise SettingsError("collect: no source is configured; give --context, --gitops or --prometheus")
    catalogue, now = load_catalogue(settings.measures, settings.standard), datetime.now(UTC)
    facts = with_progress(lambda progress, warn: collect(settings, now, progress, catalogue=catalogue, warn=warn))
    failed = () if allow_missing else failed_sources(facts)
    if failed:
        why = f"collect: {' and '.join(failed)} could not be read"
        raise SourceError(f"{why}; {output} is left as it is; --allow-missing writes it without them", why)
    write_snapshot(facts, Path(output))
    click.echo(f"kubefolio: wrote {output}", err=True)
