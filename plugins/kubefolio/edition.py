"""Composition root of the editions: settings → facts as a site may know them, and what it must not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kubefolio.collect import Progress, Warn, fall_back, read_parts, silent
from kubefolio.errors import SettingsError
from kubefolio.facts.factset import FactSet
from kubefolio.facts.fleet import Fleet
from kubefolio.measures import CATALOGUE, Catalogue
from kubefolio.problems import list_problems
from kubefolio.redact import KnownValue, PublishSettings, Redactor
from kubefolio.redact.alias import EXAMPLE_KEY
from kubefolio.redact.store import read_key, table_path, write_table
from kubefolio.settings import Settings


@dataclass(frozen=True)
class Edition:
    """What a site is made from, and what it must not hold."""

    facts: FactSet
    """Of the public edition: redacted. Nothing else than this reaches a page. Of several clusters: none of these."""
    known_values: tuple[KnownValue, ...] = ()
    """Private values that the gate looks for; none in the private edition."""
    clusters: Fleet = ()
    """Each of several clusters with its facts, likewise; empty where there is one."""


def load_facts(
    settings: Settings,
    now: datetime,
    progress: Progress = silent,
    *,
    catalogue: Catalogue = CATALOGUE,
    warn: Warn = silent,
) -> FactSet:
    """Return the facts of `load_edition`."""
    return load_edition(settings, now, progress, catalogue=catalogue, warn=warn).facts


def load_edition(
    settings: Settings,
    now: datetime,
    progress: Progress = silent,
    *,
    catalogue: Catalogue = CATALOGUE,
    warn: Warn = silent,
) -> Edition:
    """Return the facts of a site: live, from a snapshot, live with a snapshot behind it, or the built-in example.

    For the public edition they are redacted, and the owner's table of aliases is written.

    Raises:
        SnapshotError: the snapshot is the only source and cannot be read, or it is needed and is none, or the example.
        SettingsError: a source's address or secret is unusable, or the key of the aliases is.
    """
    live, recorded = read_parts(settings, now, progress, catalogue, warn)
    if live.edition == "public" and settings.edition == "public":
        warn("the facts are those of a snapshot of the public edition")
    if settings.edition == "private":
        if live.edition == "public":
            warn("the snapshot is of the public edition: the private site shows no more than the public one")
        return Edition(fall_back(live, recorded, warn) if recorded else live)
    redactor = make_redactor(settings, (live, recorded) if recorded else (live,), warn)
    public = redactor.redact(live)
    if recorded:
        public = fall_back(public, redactor.redact(recorded), warn)
    if not live.example:
        keep_table(settings, redactor, warn)
    return Edition(public, redactor.known_values)


def make_public(settings: Settings, facts: FactSet, warn: Warn) -> FactSet:
    """Return the public edition of facts, and write the owner's table of aliases."""
    redactor = make_redactor(settings, (facts,), warn)
    public = redactor.redact(facts)
    keep_table(settings, redactor, warn)
    return public


EXAMPLE_PUBLISH = PublishSettings(domains=("example.net",), node_names=True)
"""What the owner of the invented cluster publishes; the rest of its hosts show what aliases look like."""


def make_redactor(settings: Settings, shown: tuple[FactSet, ...], warn: Warn) -> Redactor:
    """Return what makes the public edition of these facts."""
    if any(facts.example for facts in shown):
        return Redactor(EXAMPLE_PUBLISH, EXAMPLE_KEY, shown)
    key = read_key(settings.aliases, warn) if any(facts.edition == "private" for facts in shown) else EXAMPLE_KEY
    return Redactor(settings.publish, key, shown, list_private(settings))


def list_private(settings: Settings) -> tuple[str, ...]:
    """Return the private values that the owner lists; of a file its lines, without empty ones and comments.

    Raises:
        SettingsError: the file cannot be read.
    """
    if not isinstance(settings.private_values, str):
        return settings.private_values
    try:
        lines = Path(settings.private_values).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"private_values: {settings.private_values}: cannot be read as text") from error
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def keep_table(settings: Settings, redactor: Redactor, warn: Warn) -> None:
    """Write the owner's table of aliases; where no path is set and none can be made, say so and go on."""
    try:
        write_table(redactor.aliases.table(), table_path(settings.aliases))
    except SettingsError as error:
        if settings.aliases.table:
            raise
        warn(str(error))


def list_site_problems(edition: Edition) -> tuple[str, ...]:
    """Return a line for each failure; of several clusters with the name of its cluster."""
    if not edition.clusters:
        return list_problems(edition.facts)
    return tuple(f"{one.name}: {problem}" for one in edition.clusters for problem in list_problems(one.facts))
