"""The command line: the same engine without MkDocs. To add a command, add its module and its row here."""

from __future__ import annotations

import click

from kubefolio import __version__
from kubefolio.cli.check import check_command
from kubefolio.cli.collect import collect_command
from kubefolio.cli.doctor import doctor_command
from kubefolio.cli.find import find_command
from kubefolio.cli.gate import csp_command, gate_command
from kubefolio.cli.init import init_command
from kubefolio.cli.publish import publish_command
from kubefolio.cli.rbac import rbac_command
from kubefolio.cli.render import render_command
from kubefolio.cli.say import say
from kubefolio.errors import KubefolioError


class Group(click.Group):
    """Commands whose errors are one line on standard error, and exit code 1."""

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


COMMANDS = (
    collect_command,
    render_command,
    check_command,
    find_command,
    gate_command,
    csp_command,
    publish_command,
    rbac_command,
    init_command,
    doctor_command,
)
for command in COMMANDS:
    main.add_command(command)
