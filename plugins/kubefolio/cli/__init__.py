"""The command line: the same engine without MkDocs. To add a command, add its module and its row here."""

from __future__ import annotations

from importlib import import_module

import click

from kubefolio import __version__
from kubefolio.cli.say import say
from kubefolio.errors import KubefolioError

COMMANDS = {
    "collect": "collect",
    "render": "render",
    "check": "check",
    "find": "find",
    "gate": "gate",
    "csp": "gate",
    "publish": "publish",
    "rbac": "rbac",
    "init": "init",
    "doctor": "doctor",
}
"""Each command → the module here that holds it as `<command>_command`; it is loaded when it is asked for."""


def load_command(name: str) -> click.Command:
    """Return a command of `COMMANDS`."""
    found: click.Command = getattr(import_module(f"{__name__}.{COMMANDS[name]}"), f"{name}_command")
    return found


class Group(click.Group):
    """Commands whose errors are one line on standard error, and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return their names, as help lists them."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KubefolioError as error:
            say(f"kubefolio: {error}", err=True)
            ctx.exit(1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kubefolio")
def main() -> None:
    """Describe a Kubernetes cluster from facts: collect them, render pages from them, publish."""
