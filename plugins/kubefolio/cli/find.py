"""`kubefolio find`: find numbers in prose that look like claims."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from kubefolio.claims.find import Found, find_numbers
from kubefolio.cli.options import list_pages, read_claims
from kubefolio.cli.say import say
from kubefolio.errors import KubefolioError, LedgerError
from kubefolio.ledger import read_page


@click.command("find")
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER]...")
@click.option("--config", "-f", metavar="FILE", help="Configuration of the site.  [default: mkdocs.yml]")
@click.option(
    "--format", "form", type=click.Choice(["people", "json"]), default="people", show_default=True, help="Form."
)
def find_command(files: tuple[str, ...], config: str | None, form: str) -> None:
    """Find numbers in pages that look like claims and are none yet, and suggest the claims.

    Reads every page of the site, or the files and folders that are given. Exits with 0 whatever it finds.
    """
    try:
        found = tuple(_find(files, config))
    except KubefolioError as error:
        say(f"kubefolio: {error}", err=True)
        click.get_current_context().exit(2)
    say(_for_machines(found) if form == "json" else _for_people(found), nl=False)


def _find(files: tuple[str, ...], config: str | None) -> Iterable[Found]:
    ledger = read_claims({"config": config})
    base = Path(config or "mkdocs.yml").parent
    for file in _list_files(files) if files else list_pages(Path(config or "mkdocs.yml")):
        name, text = read_page(file, base)
        yield from find_numbers(text, name, ledger)


def _list_files(given: tuple[str, ...]) -> Iterable[Path]:
    for path in map(Path, given):
        if not path.exists():
            raise LedgerError(f"{path}: there is no such file or folder; correct the path")
        yield from sorted(path.rglob("*.md")) if path.is_dir() else (path,)


def _for_people(found: tuple[Found, ...]) -> str:
    lines = [line for one in found for line in _lines(one)]
    return "\n".join([*lines, f"{len(found)} numbers look like claims and are none"]) + "\n"


def _lines(one: Found) -> Iterable[str]:
    yield f"{one.place}:{one.column}: {one.text}"
    if one.claim:
        yield f"    link it: [{one.text}](claim:{one.claim})"
    elif one.measure:
        yield f'    measure: {one.measure}, expect: "{one.expect}"'
    else:
        yield "    no measure of ours counts this: define one in measures.yml, or say with `stated` why none can be"


def _for_machines(found: tuple[Found, ...]) -> str:
    told = [
        {
            "file": one.place.file,
            "line": one.place.line,
            "column": one.column,
            "text": one.text,
            "measure": one.measure or None,
            "expect": one.expect,
            "claim": one.claim or None,
        }
        for one in found
    ]
    return json.dumps({"schema": 1, "found": told}, indent=2, ensure_ascii=False) + "\n"
