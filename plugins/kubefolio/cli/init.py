"""`kubefolio init`: a new site in an empty folder, which builds at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kubefolio.cli.say import say
from kubefolio.starter import Answers, build_starter, write_starter

QUESTIONS = {
    "name": ("Your name", "My homelab"),
    "role": ("What you do", ""),
    "summary": ("One sentence about you", ""),
    "context": ("Context of the kubeconfig (empty: the built-in example)", ""),
    "gitops": ("URL or folder of the GitOps repository", ""),
    "prometheus": ("Address of Prometheus", ""),
}
"""What is asked on a terminal when no option says it, and what stands in elsewhere."""


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--name", help="Name of the person, and of the site.")
@click.option("--role", help="What they do.")
@click.option("--summary", help="One sentence about them.")
@click.option("--context", help="Context of the kubeconfig; '-' for its current one.")
@click.option("--gitops", metavar="URL|DIR", help="GitOps repository.")
@click.option("--prometheus", metavar="URL", help="Address of a Prometheus-compatible server.")
@click.option("--site-url", metavar="URL", default=Answers.site_url, show_default=True, help="Where it is published.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing.")
def init_command(folder: Path, *, site_url: str, yes: bool, **given: str | None) -> None:
    """Write a new site into FOLDER, which must not have one; ask for what no option says."""
    asks = sys.stdin.isatty() and not yes
    answers = {name: _answer(name, value, asks=asks) for name, value in given.items()}
    files = build_starter(Answers(site_url=site_url, **answers))
    write_starter(files, folder)
    for path in files:
        say(f"  {folder / path}")
    inside = "" if folder == Path() else f"cd {folder} && "
    say(f"kubefolio: wrote a site; look at it with '{inside}mkdocs serve', check it with 'kubefolio doctor'")


def _answer(name: str, value: str | None, *, asks: bool) -> str:
    question, default = QUESTIONS[name]
    if value is not None:
        return value
    return str(click.prompt(question, default=default, show_default=bool(default))) if asks else default
