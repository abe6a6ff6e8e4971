"""Write the pages of the reference that are made from code: `make reference`. A test fails when one is not current."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from kubefolio.cli import COMMANDS, load_command
from kubefolio.collect import read_example
from kubefolio.facts.factset import FactSet, readings
from kubefolio.measures.standard.rules import RULES
from kubefolio.pages import PAGES
from kubefolio.pages.base import Page, World
from kubefolio.views.links import is_listed_elsewhere

FOLDER = Path(__file__).parents[1] / "docs/guide/reference"
MADE = "<!-- Made from code by `make reference`: change it there. -->"


def head(title: str, description: str, text: str) -> list[str]:
    """Return how such a page begins."""
    return ["---", f"title: {title}", f"description: {description}", "---", "", MADE, "", f"# {title}", "", text]


def row(*cells: str) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def list_commands() -> Iterator[str]:
    """Yield the page of the commands."""
    text = "What `--help` says. [Options](options.md#command-line) tells more of what they do and how they end."
    yield from head("Commands", "Every command of kubefolio with its options.", text)
    for command in map(load_command, COMMANDS):
        context = click.Context(command, info_name=f"kubefolio {command.name}")
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        yield from ("", f"## kubefolio {command.name}", "", f"`{usage}`", "", cleandoc(command.help or ""), "")
        options = [one for one in command.params if isinstance(one, click.Option)]
        if options:
            yield from (row("Option", "Meaning"), row("---", "---"))
        for option in options:
            name, meaning = option.get_help_record(context) or ("", "")
            yield row(f"`{name}`", meaning)


def list_rules() -> Iterator[str]:
    """Yield the page of the scorecard's rules."""
    text = (
        "What applications are held against, unless [a standard of yours](../how-to/standard.md) says otherwise. How "
        "they fare is on the [scorecard](../../scorecard/index.md)."
    )
    yield from head("Rules of the scorecard", "Why each rule is there, what is checked, and how to keep it.", text)
    for rule in RULES:
        yield from ("", f"## {rule.title}", "", f"`{rule.id}`", "", rule.why, "")
        yield from (f"**Checked.** {rule.checked}", "", f"**To keep it.** {rule.fix}")
        if rule.thresholds:
            names = ", ".join(f"`{name}`" for name in sorted(rule.thresholds))
            yield from ("", f"Thresholds that a standard may set: {names}.")


def list_pages() -> Iterator[str]:
    """Yield the page of the generated pages."""
    text = (
        "Pages that kubefolio writes. Put those that you want into `nav`. Each application and each rule has a page of "
        "its own besides. What comes from a source that could not be read says *not measured* there."
    )
    yield from head("Generated pages", "Every page that is made from facts, and the sources behind it.", text)
    yield from ("", row("Page", "Path for `nav`", "Sources"), row(*["---"] * 3))
    sources = {name: reading.origin.source for name, reading in readings(FactSet())}
    for page in _pages():
        path = f"{page.address}index.md"
        needs = sorted({sources[one] for one in page.needs}) or ["all"]
        yield row(f"[{page.title}](../../{path})", f"`{path}`", ", ".join(needs))


def _pages() -> list[Page]:
    world = World(read_example())
    pages = [page for build_pages in PAGES for page in build_pages(world)]
    return [page for page in pages if not is_listed_elsewhere(f"{page.address}index.md")]


FILES = {"commands.md": list_commands, "rules.md": list_rules, "pages.md": list_pages}


def render(name: str) -> str:
    """Return the text of one of the pages."""
    return "\n".join(FILES[name]()) + "\n"


def main() -> None:
    """Write them."""
    for name in FILES:
        (FOLDER / name).write_text(render(name), encoding="utf-8")


if __name__ == "__main__":
    main()
