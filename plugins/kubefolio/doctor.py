"""What works and what does not, and the next step: the examination behind `kubefolio doctor`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from kubefolio.collect import Progress, collect
from kubefolio.errors import KubefolioError, PageError
from kubefolio.facts.base import Missing, Reading, SourceName
from kubefolio.facts.factset import FactSet, cluster_of, observation_times, readings
from kubefolio.facts.snapshot import read_snapshot
from kubefolio.portfolio.projects import Project, parse_project
from kubefolio.problems import is_failure
from kubefolio.settings import Settings, parse_duration
from kubefolio.sources.kubernetes.client import KubernetesSettings, list_contexts

Level = Literal["ok", "warning", "problem"]
MAX_NAMED = 8
"""Kinds or queries that one line names; of more, the number is told."""


@dataclass(frozen=True)
class Finding:
    """One line of the examination."""

    level: Level
    """warning: the site is less than it could be; problem: it is wrong, or cannot be built."""
    area: str
    what: str
    next: str = ""
    """What to do about it; empty where nothing has to be done."""


@dataclass(frozen=True)
class Examined:
    """What was read live, and what was found about it."""

    facts: FactSet
    findings: tuple[Finding, ...]


def examine_sources(settings: Settings, now: datetime, progress: Progress) -> Examined:
    """Read every source that is configured, without a snapshot behind it, and say how that went."""
    details: list[str] = []
    try:
        facts = collect(msgspec.structs.replace(settings, snapshot=None), now, progress, warn=details.append)
    except KubefolioError as error:
        return Examined(FactSet(), (Finding("problem", "sources", str(error), "correct it in mkdocs.yml"),))
    if settings.is_example:
        what = "nothing is configured, so the site shows the built-in example"
        how = "set sources under kubefolio/facts in mkdocs.yml, or give --context"
        return Examined(facts, (Finding("warning", "sources", what, how),))
    return Examined(
        facts,
        (
            *_examine_kubernetes(settings, facts, details),
            *_examine_gitops(settings, facts, details),
            *_examine_prometheus(settings, facts, details),
            *_examine_snapshot(settings, now),
        ),
    )


def examine_cluster(name: str, settings: Settings, now: datetime, progress: Progress) -> Examined:
    """Examine one of several clusters, as it is read: its sources, or its snapshot alone; and say which it is."""
    if settings.sources.is_live:
        found = examine_sources(settings, now, progress)
    else:
        found = Examined(_read_recorded(settings), tuple(_examine_snapshot(settings, now)))
    told = list(found.findings)
    if known := cluster_of(found.facts):
        told.append(Finding("ok", "cluster", f"its id is {known}"))
    return Examined(found.facts, tuple(replace(one, area=f"{name}: {one.area}") for one in told))


def _read_recorded(settings: Settings) -> FactSet:
    try:
        return read_snapshot(Path(settings.snapshot or ""))
    except KubefolioError:
        return FactSet()


def _of(facts: FactSet, source: SourceName) -> list[tuple[str, Reading[Any]]]:
    return [(name, reading) for name, reading in readings(facts) if reading.origin.source == source]


def _named(names: list[str]) -> str:
    shown = ", ".join(name.replace("_", " ") for name in names[:MAX_NAMED])
    more = len(names) - MAX_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _details(details: list[str], source: SourceName, reason: str) -> str:
    """Return what the operator may know of a failure, which may name hosts; else what any reader may."""
    return next((line for line in details if line.startswith(source)), reason)


def _examine_kubernetes(settings: Settings, facts: FactSet, details: list[str]) -> Iterator[Finding]:
    area, asked = "kubernetes", settings.sources.kubernetes
    if asked is None:
        yield Finding("warning", area, "no cluster is configured", "set sources.kubernetes, or give --context")
        return
    version = facts.version.value
    if isinstance(version, Missing):
        yield Finding("problem", area, _details(details, "kubernetes", version.missing), _next_cluster(asked))
        return
    found = _of(facts, "kubernetes")
    read = [name for name, reading in found if not isinstance(reading.value, Missing)]
    yield Finding("ok", area, f"{version[0].git_version}: {len(read)} of {len(found)} kinds were read")
    if forbidden := _caused(found, "forbidden"):
        how = "kubefolio rbac | kubectl apply -f - makes an account that may; or grant list on these"
        yield Finding("warning", area, f"the account may not list {_named(forbidden)}", how)
    if failed := _caused(found, "failed"):
        reasons = {reading.value.missing for _, reading in found if is_failure(reading.value)}
        yield Finding(
            "problem", area, f"{_named(failed)}: {'; '.join(sorted(reasons))}", "run it again, or see its log"
        )


def _caused(found: list[tuple[str, Reading[Any]]], cause: str) -> list[str]:
    return [name for name, reading in found if isinstance(reading.value, Missing) and reading.value.cause == cause]


def _next_cluster(asked: KubernetesSettings) -> str:
    """Return the next step: another context where the one that was asked for is not in the kubeconfig."""
    known = list_contexts(asked)
    if asked.context and known and asked.context not in known:
        close = difflib.get_close_matches(asked.context, known, n=1)
        return f"did you mean --context {close[0]}?" if close else f"the kubeconfig has the contexts {', '.join(known)}"
    context = f" --context {asked.context}" if asked.context else ""
    return f"does 'kubectl get namespaces{context}' answer?"


def _examine_gitops(settings: Settings, facts: FactSet, details: list[str]) -> Iterator[Finding]:
    area, asked, found = "gitops", settings.sources.gitops, facts.repository.value
    if asked is None:
        yield Finding("warning", area, "no repository is configured", "set sources.gitops, or give --gitops")
    elif isinstance(found, Missing):
        how = "does 'git ls-remote' with this address answer, and is the ref in it?"
        yield Finding("problem", area, _details(details, "gitops", found.missing), how)
    else:
        applications = len(facts.declared_applications.items)
        where = f"commit {found[0].commit[:7]}" if found[0].commit else "a folder without Git"
        yield Finding("ok", area, f"{where}: {found[0].documents} documents, {applications} applications")
        if not applications:
            how = "is sources.gitops.path the folder that Argo CD or Flux begins with?"
            yield Finding("warning", area, "it declares no application that we know of", how)


def _examine_prometheus(settings: Settings, facts: FactSet, details: list[str]) -> Iterator[Finding]:
    area, asked, found = "prometheus", settings.sources.prometheus, facts.queries.value
    if asked is None:
        yield Finding(
            "warning", area, "no metrics server is configured", "set sources.prometheus, or give --prometheus"
        )
        return
    results = [] if isinstance(found, Missing) else list(found)
    failed = [one for one in results if is_failure(one.series)]
    if isinstance(found, Missing) or (failed and len(failed) == len(results)):
        reason = found.missing if isinstance(found, Missing) else str(getattr(failed[0].series, "missing", ""))
        how = "does curl ADDRESS/-/ready answer from here? In a cluster, forward the port first"
        yield Finding("problem", area, _details(details, "prometheus", reason), how)
        return
    yield Finding("ok", area, f"{len(results) - len(failed)} of {len(results)} queries were answered")
    if failed:
        yield Finding(
            "problem", area, f"queries that failed: {_named([one.id for one in failed])}", "see the server's log"
        )
    if empty := [one.id for one in results if one.series == ()]:
        how = "are these exporters installed and scraped? What they measure stays 'not measured'"
        yield Finding("warning", area, f"no series for {_named(empty)}", how)


def _examine_snapshot(settings: Settings, now: datetime) -> Iterator[Finding]:
    area, path = "snapshot", Path(settings.snapshot or "")
    if settings.snapshot is None:
        return
    if not path.exists():
        yield Finding("warning", area, f"{path} is not there", "kubefolio collect writes it")
        return
    try:
        times = observation_times(read_snapshot(path))
    except KubefolioError as error:
        yield Finding("problem", area, str(error), "kubefolio collect writes it again")
        return
    if not times or now - times[0] > parse_duration(settings.max_age):
        yield Finding("warning", area, f"it is older than {settings.max_age}", "kubefolio collect writes it again")
    else:
        yield Finding("ok", area, f"it is younger than {settings.max_age}")


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_project(page: Path, docs: Path) -> Project:
    """Return the project that a page is.

    Raises:
        PageError: the page cannot be read, or its front matter has a mistake.
    """
    name = page.relative_to(docs).as_posix()
    try:
        found = _FRONT_MATTER.match(page.read_text(encoding="utf-8"))
        front = yaml.safe_load(found[1]) if found else {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PageError(f"docs/{name}: the front matter cannot be read ({type(error).__name__})") from error
    return parse_project(name, "", front if isinstance(front, dict) else {})
