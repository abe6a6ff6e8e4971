"""The one way from a command to a terminal: whatever a text quotes of a cluster or a file, it is only shown."""

from __future__ import annotations

import click

from kubefolio.terminal import plain_lines


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print text to standard output or standard error; no character of it moves a cursor or sets a colour."""
    click.echo(plain_lines(text), err=err, nl=nl)
