"""`kubefolio doctor`: say what works, what does not, and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from kubefolio.claims import check_claims
from kubefolio.cli.options import list_pages, read_claims, read_settings, source_options
from kubefolio.cli.progress import show_progress
from kubefolio.collect import read_example
from kubefolio.doctor import Finding, examine_sources, read_project
from kubefolio.errors import KubefolioError
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.measures import load_catalogue, measure_all
from kubefolio.pages.base import World
from kubefolio.portfolio.blocks import Portfolio
from kubefolio.portfolio.profile import PLUGIN, parse_profile
from kubefolio.settings import Settings, read_options
from kubefolio.terminal import plain
from kubefolio.views.notice import Site

COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


@click.command("doctor")
@source_options
def doctor_command(**options: str | None) -> None:
    """Examine configuration, sources, claims and projects; exit with 1 when there is a problem."""
    file = Path(options["config"] or "mkdocs.yml")
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
        examined = examine_sources(settings, datetime.now(UTC), progress)
    yield from examined.findings
    facts = read_example() if settings.is_example else examined.facts
    yield from _examine_claims(settings, facts, options)
    if file.exists():
        yield from _examine_portfolio(settings, facts, file)


def _examine_claims(settings: Settings, facts: FactSet, options: dict[str, Any]) -> Iterator[Finding]:
    try:
        catalogue = load_catalogue(settings.measures)
        verdicts = check_claims(read_claims(options), measure_all(facts, catalogue))
    except KubefolioError as error:
        for line in str(error).splitlines():
            yield Finding("problem", "claims", line)
        return
    failing = [verdict.claim.id for verdict in verdicts if verdict.outcome == "fails"]
    if failing:
        yield Finding("warning", "claims", f"failing: {', '.join(failing)}", "kubefolio check says why")
    elif verdicts:
        yield Finding("ok", "claims", f"none of {len(verdicts)} fails")


def _examine_portfolio(settings: Settings, facts: FactSet, file: Path) -> Iterator[Finding]:
    options = read_options(file, PLUGIN)
    try:
        catalogue = load_catalogue(settings.measures)
        profile = parse_profile(options, measure_all(facts, catalogue))
        folder = file.parent / "docs" / profile.projects
        pages = [page for page in list_pages(file) if page.is_relative_to(folder) and page.name != "index.md"]
        projects = tuple(read_project(page, file.parent / "docs") for page in pages)
    except KubefolioError as error:
        yield Finding("problem", "portfolio", str(error))
        return
    portfolio = Portfolio(World(facts, Site(catalogue=catalogue)), profile, projects, "")
    if isinstance(portfolio.named, Missing):
        yield Finding("warning", "portfolio", f"projects could not be checked: {portfolio.named.missing}")
        return
    for line in portfolio.problems():
        yield Finding("problem", "portfolio", line, "correct the name; the page Applications lists them all")
    if projects and not portfolio.problems():
        yield Finding("ok", "portfolio", f"{len(projects)} projects, and every application they name is there")
