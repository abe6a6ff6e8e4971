"""`kubefolio collect`: read every source and write a snapshot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from kubefolio.cli.options import read_settings, source_options
from kubefolio.cli.progress import with_progress
from kubefolio.cli.say import say
from kubefolio.collect import Progress, Warn, collect
from kubefolio.edition import Edition, make_public
from kubefolio.errors import SettingsError, SourceError
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import read_snapshot, write_snapshot
from kubefolio.history import append_state
from kubefolio.measures import load_catalogue
from kubefolio.portfolio.states import take_state
from kubefolio.problems import failed_sources
from kubefolio.settings import Settings

OUTPUT = {"private": "snapshot.json", "public": "public-snapshot.json"}
"""Where each edition is written when nothing else is said."""


@click.command("collect")
@source_options
@click.option("--output", "-o", help="Where the snapshot is written.  [default: snapshot.json, public-snapshot.json]")
@click.option("--allow-missing", is_flag=True, help="Write the snapshot even when a source failed as a whole.")
@click.option("--history", metavar="FILE", help="History that gets a line when something changed.")
def collect_command(output: str | None, history: str | None, *, allow_missing: bool, **options: str | None) -> None:
    """Read every source that is configured and write a snapshot; a source that failed leaves the old one alone.

    The snapshot holds everything that was read, for you only. With --edition public it holds what a public site may
    show, and can be committed anywhere; without a source it is then made from the snapshot that --snapshot names.
    """
    settings, edition = read_settings(options), options["edition"] or "private"
    path = output or OUTPUT[edition]
    if settings.clusters:
        raise SettingsError(f"collect: say with --cluster which one: {', '.join(settings.clusters)}")
    with_source = settings.sources.is_live
    if not with_source and not (edition == "public" and settings.snapshot):
        raise SettingsError("collect: no source is configured; give --context, --gitops or --prometheus")

    def read(progress: Progress, warn: Warn) -> Edition:
        facts = _collect(settings, progress, warn) if with_source else read_snapshot(Path(settings.snapshot or ""))
        return Edition(make_public(settings, facts, warn) if edition == "public" else facts)

    facts = with_progress(read).facts
    failed = () if allow_missing else failed_sources(facts)
    if failed:
        why = f"collect: {' and '.join(failed)} could not be read"
        raise SourceError(f"{why}; {path} is left as it is; --allow-missing writes it without them", why)
    write_snapshot(facts, Path(path))
    say(f"kubefolio: wrote {path}", err=True)
    if history:
        state = take_state(facts if edition == "public" else make_public(settings, facts, lambda _: None))
        changed = state is not None and append_state(Path(history), state)
        say(f"kubefolio: {'added to' if changed else 'nothing new for'} {history}", err=True)


def _collect(settings: Settings, progress: Progress, warn: Warn) -> FactSet:
    catalogue = load_catalogue(settings.measures, settings.standard)
    return collect(settings, datetime.now(UTC), progress, catalogue=catalogue, warn=warn)
