"""What a command that reads shows while it reads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from kubefolio.collect import Progress, Warn
from kubefolio.edition import Edition, list_site_problems
from kubefolio.terminal import plain


def with_progress(read: Callable[[Progress, Warn], Edition]) -> Edition:
    """Return what was read; show it on a terminal meanwhile, and every problem, with its details, at the end."""
    details: list[str] = []
    with show_progress() as progress:
        made = read(progress, details.append)
    for problem in (*details, *list_site_problems(made)):
        click.echo(f"kubefolio: warning: {plain(problem)}", err=True)
    return made


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Show the name of each thing that was read, on a terminal only, and nothing when all are."""
    is_terminal = sys.stderr.isatty()

    def progress(name: str) -> None:
        if is_terminal:
            click.echo(f"\r\033[Kread {plain(name)}", err=True, nl=False)

    yield progress
    if is_terminal:
        click.echo("\r\033[K", err=True, nl=False)
