"""`kubefolio doctor`: say what works, what does not, and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from kubefolio.claims import NO_CLAIMS, check_claims
from kubefolio.cli.options import config_of, list_pages, read_claims, read_settings, source_options
from kubefolio.cli.progress import show_progress
from kubefolio.collect import Progress, read_example
from kubefolio.doctor import Finding, examine_cluster, examine_sources, read_project
from kubefolio.edition import Edition
from kubefolio.errors import KubefolioError
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.fleet import Cluster
from kubefolio.fleet import build_world, choose_cluster, measure_site
from kubefolio.measures import load_catalogue
from kubefolio.portfolio.blocks import Portfolio
from kubefolio.portfolio.profile import PLUGIN, parse_profile
from kubefolio.settings import Settings, parse_duration, read_options
from kubefolio.terminal import plain
from kubefolio.views.notice import Site

COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


@click.command("doctor")
@source_options
def doctor_command(**options: str | None) -> None:
    """Examine configuration, sources, claims and projects; exit with 1 when there is a problem."""
    file = config_of(options)
    findings = [*_examine_file(file), *_examine(file, options)]
    for one in findings:
        click.echo(f"{click.style(f'{one.level:8}', fg=COLOURS[one.level])} {one.area:11} {plain(one.what)}")
        if one.next:
            click.echo(f"{'':8} {'':11} next: {plain(one.next)}")
    problems = sum(one.level == "problem" for one in findings)
    warnings = sum(one.level == "warning" for one in findings)
    click.echo(f"kubefolio: problems: {problems}, warnings: {warnings}")
    click.get_current_context().exit(1 if problems else 0)


def _examine_file(file: Path) -> Iterator[Finding]:
    if not file.exists():
        yield Finding("warning", "site", f"there is no {file} here", "kubefolio init writes one")


def _examine(file: Path, options: dict[str, Any]) -> Iterator[Finding]:
    try:
        settings = read_settings(options)
    except KubefolioError as error:
        yield Finding("problem", "site", str(error), "the guide's page Options lists them all")
        return
    with show_progress() as progress:
        edition, findings = _read(settings, progress)
    yield from findings
    yield from _examine_claims(settings, edition, options)
    if file.exists():
        yield from _examine_portfolio(settings, edition, file)


def _read(settings: Settings, progress: Progress) -> tuple[Edition, tuple[Finding, ...]]:
    """Return what was read, of each of several clusters, and what was found about it."""
    now = datetime.now(UTC)
    if not settings.clusters:
        examined = examine_sources(settings, now, progress)
        return Edition(read_example() if settings.is_example else examined.facts), examined.findings
    each = {name: examine_cluster(name, settings.of_cluster(name), now, progress) for name in settings.clusters}
    clusters = tuple(Cluster(name, one.facts, parse_duration(settings.max_age)) for name, one in each.items())
    return Edition(FactSet(), clusters=clusters), tuple(line for one in each.values() for line in one.findings)


def _examine_claims(settings: Settings, edition: Edition, options: dict[str, Any]) -> Iterator[Finding]:
    try:
        catalogue = load_catalogue(settings.measures)
        verdicts = check_claims(read_claims(options), measure_site(edition, catalogue))
    except KubefolioError as error:
        for line in str(error).splitlines():
            yield Finding("problem", "claims", line)
        return
    failing = [verdict.claim.id for verdict in verdicts if verdict.outcome == "fails"]
    if failing:
        yield Finding("warning", "claims", f"failing: {', '.join(failing)}", "kubefolio check says why")
    elif verdicts:
        yield Finding("ok", "claims", f"failing: 0 of {len(verdicts)}")


def _examine_portfolio(settings: Settings, edition: Edition, file: Path) -> Iterator[Finding]:
    options = read_options(file, PLUGIN)
    try:
        catalogue = load_catalogue(settings.measures)
        choose_cluster(edition, options.get("cluster"))
        measured = measure_site(edition, catalogue)
        profile = parse_profile(options, measured)
        world = build_world(edition, Site(catalogue=catalogue), NO_CLAIMS, measured, profile.cluster)
        folder = file.parent / "docs" / profile.projects
        pages = [page for page in list_pages(file) if page.is_relative_to(folder) and page.name != "index.md"]
        projects = tuple(read_project(page, file.parent / "docs") for page in pages)
    except KubefolioError as error:
        yield Finding("problem", "portfolio", str(error))
        return
    portfolio = Portfolio(world, profile, projects, "")
    if isinstance(portfolio.named, Missing):
        yield Finding("warning", "portfolio", f"projects could not be checked: {portfolio.named.missing}")
        return
    for line in portfolio.problems():
        yield Finding("problem", "portfolio", line, "correct the name; the page Applications lists them all")
    if projects and not portfolio.problems():
        yield Finding("ok", "portfolio", f"projects: {len(projects)}; every application that they name is there")
