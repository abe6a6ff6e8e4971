"""`kubefolio rbac`: print the rights that the service account needs."""

from __future__ import annotations

import re

import click

from kubefolio.cli.say import say
from kubefolio.sources.kubernetes.rbac import render_rbac


@click.command("rbac")
@click.option("--namespace", "-n", default="kubefolio", show_default=True, help="Namespace of the service account.")
def rbac_command(namespace: str) -> None:
    """Print the manifests of a service account that may read what kubefolio reads, and nothing more."""
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", namespace):
        raise click.BadParameter("must be a DNS label: at most 63 small letters, digits and dashes")
    say(render_rbac(namespace), nl=False)
